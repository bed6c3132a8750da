"""What an edition takes from the engine: the outlook, the gaps between what is said and computed, the long chains."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session

import storage.risks
from handlers.plan_queries import State
from program import chains as long
from program import colours
from program.calendars import Calendar
from program.digests import Gap, Outlook
from program.plan import Milestone, Project

FRESH = timedelta(days=3)
"""An older analysis says nothing about this week any more."""

PATIENCE = 2
"""Working days in which a gap may be explained before the digest says that it was not (B-51)."""


def outlook(session: Session, *, team: str, program: str, today: date) -> Outlook | None:
    """P50 and P80 of the program's last target, and its plan health, as the last full refresh found them."""
    last = storage.risks.analyses(session, team=team, program=program)
    if not last or today - last[0][0] > FRESH or not last[0][1]["targets"]:
        return None
    facts = last[0][1]
    target = max(facts["targets"], key=lambda each: (each["p80"], each["id"]))
    made = [check for check in facts["health"] if check["passed"] is not None]
    return Outlook(
        p50=date.fromisoformat(target["p50"]),
        p80=date.fromisoformat(target["p80"]),
        committed=date.fromisoformat(target["committed"]) if target["committed"] else None,
        on_time=target["on_time"],
        health=(sum(check["passed"] for check in made), len(made)),
    )


def gaps(session: Session, *, team: str, state: State, projects: Mapping[str, Project]) -> tuple[Gap, ...]:
    """Two steps now, or one for three weeks: both colours, and the sentence that was given."""
    past = storage.risks.analyses(session, team=team, program=state.plan.program.id, most=15)
    weekly = [next((facts for day, facts in past if day <= state.today - timedelta(days=days)), {}) for days in (14, 7)]
    calendar = Calendar.of(state.plan.program.calendar)
    found = []
    for project in projects.values():
        report, computed = state.reports.get(project.id), state.colour_of(project).colour
        if report is None:
            continue
        before = [facts.get("gaps", {}).get(project.id, 0) for facts in weekly]
        if colours.asks_for_words([*before, colours.gap(report.colour, computed)]):
            waited = calendar.between(report.at.date(), state.today)
            why = report.why or ("no explanation given" if waited >= PATIENCE else "asked why")
            found.append(Gap(project, report.colour.value, computed.value, why))
    return tuple(found)


def chains(state: State, projects: Mapping[str, Project]) -> tuple[tuple[Milestone, ...], ...]:
    """Chains of more than two links across three projects that end in this program."""
    rows = {milestone.id: milestone for milestone in state.plan.milestones}
    found = long.long_chains(state.plan)
    return tuple(tuple(rows[name] for name in chain) for chain in found if rows[chain[-1]].project in projects)
