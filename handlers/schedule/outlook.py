"""The finish forecast that editions quote: from the last full refresh, or made anew where the plan has moved since."""

from datetime import date, timedelta

from sqlmodel import Session

import storage.risks
from handlers.schedule import loading
from rules.alerts import analysis, health
from rules.alerts.stored_analysis import StoredAnalysis, StoredTarget
from rules.digests.editions import FinishOutlook
from rules.forecast import target_dates
from rules.plan import Milestone, Plan
from rules.schedule.program_end import find_program_end

# A larger program is not simulated while someone waits.
MAX_MILESTONES_SIMULATED = 3_000
# The days that pass move a forecast even if nobody changes the plan.
MAX_ANALYSIS_AGE = timedelta(days=3)


def finish_outlook(session: Session, *, team: str, plan: Plan, today: date) -> FinishOutlook | None:
    """Return P50, P80 and the chance of the milestone that ends the program, and its plan health.

    None if nothing is open, or if the program has moved and is too large to be simulated at once.
    """
    end = find_program_end(plan)
    if end is None:
        return None
    stored = stored_outlook(session, team=team, plan=plan, today=today)
    return stored or _simulate_outlook(session, team=team, program=plan.program.id, end=end.id, today=today)


def stored_outlook(session: Session, *, team: str, plan: Plan, today: date) -> FinishOutlook | None:
    """Return the same from the last full refresh alone; None if the program has moved since."""
    end = find_program_end(plan)
    latest = storage.risks.latest_analysis(session, team=team, program=plan.program.id)
    stored = _current_target(latest, end, today) if end is not None and latest is not None else None
    if latest is None or stored is None:
        return None
    return FinishOutlook(stored.p50, stored.p80, stored.committed, stored.on_time, latest.health)


def _current_target(latest: StoredAnalysis, end: Milestone, today: date) -> StoredTarget | None:
    """Return the stored forecast of the end, unless its dates have moved since."""
    if today - latest.day > MAX_ANALYSIS_AGE:
        return None
    matching = (target for target in latest.targets if target.id == end.id)
    return next((t for t in matching if (t.computed, t.committed) == (end.expected, end.committed)), None)


def _simulate_outlook(session: Session, *, team: str, program: str, end: str, today: date) -> FinishOutlook | None:
    plan = loading.with_experience(session, team=team, plan=loading.plan_of(session, team=team, program=program))
    if len(plan.milestones) > MAX_MILESTONES_SIMULATED:
        return None
    facts = analysis.schedule_plan(plan, today=today)
    forecast = target_dates.forecast_targets(facts.plan, facts.schedule, facts.axis, (end,), today=today)
    (target,) = forecast.targets
    passed = health.count_passed(health.run_checks(facts))
    return FinishOutlook(target.p50, target.p80, target.committed, target.on_time, passed)


def finish_range(
    session: Session, *, team: str, program: str, project: str | None, today: date
) -> tuple[date, date] | None:
    """Return P50 and P80 of the milestone that ends a program or a project; None where nothing is open, or too much."""
    plan = loading.plan_of(session, team=team, program=program)
    if project is None:
        outlook = finish_outlook(session, team=team, plan=plan, today=today)
        return (outlook.p50, outlook.p80) if outlook else None
    dated = [each for each in plan.milestones if each.project == project and each.open and each.expected]
    if not dated:
        return None
    end = max(dated, key=lambda each: (each.expected or date.min, each.id))
    found = _simulate_outlook(session, team=team, program=program, end=end.id, today=today)
    return (found.p50, found.p80) if found else None


def latest_p80(session: Session, *, team: str, program: str) -> date | None:
    """Return P80 of the program's finish as the last full refresh found it."""
    latest = storage.risks.latest_analysis(session, team=team, program=program)
    plan = loading.plan_of(session, team=team, program=program)
    end = find_program_end(plan)
    return next((target.p80 for target in latest.targets if end and target.id == end.id), None) if latest else None
