"""`undo` and the button of the same name: take back a change with all it caused, its effect shown first."""

from dataclasses import replace

import templates
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, parse_record_number
from handlers.plan import undo
from templates import RenderedMessage


async def undo_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `undo`: take back the last change, or show first what it also takes back from others."""
    effect = await deps.read(undo.last_change, person=call.person, now=call.now)
    if effect.messages or effect.told:
        return templates.render("plan/undo_asked", effect=effect, today=call.today)
    undone = await deps.commit(undo.undo_change, person=call.person, id=effect.change.id, now=call.now)
    return templates.render("plan/undone", effect=undone, today=call.today)


async def on_undo(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Undo* on a receipt."""
    undone = await deps.commit(
        undo.undo_change, person=click.person, id=parse_record_number(click.value), now=click.now
    )
    return templates.render("plan/undone", effect=undone, today=click.today)


async def on_undo_line(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Undo* in an answer that shows more than one thing; the answer stays as it is."""
    return replace(await on_undo(click, deps), aside=True)


async def on_undo_record(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Undo* beside a record of a message."""
    undone = await deps.commit(
        undo.undo_record, person=click.person, update=parse_record_number(click.value), now=click.now
    )
    return templates.render("plan/undone", effect=undone, today=click.today)


async def on_keep(click: Click, deps: Deps) -> RenderedMessage:
    return templates.render("plan/nothing_changed")


COMMANDS = (
    Command(
        "undo",
        "undo",
        "Undo your last change and everything it caused.",
        undo_command,
        examples=("undo",),
    ),
)
CLICKS = {"undo": on_undo, "undo_line": on_undo_line, "undo_record": on_undo_record, "undo_keep": on_keep}
