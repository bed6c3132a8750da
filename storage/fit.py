"""Answered six-signs tests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.fit import FitVerdict, ProgramSign
from storage.tables.people import FitRow


@dataclass(frozen=True, slots=True)
class FitAnswer:
    """An answered test: the signs that apply to its subject, and the verdict."""

    subject: str
    signs: tuple[ProgramSign, ...]
    verdict: FitVerdict
    by: str
    at: datetime


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
    return tuple(
        FitAnswer(row.subject, tuple(ProgramSign[sign] for sign in row.signs), FitVerdict(row.verdict), row.by, row.at)
        for row in answers
    )
