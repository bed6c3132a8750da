"""Check-ins: when each person is due next, and what they were asked on a day, once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session, col

import storage.checkin_schedule
from rules.checkins.prompting import SENT_STATES, PromptState
from rules.checkins.summary import ParticipantState
from rules.nudges import MILESTONE_KINDS, Nudge, NudgeKind
from storage.tables.base import core_table, insert_all_new, insert_new
from storage.tables.checkins import AskedRow, PartRow, PromptRow
from storage.tables.plan import MilestoneRow, ProjectRow

asked_table = core_table(AskedRow)
prompt_table = core_table(PromptRow)
part_table = core_table(PartRow)
SLACK_USER_ID = re.compile(r"^[UW][A-Z0-9]{2,}$")


@dataclass(frozen=True, slots=True)
class ScheduledPerson:
    """A person who takes part in check-ins, and when they are due."""

    user: str
    at: datetime | None
    reminders: int
    paused: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """A person's message of a day.

    `milestones` are the ids by project id that its check-in asks about, `questions` (text, project id) pairs, `asks`
    the reminders in it.
    """

    user: str
    day: date
    state: PromptState
    reason: str
    at: datetime
    closes_at: datetime | None
    reminders_sent: int
    version: int
    updates: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    milestones: Mapping[str, tuple[str, ...]]
    asks: tuple[Nudge, ...] = ()

    @property
    def milestone_ids(self) -> tuple[str, ...]:
        """The milestones of the check-in, then those of reminders in the same message."""
        own = (id for ids in self.milestones.values() for id in ids)
        return tuple(dict.fromkeys((*own, *(ask.milestone for ask in self.asks if ask.kind in MILESTONE_KINDS))))


@dataclass(frozen=True, slots=True)
class PromptRecord:
    """The decision about a person's day, and the `reason` if they are skipped.

    `milestones` are ids by project id. A project's round shows `shown_state` for this person, or `state` without one.
    `suppressed` are those by project that the person has lately reported on, so that they are not asked about.
    """

    user: str
    day: date
    state: PromptState
    reason: str = ""
    closes_at: datetime | None = None
    next_at: datetime | None = None
    updates: Sequence[str] = ()
    questions: Sequence[tuple[str, str]] = ()
    milestones: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown_state: ParticipantState | None = None
    suppressed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    asks: Sequence[Nudge] = ()


def unscheduled_people(session: Session, *, team: str) -> tuple[str, ...]:
    """Return owners, leads and named participants not scheduled yet; names that are not Slack ids are skipped."""
    users: set[str] = set()
    for team_column, user in (
        (col(MilestoneRow.team), col(MilestoneRow.owner)),
        (col(ProjectRow.team), col(ProjectRow.lead)),
    ):
        is_scheduled = (asked_table.c.team == team_column) & (asked_table.c.user == user)
        query = (
            select(user)
            .outerjoin(asked_table, is_scheduled)
            .where(team_column == team, user.is_not(None), asked_table.c.user.is_(None))
        )
        users |= {str(id) for id in session.connection().execute(query).scalars()}
    named_users = {
        user
        for checkin in storage.checkin_schedule.all_settings(session, team=team).values()
        for user in checkin.people
    }
    if named_users:
        users |= named_users - set(
            session.connection().execute(select(asked_table.c.user).where(asked_table.c.team == team)).scalars()
        )
    return tuple(sorted(id for id in users if SLACK_USER_ID.match(id)))


def set_due_times(session: Session, *, team: str, due: Mapping[str, datetime]) -> None:
    """Set when each of these people is due next."""
    if not due:
        return
    rows = [{"b_user": user, "due_at": at} for user, at in due.items()]
    statement = update(asked_table).where(asked_table.c.team == team, asked_table.c.user == bindparam("b_user"))
    session.connection().execute(statement.values(due_at=bindparam("due_at")), rows)


def enrol_people(session: Session, *, team: str, due: Mapping[str, datetime]) -> None:
    """Enrol people who are not enrolled yet, and set when each of them is due next."""
    for user, at in due.items():
        row = {"team": team, "user": user, "due_at": at, "reminders": 2, "paused": False}
        if insert_new(session, asked_table, row) is None:
            set_due_times(session, team=team, due={user: at})


def due_people(
    session: Session, *, team: str, now: datetime, limit: int, lock: bool = True
) -> tuple[ScheduledPerson, ...]:
    """Return people due for a prompt, longest overdue first. With `lock`, skip rows locked by other replicas."""
    columns = (asked_table.c.user, asked_table.c.due_at, asked_table.c.reminders, asked_table.c.paused)
    query = select(*columns).where(asked_table.c.team == team, asked_table.c.due_at <= now)
    query = query.order_by(asked_table.c.due_at, asked_table.c.user).limit(limit)
    query = query.with_for_update(skip_locked=True) if lock else query
    return tuple(ScheduledPerson(*row) for row in session.connection().execute(query))


def scheduled_person(session: Session, *, team: str, user: str) -> ScheduledPerson | None:
    """Return one person with their schedule, or None when they are never asked."""
    row = session.get(AskedRow, (team, user), populate_existing=True)
    return ScheduledPerson(user, row.due_at, row.reminders, row.paused) if row else None


def set_preferences(
    session: Session, *, team: str, user: str, reminders: int | None = None, paused: bool | None = None
) -> None:
    """Save a person's check-in preferences; arguments left as None are not changed."""
    row = session.get(AskedRow, (team, user), populate_existing=True) or AskedRow(team=team, user=user)
    row.reminders = row.reminders if reminders is None else reminders
    row.paused = row.paused if paused is None else paused
    session.add(row)
    session.flush()


