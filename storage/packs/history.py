"""The records of a program as they were at an instant, read from the audit log (B-120)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Date, func, select
from sqlmodel import Session, col

import storage.audit
from rules.alerts import active
from rules.benefits.profile import Benefit
from rules.decisions.decision import Decision
from rules.goals.scores import Goal, KeyResult
from rules.money import BudgetLine
from rules.plan import Dependency, Milestone, Plan, Program, Project
from storage.benefits import to_benefit
from storage.change_requests import ChangeRequest, to_request
from storage.decisions import to_decision
from storage.goals import to_goal, to_result
from storage.money.budgets import to_budget_line
from storage.plan_values import id_sort_key, to_dependency, to_milestone, to_program, to_project
from storage.tables.audit import AuditRow
from storage.tables.base import BaseRow, UtcDateTime, core_table
from storage.tables.benefits import BenefitRow
from storage.tables.change_requests import ChangeRequestRow
from storage.tables.decisions import DecisionRow
from storage.tables.goals import GoalRow, KeyResultRow
from storage.tables.money import BudgetLineRow
from storage.tables.plan import DependencyRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow
from storage.tables.resources import AllocationRow
from storage.tables.risks import AlertRow


def plan_at(session: Session, *, team: str, program: str, at: datetime) -> Plan | None:
    """Return a program as it was, with all that was linked to it; None where it did not exist.

    What was cancelled by then is left out. Dates are those that people gave: none is computed.
    """
    return next(iter(plans_at(session, team=team, programs=(program,), at=at)), None)


def plans_at(session: Session, *, team: str, programs: Collection[str], at: datetime) -> tuple[Plan, ...]:
    """Return those of the programs that existed, as `plan_at` does; what was logged is read once for all."""
    found = _items(session, team, ProgramRow, at)
    if found.keys().isdisjoint(programs):
        return ()
    projects = {id: to_project(row, ()) for id, row in _items(session, team, ProjectRow, at).items()}
    milestones = {
        id: _milestone(row)
        for id, row in _items(session, team, MilestoneRow, at).items()
        if row.project in projects and row.cancelled is None and projects[row.project].cancelled is None
    }
    links = dependencies_at(session, team=team, at=at)
    pairs = [(link.provider, link.consumer) for link in links]
    plans = []
    for program in (to_program(found[id]) for id in programs if id in found):
        own = {id for id, one in milestones.items() if projects[one.project].program == program.id}
        linked = active.connected_to(pairs, own) & milestones.keys()
        plans.append(_assemble(program, projects, milestones, links, linked))
    return tuple(plans)


def is_begun(session: Session, *, team: str, program: str, at: datetime) -> bool:
    """Return whether a program existed at an instant."""
    return program in _items(session, team, ProgramRow, at)


def _milestone(row: Any) -> Milestone:
    """Build a milestone without its computed date, which is stored when it changes and not logged."""
    row.computed = row.pushed_by = None
    return to_milestone(row)


def _assemble(
    program: Program,
    projects: Mapping[str, Project],
    milestones: Mapping[str, Milestone],
    links: tuple[Dependency, ...],
    linked: set[str],
) -> Plan:
    known = sorted(linked, key=id_sort_key)
    homes = {milestones[id].project for id in known}
    return Plan(
        program,
        projects=tuple(
            project
            for id, project in sorted(projects.items(), key=lambda item: id_sort_key(item[0]))
            if id in homes or (project.program == program.id and project.cancelled is None)
        ),
        milestones=tuple(milestones[id] for id in known),
        dependencies=tuple(link for link in links if link.provider in linked and link.consumer in linked),
        targets=tuple(target for target in program.targets if target in linked),
    )


def dependencies_at(session: Session, *, team: str, at: datetime) -> tuple[Dependency, ...]:
    rows = _items(session, team, DependencyRow, at)
    return tuple(to_dependency(rows[id]) for id in sorted(rows, key=id_sort_key))


def handovers_settled_by(
    session: Session, *, team: str, at: datetime
) -> tuple[tuple[str, str, str, bool, datetime], ...]:
    """Return the hand-overs that were kept or broken: (id, provider, consumer, kept, when)."""
    rows = _items(session, team, DependencyRow, at)
    return tuple(
        (id, row.provider, row.consumer, row.kept, row.state_at)
        for id, row in sorted(rows.items(), key=lambda item: id_sort_key(item[0]))
        if row.kept is not None
    )


def decisions_at(session: Session, *, team: str, program: str, at: datetime) -> tuple[Decision, ...]:
    return tuple(to_decision(row) for row in _of_program(session, team, DecisionRow, program, at))


def change_requests_at(session: Session, *, team: str, program: str, at: datetime) -> tuple[ChangeRequest, ...]:
    return tuple(to_request(row) for row in _of_program(session, team, ChangeRequestRow, program, at))


def goals_at(session: Session, *, team: str, program: str, at: datetime) -> tuple[Goal, ...]:
    """Return the goals of a program with their key results, as they were scored."""
    results: dict[str, list[KeyResult]] = {}
    for row in sorted(_items(session, team, KeyResultRow, at).values(), key=lambda row: row.number):
        results.setdefault(row.goal, []).append(to_result(row))
    return tuple(to_goal(row, results.get(row.id, ())) for row in _of_program(session, team, GoalRow, program, at))


def booked_resources_at(
    session: Session, *, team: str, program: str, projects: Collection[str], at: datetime
) -> frozenset[str]:
    """Return the people and tools that were booked for a program, for one of its projects or for their milestones."""
    homes = {id: row.project for id, row in _items(session, team, MilestoneRow, at).items()}
    rows = _items(session, team, AllocationRow, at).values()
    return frozenset(
        row.resource for row in rows if row.program == program or homes.get(row.milestone, row.project) in projects
    )


def benefits_at(session: Session, *, team: str, program: str, at: datetime) -> tuple[Benefit, ...]:
    return tuple(to_benefit(row) for row in _of_program(session, team, BenefitRow, program, at))


def budget_lines_at(
    session: Session, *, team: str, program: str, at: datetime, currency: str
) -> tuple[BudgetLine, ...]:
    """Return the budget lines; `currency` is that of lines that name none."""
    return tuple(to_budget_line(row, currency) for row in _of_program(session, team, BudgetLineRow, program, at))


def entries_at(session: Session, *, team: str, projects: frozenset[str], at: datetime) -> tuple[Any, ...]:
    """Return the register entries of these projects that were open, with the columns of the table."""
    rows = _items(session, team, EntryRow, at)
    return tuple(row for row in rows.values() if row.project in projects and row.closed_at is None)


def alerts_at(session: Session, *, team: str, program: str, at: datetime) -> tuple[Any, ...]:
    """Return the alerts that were open, with the level and the words that they had then."""
    query = select(col(AlertRow.key), col(AlertRow.episode)).where(
        col(AlertRow.team) == team,
        col(AlertRow.program) == program,
        col(AlertRow.opened_at) <= at,
        col(AlertRow.closed_at).is_(None) | (col(AlertRow.closed_at) > at),
    )
    subjects = [f"{key}#{episode}" for key, episode in session.execute(query)]
    return tuple(_items(session, team, AlertRow, at, subjects).values())


def _of_program(session: Session, team: str, row_class: type[BaseRow], program: str, at: datetime) -> Iterator[Any]:
    rows = _items(session, team, row_class, at)
    return (rows[id] for id in sorted(rows, key=id_sort_key) if rows[id].program == program)


def _items(
    session: Session, team: str, row_class: type[BaseRow], at: datetime, subjects: list[str] | None = None
) -> dict[str, Any]:
    """Return the columns of every row of a table at an instant, by the id in the log."""
    kind = str(row_class.__tablename__)
    read = _reader(row_class)
    if subjects is None:
        states = storage.audit.state_at(session, team=team, kind=kind, at=at)
        return {subject: read(values) for subject, values in states.items()}
    # SQLite takes a limited number of parameters at once.
    found: dict[str, Any] = {}
    for start in range(0, len(subjects), 500):
        newest = select(func.max(col(AuditRow.id))).where(
            col(AuditRow.team) == team,
            col(AuditRow.kind) == kind,
            col(AuditRow.subject).in_(subjects[start : start + 500]),
            col(AuditRow.at) <= at,
        )
        query = select(col(AuditRow.subject), col(AuditRow.after)).where(
            col(AuditRow.id).in_(newest.group_by(col(AuditRow.subject)))
        )
        found |= {subject: read(after) for subject, after in session.execute(query) if after is not None}
    return found


@cache
def _reader(row_class: type[BaseRow]) -> Callable[[Mapping[str, Any]], Any]:
    """Return the function that turns logged values into columns; one added later has its default."""
    parsers: dict[str, Callable[[str], Any]] = {}
    for column in core_table(row_class).columns:
        if isinstance(column.type, UtcDateTime):
            parsers[column.key] = datetime.fromisoformat
        elif isinstance(column.type, Date):
            parsers[column.key] = date.fromisoformat
    fields = row_class.model_fields

    def read(values: Mapping[str, Any]) -> Any:
        missing = {name: field.get_default(call_default_factory=True) for name, field in fields.items()
                   if name not in values}  # fmt: skip
        given = {
            name: parsers[name](value) if name in parsers and value is not None else value
            for name, value in values.items()
        }
        return SimpleNamespace(**missing, **given)

    return read
