"""Committed dates changed directly, without a request: their history, which counts towards the next request (B-96)."""

from datetime import date, datetime

from sqlmodel import Session

import storage.forecast_ledger
import storage.plan
from handlers.common.public_holidays import with_holidays
from rules.change_requests.tolerance import ApprovalLevel, ApprovedChange, Measure
from rules.time.calendars import Calendar

COMMITTED_KIND = "committed"


def direct_changes(session: Session, *, team: str, program: str) -> list[tuple[datetime, ApprovedChange]]:
    """Return when and by how much committed dates of a program were changed without a request."""
    program_spec = with_holidays(storage.plan.program(session, team=team, id=program))
    calendar = Calendar.of(program_spec.calendar)
    projects = {project.id for project in storage.plan.projects(session, team=team, program=program)}
    home = {m.id: m.project for m in storage.plan.milestones(session, team=team, projects=projects)}
    days: dict[str, date] = {}
    found: list[tuple[datetime, ApprovedChange]] = []
    for entry in storage.forecast_ledger.baseline_entries(session, team=team):
        if entry.milestone not in home or entry.day is None:
            continue
        old = days.get(entry.milestone)
        if entry.kind == COMMITTED_KIND and old and old != entry.day:
            measure = Measure(
                {entry.milestone: calendar.between(old, entry.day)}, {}, frozenset({home[entry.milestone]})
            )
            found.append((entry.at, ApprovedChange(measure, ApprovalLevel.LEAD)))
        days[entry.milestone] = entry.day
    return found
