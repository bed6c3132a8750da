"""The sealed confidence pulse: the six buttons in a check-in, the verb `pulse`, and the clock (M-5)."""

import templates
from handlers.checkins import pulse as checkins_pulse
from handlers.checkins import pulse_queries
from handlers.common import isolation, lookup
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, refuse_malformed
from rules.checkins import pulse as rules
from templates import RenderedMessage


async def seal_finished_weeks(deps: Deps) -> None:
    """Seal the weeks that are over, and notify their leads in their own working hours."""
    now = deps.now()
    due = await deps.read(checkins_pulse.due_weeks, team=deps.team, now=now)
    seal_tasks = {
        f"{project} {week}": isolation.transaction_task(
            deps, checkins_pulse.seal_week, project=project, week=week, now=now
        )
        for project, week in due.sealed
    }
    await isolation.run_each(deps, job="pulse", tasks=seal_tasks)
    if due.sealed:
        due = await deps.read(checkins_pulse.due_weeks, team=deps.team, now=now)
    notice_tasks = {
        f"{pulse_week.project} {pulse_week.week}": isolation.transaction_task(
            deps, checkins_pulse.notify_lead, week=pulse_week, now=now
        )
        for pulse_week in due.told
    }
    await isolation.run_each(deps, job="pulse told", tasks=notice_tasks)


async def on_tap(click: Click, deps: Deps) -> None:
    """Save a number from 0 to 5 as the clicker's answer, shown only in their own prompt."""
    project, _, rest = click.value.partition(" ")
    week, _, number = rest.partition(" ")
    with refuse_malformed():
        tapped = rules.parse_answer(number)
    await deps.commit(
        checkins_pulse.save_answer,
        person=click.person,
        project=project,
        week=week,
        value=tapped,
        now=click.now,
    )


async def show_pulse(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `pulse`, `pulse PRJ-7` or `pulse PRG-1`: the caller's own answers, and the spreads they may see."""
    subject = await lookup.resolve_subject(deps, call.text.strip(), retry_command="pulse {}")
    card = await deps.read(pulse_queries.pulse_card, person=call.person, subject=subject, now=call.now)
    return templates.render("checkins/pulse_card", card=card, least=rules.MIN_ANSWERS)


COMMANDS = (
    Command(
        "pulse",
        "pulse [PRJ-7|PRG-1]",
        "Rate your confidence in your dates, or see the team's (leads and program managers, four answers or more).",
        show_pulse,
        examples=("pulse", "pulse PRJ-1"),
    ),
)
CLICKS = {"pulse": on_tap}
