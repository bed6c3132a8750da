"""The sealed confidence pulse: the six buttons in a check-in, the verb `pulse`, and the clock (M-5)."""

import templates
from handlers.checkins import pulse as checkins_pulse
from handlers.checkins import pulse_queries
from handlers.common import isolation, lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click, carried
from rules.checkins import pulse as rules
from templates import Message


async def every_week(deps: Deps) -> None:
    """Weeks that are over are sealed; their leads hear of it in their own hours."""
    now = deps.now()
    due = await deps.read(checkins_pulse.due, team=deps.team, now=now)
    sealing = {
        f"{project} {week}": isolation.turn(deps, checkins_pulse.seal, project=project, week=week, now=now)
        for project, week in due.sealed
    }
    await isolation.each(deps, job="pulse", turns=sealing)
    if due.sealed:
        due = await deps.read(checkins_pulse.due, team=deps.team, now=now)
    telling = {
        f"{one.project} {one.week}": isolation.turn(deps, checkins_pulse.tell, week=one, now=now) for one in due.told
    }
    await isolation.each(deps, job="pulse told", turns=telling)


async def on_tap(click: Click, deps: Deps) -> None:
    """A number from 0 to 5: kept for the one who tapped, in their own prompt."""
    project, _, rest = click.value.partition(" ")
    week, _, number = rest.partition(" ")
    with carried():
        tapped = rules.value(number)
    await deps.transact(
        checkins_pulse.answer,
        person=click.person,
        project=project,
        week=week,
        value=tapped,
        now=click.now,
    )


async def pulse(call: Call, deps: Deps) -> Message:
    """`pulse`, `pulse PRJ-7`, `pulse PRG-1`: one's own answers, and the spreads of those who may see them."""
    subject = await lookup.subject(deps, call.text.strip(), again="pulse {}")
    card = await deps.read(pulse_queries.card, person=call.person, subject=subject, now=call.now)
    return templates.render("checkins/pulse_card", card=card, least=rules.LEAST)


COMMANDS = (
    Command(
        "pulse",
        "pulse [PRJ-7|PRG-1]",
        "How sure people are of their dates: your own answer; for its lead and manager the spread of four or more.",
        pulse,
        examples=("pulse", "pulse PRJ-1"),
    ),
)
CLICKS = {"pulse": on_tap}
