"""Blockers: the verbs `block`, `unblock`, `blockers` and `B-3`, and the buttons of a blocker."""

from datetime import date, datetime

import templates
from handlers.blockers import flows, queries
from handlers.common import channels, day_off, lookup, parsing, undoing
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from rules.capture import Block, Unblock, interpret_message
from rules.capture.forms import hints
from rules.people import Person
from rules.refusal import Refusal
from templates import RenderedMessage


async def block_milestone(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `block M-42 "no staging data" needs @x by 3 Mar`."""
    statement = _parse_statement(f"block {call.text}", call)
    if not isinstance(statement, Block):
        raise Refusal("That is no blocker I understand.", "", 'Write `block M-42 "no staging data" needs @x by 3 Mar`.')
    source = await channels.interaction_source(deps, call.channel)
    blocker = await deps.commit(
        flows.raise_blocker, person=call.person, said=statement, source=source, now=call.now, aloud=True
    )
    unknown = statement.needs if statement.needs and not blocker.needs else ""
    return await _render_card(blocker.id, call.person, call.now, call.today, deps, saved=True, unknown=unknown)


async def resolve_blocker(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `unblock B-3`."""
    statement = _parse_statement(f"unblock {call.text}", call)
    if not isinstance(statement, Unblock):
        raise Refusal("Which blocker?", "", "Try `unblock B-3`.")
    return await _resolve(statement.target, call.person, call.now, deps, resolution=statement.reason)


async def on_resolve(click: Click, deps: Deps) -> RenderedMessage:
    """Resolve a blocker from the *Resolved* button of its notice."""
    return await _resolve(click.value, click.person, click.now, deps)


async def _resolve(target: str, person: Person, now: datetime, deps: Deps, *, resolution: str = "") -> RenderedMessage:
    resolved = await deps.commit(flows.resolve_blockers, person=person, target=target, now=now, resolution=resolution)
    others = await deps.read(flows.others_of, person=person, resolved=resolved)
    return undoing.with_undo(deps, templates.render("blockers/resolved", blockers=resolved, others=others))


async def on_ask(click: Click, deps: Deps) -> RenderedMessage:
    """Notify the person picked with *Ask Bo*; the concern is a blocker from then on."""
    id, _, user = click.value.partition("/")
    await deps.commit(flows.ask_to_unblock, person=click.person, id=id, user=user, now=click.now)
    return await _render_card(id, click.person, click.now, click.today, deps, saved=True)


async def show_or_resolve_blocker(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `B-3` or `B-3 resolved`."""
    id, rest = parsing.split_id(call.text)
    if rest.casefold() in ("done", "resolved", "solved"):
        return await _resolve(id, call.person, call.now, deps)
    if rest:
        raise Refusal(f"I don't know what “{rest[:60]}” does to {id}.", "", f"Try `{id}` or `{id} resolved`.")
    return await _render_card(id, call.person, call.now, call.today, deps)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    """Open a blocker's card from a button."""
    return await _render_card(click.value, click.person, click.now, click.today, deps)


async def list_blockers(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `blockers [PRJ-7|PRG-1] [page 2]`: the blocker that holds up most comes first."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="blockers {}")
    listed = await deps.read(queries.ranked_blockers, person=call.person, subject=subject, page=page, now=call.now)
    return templates.render("blockers/list", listed=listed, subject=subject, today=call.today)


async def _render_card(
    id: str, person: Person, now: datetime, today: date, deps: Deps, *, saved: bool = False, unknown: str = ""
) -> RenderedMessage:
    """Show a blocker; `unknown` is a helper just named who is no one that can be asked."""
    card = await deps.read(queries.blocker_card, team=person.team, id=id, now=now)
    message = templates.render("blockers/card", card=card, saved=saved, unknown=unknown, today=today)
    if not saved:
        return message
    message, blocker = undoing.with_undo(deps, message), card.blocker
    return await day_off.with_note(
        deps, message, subject=blocker.milestone, day=blocker.needed_by, today=today, move=""
    )


def _parse_statement(text: str, call: CommandCall) -> object:
    interpretation = interpret_message(text, today=call.today, locale=call.person.locale, zone=call.person.zone)
    if interpretation.unclear:
        raise hints.refusal_of(interpretation.unclear[0], today=call.today)
    return interpretation.explicit[0] if interpretation.explicit else None


COMMANDS = (
    Command(
        "block",
        'block M-42 "what is wrong" needs @x by 3 Mar',
        "Report what blocks a milestone, who can unblock it and by when.",
        block_milestone,
        ALL_ROLES,
        examples=('block M-1 "no staging data" needs @ana by fri',),
    ),
    Command(
        "unblock", "unblock B-3", "Mark a blocker as resolved.", resolve_blocker, ALL_ROLES, examples=("unblock B-1",)
    ),
    Command(
        "blockers",
        "blockers [PRJ-7|PRG-1]",
        "List open blockers, biggest first.",
        list_blockers,
        examples=("blockers", "blockers PRJ-1"),
        share=True,
    ),
    Command(
        "B-3",
        "B-3 [resolved]",
        "Show a blocker and who can unblock it, or mark it as resolved.",
        show_or_resolve_blocker,
        examples=("B-1",),
        share=True,
    ),
)
CLICKS = {"resolve": on_resolve, "blocker_ask": on_ask, "blocker_card": on_card}
