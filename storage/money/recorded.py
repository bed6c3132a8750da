"""Records of work and money until a moment, from the audit log: the same for now as for any day before."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.audit
from rules.money import ExchangeRate
from rules.plan import Program
from rules.refusal import NotFound
from storage.plan_values import to_program
from storage.tables.audit import AuditRow
from storage.tables.base import core_table
from storage.tables.money import BudgetLineRow, ExchangeRateRow
from storage.tables.plan import MilestoneRow, ProgramRow, ProjectRow

_AUDIT = core_table(AuditRow)
# Short enough for the parameters of one statement.
_SUBJECTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry of the audit log: the values of an item from `at` on, None once it was deleted."""

    at: datetime
    values: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ProgramThen:
    """A program as it was, with its currency, "" where it named none."""

    program: Program
    currency: str


def program_then(session: Session, *, team: str, id: str, until: datetime) -> ProgramThen:
    """Return a program as it was at a moment, or raise NotFound."""
    values = storage.audit.state_at(session, team=team, kind=str(ProgramRow.__tablename__), at=until).get(id)
    if values is None:
        raise NotFound(f"There is no program {id}.", "", "`status` lists the programs.")
    row = ProgramRow.model_validate({"team": team} | dict(values))
    return ProgramThen(to_program(row), row.currency or "")


def projects_then(session: Session, *, team: str, program: str, until: datetime) -> dict[str, Mapping[str, Any]]:
    """Return the values of a program's projects as they were, by id."""
    found = storage.audit.state_at(session, team=team, kind=str(ProjectRow.__tablename__), at=until)
    return {id: values for id, values in found.items() if values["program"] == program}


def milestones_recorded(
    session: Session, *, team: str, projects: Collection[str], until: datetime, current: bool
) -> dict[str, tuple[Recorded, ...]]:
    """Return everything recorded of the milestones that were in these projects, those deleted since then left out.

    `current` says that `until` is now, so that only the milestones there are have to be read.
    """
    subjects = _current_milestones(session, team, projects) if current else None
    if subjects is None:
        states = storage.audit.state_at(session, team=team, kind=str(MilestoneRow.__tablename__), at=until)
        subjects = tuple(id for id, values in states.items() if values["project"] in projects)
    entries = _recorded(session, team=team, kind=str(MilestoneRow.__tablename__), until=until, subjects=subjects)
    return {id: found for id, found in entries.items() if (last := found[-1].values) and last["project"] in projects}


def budget_recorded(session: Session, *, team: str, program: str, until: datetime) -> dict[str, tuple[Recorded, ...]]:
    """Return everything recorded of a program's budget lines, those deleted by then left out."""
    kind = str(BudgetLineRow.__tablename__)
    states = storage.audit.state_at(session, team=team, kind=kind, at=until)
    subjects = tuple(id for id, values in states.items() if values["program"] == program)
    return _recorded(session, team=team, kind=kind, until=until, subjects=subjects)


def _current_milestones(session: Session, team: str, projects: Collection[str]) -> tuple[str, ...]:
    query = select(col(MilestoneRow.id)).where(col(MilestoneRow.team) == team, col(MilestoneRow.project).in_(projects))
    return tuple(session.scalars(query))


def _recorded(
    session: Session, *, team: str, kind: str, until: datetime, subjects: Collection[str]
) -> dict[str, tuple[Recorded, ...]]:
    found: dict[str, list[Recorded]] = {}
    wanted = sorted(subjects)
    for first in range(0, len(wanted), _SUBJECTS_AT_ONCE):
        query = select(_AUDIT.c.at, _AUDIT.c.subject, _AUDIT.c.after).where(
            _AUDIT.c.team == team,
            _AUDIT.c.kind == kind,
            _AUDIT.c.at <= until,
            _AUDIT.c.subject.in_(wanted[first : first + _SUBJECTS_AT_ONCE]),
        )
        for at, subject, after in session.execute(query.order_by(_AUDIT.c.id)):
            found.setdefault(subject, []).append(Recorded(at, after))
    return {subject: tuple(entries) for subject, entries in found.items()}


def rates_then(session: Session, *, team: str, until: datetime) -> tuple[ExchangeRate, ...]:
    """Return the exchange rates that were stored by a moment."""
    states = storage.audit.state_at(session, team=team, kind=str(ExchangeRateRow.__tablename__), at=until)
    return tuple(
        ExchangeRate(values["currency"], values["into"], date.fromisoformat(values["day"]), values["rate"])
        for values in states.values()
    )
