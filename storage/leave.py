"""Leave, and the working hours people chose for themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from storage.follows import EVERYTHING
from storage.tables.leave import HoursRow, LeaveRow
from storage.tables.people import FollowRow
from storage.tables.plan import MilestoneRow, ProgramRow, ProjectRow


@dataclass(frozen=True, slots=True)
class Leave:
    """An absence from `start` until the instant `end`; `source` is said or status."""

    user: str
    start: datetime
    end: datetime
    source: str


@dataclass(frozen=True, slots=True)
class PersonalHours:
    """A person's own choices; None means what their program has. Times are "HH:MM"."""

    country: str | None = None
    workdays: tuple[str, ...] | None = None
    start: str | None = None
    end: str | None = None
    delegate: str | None = None


def record_leave(
    session: Session, *, team: str, user: str, start: datetime, end: datetime, now: datetime, source: str = "said"
) -> None:
    """Save the leave; it corrects leave of this source that is going on at `start` or begins then.

    Other planned leave is kept.
    """
    for row in _leave_rows(session, team=team, user=user, source=source, after=start):
        if row.start == start:
            session.delete(row)
        elif row.start < start <= now:
            row.end = start
    session.add(LeaveRow(team=team, user=user, start=start, end=end, source=source, at=now))
    session.flush()


def end_leave(session: Session, *, team: str, user: str, at: datetime, source: str | None = None) -> int:
    """End the leave that is going on at an instant, keep later leave, and return how many ended."""
    rows = [
        row for row in _leave_rows(session, team=team, user=user, source=source, after=at) if row.start <= at < row.end
    ]
    for row in rows:
        if row.start == at:
            session.delete(row)
        else:
            row.end = at
    session.flush()
    return len(rows)


def cancel_leave(session: Session, *, team: str, user: str, start: datetime) -> bool:
    """Drop the person's own planned leave that begins at an instant; return False if there is none."""
    rows = [row for row in _leave_rows(session, team=team, user=user, source="said", after=start) if row.start == start]
    for row in rows:
        session.delete(row)
    session.flush()
    return bool(rows)


def _leave_rows(session: Session, *, team: str, user: str, source: str | None, after: datetime) -> Sequence[LeaveRow]:
    query = select(LeaveRow).where(col(LeaveRow.team) == team, col(LeaveRow.user) == user, col(LeaveRow.end) > after)
    if source:
        query = query.where(col(LeaveRow.source) == source)
    return session.scalars(query).all()


def leave_of(session: Session, *, team: str, users: Iterable[str], since: datetime) -> tuple[Leave, ...]:
    """Return the leave of these people that ends after `since`, by its start."""
    query = select(LeaveRow).where(
        col(LeaveRow.team) == team, col(LeaveRow.user).in_(tuple(users)), col(LeaveRow.end) > since
    )
    rows = session.scalars(query.order_by(col(LeaveRow.start)))
    return tuple(Leave(row.user, row.start, row.end, row.source) for row in rows)


def chosen_hours(session: Session, *, team: str, users: Iterable[str]) -> dict[str, PersonalHours]:
    """Return the choices of those people who made any."""
    query = select(HoursRow).where(col(HoursRow.team) == team, col(HoursRow.user).in_(tuple(users)))
    return {
        row.user: PersonalHours(
            row.country, tuple(row.workdays) if row.workdays else None, row.start, row.end, row.delegate
        )
        for row in session.scalars(query)
    }


def save_hours(session: Session, *, team: str, user: str, hours: PersonalHours) -> None:
    """Save a person's choices in place of their previous ones."""
    row = session.get(HoursRow, (team, user)) or HoursRow(team=team, user=user)
    row.country, row.start, row.end, row.delegate = hours.country, hours.start, hours.end, hours.delegate
    row.workdays = list(hours.workdays) if hours.workdays else None
    session.add(row)
    session.flush()


def home_programs(session: Session, *, team: str, users: Iterable[str]) -> dict[str, str]:
    """Return the program whose calendar each person works by: the first they own, lead or manage something in."""
    ids = tuple(users)
    owners = (
        select(col(MilestoneRow.owner), col(ProjectRow.program))
        .join(ProjectRow, (col(ProjectRow.team) == MilestoneRow.team) & (col(ProjectRow.id) == MilestoneRow.project))
        .where(col(MilestoneRow.team) == team, col(MilestoneRow.owner).in_(ids))
    )
    leads = select(col(ProjectRow.lead), col(ProjectRow.program)).where(
        col(ProjectRow.team) == team, col(ProjectRow.lead).in_(ids)
    )
    managers = select(col(ProgramRow.manager), col(ProgramRow.id)).where(
        col(ProgramRow.team) == team, col(ProgramRow.manager).in_(ids)
    )
    program_of: dict[str, str] = {}
    for query in (managers, leads, owners):
        candidates: dict[str, str] = {}
        for user, program in session.execute(query.distinct()):
            candidates[user] = min(candidates.get(user, program), program, key=lambda id: (len(id), id))
        program_of |= candidates
    return program_of


def users_muting_everything(session: Session, *, team: str, users: Iterable[str], now: datetime) -> frozenset[str]:
    """Return those of the people who have muted everything at this time."""
    query = select(col(FollowRow.user)).where(
        col(FollowRow.team) == team,
        col(FollowRow.user).in_(tuple(users)),
        col(FollowRow.subject) == EVERYTHING,
        col(FollowRow.mute),
        or_(col(FollowRow.until).is_(None), col(FollowRow.until) > now),
    )
    return frozenset(session.scalars(query))
