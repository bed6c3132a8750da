"""The confidence pulse: questions put to people, their answers until the week is sealed, and what is told of it."""

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
    """The question of a week, put to somebody on a day."""

    user: str
    project: str
    week: str
    day: date


@dataclass(frozen=True, slots=True)
class PulseResponse:
    """What one person was asked with the prompt of a day, and what they said; for nobody else's eyes."""

    project: str
    week: str
    day: date
    answer: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class PulseWeek:
    """A project's week that is over; without `spread` fewer than four had answered."""

    project: str
    week: str
    spread: PulseSpread | None
    sealed_at: datetime
    told_at: datetime | None


def last_asked_days(session: Session, *, team: str, users: Iterable[str]) -> dict[str, Mapping[str, date]]:
    """When each of them was last asked about each project."""
    day = func.max(pulse_table.c.day, type_=pulse_table.c.day.type)
    rows = select(pulse_table.c.user, pulse_table.c.project, day).where(
        pulse_table.c.team == team, pulse_table.c.user.in_(tuple(users))
    )
    found: dict[str, dict[str, date]] = {}
    for user, project, last in session.connection().execute(rows.group_by(pulse_table.c.user, pulse_table.c.project)):
        found.setdefault(user, {})[project] = last
    return dict(found)


def add_questions(session: Session, *, team: str, questions: Iterable[PulseQuestion]) -> None:
    """This will note what is asked (again in the same week is once)."""
    fresh = {"team": team, "answer": None, "sealed": False}
    insert_all_new(session, pulse_table, [fresh | asdict(one) for one in questions])


def response_on_day(session: Session, *, team: str, user: str, day: date) -> PulseResponse | None:
    """What the person's prompt of that day asked."""
    found = _select_responses(session, team, user, pulse_table.c.day == day)
    return found[0] if found else None


def find_response(session: Session, *, team: str, user: str, project: str, week: str) -> PulseResponse | None:
    """None where this person was not asked that."""
    found = _select_responses(session, team, user, (pulse_table.c.project == project) & (pulse_table.c.week == week))
    return found[0] if found else None


def unsealed_responses(session: Session, *, team: str, user: str) -> tuple[PulseResponse, ...]:
    """The person's own questions that are not sealed yet, the newest first."""
    return _select_responses(session, team, user, ~pulse_table.c.sealed)


def _select_responses(
    session: Session, team: str, user: str, condition: ColumnElement[bool]
) -> tuple[PulseResponse, ...]:
    columns = (pulse_table.c.project, pulse_table.c.week, pulse_table.c.day, pulse_table.c.answer, pulse_table.c.sealed)
    rows = select(*columns).where(pulse_table.c.team == team, pulse_table.c.user == user, condition)
    newest = rows.order_by(pulse_table.c.day.desc(), pulse_table.c.project)
    return tuple(PulseResponse(*row) for row in session.connection().execute(newest))


def save_answer(session: Session, *, team: str, user: str, project: str, week: str, value: int) -> bool:
    """This will keep an answer in place of the one before; False once the week is sealed."""
    mine = (
        pulse_table.c.team == team,
        pulse_table.c.user == user,
        pulse_table.c.project == project,
        pulse_table.c.week == week,
    )
    kept = update(pulse_table).where(*mine, ~pulse_table.c.sealed).values(answer=value)
    return session.connection().execute(kept).rowcount == 1


def unsealed_weeks(session: Session, *, team: str, before: str) -> tuple[tuple[str, str], ...]:
    """(project, week) of what was asked in a week earlier than this one and not sealed since."""
    rows = select(pulse_table.c.project, pulse_table.c.week).where(
        pulse_table.c.team == team, ~pulse_table.c.sealed, pulse_table.c.week < before
    )
    found = session.connection().execute(rows.distinct().order_by(pulse_table.c.week, pulse_table.c.project))
    return tuple((row.project, row.week) for row in found)


def answers_by_user(session: Session, *, team: str, project: str, week: str) -> dict[str, int]:
    """By person, to be counted and nothing else."""
    rows = select(pulse_table.c.user, pulse_table.c.answer).where(
        *_week_condition(team, project, week), pulse_table.c.answer.is_not(None)
    )
    return {row.user: row.answer for row in session.connection().execute(rows)}


def seal_week(
    session: Session, *, team: str, project: str, week: str, spread: PulseSpread | None, now: datetime
) -> None:
    """This will keep the spread, once for all, and take the answers away."""
    row = {"team": team, "project": project, "week": week, "sealed_at": now}
    row |= {"low": None, "high": None, "median": None, "answers": None, "told_at": now}
    if spread:
        row |= {"low": spread.low, "high": spread.high, "median": spread.median, "answers": spread.count}
        row["told_at"] = None
    insert_new(session, week_table, row)
    gone = update(pulse_table).where(*_week_condition(team, project, week)).values(answer=None, sealed=True)
    session.connection().execute(gone)


def _week_condition(team: str, project: str, week: str) -> tuple[ColumnElement[bool], ...]:
    return (pulse_table.c.team == team, pulse_table.c.project == project, pulse_table.c.week == week)


def weeks_to_report(session: Session, *, team: str) -> tuple[PulseWeek, ...]:
    """Those that their lead has to hear of, the oldest first."""
    rows = select(PulseWeekRow).where(col(PulseWeekRow.team) == team, col(PulseWeekRow.told_at).is_(None))
    ordered = rows.order_by(col(PulseWeekRow.week), col(PulseWeekRow.project))
    return tuple(_to_week(row) for row in session.scalars(ordered))


def mark_reported(session: Session, *, team: str, project: str, week: str, now: datetime) -> bool:
    """This will note that the lead was told; False when that was noted before."""
    rows = week_table.c
    this = (rows.team == team, rows.project == project, rows.week == week, rows.told_at.is_(None))
    return session.connection().execute(update(week_table).where(*this).values(told_at=now)).rowcount == 1


def sealed_weeks(session: Session, *, team: str, project: str, limit: int) -> tuple[PulseWeek, ...]:
    """A project's weeks that are over, the newest first."""
    rows = select(PulseWeekRow).where(col(PulseWeekRow.team) == team, col(PulseWeekRow.project) == project)
    return tuple(_to_week(row) for row in session.scalars(rows.order_by(col(PulseWeekRow.week).desc()).limit(limit)))


def _to_week(row: PulseWeekRow) -> PulseWeek:
    spread = None
    if row.low is not None and row.high is not None and row.median is not None and row.answers is not None:
        spread = PulseSpread(row.low, row.high, row.median, row.answers)
    return PulseWeek(row.project, row.week, spread, row.sealed_at, row.told_at)
