"""Answered six-signs tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
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


def save_answer(session: Session, *, team: str, answer: FitAnswer, program: str | None) -> None:
    """Add an answer about the program with this id, or about a name that no program has."""
    row = FitRow(
        team=team,
        program=program,
        subject=answer.subject[:200],
        signs=[sign.name for sign in answer.signs],
        verdict=answer.verdict.value,
        by=answer.by,
        at=answer.at,
    )
    session.add(row)


def answers_about(session: Session, *, team: str, subject: str, program: str | None = None) -> tuple[FitAnswer, ...]:
    """Return every answer about a program, whatever it was called, or else about a name; newest first.

    A name matches in any case. An answer from before there was a program counts for the one that got the name.
    """
    query = select(FitRow).where(col(FitRow.team) == team, _is_about(subject, program))
    answers = session.scalars(query.order_by(col(FitRow.id).desc()))
    return tuple(map(_to_answer, answers))


def _is_about(subject: str, program: str | None) -> ColumnElement[bool]:
    is_named = and_(col(FitRow.program).is_(None), func.lower(col(FitRow.subject)) == subject.lower())
    return or_(col(FitRow.program) == program, is_named) if program else is_named


def newest_answers(session: Session, *, team: str, programs: Mapping[str, str]) -> dict[str, FitAnswer]:
    """Return the newest answer about each of these programs, which are names by id."""
    ids = {name.lower(): id for id, name in programs.items()}
    query = select(FitRow).where(
        col(FitRow.team) == team,
        or_(
            col(FitRow.program).in_(programs),
            and_(col(FitRow.program).is_(None), func.lower(col(FitRow.subject)).in_(ids)),
        ),
    )
    rows = session.scalars(query.order_by(col(FitRow.id)))
    return {row.program or ids[row.subject.lower()]: _to_answer(row) for row in rows}


def keep_history(session: Session, *, team: str, program: str, name: str) -> None:
    """Give the program the answers that were found by its name so far, before it gets another one."""
    is_named = and_(col(FitRow.team) == team, _is_about(name, None))
    for row in session.scalars(select(FitRow).where(is_named)):
        row.program = program
    session.flush()


def _to_answer(row: FitRow) -> FitAnswer:
    signs = tuple(ProgramSign[name] for name in row.signs if name in ProgramSign.__members__)
    return FitAnswer(row.subject, signs, FitVerdict(row.verdict), row.by, row.at, len(row.signs) - len(signs))
