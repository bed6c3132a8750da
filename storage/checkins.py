"""Check-ins: who is next looked at and when, and what was asked on a day, once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

import storage.checkin_settings
from storage.tables.base import core_table, insert_all_new, insert_new
from storage.tables.checkins import AskedRow, PartRow, PromptRow
from storage.tables.plan import MilestoneRow, ProjectRow

asked_table = core_table(AskedRow)
prompt_table = core_table(PromptRow)
part_table = core_table(PartRow)
SLACK_USER_ID = re.compile(r"^[UW][A-Z0-9]{2,}$")
AWAY_DAYS_WINDOW = timedelta(days=92)
"""How far back it is looked for what somebody was asked before."""


@dataclass(frozen=True, slots=True)
class ScheduledPerson:
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
    reminders_sent: int
    version: int
    updates: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    milestones: Mapping[str, tuple[str, ...]]

    @property
    def milestone_ids(self) -> tuple[str, ...]:
        return tuple(id for ids in self.milestones.values() for id in ids)


@dataclass(frozen=True, slots=True)
class PromptRecord:
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
    shown_state: str = ""


def unscheduled_people(session: Session, *, team: str) -> tuple[str, ...]:
    """Owners, leads and named participants who are not looked at yet; names that are no Slack ids are nobody's."""
    found: set[str] = set()
    for own, user in ((col(MilestoneRow.team), col(MilestoneRow.owner)), (col(ProjectRow.team), col(ProjectRow.lead))):
        known = (asked_table.c.team == own) & (asked_table.c.user == user)
        new = (
            select(user)
            .outerjoin(asked_table, known)
            .where(own == team, user.is_not(None), asked_table.c.user.is_(None))
        )
        found |= {str(id) for id in session.connection().execute(new).scalars()}
    named = {user for one in storage.checkin_settings.all_settings(session, team=team).values() for user in one.people}
    if named:
        found |= named - set(
            session.connection().execute(select(asked_table.c.user).where(asked_table.c.team == team)).scalars()
        )
    return tuple(sorted(id for id in found if SLACK_USER_ID.match(id)))


def set_due_times(session: Session, *, team: str, due: Mapping[str, datetime]) -> None:
    """This will set when each of these people is next looked at."""
    if not due:
        return
    rows = [{"b_user": user, "due_at": at} for user, at in due.items()]
    change = update(asked_table).where(asked_table.c.team == team, asked_table.c.user == bindparam("b_user"))
    session.connection().execute(change.values(due_at=bindparam("due_at")), rows)


def enrol_people(session: Session, *, team: str, due: Mapping[str, datetime]) -> None:
    """This will take people in (again is once) with the time they are first looked at."""
    for user, at in due.items():
        row = {"team": team, "user": user, "due_at": at, "reminders": 2, "paused": False}
        if insert_new(session, asked_table, row) is None:
            set_due_times(session, team=team, due={user: at})


def due_people(
    session: Session, *, team: str, now: datetime, limit: int, lock: bool = True
) -> tuple[ScheduledPerson, ...]:
    """Those to look at by now, the longest waiting first; to `take` them locks out other replicas on PostgreSQL."""
    columns = (asked_table.c.user, asked_table.c.due_at, asked_table.c.reminders, asked_table.c.paused)
    rows = select(*columns).where(asked_table.c.team == team, asked_table.c.due_at <= now)
    rows = rows.order_by(asked_table.c.due_at, asked_table.c.user).limit(limit)
    rows = rows.with_for_update(skip_locked=True) if lock else rows
    return tuple(ScheduledPerson(*row) for row in session.connection().execute(rows))


def scheduled_person(session: Session, *, team: str, user: str) -> ScheduledPerson | None:
    """One person as they are scheduled; None when they are never asked."""
    row = session.get(AskedRow, (team, user), populate_existing=True)
    return ScheduledPerson(user, row.due_at, row.reminders, row.paused) if row else None


def set_preferences(
    session: Session, *, team: str, user: str, reminders: int | None = None, paused: bool | None = None
) -> None:
    """This will keep how somebody wants to be asked; None leaves it as it is."""
    row = session.get(AskedRow, (team, user), populate_existing=True) or AskedRow(team=team, user=user)
    row.reminders = row.reminders if reminders is None else reminders
    row.paused = row.paused if paused is None else paused
    session.add(row)
    session.flush()


def insert_records(session: Session, *, team: str, days: Iterable[PromptRecord], now: datetime) -> frozenset[str]:
    """This will write down what became of people's days; the users whose day was not decided before come back."""
    found = {(one.user, one.day): one for one in days}
    rows = [_prompt_values(team, one, now) for one in found.values()]
    kept = {(row.user, row.day) for row in insert_all_new(session, prompt_table, rows)}
    parts = [row for key in kept for row in _part_values(team, found[key])]
    if parts:
        session.connection().execute(part_table.insert(), parts)
    return frozenset(user for user, _ in kept)


