"""`publish M-4`: let everyone read what was said in a private channel."""

import templates
from handlers.common import parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from handlers.privacy import flows
from rules.people import Person, Role
from rules.refusal import Refusal
from rules.register import entry_kind_of
from templates import RenderedMessage


async def run_publish(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `publish M-4` and `publish B-2`."""
    id = parsing.parse_id(call.text.strip()) or ""
    if not (id.startswith(("M-", "B-", "DEC-", "BEN-", "CR-", "SC-")) or entry_kind_of(id)):
        raise Refusal("Which item should be public?", "", "Try `publish M-4`.")
    return await _publish_record(id, call.person, deps)


async def on_publish(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Publish* on a card."""
    return await _publish_record(click.value, click.person, deps)


async def _publish_record(id: str, person: Person, deps: Deps) -> RenderedMessage:
    words = await deps.commit(flows.publish_record, person=person, id=id)
    return templates.render("privacy/published", id=id, said=words)


COMMANDS = (
    Command(
        "publish",
        "publish M-4|B-2|DEC-1|BEN-1|CR-1|SC-1",
        "Make an item that was said in a private channel public.",
        run_publish,
        frozenset({Role.MANAGER, Role.LEAD, Role.CONTRIBUTOR}),
        ("publish M-1",),
    ),
)
CLICKS = {"publish": on_publish}
