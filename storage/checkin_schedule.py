"""Schedule of check-ins: their settings, and the days on which people were asked, reminded or away."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import Text, and_, func, or_, select, type_coerce
from sqlmodel import Session, col

from rules.checkins.prompting import SENT_STATES, Checkin, PromptState, SkipReason
from rules.checkins.summary import ParticipantState
from rules.nudges import NudgeKind
from rules.time.working_time import local_day
from storage.tables.audit import AuditRow
from storage.tables.base import UtcDateTime, core_table
from storage.tables.checkins import AskedRow, CheckinRow, PartRow, PromptRow
from storage.tables.plan import MilestoneRow

asked_table = core_table(AskedRow)
prompt_table = core_table(PromptRow)
part_table = core_table(PartRow)
# How far back to look for days on which a person was not asked.
AWAY_DAYS_WINDOW = timedelta(days=92)
# A reading may come weeks after it was asked for; its line in the message is then struck.
READING_WINDOW = timedelta(days=60)
_ASKS_A_READING = type_coerce(prompt_table.c.asks, Text).contains(NudgeKind.READING.value)
# Activity further back has been looked at.
ACTIVITY_WINDOW = timedelta(hours=1)


def all_settings(session: Session, *, team: str) -> dict[str, Checkin]:
    """Return the settings that differ from the default, by program or project id."""
    rows = session.scalars(select(CheckinRow).where(col(CheckinRow.team) == team))
    return {row.subject: _to_checkin(row) for row in rows}


def save_settings(session: Session, *, team: str, checkin: Checkin) -> None:
    """Save a check-in in place of its subject's previous one."""
    row = session.get(CheckinRow, (team, checkin.subject)) or CheckinRow(team=team, subject=checkin.subject, days=[])
    row.days, row.at, row.window = list(checkin.days), f"{checkin.at:%H:%M}", checkin.window
    row.questions, row.people = list(checkin.questions), list(checkin.people)
    row.channel, row.paused = checkin.channel, checkin.paused
    row.outside, row.pulse = checkin.outside, checkin.pulse
    session.add(row)
    session.flush()


def _to_checkin(row: CheckinRow) -> Checkin:
    return Checkin(
        row.subject,
        days=tuple(row.days),
        at=time.fromisoformat(row.at),
        window=row.window,
        questions=tuple(row.questions),
        channel=row.channel,
        people=tuple(row.people),
        paused=row.paused,
        outside=row.outside,
        pulse=row.pulse,
    )


def last_asked_days(session: Session, *, team: str, users: Iterable[str]) -> dict[str, date]:
    """Return the last day on which each of them was asked anything."""
    query = select(prompt_table.c.user, func.max(prompt_table.c.day, type_=prompt_table.c.day.type)).where(
        prompt_table.c.team == team, prompt_table.c.user.in_(tuple(users)), prompt_table.c.state == PromptState.ASKED
    )
    rows = session.connection().execute(query.group_by(prompt_table.c.user))
    return {row[0]: row[1] for row in rows}


def users_asked_since(session: Session, *, team: str, users: Iterable[str], since: datetime) -> tuple[str, ...]:
    """Return those of the users who were asked after an instant."""
    query = select(prompt_table.c.user).where(
        prompt_table.c.team == team,
        prompt_table.c.user.in_(tuple(users)),
        prompt_table.c.day >= since.date() - timedelta(days=1),
        prompt_table.c.at > since,
        prompt_table.c.state.in_(SENT_STATES),
    )
    return tuple(session.connection().execute(query.order_by(prompt_table.c.user)).scalars())


def days_away(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, tuple[date, ...]]:
    """Return the days on which each of them was not asked because they were away, oldest first."""
    query = select(prompt_table.c.user, prompt_table.c.day).where(
        prompt_table.c.team == team,
        prompt_table.c.user.in_(tuple(users)),
        prompt_table.c.day > local_day("UTC", now) - AWAY_DAYS_WINDOW,
        prompt_table.c.reason == SkipReason.AWAY,
    )
    days_by_user: dict[str, tuple[date, ...]] = {}
    for user, day in session.connection().execute(query.order_by(prompt_table.c.day)):
        days_by_user[user] = (*days_by_user.get(user, ()), day)
    return days_by_user


def users_with_message(session: Session, *, team: str, days: Mapping[str, date]) -> frozenset[str]:
    """Return those people who already got their message on their day."""
    query = select(prompt_table.c.user, prompt_table.c.day).where(
        prompt_table.c.team == team,
        prompt_table.c.day.in_(tuple(set(days.values()))),
        prompt_table.c.state.in_(SENT_STATES),
    )
    return frozenset(row.user for row in session.connection().execute(query) if days.get(row.user) == row.day)


def outdated_prompts(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, date], ...]:
    """Return (user, day) of open prompts whose reader, or whose milestones, had activity since they were last shown."""
    since = now - ACTIVITY_WINDOW
    acted = select(col(AuditRow.actor), func.max(col(AuditRow.at), type_=UtcDateTime()))
    acted = acted.where(col(AuditRow.team) == team, col(AuditRow.at) > since).group_by(col(AuditRow.actor))
    touched = select(col(MilestoneRow.owner), func.max(col(MilestoneRow.touched_at), type_=UtcDateTime()))
    touched = touched.where(col(MilestoneRow.team) == team, col(MilestoneRow.touched_at) > since)
    active: dict[str, datetime] = {}
    for query in (acted, touched.group_by(col(MilestoneRow.owner))):
        for user, at in session.execute(query):
            active[user] = max(at, active.get(user, at))
    opened = select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.at, prompt_table.c.shown_at).where(
        prompt_table.c.team == team,
        prompt_table.c.user.in_(tuple(user for user in active if user)),
        prompt_table.c.state.in_(SENT_STATES),
        or_(prompt_table.c.closes_at > now, and_(prompt_table.c.at > now - READING_WINDOW, _ASKS_A_READING)),
    )
    rows = session.connection().execute(opened)
    return tuple((row.user, row.day) for row in rows if (row.shown_at or row.at) < active[row.user])


def recently_asked(session: Session, *, team: str, users: Iterable[str], since: date) -> dict[tuple[str, str], date]:
    """Return the last day since `since` on which a person was asked about a milestone, by (user, milestone)."""
    query = select(part_table.c.user, part_table.c.day, part_table.c.milestones).where(
        part_table.c.team == team,
        part_table.c.user.in_(tuple(users)),
        part_table.c.day >= since,
        part_table.c.state == ParticipantState.ASKED,
    )
    reminded = select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.asks).where(
        prompt_table.c.team == team,
        prompt_table.c.user.in_(tuple(users)),
        prompt_table.c.day >= since,
        prompt_table.c.state.in_(SENT_STATES),
    )
    asked = [(row.user, id, row.day) for row in session.connection().execute(query) for id in row.milestones]
    asked += [
        (row.user, ask["milestone"], row.day) for row in session.connection().execute(reminded) for ask in row.asks
    ]
    return {(user, id): day for user, id, day in sorted(asked, key=lambda item: item[2])}


def pending_looks(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return when each of these people is next looked at, where that is still to come."""
    query = select(asked_table.c.user, asked_table.c.due_at).where(
        asked_table.c.team == team, asked_table.c.user.in_(tuple(users)), asked_table.c.due_at > now
    )
    return {row.user: row.due_at for row in session.connection().execute(query)}
