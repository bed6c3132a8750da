"""Answered six-signs tests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.fit import Sign, Verdict
from storage.tables.people import FitRow


@dataclass(frozen=True, slots=True)
class Answer:
    """Which signs held for what it is about, and what that makes it."""

    subject: str
    signs: tuple[Sign, ...]
    verdict: Verdict
    by: str
    at: datetime


def keep(session: Session, *, team: str, answer: Answer) -> None:
    row = FitRow(
        team=team,
        subject=answer.subject[:200],
        signs=[sign.name for sign in answer.signs],
        verdict=answer.verdict.value,
        by=answer.by,
        at=answer.at,
    )
    session.add(row)


def of(session: Session, *, team: str, subject: str) -> tuple[Answer, ...]:
    """Every answer about a thing (by its name, whatever the case), the newest first."""
    rows = select(FitRow).where(col(FitRow.team) == team, func.lower(col(FitRow.subject)) == subject.lower())
    found = session.scalars(rows.order_by(col(FitRow.id).desc()))
    return tuple(Answer(r.subject, tuple(Sign[s] for s in r.signs), Verdict(r.verdict), r.by, r.at) for r in found)
