"""Readings that are due: which benefits to ask about, what was asked of whom, and what was answered.

An ask is answered by the reading that was given for it, and by any that counts of its due day or later, whichever way
that came in: typed, in a form or with a plan file. It is open again as soon as that reading is undone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rules.benefits.profile import Benefit, BenefitState
from storage.benefits import benefits_of
from storage.tables.base import core_table, insert_new
from storage.tables.benefits import BenefitRow, ReadingAskRow, ReadingRow


@dataclass(frozen=True, slots=True)
class ReadingAsk:
    """A reading that was asked of `user`."""

    benefit: str
    due: date
    user: str
    asked_at: datetime
    answered: bool = False


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
    query = select(ReadingAskRow, _is_answered().label("answered")).where(
        col(ReadingAskRow.team) == team, col(ReadingAskRow.benefit).in_(benefits)
    )
    by_benefit: dict[str, list[ReadingAsk]] = {}
    for row, answered in session.execute(query.order_by(col(ReadingAskRow.due))):
        by_benefit.setdefault(row.benefit, []).append(_to_ask(row, answered=bool(answered)))
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
            ~_is_answered(),
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
        ~_is_answered(),
    )
    for row in session.scalars(query):
        row.reading = reading
    session.flush()


def is_answered(session: Session, *, team: str, benefit: str, due: date) -> bool:
    """Return whether the reading of a due day was entered, or is asked for no more."""
    asks = asks_of(session, team=team, benefits=(benefit,)).get(benefit, ())
    return all(ask.answered for ask in asks if ask.due == due)


def last_dues(session: Session, *, team: str, benefits: Collection[str]) -> dict[str, date]:
    """Return the latest due day that was asked for, by benefit."""
    query = select(col(ReadingAskRow.benefit), func.max(col(ReadingAskRow.due))).where(
        col(ReadingAskRow.team) == team, col(ReadingAskRow.benefit).in_(benefits)
    )
    rows = session.execute(query.group_by(col(ReadingAskRow.benefit)))
    return {row[0]: row[1] for row in rows}


def _is_answered() -> ColumnElement[bool]:
    """Match asks that a reading answers: the one given for it, or one of its due day or later that still counts."""
    corrected = aliased(ReadingRow)
    counts = ~exists().where(col(corrected.team) == col(ReadingRow.team), col(corrected.corrects) == col(ReadingRow.id))
    return exists().where(
        col(ReadingRow.team) == col(ReadingAskRow.team),
        col(ReadingRow.benefit) == col(ReadingAskRow.benefit),
        or_(col(ReadingRow.id) == col(ReadingAskRow.reading), (col(ReadingRow.day) >= col(ReadingAskRow.due)) & counts),
    )


def _to_ask(row: ReadingAskRow, *, answered: bool = False) -> ReadingAsk:
    return ReadingAsk(row.benefit, row.due, row.user, row.asked_at, answered)