def _prompt_values(team: str, record: PromptRecord, now: datetime) -> dict[str, Any]:
    row = {
        "team": team,
        "user": record.user,
        "day": record.day,
        "state": record.state,
        "reason": record.reason,
        "at": now,
    }
    row |= {"closes_at": record.closes_at, "next_at": record.next_at, "reminded": 0, "version": 0}
    return row | {"updates": list(record.updates), "questions": [list(each) for each in record.questions]}


def _part_values(team: str, record: PromptRecord) -> Iterator[dict[str, Any]]:
    row = {"team": team, "day": record.day, "user": record.user, "state": record.shown_state or record.state}
    return (row | {"project": project, "milestones": list(ids)} for project, ids in record.milestones.items())


def find_prompt(session: Session, *, team: str, user: str, day: date) -> Prompt | None:
    row = session.get(PromptRow, (team, user, day), populate_existing=True)
    parts = select(part_table.c.project, part_table.c.milestones).where(
        part_table.c.team == team, part_table.c.user == user, part_table.c.day == day
    )
    asked_for = {one.project: tuple(one.milestones) for one in session.connection().execute(parts)}
    return _to_prompt(row, asked_for) if row else None


def latest_prompt(session: Session, *, team: str, user: str) -> Prompt | None:
    """The newest day on which the person was asked."""
    days = select(func.max(prompt_table.c.day, type_=prompt_table.c.day.type)).where(
        prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.state == "asked"
    )
    day = session.connection().execute(days).scalar()
    return find_prompt(session, team=team, user=user, day=day) if day else None


def last_asked_days(session: Session, *, team: str, users: Iterable[str]) -> dict[str, date]:
    """The last day each of them was asked anything."""
    rows = select(prompt_table.c.user, func.max(prompt_table.c.day, type_=prompt_table.c.day.type)).where(
        prompt_table.c.team == team, prompt_table.c.user.in_(tuple(users)), prompt_table.c.state == "asked"
    )
    found = session.connection().execute(rows.group_by(prompt_table.c.user))
    return {row[0]: row[1] for row in found}


def users_asked_since(session: Session, *, team: str, users: Iterable[str], since: datetime) -> tuple[str, ...]:
    """Those of them who were asked after an instant."""
    rows = select(prompt_table.c.user).where(
        prompt_table.c.team == team,
        prompt_table.c.user.in_(tuple(users)),
        prompt_table.c.day >= since.date() - timedelta(days=1),
        prompt_table.c.at > since,
        prompt_table.c.state == "asked",
    )
    return tuple(session.connection().execute(rows.order_by(prompt_table.c.user)).scalars())


def days_away(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, tuple[date, ...]]:
    """The days on which each of them was not asked because they were away, oldest first."""
    rows = select(prompt_table.c.user, prompt_table.c.day).where(
        prompt_table.c.team == team,
        prompt_table.c.user.in_(tuple(users)),
        prompt_table.c.day > now.date() - AWAY_DAYS_WINDOW,
        prompt_table.c.reason == "away",
    )
    found: dict[str, tuple[date, ...]] = {}
    for user, day in session.connection().execute(rows.order_by(prompt_table.c.day)):
        found[user] = (*found.get(user, ()), day)
    return found


def prompts_to_remind(
    session: Session, *, team: str, now: datetime, limit: int, lock: bool = True
) -> tuple[tuple[str, date], ...]:
    """(user, day) of the prompts to look at again by now."""
    rows = select(prompt_table.c.user, prompt_table.c.day).where(
        prompt_table.c.team == team, prompt_table.c.next_at <= now
    )
    rows = rows.order_by(prompt_table.c.next_at, prompt_table.c.user).limit(limit)
    rows = rows.with_for_update(skip_locked=True) if lock else rows
    return tuple((row.user, row.day) for row in session.connection().execute(rows))


def set_next_reminder(
    session: Session, *, team: str, user: str, day: date, at: datetime | None, **reminded: int
) -> None:
    _update_prompt(session, team, user, day, next_at=at, **reminded)


def next_version(session: Session, *, team: str, user: str, day: date) -> int:
    """The number of the next edit of a prompt's message."""
    _update_prompt(session, team, user, day, version=prompt_table.c.version + 1)
    rows = select(prompt_table.c.version).where(
        prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.day == day
    )
    return int(session.connection().execute(rows).scalar_one())


def _update_prompt(session: Session, team: str, user: str, day: date, **values: object) -> None:
    where = (prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.day == day)
    session.connection().execute(update(prompt_table).where(*where).values(**values))


def _to_prompt(row: PromptRow, parts: Mapping[str, tuple[str, ...]]) -> Prompt:
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
