"""Readings that are due: which benefits to ask about, what was asked of whom, and what was answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import Session, col

from rules.benefits.profile import Benefit, BenefitState
from storage.benefits import benefits_of
from storage.tables.base import core_table, insert_new
from storage.tables.benefits import BenefitRow, ReadingAskRow, ReadingRow


@dataclass(frozen=True, slots=True)
class ReadingAsk:
    """A reading that was asked of `user`; `reading` is the id of the answer."""

    benefit: str
    due: date
    user: str
    asked_at: datetime
    reading: int | None = None


def benefits_to_ask(session: Session, *, team: str, until: date) -> tuple[Benefit, ...]:
    """Return the benefits whose next reading is due by a day and that have an owner."""
    query = select(col(BenefitRow.id)).where(
        col(BenefitRow.team) == team,
        col(BenefitRow.next_ask) <= until,
        col(BenefitRow.closed_at).is_(None),
        col(BenefitRow.owner).is_not(None),
        col(BenefitRow.state) != BenefitState.DRAFT.value,
    )
    ids = tuple(session.scalars(query))
    return benefits_of(session, team=team, ids=ids) if ids else ()


def record_ask(session: Session, *, team: str, benefit: str, due: date, user: str, now: datetime) -> bool:
    """Record that a reading was asked for; return False if it was before, whoever was asked."""
    row = {"team": team, "benefit": benefit, "due": due, "user": user, "asked_at": now}
    return insert_new(session, core_table(ReadingAskRow), row) is not None


def set_next_ask(session: Session, *, team: str, benefit: str, day: date | None) -> None:
    """Save when the next reading is due: a reminder for the clock, and no change that anyone made."""
    is_it = (col(BenefitRow.team) == team) & (col(BenefitRow.id) == benefit)
    session.execute(update(BenefitRow).where(is_it).values(next_ask=day))


def asks_of(session: Session, *, team: str, benefits: Collection[str]) -> dict[str, tuple[ReadingAsk, ...]]:
    """Return everything that was asked about these benefits, oldest first."""
    query = select(ReadingAskRow).where(col(ReadingAskRow.team) == team, col(ReadingAskRow.benefit).in_(benefits))
    by_benefit: dict[str, list[ReadingAsk]] = {}
    for row in session.scalars(query.order_by(col(ReadingAskRow.due))):
        by_benefit.setdefault(row.benefit, []).append(_to_ask(row))
    return {benefit: tuple(asks) for benefit, asks in by_benefit.items()}


def open_asks(session: Session, *, team: str, user: str) -> tuple[ReadingAsk, ...]:
    """Return the asks that a person has not answered, of benefits they own, oldest first."""
    query = (
        select(ReadingAskRow)
        .join(
            BenefitRow,
            (col(BenefitRow.team) == col(ReadingAskRow.team)) & (col(BenefitRow.id) == col(ReadingAskRow.benefit)),
        )
        .where(
            col(ReadingAskRow.team) == team,
            _is_unanswered(),
            col(BenefitRow.owner) == user,
            col(BenefitRow.closed_at).is_(None),
        )
    )
    rows = session.scalars(query.order_by(col(ReadingAskRow.due), col(ReadingAskRow.benefit)))
    return tuple(_to_ask(row) for row in rows)


def answer_asks(session: Session, *, team: str, benefit: str, until: date, reading: int) -> None:
    """Record the answer to what was asked for up to a day and not answered yet."""
    query = select(ReadingAskRow).where(
        col(ReadingAskRow.team) == team,
        col(ReadingAskRow.benefit) == benefit,
        col(ReadingAskRow.due) <= until,
        _is_unanswered(),
    )
    for row in session.scalars(query):
        row.reading = reading
    session.flush()


def is_answered(session: Session, *, team: str, benefit: str, due: date) -> bool:
    """Return whether the reading of a due day was entered, or is asked for no more."""
    row = session.get(ReadingAskRow, (team, benefit, due))
    return row is None or (row.reading is not None and session.get(ReadingRow, row.reading) is not None)


def last_due(session: Session, *, team: str, benefit: str) -> date | None:
    """Return the latest due day that was asked for."""
    query = select(func.max(col(ReadingAskRow.due))).where(
        col(ReadingAskRow.team) == team, col(ReadingAskRow.benefit) == benefit
    )
    return session.scalars(query).first()


def _is_unanswered() -> ColumnElement[bool]:
    """Match asks without an answer, and those whose answer was undone."""
    answers = select(col(ReadingRow.id)).where(col(ReadingRow.team) == col(ReadingAskRow.team))
    return or_(col(ReadingAskRow.reading).is_(None), col(ReadingAskRow.reading).not_in(answers))


def _to_ask(row: ReadingAskRow) -> ReadingAsk:
    return ReadingAsk(row.benefit, row.due, row.user, row.asked_at, row.reading)
