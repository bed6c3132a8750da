"""Answered six-signs tests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.fit import FitVerdict, ProgramSign
from storage.tables.people import FitRow


@dataclass(frozen=True, slots=True)
class FitAnswer:
    """Which signs held for what it is about, and what that makes it."""

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
    """Every answer about a thing (by its name, whatever the case), the newest first."""
    rows = select(FitRow).where(col(FitRow.team) == team, func.lower(col(FitRow.subject)) == subject.lower())
    found = session.scalars(rows.order_by(col(FitRow.id).desc()))
    return tuple(
        FitAnswer(r.subject, tuple(ProgramSign[s] for s in r.signs), FitVerdict(r.verdict), r.by, r.at) for r in found
    )