def insert_records(session: Session, *, team: str, days: Iterable[PromptRecord], now: datetime) -> frozenset[str]:
    """Save the decisions about people's days; return the users whose day was not decided before."""
    records = {(record.user, record.day): record for record in days}
    rows = [_prompt_values(team, record, now) for record in records.values()]
    new_keys = {(row.user, row.day) for row in insert_all_new(session, prompt_table, rows)}
    parts = [row for key in new_keys for row in _part_values(team, records[key])]
    if parts:
        session.connection().execute(part_table.insert(), parts)
    return frozenset(user for user, _ in new_keys)


def record_nudged_day(session: Session, *, team: str, record: PromptRecord, now: datetime) -> bool:
    """Save a day with reminders alone, also where no check-in was sent; return False if a message went out that day."""
    values = _prompt_values(team, record, now)
    if insert_new(session, prompt_table, values) is not None:
        return True
    key = (prompt_table.c.team == team, prompt_table.c.user == record.user, prompt_table.c.day == record.day)
    statement = update(prompt_table).where(*key, prompt_table.c.state.not_in(SENT_STATES)).values(**values)
    return bool(session.connection().execute(statement).rowcount)


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
    row |= {"updates": list(record.updates), "questions": [list(question) for question in record.questions]}
    return row | {"asks": [_ask_values(ask) for ask in record.asks]}


def _ask_values(ask: Nudge) -> dict[str, str]:
    day = ask.day.isoformat() if ask.day else ""
    values = {"kind": ask.kind.value, "about": ask.about, "subject": ask.subject, "name": ask.name, "day": day}
    return values | {"sentence": ask.sentence, "milestone": ask.milestone}


def _to_ask(user: str, values: Mapping[str, str]) -> Nudge:
    day = date.fromisoformat(values["day"]) if values["day"] else None
    return Nudge(
        NudgeKind(values["kind"]),
        user,
        values["about"],
        values["subject"],
        0,
        values["name"],
        day,
        values["sentence"],
        values["milestone"],
    )


def _part_values(team: str, record: PromptRecord) -> Iterator[dict[str, Any]]:
    row = {"team": team, "day": record.day, "user": record.user}
    for state, parts in (
        (record.shown_state or record.state, record.milestones),
        (ParticipantState.SUPPRESSED, record.suppressed),
    ):
        yield from (
            row | {"state": state, "project": project, "milestones": list(ids)} for project, ids in parts.items()
        )


def find_prompt(session: Session, *, team: str, user: str, day: date) -> Prompt | None:
    row = session.get(PromptRow, (team, user, day), populate_existing=True)
    parts = select(part_table.c.project, part_table.c.milestones).where(
        part_table.c.team == team,
        part_table.c.user == user,
        part_table.c.day == day,
        part_table.c.state == ParticipantState.ASKED,
    )
    milestones = {part.project: tuple(part.milestones) for part in session.connection().execute(parts)}
    return _to_prompt(row, milestones) if row else None


def latest_prompt(session: Session, *, team: str, user: str) -> Prompt | None:
    """Return the message of the newest day on which the person was asked or reminded."""
    days = select(func.max(prompt_table.c.day, type_=prompt_table.c.day.type)).where(
        prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.state.in_(SENT_STATES)
    )
    day = session.connection().execute(days).scalar()
    return find_prompt(session, team=team, user=user, day=day) if day else None


def prompts_to_remind(
    session: Session, *, team: str, now: datetime, limit: int, lock: bool = True
) -> tuple[tuple[str, date], ...]:
    """Return (user, day) of the prompts that are due for another look."""
    query = select(prompt_table.c.user, prompt_table.c.day).where(
        prompt_table.c.team == team, prompt_table.c.next_at <= now
    )
    query = query.order_by(prompt_table.c.next_at, prompt_table.c.user).limit(limit)
    query = query.with_for_update(skip_locked=True) if lock else query
    return tuple((row.user, row.day) for row in session.connection().execute(query))


def set_next_reminder(
    session: Session, *, team: str, user: str, day: date, at: datetime | None, **reminded: int
) -> None:
    _update_prompt(session, team, user, day, next_at=at, **reminded)


def save_shown(session: Session, *, team: str, user: str, day: date, digest: str, now: datetime) -> bool:
    """Record what a prompt's message shows now; return False if it showed that already."""
    key = (prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.day == day)
    before = session.connection().execute(select(prompt_table.c.digest).where(*key)).scalar()
    _update_prompt(session, team, user, day, shown_at=now, digest=digest)
    return before != digest


def next_version(session: Session, *, team: str, user: str, day: date) -> int:
    """Count one more edit of a prompt's message and return its number."""
    _update_prompt(session, team, user, day, version=prompt_table.c.version + 1)
    query = select(prompt_table.c.version).where(
        prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.day == day
    )
    return int(session.connection().execute(query).scalar_one())


def _update_prompt(session: Session, team: str, user: str, day: date, **values: object) -> None:
    key = (prompt_table.c.team == team, prompt_table.c.user == user, prompt_table.c.day == day)
    session.connection().execute(update(prompt_table).where(*key).values(**values))


def _to_prompt(row: PromptRow, parts: Mapping[str, tuple[str, ...]]) -> Prompt:
    questions = tuple((text, project) for text, project in row.questions)
    return Prompt(
        row.user,
        row.day,
        PromptState(row.state),
        row.reason,
        row.at,
        row.closes_at,
        row.reminded,
        row.version,
        tuple(row.updates),
        questions,
        parts,
        tuple(_to_ask(row.user, ask) for ask in row.asks),
    )
