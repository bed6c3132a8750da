"""Failures of clock jobs per person, program or item: kept for administrators, retried ever more rarely."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from storage.tables.queues import FaultRow

# An item rests this long after its first fault; the delay doubles with each fault, up to the maximum.
FIRST_RETRY_DELAY = timedelta(minutes=1)
MAX_RETRY_DELAY = timedelta(days=1)

# An item that was not tried for this long no longer needs doing.
FAULT_LIFETIME = timedelta(days=14)

ERROR_LIMIT_CHARS = 120


@dataclass(frozen=True, slots=True)
class JobFault:
    """A failing item of a job: it has failed `count` times since `since` and is left alone until `rests_until`."""

    job: str
    item: str
    error: str
    count: int
    since: datetime
    rests_until: datetime


def faults_of_job(session: Session, *, team: str, job: str, items: Iterable[str] | None = None) -> dict[str, JobFault]:
    """Return a job's faults by item; only of `items`, if given."""
    query = select(FaultRow).where(col(FaultRow.team) == team, col(FaultRow.job) == job)
    if items is not None:
        query = query.where(col(FaultRow.item).in_(tuple(items)))
    return {row.item: _to_fault(row) for row in session.exec(query)}


def all_faults(session: Session, *, team: str) -> tuple[JobFault, ...]:
    """Return all faults, oldest first."""
    query = select(FaultRow).where(col(FaultRow.team) == team)
    rows = session.exec(query.order_by(col(FaultRow.since), col(FaultRow.job), col(FaultRow.item)))
    return tuple(_to_fault(row) for row in rows)


def record_fault(session: Session, *, team: str, job: str, item: str, error: str, now: datetime) -> JobFault:
    """Count one more failure and let the item rest."""
    row = session.get(FaultRow, (team, job, item)) or FaultRow(
        team=team, job=job, item=item, since=now, rests_until=now, tried_at=now
    )
    row.count += 1
    row.error, row.tried_at = error[:ERROR_LIMIT_CHARS], now
    row.rests_until = now + min(FIRST_RETRY_DELAY * 2 ** min(row.count - 1, 11), MAX_RETRY_DELAY)
    session.add(row)
    session.flush()
    return _to_fault(row)


def clear_faults(session: Session, *, team: str, job: str, items: Iterable[str]) -> None:
    """Delete the faults of items that succeeded at last."""
    session.exec(
        delete(FaultRow).where(
            col(FaultRow.team) == team, col(FaultRow.job) == job, col(FaultRow.item).in_(tuple(items))
        )
    )


def retry_all_now(session: Session, *, team: str, now: datetime) -> int:
    """Make all items due for a retry, because an administrator has fixed something; return how many there are."""
    rows = session.exec(select(FaultRow).where(col(FaultRow.team) == team)).all()
    for row in rows:
        row.rests_until = now
    return len(rows)


def purge_faults(session: Session, *, team: str, now: datetime) -> None:
    """Delete faults that have not been retried for two weeks."""
    session.exec(delete(FaultRow).where(col(FaultRow.team) == team, col(FaultRow.tried_at) < now - FAULT_LIFETIME))


def is_resting(fault: JobFault | None, *, now: datetime) -> bool:
    """Return whether the item is left alone; after a clock was set back, no rest exceeds the longest one."""
    return fault is not None and now < fault.rests_until <= now + MAX_RETRY_DELAY


def fault_counts(session: Session, *, team: str) -> Mapping[str, int]:
    """Return how many items of each job rest or wait for another try."""
    item_counts: dict[str, int] = {}
    for fault in all_faults(session, team=team):
        item_counts[fault.job] = item_counts.get(fault.job, 0) + 1
    return item_counts


def _to_fault(row: FaultRow) -> JobFault:
    return JobFault(row.job, row.item, row.error, row.count, row.since, row.rests_until)
