"""`publish M-4`: what was said in a closed channel may be read by everybody from then on."""

import templates
from handlers.common import parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click
from handlers.privacy import flows
from rules.people import Person, Role
from rules.refusal import Refusal
from rules.register import kind_of
from templates import Message


async def publish(call: Call, deps: Deps) -> Message:
    """`publish M-4`, `publish B-2`"""
    id = parsing.typed_id(call.text.strip()) or ""
    if not (id.startswith(("M-", "B-")) or kind_of(id)):
        raise Refusal("Say which milestone or blocker everybody may read.", "", "For example `publish M-4`.")
    return await _publish(id, call, call.person, deps)


async def on_publish(click: Click, deps: Deps) -> Message:
    """*Publish* on a card."""
    return await _publish(click.value, click, click.person, deps)


async def _publish(id: str, asked: Call | Click, person: Person, deps: Deps) -> Message:
    said = await deps.transact(flows.publish, person=person, id=id, now=asked.now)
    return templates.render("privacy/published", id=id, said=said)


COMMANDS = (
    Command(
        "publish",
        "publish M-4|B-2",
        "Let everybody read what was said in a private channel: a milestone, blocker or risk.",
        publish,
        frozenset({Role.MANAGER, Role.LEAD, Role.CONTRIBUTOR}),
        ("publish M-1",),
    ),
)
CLICKS = {"publish": on_publish}
