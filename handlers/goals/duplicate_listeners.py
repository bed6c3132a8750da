"""The verb `duplicates`, and the button *Not the same work*."""

import templates
from handlers.common import lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, refuse_malformed
from handlers.goals import duplicates
from rules.refusal import Refusal
from templates import RenderedMessage


async def list_duplicates(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `duplicates`, `duplicates PRG-1` and `duplicates page 2`."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="duplicates {}")
    if subject and not subject.startswith("PRG-"):
        raise Refusal(f"{subject} is no program.", "", "Try `duplicates PRG-1`.")
    listed = await deps.read(duplicates.duplicate_list, person=call.person, program=subject, page=page)
    return templates.render("goals/duplicates", listed=listed, again=f"duplicates {subject}".strip())


async def on_dismiss(click: Click, deps: Deps) -> RenderedMessage:
    """Save that two projects are not the same work."""
    with refuse_malformed():
        first, second = click.value.split()
    one, other = await deps.commit(duplicates.dismiss_pair, person=click.person, pair=(first, second), now=click.now)
    return undoing.with_undo(deps, templates.render("goals/dismissed", first=one, second=other))


COMMANDS = (
    Command(
        "duplicates",
        "duplicates [PRG-1]",
        "List projects that may do the same work, with the evidence.",
        list_duplicates,
        examples=("duplicates", "duplicates PRG-1"),
        aliases=("duplicate",),
    ),
)
CLICKS = {"duplicate_dismiss": on_dismiss}
