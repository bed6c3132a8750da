"""The confidence pulse: questions put to people, their answers until the week is sealed, and what is told of it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from rules.checkins.pulse import Spread
from storage.tables.base import insert_all_new, insert_new, table
from storage.tables.pulse import PulseRow, PulseWeekRow

pulse, weeks_table = table(PulseRow), table(PulseWeekRow)


@dataclass(frozen=True, slots=True)
class Put:
    """The question of a week, put to somebody on a day."""

    user: str
    project: str
    week: str
    day: date


@dataclass(frozen=True, slots=True)
class Question:
    """What one person was asked with the prompt of a day, and what they said; for nobody else's eyes."""

    project: str
    week: str
    day: date
    answer: int | None
    sealed: bool


@dataclass(frozen=True, slots=True)
class Week:
    """A project's week that is over; without `spread` fewer than four had answered."""

    project: str
    week: str
    spread: Spread | None
    sealed_at: datetime
    told_at: datetime | None


def last_asked(session: Session, *, team: str, users: Iterable[str]) -> dict[str, Mapping[str, date]]:
    """When each of them was last asked about each project."""
    day = func.max(pulse.c.day, type_=pulse.c.day.type)
    rows = select(pulse.c.user, pulse.c.project, day).where(pulse.c.team == team, pulse.c.user.in_(tuple(users)))
    found: dict[str, dict[str, date]] = {}
    for user, project, last in session.connection().execute(rows.group_by(pulse.c.user, pulse.c.project)):
        found.setdefault(user, {})[project] = last
    return dict(found)


def ask(session: Session, *, team: str, questions: Iterable[Put]) -> None:
    """This will note what is asked (again in the same week is once)."""
    fresh = {"team": team, "answer": None, "sealed": False}
    insert_all_new(session, pulse, [fresh | asdict(one) for one in questions])


def asked_with(session: Session, *, team: str, user: str, day: date) -> Question | None:
    """What the person's prompt of that day asked."""
    found = _questions(session, team, user, pulse.c.day == day)
    return found[0] if found else None


def question(session: Session, *, team: str, user: str, project: str, week: str) -> Question | None:
    """None where this person was not asked that."""
    found = _questions(session, team, user, (pulse.c.project == project) & (pulse.c.week == week))
    return found[0] if found else None


def own(session: Session, *, team: str, user: str) -> tuple[Question, ...]:
    """The person's own questions that are not sealed yet, the newest first."""
    return _questions(session, team, user, ~pulse.c.sealed)


def _questions(session: Session, team: str, user: str, which: ColumnElement[bool]) -> tuple[Question, ...]:
    columns = (pulse.c.project, pulse.c.week, pulse.c.day, pulse.c.answer, pulse.c.sealed)
    rows = select(*columns).where(pulse.c.team == team, pulse.c.user == user, which)
    newest = rows.order_by(pulse.c.day.desc(), pulse.c.project)
    return tuple(Question(*row) for row in session.connection().execute(newest))


def answer(session: Session, *, team: str, user: str, project: str, week: str, value: int) -> bool:
    """This will keep an answer in place of the one before; False once the week is sealed."""
    mine = (pulse.c.team == team, pulse.c.user == user, pulse.c.project == project, pulse.c.week == week)
    kept = update(pulse).where(*mine, ~pulse.c.sealed).values(answer=value)
    return session.connection().execute(kept).rowcount == 1


def unsealed(session: Session, *, team: str, before: str) -> tuple[tuple[str, str], ...]:
    """(project, week) of what was asked in a week earlier than this one and not sealed since."""
    rows = select(pulse.c.project, pulse.c.week).where(pulse.c.team == team, ~pulse.c.sealed, pulse.c.week < before)
    found = session.connection().execute(rows.distinct().order_by(pulse.c.week, pulse.c.project))
    return tuple((row.project, row.week) for row in found)


def answers(session: Session, *, team: str, project: str, week: str) -> dict[str, int]:
    """By person, to be counted and nothing else."""
    rows = select(pulse.c.user, pulse.c.answer).where(*_of(team, project, week), pulse.c.answer.is_not(None))
    return {row.user: row.answer for row in session.connection().execute(rows)}


def seal(session: Session, *, team: str, project: str, week: str, spread: Spread | None, now: datetime) -> None:
    """This will keep the spread, once for all, and take the answers away."""
    row = {"team": team, "project": project, "week": week, "sealed_at": now}
    row |= {"low": None, "high": None, "median": None, "answers": None, "told_at": now}
    if spread:
        row |= {"low": spread.low, "high": spread.high, "median": spread.median, "answers": spread.count}
        row["told_at"] = None
    insert_new(session, weeks_table, row)
    gone = update(pulse).where(*_of(team, project, week)).values(answer=None, sealed=True)
    session.connection().execute(gone)


def _of(team: str, project: str, week: str) -> tuple[ColumnElement[bool], ...]:
    return (pulse.c.team == team, pulse.c.project == project, pulse.c.week == week)


def untold(session: Session, *, team: str) -> tuple[Week, ...]:
    """Those that their lead has to hear of, the oldest first."""
    rows = select(PulseWeekRow).where(col(PulseWeekRow.team) == team, col(PulseWeekRow.told_at).is_(None))
    ordered = rows.order_by(col(PulseWeekRow.week), col(PulseWeekRow.project))
    return tuple(_week(row) for row in session.scalars(ordered))


def told(session: Session, *, team: str, project: str, week: str, now: datetime) -> bool:
    """This will note that the lead was told; False when that was noted before."""
    rows = weeks_table.c
    this = (rows.team == team, rows.project == project, rows.week == week, rows.told_at.is_(None))
    return session.connection().execute(update(weeks_table).where(*this).values(told_at=now)).rowcount == 1


def weeks(session: Session, *, team: str, project: str, most: int) -> tuple[Week, ...]:
    """A project's weeks that are over, the newest first."""
    rows = select(PulseWeekRow).where(col(PulseWeekRow.team) == team, col(PulseWeekRow.project) == project)
    return tuple(_week(row) for row in session.scalars(rows.order_by(col(PulseWeekRow.week).desc()).limit(most)))


def _week(row: PulseWeekRow) -> Week:
    spread = None
    if row.low is not None and row.high is not None and row.median is not None and row.answers is not None:
        spread = Spread(row.low, row.high, row.median, row.answers)
    return Week(row.project, row.week, spread, row.sealed_at, row.told_at)
