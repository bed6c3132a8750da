"""The forecast ledger, read: every date that was ever expected of a milestone, with who said so and when."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from rules.forecast.history import LedgerEntry
from storage.tables.plan import ForecastRow, MilestoneRow

_ENTRY_COLUMNS = tuple(
    getattr(ForecastRow, name) for name in ("milestone", "day", "kind", "by", "at", "reason", "source")
)


def entries_of(session: Session, *, team: str, milestone: str, limit: int = 50) -> tuple[LedgerEntry, ...]:
    """Newest first."""
    wanted = _entry_query(team).where(col(ForecastRow.milestone) == milestone)
    return tuple(_read_entries(session, wanted.order_by(col(ForecastRow.id).desc()).limit(limit)))


def entries_since(session: Session, *, team: str, at: datetime) -> tuple[LedgerEntry, ...]:
    """Oldest first."""
    return tuple(
        _read_entries(session, _entry_query(team).where(col(ForecastRow.at) > at).order_by(col(ForecastRow.id)))
    )


def all_entries(session: Session, *, team: str) -> Iterator[LedgerEntry]:
    """All that was ever said in a workspace, oldest first."""
    return _read_entries(session, _entry_query(team).order_by(col(ForecastRow.id)))


def activity_spans(session: Session, *, team: str, done: bool) -> dict[str, tuple[datetime, datetime]]:
    """When each milestone, open or `done`, was first and last heard of."""
    finished = col(MilestoneRow.actual).is_not(None) if done else col(MilestoneRow.actual).is_(None)
    columns = select(col(MilestoneRow.id), col(MilestoneRow.created_at), col(MilestoneRow.touched_at))
    rows = session.execute(columns.where(col(MilestoneRow.team) == team, finished))
    return {id: (created, touched) for id, created, touched in rows}


def _entry_query(team: str) -> Select[tuple[object, ...]]:
    """Columns, not objects: a night reads years of them."""
    return select(*_ENTRY_COLUMNS).where(col(ForecastRow.team) == team)


def _read_entries(session: Session, wanted: Select[tuple[object, ...]]) -> Iterator[LedgerEntry]:
    return (LedgerEntry(*values) for values in session.execute(wanted))
