"""The forecast ledger, read: every date that was ever expected of a milestone, with who said so and when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables.plan import ForecastRow


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` is baseline, forecast, actual or undone."""

    milestone: str
    day: date | None
    kind: str
    by: str
    at: datetime
    reason: str
    source: str


def of(session: Session, *, team: str, milestone: str, limit: int = 50) -> tuple[Entry, ...]:
    """Newest first."""
    rows = select(ForecastRow).where(col(ForecastRow.team) == team, col(ForecastRow.milestone) == milestone)
    return tuple(_entry(row) for row in session.scalars(rows.order_by(col(ForecastRow.id).desc()).limit(limit)))


def since(session: Session, *, team: str, at: datetime) -> tuple[Entry, ...]:
    """Oldest first."""
    rows = select(ForecastRow).where(col(ForecastRow.team) == team, col(ForecastRow.at) > at)
    return tuple(_entry(row) for row in session.scalars(rows.order_by(col(ForecastRow.id))))


def _entry(row: ForecastRow) -> Entry:
    return Entry(row.milestone, row.day, row.kind, row.by, row.at, row.reason, row.source)
