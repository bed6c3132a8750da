"""Forecasts of past nights, looked up for the targets that have been finished since."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from rules.alerts.stored_analysis import StoredAnalysis
from storage.tables.risks import AnalysisRow


def forecasts_standing_on(
    session: Session, *, team: str, program: str, days: Collection[date]
) -> tuple[StoredAnalysis, ...]:
    """Return, for each of these days, the full refresh that was the newest then; oldest first, each once."""
    own = (col(AnalysisRow.team) == team, col(AnalysisRow.program) == program)
    kept = [*session.scalars(select(col(AnalysisRow.day)).where(*own).order_by(col(AnalysisRow.day)))]
    wanted = {max((day for day in kept if day <= limit), default=None) for limit in days}
    query = select(AnalysisRow).where(*own, col(AnalysisRow.day).in_(wanted - {None}))
    rows = session.scalars(query.order_by(col(AnalysisRow.day)))
    return tuple(StoredAnalysis.from_json(row.day, row.facts) for row in rows)
