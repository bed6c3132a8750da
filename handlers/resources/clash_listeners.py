"""The verbs `clashes` and `CL-3`, the buttons of a clash, and the clock that tells of new ones."""

from datetime import datetime

import templates
from handlers.common import isolation, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, parse_record_number, refuse_malformed
from handlers.resources import clash_flows, clash_queries
from handlers.resources.clash_flows import ClashOutcome
from handlers.schedule import clash_notices, clash_radar, clash_telling, nightly
from rules.people import Person
from templates import RenderedMessage

WEEKLY_HOUR = 8


async def list_clashes(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `clashes [PRG-1|PRJ-7] [page 2]`."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="clashes {}")
    listed = await deps.read(clash_queries.clash_list, person=call.person, subject=subject, page=page, now=call.now)
    again = f"clashes {subject}".strip()
    return templates.render("resources/clash_list", listed=listed, again=again, today=call.today)


async def show_clash(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `CL-3`."""
    id, _ = parsing.split_id(call.text)
    return await _render_card(id, call.person, deps, call.now)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    return await _render_card(click.value, click.person, deps, click.now)


async def _render_card(id: str, person: Person, deps: Deps, now: datetime) -> RenderedMessage:
    facts = await deps.read(clash_queries.clash_card, person=person, id=id, now=now)
    return clash_notices.render(facts, user=person.id, now=now, card=True)


async def on_take(click: Click, deps: Deps) -> RenderedMessage:
    """Agree to a way out; the last agreement applies it."""
    id, number, basis = _way_of(click)
    outcome = await deps.commit(
        clash_flows.take_way, person=click.person, id=id, number=number, basis=basis, now=click.now
    )
    return await _answer(outcome, click, deps, number=number, act="take")


async def on_decline(click: Click, deps: Deps) -> RenderedMessage:
    id, number, basis = _way_of(click)
    outcome = await deps.commit(
        clash_flows.decline_way, person=click.person, id=id, number=number, basis=basis, now=click.now
    )
    return await _answer(outcome, click, deps, number=number, act="decline")


async def on_snooze(click: Click, deps: Deps) -> RenderedMessage:
    outcome = await deps.commit(clash_flows.snooze, person=click.person, id=click.value, now=click.now)
    return await _answer(outcome, click, deps, number=0, act="snooze")


async def _answer(outcome: ClashOutcome, click: Click, deps: Deps, *, number: int, act: str) -> RenderedMessage:
    facts = await deps.read(clash_queries.clash_card, person=click.person, id=outcome.clash.id, now=click.now)
    message = templates.render(
        "resources/clash_answered",
        facts=facts,
        clash=facts.clash,
        number=number,
        act="stale" if outcome.stale else act,
        user=click.person.id,
        today=click.today,
    )
    return undoing.with_undo(deps, message) if act == "take" and not outcome.stale else message


def _way_of(click: Click) -> tuple[str, int, str]:
    """Return the clash, the number of the way, and the basis that a button carries."""
    with refuse_malformed():
        id, number, basis = click.value.split("/")
    return id, parse_record_number(number), basis


async def watch_clashes(deps: Deps) -> None:
    """Check every program once a week, and tell those who can settle a new clash."""
    now = deps.now()
    due = await deps.read(nightly.due_programs, team=deps.team, now=now, name=clash_radar.WEEKLY_JOB, hour=WEEKLY_HOUR)
    tasks = {
        program: isolation.transaction_task(deps, clash_radar.check_weekly, program=program, day=day, now=now)
        for program, day in due
    }
    await isolation.run_each(deps, job=clash_radar.WEEKLY_JOB, tasks=tasks)
    if await deps.read(clash_telling.anyone_to_tell, team=deps.team, now=now):
        await deps.commit(clash_telling.tell_untold, team=deps.team, now=now)


COMMANDS = (
    Command(
        "clashes",
        "clashes [PRG-1|PRJ-7] [page 2]",
        "List who is booked above what they can do, with three ways out of each.",
        list_clashes,
        examples=("clashes", "clashes PRG-1"),
    ),
    Command(
        "CL-3",
        "CL-3",
        "Show a clash: who is booked for what, and the ways out with who must agree.",
        show_clash,
        examples=("CL-1",),
    ),
)
CLICKS = {
    "clash": on_card,
    "clash_take": on_take,
    "clash_decline": on_decline,
    "clash_snooze": on_snooze,
}
TICKS = (watch_clashes,)
