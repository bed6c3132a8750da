"""Reads of the forecast ledger: every date ever expected of a milestone, with who gave it and when."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Select, select
from sqlmodel import Session, col

from rules.forecast.history import LedgerEntry
from storage.tables.plan import ForecastRow, MilestoneRow, is_open_milestone

# SQLite takes 32,766 values in a statement.
MAX_IDS_IN_QUERY = 10_000
_ENTRY_COLUMNS = tuple(
    getattr(ForecastRow, name) for name in ("milestone", "day", "kind", "by", "at", "reason", "source")
)


def entries_of(session: Session, *, team: str, milestone: str, limit: int = 50) -> tuple[LedgerEntry, ...]:
    """Return a milestone's entries, newest first."""
    query = _entry_query(team).where(col(ForecastRow.milestone) == milestone)
    return tuple(_read_entries(session, query.order_by(col(ForecastRow.id).desc()).limit(limit)))


def entries_of_milestones(session: Session, *, team: str, milestones: Collection[str]) -> tuple[LedgerEntry, ...]:
    """Return the entries of these milestones, oldest first."""
    found: list[LedgerEntry] = []
    ordered = sorted(milestones)
    for start in range(0, len(ordered), MAX_IDS_IN_QUERY):
        part = col(ForecastRow.milestone).in_(ordered[start : start + MAX_IDS_IN_QUERY])
        found += _read_entries(session, _entry_query(team).where(part).order_by(col(ForecastRow.id)))
    return tuple(found)


def entries_since(session: Session, *, team: str, at: datetime) -> tuple[LedgerEntry, ...]:
    """Return the entries since an instant, oldest first."""
    return tuple(
        _read_entries(session, _entry_query(team).where(col(ForecastRow.at) > at).order_by(col(ForecastRow.id)))
    )


def all_entries(session: Session, *, team: str) -> Iterator[LedgerEntry]:
    """Return all entries of a workspace, oldest first."""
    return _read_entries(session, _entry_query(team).order_by(col(ForecastRow.id)))


def baseline_entries(session: Session, *, team: str) -> Iterator[LedgerEntry]:
    """Return the entries that set a baseline or a committed date, oldest first."""
    query = _entry_query(team).where(col(ForecastRow.kind).in_(("baseline", "committed")))
    return _read_entries(session, query.order_by(col(ForecastRow.id)))


def activity_spans(session: Session, *, team: str, done: bool) -> dict[str, tuple[datetime, datetime]]:
    """Return when each milestone, open or `done`, was created and when it was last active."""
    has_state = col(MilestoneRow.actual).is_not(None) if done else is_open_milestone()
    query = select(col(MilestoneRow.id), col(MilestoneRow.created_at), col(MilestoneRow.touched_at))
    rows = session.execute(query.where(col(MilestoneRow.team) == team, has_state))
    return {id: (created, touched) for id, created, touched in rows}


def _entry_query(team: str) -> Select[tuple[object, ...]]:
    """Select columns, not objects, because a night reads years of entries."""
    return select(*_ENTRY_COLUMNS).where(col(ForecastRow.team) == team)


def _read_entries(session: Session, wanted: Select[tuple[object, ...]]) -> Iterator[LedgerEntry]:
    return (LedgerEntry(*values) for values in session.execute(wanted))


def dates_given(session: Session, *, team: str, milestones: Collection[str]) -> tuple[LedgerEntry, ...]:
    """Return the dates that were expected of these milestones, or taken back, in the order in which they were given."""
    is_date = col(ForecastRow.kind).in_(("baseline", "forecast", "undone"))
    query = _entry_query(team).where(is_date, col(ForecastRow.milestone).in_(milestones))
    return tuple(_read_entries(session, query.order_by(col(ForecastRow.id)))) if milestones else ()
