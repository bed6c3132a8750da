"""The facts of the status history and of the risk matrix."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

import storage.register
import storage.reporting.status_weeks
from handlers.pictures.scope import NothingToDraw, Scope
from handlers.risks.queries import reader_secrets
from rules.register import EntryKind
from rules.reporting.status_weeks import StatusWeek
from rules.resources.load import monday_of
from rules.weeks import period_of
from templates.pictures import MatrixRisk, StatusDots

WEEKS = 13


def history_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return both statuses of the program and its projects, or of one project, at the end of each week."""
    today = scope.visible.facts.today
    mondays = [monday_of(today) - timedelta(weeks=number) for number in range(WEEKS - 1, -1, -1)]
    periods = [period_of(monday) for monday in mondays]
    weeks = storage.reporting.status_weeks.program_weeks(
        session, team=scope.team, program=scope.program, since=periods[0], until=periods[-1]
    )
    found: dict[str, dict[str, StatusWeek]] = {}
    for week in weeks:
        found.setdefault(week.subject, {})[week.week] = week
    projects = [p for p in scope.visible.facts.plan.projects if p.program == scope.program and p.open]
    subjects = [(scope.program, scope.visible.program.name), *((p.id, p.name or p.id) for p in projects)]
    if scope.project:
        subjects = [(scope.project.id, scope.name)]
    rows = [
        StatusDots(name, tuple(_dots(found[id].get(period)) for period in periods))
        for id, name in subjects
        if id in found
    ]
    if not rows:
        raise NothingToDraw(f"{scope.name} has no status of a past week yet.", "I keep one each night.", "")
    first = min(index for row in rows for index, dots in enumerate(row.weeks) if any(dots))
    return {
        "title": f"Status history of {scope.name}",
        "mondays": mondays[first:],
        "rows": [StatusDots(row.name, row.weeks[first:]) for row in rows],
        "today": today,
    }


def _dots(week: StatusWeek | None) -> tuple[str, str]:
    if week is None:
        return "", ""
    return week.reported.value if week.reported else "", week.computed.value


def matrix_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return the open risks of a program or project that the readers may know."""
    hidden = reader_secrets(session, asked=scope.asked).ids
    projects = {p.id for p in scope.visible.facts.plan.projects if p.program == scope.program}
    if scope.project:
        projects = {scope.project.id}
    risks = [
        entry
        for entry in storage.register.open_entries(session, team=scope.team)
        if entry.kind is EntryKind.RISK and entry.project in projects and entry.id not in hidden
    ]
    if not risks:
        raise NothingToDraw(f"{scope.name} has no open risk.", "", 'Add one: `risk "vendor slips" 40% 10d on M-3`.')
    rated = [risk for risk in risks if risk.probability is not None and risk.impact is not None]
    return {
        "title": f"Open risks of {scope.name}",
        "risks": [MatrixRisk(r.id, r.text, r.probability or 0, r.impact or 0, r.exposure) for r in rated],
        "unrated": len(risks) - len(rated),
    }
