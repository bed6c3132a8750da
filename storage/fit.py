"""Answered six-signs tests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.fit import FitVerdict, ProgramSign
from storage.tables.people import FitRow


@dataclass(frozen=True, slots=True)
class FitAnswer:
    """An answered test: the signs that apply to its subject, and the verdict.

    `former` counts signs that applied and that the test no longer asks about.
    """

    subject: str
    signs: tuple[ProgramSign, ...]
    verdict: FitVerdict
    by: str
    at: datetime
    former: int = 0

    @property
    def count(self) -> int:
        return len(self.signs) + self.former


def save_answer(session: Session, *, team: str, answer: FitAnswer) -> None:
    row = FitRow(
        team=team,
        subject=answer.subject[:200],
        signs=[sign.name for sign in answer.signs],
        verdict=answer.verdict.value,
        by=answer.by,
        at=answer.at,
    )
    session.add(row)


def answers_about(session: Session, *, team: str, subject: str) -> tuple[FitAnswer, ...]:
    """Return every answer about a subject, newest first; its name matches in any case."""
    query = select(FitRow).where(col(FitRow.team) == team, func.lower(col(FitRow.subject)) == subject.lower())
    answers = session.scalars(query.order_by(col(FitRow.id).desc()))
    return tuple(map(_to_answer, answers))


def newest_answers(session: Session, *, team: str, subjects: Collection[str]) -> dict[str, FitAnswer]:
    """Return the newest answer about each of these subjects, by its name in lower case."""
    names = {subject.casefold() for subject in subjects}
    query = select(FitRow).where(col(FitRow.team) == team, func.lower(col(FitRow.subject)).in_(names))
    answers = map(_to_answer, session.scalars(query.order_by(col(FitRow.id))))
    return {answer.subject.casefold(): answer for answer in answers}


def _to_answer(row: FitRow) -> FitAnswer:
    signs = tuple(ProgramSign[name] for name in row.signs if name in ProgramSign.__members__)
    return FitAnswer(row.subject, signs, FitVerdict(row.verdict), row.by, row.at, len(row.signs) - len(signs))
