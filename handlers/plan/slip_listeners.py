"""A slip: its blast radius first, then *Save and tell*, *Save quietly* or *Cancel*; and the undo of any update."""

import json
from datetime import date
from typing import Any

import templates
from handlers.common import channels
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, parse_record_number, refuse_malformed
from handlers.plan import milestone_updates
from handlers.risks import forecast
from handlers.risks.queries import ViewRequest
from rules.capture import Slip
from templates import RenderedMessage


async def show_preview(call: CommandCall, deps: Deps, slip: Slip) -> RenderedMessage:
    """What the slip would move; nothing is saved yet."""
    shown = await deps.read(milestone_updates.preview_slip, person=call.person, said=slip, now=call.now)
    if shown.to == shown.before.expected:
        return templates.render("plan/slip_same", milestone=shown.before, today=call.today)
    asked = ViewRequest(call.person, "", call.channel, call.now)
    odds = await deps.read(forecast.slip_odds, asked=asked, milestone=slip.milestone, to=shown.to)
    value = encode_slip(slip.milestone, shown.to, shown.before.expected, slip.reason)
    return templates.render("plan/slip_preview", shown=shown, odds=odds, value=value, today=call.today)


async def on_save(click: Click, deps: Deps) -> RenderedMessage:
    """*Save and tell N owners* or *Save quietly*: saved only if the milestone is still as it was shown."""
    wanted, told = decode_slip(click.value), click.action == "slip_tell"
    source = await channels.interaction_source(deps, click.channel)
    changed, effect = await deps.transact(
        milestone_updates.save_slip, person=click.person, source=source, now=click.now, tell=told, **wanted
    )
    return templates.render("plan/slip_saved", changed=changed, effect=effect, told=told, today=click.today)


async def on_cancel(click: Click, deps: Deps) -> RenderedMessage:
    return templates.render("plan/slip_cancelled")


async def on_undo(click: Click, deps: Deps) -> RenderedMessage:
    changed = await deps.transact(
        milestone_updates.undo_update, person=click.person, update=parse_record_number(click.value), now=click.now
    )
    return templates.render("plan/undone", changed=changed, today=click.today)


def encode_slip(milestone: str, to: date, was: date | None, why: str) -> str:
    """What the buttons carry: ids, dates and the reason, at most 2,000 characters."""
    room = 1500
    while True:
        value = json.dumps(
            {"m": milestone, "to": to.isoformat(), "was": was.isoformat() if was else None, "why": why[:room]}
        )
        if len(value) <= 2000:
            return value
        room //= 2


def decode_slip(value: str) -> dict[str, Any]:
    """What a button carries, as the flow of a slip takes it."""
    with refuse_malformed():
        kept = json.loads(value)
        was = date.fromisoformat(kept["was"]) if kept["was"] else None
        to = date.fromisoformat(kept["to"])
        return {"milestone": str(kept["m"]), "to": to, "was": was, "reason": str(kept["why"])}


CLICKS = {"slip_tell": on_save, "slip_quiet": on_save, "slip_cancel": on_cancel, "undo": on_undo}
