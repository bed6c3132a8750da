"""What the clock could not do for a person, program or thing: kept for administrators, tried again ever more rarely."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from storage.tables.queues import FaultRow

FIRST_RETRY_DELAY = timedelta(minutes=1)
MAX_RETRY_DELAY = timedelta(days=1)
"""How long an item rests after its first fault, doubled after each, and at most."""

FAULT_LIFETIME = timedelta(days=14)
"""What was not tried for so long is no longer there to be done."""

ERROR_LIMIT_CHARS = 120


@dataclass(frozen=True, slots=True)
class JobFault:
    """`item` of a `job` failed `count` times since `since` and is left alone until `rests_until`."""

    job: str
    item: str
    error: str
    count: int
    since: datetime
    rests_until: datetime


def faults_of_job(session: Session, *, team: str, job: str, items: Iterable[str] | None = None) -> dict[str, JobFault]:
    """What went wrong in a job, by item; of these items only where they are given."""
    wanted = select(FaultRow).where(col(FaultRow.team) == team, col(FaultRow.job) == job)
    if items is not None:
        wanted = wanted.where(col(FaultRow.item).in_(tuple(items)))
    return {row.item: _to_fault(row) for row in session.exec(wanted)}


def all_faults(session: Session, *, team: str) -> tuple[JobFault, ...]:
    """All there are, the oldest first."""
    wanted = select(FaultRow).where(col(FaultRow.team) == team)
    rows = session.exec(wanted.order_by(col(FaultRow.since), col(FaultRow.job), col(FaultRow.item)))
    return tuple(_to_fault(row) for row in rows)


def record_fault(session: Session, *, team: str, job: str, item: str, error: str, now: datetime) -> JobFault:
    """This will count one more failure and let the item rest."""
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
    """This will strike what was done at last."""
    session.exec(
        delete(FaultRow).where(
            col(FaultRow.team) == team, col(FaultRow.job) == job, col(FaultRow.item).in_(tuple(items))
        )
    )


def retry_all_now(session: Session, *, team: str, now: datetime) -> int:
    """This will end the rest of all there are: an administrator has mended something."""
    rows = session.exec(select(FaultRow).where(col(FaultRow.team) == team)).all()
    for row in rows:
        row.rests_until = now
    return len(rows)


def purge_faults(session: Session, *, team: str, now: datetime) -> None:
    """This will strike what has been due no more for two weeks."""
    session.exec(delete(FaultRow).where(col(FaultRow.team) == team, col(FaultRow.tried_at) < now - FAULT_LIFETIME))


def is_resting(fault: JobFault | None, *, now: datetime) -> bool:
    """Whether the item is left alone; a clock put back lets nothing rest longer than the longest rest."""
    return fault is not None and now < fault.rests_until <= now + MAX_RETRY_DELAY


def fault_counts(session: Session, *, team: str) -> Mapping[str, int]:
    """How many items of each job rest or wait for another try."""
    found: dict[str, int] = {}
    for one in all_faults(session, team=team):
        found[one.job] = found.get(one.job, 0) + 1
    return found


def _to_fault(row: FaultRow) -> JobFault:
    return JobFault(row.job, row.item, row.error, row.count, row.since, row.rests_until)
