"""Findings and clashes as of a day, which keep their own history."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rules.alerts.stored_analysis import StoredAnalysis, StoredTarget
from storage.tables.resources import ClashRow
from storage.tables.risks import AnalysisRow


def analysis_between(session: Session, *, team: str, program: str, first: date, last: date) -> StoredAnalysis | None:
    """Return the newest full analysis that was made from one day to another."""
    query = select(AnalysisRow).where(
        col(AnalysisRow.team) == team,
        col(AnalysisRow.program) == program,
        col(AnalysisRow.day) >= first,
        col(AnalysisRow.day) <= last,
    )
    row = session.scalars(query.order_by(col(AnalysisRow.day).desc()).limit(1)).first()
    return StoredAnalysis.from_json(row.day, row.facts) if row else None


def targets_between(
    session: Session, *, team: str, program: str, milestone: str, first: date, last: date
) -> tuple[tuple[date, StoredTarget], ...]:
    """Return the forecasts of a milestone, one a day, from one day to another, oldest first."""
    query = select(col(AnalysisRow.day), col(AnalysisRow.facts)).where(
        col(AnalysisRow.team) == team,
        col(AnalysisRow.program) == program,
        col(AnalysisRow.day) >= first,
        col(AnalysisRow.day) <= last,
    )
    found = []
    for day, facts in session.execute(query.order_by(col(AnalysisRow.day))):
        targets = StoredAnalysis.from_json(day, facts).targets
        found += [(day, target) for target in targets if target.id == milestone]
    return tuple(found)


def clashes_at(session: Session, *, team: str, at: datetime) -> tuple[tuple[str, str, date], ...]:
    """Return the clashes that were open at an instant, by their first day: (id, resource, first)."""
    query = select(col(ClashRow.id), col(ClashRow.resource), col(ClashRow.first)).where(
        col(ClashRow.team) == team,
        col(ClashRow.found_at) <= at,
        or_(col(ClashRow.ended_at).is_(None), col(ClashRow.ended_at) > at),
    )
    rows = session.execute(query.order_by(col(ClashRow.first), col(ClashRow.id)))
    return tuple((id, resource, first) for id, resource, first in rows)
