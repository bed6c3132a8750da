"""The nightly refresh of each program: full analysis, stored and announced."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.plan
import storage.queues.claims
import storage.risks
import storage.status
from handlers.common import public_holidays
from handlers.schedule import colours, loading, status_weeks
from handlers.schedule.outlook import MAX_MILESTONES_SIMULATED
from handlers.schedule.recompute import recompute_affected, recompute_program
from rules.alerts import analysis
from rules.schedule.fever import fever_of
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.calendars import Calendar
from rules.time.working_time import local_day, zone_of
from rules.truth.colours import watermelon_gap

STORED_ANALYSIS_KEYS = frozenset({"length", "finish", "critical_chain", "targets", "drivers", "exposures", "health"})


def full_analysis(session: Session, *, team: str, program: str, now: datetime) -> Mapping[str, Any]:
    """Return a program's full analysis for storage; it only reads, so no writer waits for the simulation."""
    plan = loading.plan_of(session, team=team, program=program)
    plan = loading.with_experience(session, team=team, plan=plan)
    result = analysis.analyze_plan(plan, today=local_day(plan.program.zone, now))
    stored = {key: value for key, value in analysis.as_json(result).items() if key in STORED_ANALYSIS_KEYS}
    return stored | {
        "assumed": result.sources.assumed,
        "varying": result.sources.varying,
        "day": result.facts.today.isoformat(),
        "fever": _fever_values(result.facts),
    }


def _fever_values(facts: ScheduledPlan) -> list[float] | None:
    """Return percent of the critical chain done and of the buffer used, for the way through the fever chart."""
    fever = fever_of(facts)
    return [round(fever.done, 1), round(fever.used, 1)] if fever else None


def store_analysis(
    session: Session, *, team: str, program: str, found: Mapping[str, Any], now: datetime, quiet: bool = False
) -> None:
    """Save a full analysis, and bring every kind of alert and the colours in line with it."""
    day = date.fromisoformat(found["day"])
    gaps = status_gaps(session, team=team, program=program, now=now)
    facts = dict(found) | {"gaps": gaps}
    storage.risks.save_analysis(session, team=team, program=program, day=day, facts=facts, now=now)
    session.flush()
    recompute_program(session, team=team, program=program, now=now, thorough=True, quiet=quiet)
    facts["finishes"] = _expected_finishes(session, team=team, program=program, now=now)
    storage.risks.save_analysis(session, team=team, program=program, day=day, facts=facts, now=now)
    status_weeks.save_weeks(session, team=team, program=program, now=now)


def _expected_finishes(session: Session, *, team: str, program: str, now: datetime) -> dict[str, str]:
    """Return when the program and each of its projects are expected to finish, by id, to be compared with later."""
    session.flush()
    statuses = colours.program_statuses(session, team=team, programs={program}, now=now)[program]
    finishes = {program: statuses.finish, **statuses.finishes}
    return {id: finish.expected.isoformat() for id, finish in finishes.items() if finish.expected}


def refresh_after_calendar_change(session: Session, *, team: str, program: str, now: datetime) -> None:
    """Run the full refresh in the transaction of a change that may move every date, and refresh dependent programs.

    A program that is too large to simulate while someone waits keeps the days at stake of the night.
    """
    session.flush()
    if len(loading.plan_of(session, team=team, program=program).milestones) <= MAX_MILESTONES_SIMULATED:
        found = full_analysis(session, team=team, program=program, now=now)
        store_analysis(session, team=team, program=program, found=found, now=now, quiet=True)
    recompute_affected(session, team=team, program=program, now=now, thorough=True)


def status_gaps(session: Session, *, team: str, program: str, now: datetime) -> dict[str, int]:
    """Return by how many steps each project is reported better than computed (B-51)."""
    reports = storage.status.latest_reports(session, team=team)
    statuses = colours.program_statuses(session, team=team, programs={program}, now=now)[program].projects
    return {id: watermelon_gap(reports[id].colour, status.colour) for id, status in statuses.items() if id in reports}


def run_nightly(
    session: Session, *, team: str, program: str, day: str, found: Mapping[str, Any] | None, now: datetime
) -> None:
    """Store the full refresh of a local date, once; no one is notified before the morning.

    A broken plan has no analysis, so nothing is stored.
    """
    if storage.queues.claims.claim_slot(session, team=team, name=f"night:{program}", slot=day, now=now) and found:
        store_analysis(session, team=team, program=program, found=found, now=now, quiet=True)


def announce_nightly(session: Session, *, team: str, program: str, day: str, now: datetime) -> None:
    """Announce what the nightly refresh found, once the working day has begun."""
    if storage.queues.claims.claim_slot(session, team=team, name=f"morning:{program}", slot=day, now=now):
        recompute_program(session, team=team, program=program, now=now)


def due_programs(session: Session, *, team: str, now: datetime, name: str, hour: int) -> tuple[tuple[str, str], ...]:
    """Return (program, local date) where job `name` is still to be done today, from `hour` in the program's zone."""
    slots = {}
    for program in storage.plan.programs(session, team=team):
        local = now.astimezone(zone_of(program.zone))
        if local.hour >= hour:
            slots[program.id] = local.date().isoformat()
    names = [f"{name}:{program}" for program in slots]
    done = storage.queues.claims.claimed_slots(session, team=team, names=names, slots=set(slots.values()))
    return tuple((program, slot) for program, slot in slots.items() if (f"{name}:{program}", slot) not in done)


def works_today(session: Session, *, team: str, program: str, now: datetime) -> bool:
    program_record = public_holidays.with_holidays(storage.plan.program(session, team=team, id=program))
    return Calendar.of(program_record.calendar).is_workday(local_day(program_record.zone, now))
