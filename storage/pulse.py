"""The confidence pulse: questions to people, their answers until the week is sealed, and the reported results."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from rules.checkins.pulse import PulseSpread
from storage.tables.base import core_table, insert_all_new, insert_new
from storage.tables.pulse import PulseRow, PulseWeekRow

pulse_table = core_table(PulseRow)
week_table = core_table(PulseWeekRow)


@dataclass(frozen=True, slots=True)
class PulseQuestion:
    """The question of a week, put to a person on a day."""

    user: str
    project: str
    week: str
    day: date


@dataclass(frozen=True, slots=True)
class PulseResponse:
    """A person's question from the prompt of a day, and their answer; for no one else's eyes."""

    project: str
    week: str
    day: date
    answer: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class PulseWeek:
    """A finished week of a project; without `spread`, fewer than four answered."""

    project: str
    week: str
    spread: PulseSpread | None
    sealed_at: datetime
    told_at: datetime | None


def last_asked_days(session: Session, *, team: str, users: Iterable[str]) -> dict[str, Mapping[str, date]]:
    """Return when each of them was last asked about each project."""
    day = func.max(pulse_table.c.day, type_=pulse_table.c.day.type)
    query = select(pulse_table.c.user, pulse_table.c.project, day).where(
        pulse_table.c.team == team, pulse_table.c.user.in_(tuple(users))
    )
    days_by_user: dict[str, dict[str, date]] = {}
    for user, project, last in session.connection().execute(query.group_by(pulse_table.c.user, pulse_table.c.project)):
        days_by_user.setdefault(user, {})[project] = last
    return dict(days_by_user)


def add_questions(session: Session, *, team: str, questions: Iterable[PulseQuestion]) -> None:
    """Record what is asked; asking again in the same week has no further effect."""
    initial_values = {"team": team, "answer": None, "sealed": False}
    insert_all_new(session, pulse_table, [initial_values | asdict(question) for question in questions])


def response_on_day(session: Session, *, team: str, user: str, day: date) -> PulseResponse | None:
    """Return the response to the question in the person's prompt of that day, if there was one."""
    responses = _select_responses(session, team, user, pulse_table.c.day == day)
    return responses[0] if responses else None


def find_response(session: Session, *, team: str, user: str, project: str, week: str) -> PulseResponse | None:
    """Return the response, or None where this person was not asked that."""
    responses = _select_responses(
        session, team, user, (pulse_table.c.project == project) & (pulse_table.c.week == week)
    )
    return responses[0] if responses else None


def unsealed_responses(session: Session, *, team: str, user: str) -> tuple[PulseResponse, ...]:
    """Return the person's own responses that are not sealed yet, newest first."""
    return _select_responses(session, team, user, ~pulse_table.c.sealed)


def _select_responses(
    session: Session, team: str, user: str, condition: ColumnElement[bool]
) -> tuple[PulseResponse, ...]:
    columns = (pulse_table.c.project, pulse_table.c.week, pulse_table.c.day, pulse_table.c.answer, pulse_table.c.sealed)
    query = select(*columns).where(pulse_table.c.team == team, pulse_table.c.user == user, condition)
    ordered = query.order_by(pulse_table.c.day.desc(), pulse_table.c.project)
    return tuple(PulseResponse(*row) for row in session.connection().execute(ordered))


def save_answer(session: Session, *, team: str, user: str, project: str, week: str, value: int) -> bool:
    """Save an answer in place of the one before; return False once the week is sealed."""
    key = (
        pulse_table.c.team == team,
        pulse_table.c.user == user,
        pulse_table.c.project == project,
        pulse_table.c.week == week,
    )
    statement = update(pulse_table).where(*key, ~pulse_table.c.sealed).values(answer=value)
    return session.connection().execute(statement).rowcount == 1


def unsealed_weeks(session: Session, *, team: str, before: str) -> tuple[tuple[str, str], ...]:
    """Return (project, week) of what was asked in a week earlier than this one and not sealed since."""
    query = select(pulse_table.c.project, pulse_table.c.week).where(
        pulse_table.c.team == team, ~pulse_table.c.sealed, pulse_table.c.week < before
    )
    rows = session.connection().execute(query.distinct().order_by(pulse_table.c.week, pulse_table.c.project))
    return tuple((row.project, row.week) for row in rows)


def answers_by_user(session: Session, *, team: str, project: str, week: str) -> dict[str, int]:
    """Return the answers by person, only to be counted."""
    query = select(pulse_table.c.user, pulse_table.c.answer).where(
        *_week_condition(team, project, week), pulse_table.c.answer.is_not(None)
    )
    return {row.user: row.answer for row in session.connection().execute(query)}


def seal_week(
    session: Session, *, team: str, project: str, week: str, spread: PulseSpread | None, now: datetime
) -> None:
    """Save the spread for good, and erase the answers."""
    row = {"team": team, "project": project, "week": week, "sealed_at": now}
    row |= {"low": None, "high": None, "median": None, "answers": None, "told_at": now}
    if spread:
        row |= {"low": spread.low, "high": spread.high, "median": spread.median, "answers": spread.count}
        row["told_at"] = None
    insert_new(session, week_table, row)
    statement = update(pulse_table).where(*_week_condition(team, project, week)).values(answer=None, sealed=True)
    session.connection().execute(statement)


def _week_condition(team: str, project: str, week: str) -> tuple[ColumnElement[bool], ...]:
    return (pulse_table.c.team == team, pulse_table.c.project == project, pulse_table.c.week == week)


def weeks_to_report(session: Session, *, team: str) -> tuple[PulseWeek, ...]:
    """Return the weeks whose lead has not been notified yet, oldest first."""
    query = select(PulseWeekRow).where(col(PulseWeekRow.team) == team, col(PulseWeekRow.told_at).is_(None))
    ordered = query.order_by(col(PulseWeekRow.week), col(PulseWeekRow.project))
    return tuple(_to_week(row) for row in session.scalars(ordered))


def mark_reported(session: Session, *, team: str, project: str, week: str, now: datetime) -> bool:
    """Record that the lead was notified; return False when that was recorded before."""
    columns = week_table.c
    is_unreported = (columns.team == team, columns.project == project, columns.week == week, columns.told_at.is_(None))
    return session.connection().execute(update(week_table).where(*is_unreported).values(told_at=now)).rowcount == 1


def sealed_weeks(session: Session, *, team: str, project: str, limit: int) -> tuple[PulseWeek, ...]:
    """Return a project's finished weeks, newest first."""
    query = select(PulseWeekRow).where(col(PulseWeekRow.team) == team, col(PulseWeekRow.project) == project)
    return tuple(_to_week(row) for row in session.scalars(query.order_by(col(PulseWeekRow.week).desc()).limit(limit)))


def _to_week(row: PulseWeekRow) -> PulseWeek:
    spread = None
    if row.low is not None and row.high is not None and row.median is not None and row.answers is not None:
        spread = PulseSpread(row.low, row.high, row.median, row.answers)
    return PulseWeek(row.project, row.week, spread, row.sealed_at, row.told_at)
