"""Check-ins: who is next looked at and when, and what was asked on a day, once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

import storage.checkin_settings
from storage.tables.base import UTC, insert_all_new, insert_new, table
from storage.tables.blockers import BlockerRow
from storage.tables.checkins import AskedRow, PartRow, PromptRow
from storage.tables.plan import MilestoneRow, ProjectRow
from storage.tables.updates import UpdateRow

asked, prompt, part = table(AskedRow), table(PromptRow), table(PartRow)
SLACK_ID = re.compile(r"^[UW][A-Z0-9]{2,}$")
MEMORY = timedelta(days=92)
"""How far back it is looked for what somebody was asked before."""


@dataclass(frozen=True, slots=True)
class Due:
    """A person to look at, and when that was due."""

    user: str
    at: datetime | None
    reminders: int
    paused: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a person was asked on a day; `milestones` are ids by project id, `questions` (text, project id) pairs."""

    user: str
    day: date
    state: str
    reason: str
    at: datetime
    closes_at: datetime | None
    reminded: int
    version: int
    updates: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    milestones: Mapping[str, tuple[str, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(id for ids in self.milestones.values() for id in ids)


@dataclass(frozen=True, slots=True)
class Day:
    """What became of a person's day: asked, suppressed or skipped (`reason`).

    `milestones` are ids by project id; a project's round shows of this person `told`, without that the state.
    """

    user: str
    day: date
    state: str
    reason: str = ""
    closes_at: datetime | None = None
    next_at: datetime | None = None
    updates: Sequence[str] = ()
    questions: Sequence[tuple[str, str]] = ()
    milestones: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told: str = ""


def newcomers(session: Session, *, team: str) -> tuple[str, ...]:
    """Owners, leads and named participants who are not looked at yet; names that are no Slack ids are nobody's."""
    found: set[str] = set()
    for own, user in ((col(MilestoneRow.team), col(MilestoneRow.owner)), (col(ProjectRow.team), col(ProjectRow.lead))):
        known = (asked.c.team == own) & (asked.c.user == user)
        new = select(user).outerjoin(asked, known).where(own == team, user.is_not(None), asked.c.user.is_(None))
        found |= {str(id) for id in session.connection().execute(new).scalars()}
    named = {user for one in storage.checkin_settings.every(session, team=team).values() for user in one.people}
    if named:
        found |= named - set(session.connection().execute(select(asked.c.user).where(asked.c.team == team)).scalars())
    return tuple(sorted(id for id in found if SLACK_ID.match(id)))


def schedule(session: Session, *, team: str, due: Mapping[str, datetime]) -> None:
    """This will set when each of these people is next looked at."""
    if not due:
        return
    rows = [{"b_user": user, "due_at": at} for user, at in due.items()]
    change = update(asked).where(asked.c.team == team, asked.c.user == bindparam("b_user"))
    session.connection().execute(change.values(due_at=bindparam("due_at")), rows)


def enrol(session: Session, *, team: str, due: Mapping[str, datetime]) -> None:
    """This will take people in (again is once) with the time they are first looked at."""
    for user, at in due.items():
        row = {"team": team, "user": user, "due_at": at, "reminders": 2, "paused": False}
        if insert_new(session, asked, row) is None:
            schedule(session, team=team, due={user: at})


def due(session: Session, *, team: str, now: datetime, limit: int, take: bool = True) -> tuple[Due, ...]:
    """Those to look at by now, the longest waiting first; to `take` them locks out other replicas on PostgreSQL."""
    columns = (asked.c.user, asked.c.due_at, asked.c.reminders, asked.c.paused)
    rows = select(*columns).where(asked.c.team == team, asked.c.due_at <= now)
    rows = rows.order_by(asked.c.due_at, asked.c.user).limit(limit)
    rows = rows.with_for_update(skip_locked=True) if take else rows
    return tuple(Due(*row) for row in session.connection().execute(rows))


def person(session: Session, *, team: str, user: str) -> Due | None:
    """One person as they are scheduled; None when they are never asked."""
    row = session.get(AskedRow, (team, user), populate_existing=True)
    return Due(user, row.due_at, row.reminders, row.paused) if row else None


def wish(session: Session, *, team: str, user: str, reminders: int | None = None, paused: bool | None = None) -> None:
    """This will keep how somebody wants to be asked; None leaves it as it is."""
    row = session.get(AskedRow, (team, user), populate_existing=True) or AskedRow(team=team, user=user)
    row.reminders = row.reminders if reminders is None else reminders
    row.paused = row.paused if paused is None else paused
    session.add(row)
    session.flush()


def keep(session: Session, *, team: str, days: Iterable[Day], now: datetime) -> frozenset[str]:
    """This will write down what became of people's days; the users whose day was not decided before come back."""
    found = {(one.user, one.day): one for one in days}
    rows = [_day(team, one, now) for one in found.values()]
    kept = {(row.user, row.day) for row in insert_all_new(session, prompt, rows)}
    parts = [row for key in kept for row in _parts(team, found[key])]
    if parts:
        session.connection().execute(part.insert(), parts)
    return frozenset(user for user, _ in kept)


def _day(team: str, one: Day, now: datetime) -> dict[str, Any]:
    row = {"team": team, "user": one.user, "day": one.day, "state": one.state, "reason": one.reason, "at": now}
    row |= {"closes_at": one.closes_at, "next_at": one.next_at, "reminded": 0, "version": 0}
    return row | {"updates": list(one.updates), "questions": [list(each) for each in one.questions]}


def _parts(team: str, one: Day) -> Iterator[dict[str, Any]]:
    row = {"team": team, "day": one.day, "user": one.user, "state": one.told or one.state}
    return (row | {"project": project, "milestones": list(ids)} for project, ids in one.milestones.items())


def get(session: Session, *, team: str, user: str, day: date) -> Prompt | None:
    row = session.get(PromptRow, (team, user, day), populate_existing=True)
    parts = select(part.c.project, part.c.milestones).where(part.c.team == team, part.c.user == user, part.c.day == day)
    asked_for = {one.project: tuple(one.milestones) for one in session.connection().execute(parts)}
    return _prompt(row, asked_for) if row else None


def latest(session: Session, *, team: str, user: str) -> Prompt | None:
    """The newest day on which the person was asked."""
    days = select(func.max(prompt.c.day, type_=prompt.c.day.type)).where(
        prompt.c.team == team, prompt.c.user == user, prompt.c.state == "asked"
    )
    day = session.connection().execute(days).scalar()
    return get(session, team=team, user=user, day=day) if day else None


def last_asked(session: Session, *, team: str, users: Iterable[str]) -> dict[str, date]:
    """The last day each of them was asked anything."""
    rows = select(prompt.c.user, func.max(prompt.c.day, type_=prompt.c.day.type)).where(
        prompt.c.team == team, prompt.c.user.in_(tuple(users)), prompt.c.state == "asked"
    )
    found = session.connection().execute(rows.group_by(prompt.c.user))
    return {row[0]: row[1] for row in found}


def asked_since(session: Session, *, team: str, users: Iterable[str], since: datetime) -> tuple[str, ...]:
    """Those of them who were asked after an instant."""
    rows = select(prompt.c.user).where(
        prompt.c.team == team,
        prompt.c.user.in_(tuple(users)),
        prompt.c.day >= since.date() - timedelta(days=1),
        prompt.c.at > since,
        prompt.c.state == "asked",
    )
    return tuple(session.connection().execute(rows.order_by(prompt.c.user)).scalars())


def days_away(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, tuple[date, ...]]:
    """The days on which each of them was not asked because they were away, oldest first."""
    rows = select(prompt.c.user, prompt.c.day).where(
        prompt.c.team == team,
        prompt.c.user.in_(tuple(users)),
        prompt.c.day > now.date() - MEMORY,
        prompt.c.reason == "away",
    )
    found: dict[str, tuple[date, ...]] = {}
    for user, day in session.connection().execute(rows.order_by(prompt.c.day)):
        found[user] = (*found.get(user, ()), day)
    return found


def to_remind(
    session: Session, *, team: str, now: datetime, limit: int, take: bool = True
) -> tuple[tuple[str, date], ...]:
    """(user, day) of the prompts to look at again by now."""
    rows = select(prompt.c.user, prompt.c.day).where(prompt.c.team == team, prompt.c.next_at <= now)
    rows = rows.order_by(prompt.c.next_at, prompt.c.user).limit(limit)
    rows = rows.with_for_update(skip_locked=True) if take else rows
    return tuple((row.user, row.day) for row in session.connection().execute(rows))


def look_again(session: Session, *, team: str, user: str, day: date, at: datetime | None, **reminded: int) -> None:
    _change(session, team, user, day, next_at=at, **reminded)


def next_version(session: Session, *, team: str, user: str, day: date) -> int:
    """The number of the next edit of a prompt's message."""
    _change(session, team, user, day, version=prompt.c.version + 1)
    rows = select(prompt.c.version).where(prompt.c.team == team, prompt.c.user == user, prompt.c.day == day)
    return int(session.connection().execute(rows).scalar_one())


def touch(session: Session, *, team: str, milestone: str, now: datetime) -> None:
    """This will note that something was said of a milestone."""
    if row := session.get(MilestoneRow, (team, milestone)):
        row.touched_at = now
        session.flush()


def spoken_of(session: Session, *, team: str, ids: Iterable[str], since: datetime) -> frozenset[str]:
    """Those of the milestones of which anything was captured since an instant: a date, a blocker, "no change"."""
    wanted = tuple(ids)
    touched = select(col(MilestoneRow.id)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.id).in_(wanted), col(MilestoneRow.touched_at) >= since
    )
    blocked = select(col(BlockerRow.milestone)).where(
        col(BlockerRow.team) == team, col(BlockerRow.milestone).in_(wanted), col(BlockerRow.raised_at) >= since
    )
    return frozenset(session.scalars(touched)) | frozenset(session.scalars(blocked))


def last_updates(session: Session, *, team: str, projects: Iterable[str]) -> dict[str, datetime]:
    """When each project's newest update was written or its status reported."""
    ids = tuple(projects)
    written = select(col(UpdateRow.project), func.max(col(UpdateRow.at), type_=UTC())).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.project).in_(ids),
        col(UpdateRow.kind) == "update",
        col(UpdateRow.state) == "saved",
    )
    found = {project: at for project, at in session.execute(written.group_by(col(UpdateRow.project))) if project}
    reported = select(col(ProjectRow.id), col(ProjectRow.reported_at)).where(
        col(ProjectRow.team) == team, col(ProjectRow.id).in_(ids), col(ProjectRow.reported_at).is_not(None)
    )
    for id, at in session.execute(reported):
        found[id] = max(at, found.get(id, at))
    return found


def _change(session: Session, team: str, user: str, day: date, **values: object) -> None:
    where = (prompt.c.team == team, prompt.c.user == user, prompt.c.day == day)
    session.connection().execute(update(prompt).where(*where).values(**values))


def _prompt(row: PromptRow, parts: Mapping[str, tuple[str, ...]]) -> Prompt:
    questions = tuple((text, project) for text, project in row.questions)
    return Prompt(
        row.user,
        row.day,
        row.state,
        row.reason,
        row.at,
        row.closes_at,
        row.reminded,
        row.version,
        tuple(row.updates),
        questions,
        parts,
    )
