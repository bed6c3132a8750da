"""Rows of the plan as the frozen values of the rules, and the statements that read them."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlmodel import col

from rules.plan import CalendarSpec, Dependency, HandoverState, LinkStrength, LinkType, Milestone, Program, Project
from rules.program_numbers import numbers_from
from storage.tables.base import core_table
from storage.tables.plan import DependencyRow, MilestoneRow, ProgramRow, ProjectRow


def to_dependency(row: DependencyRow) -> Dependency:
    return Dependency(
        id=row.id,
        provider=row.provider,
        consumer=row.consumer,
        type=LinkType(row.type),
        lag=row.lag,
        strength=LinkStrength(row.strength),
        provider_user=row.provider_user,
        consumer_user=row.consumer_user,
        need_by=row.need_by,
        state=HandoverState(row.state),
        confidence=row.confidence,
        state_on=row.state_at.date() if row.state_at else None,
    )


def to_program(row: Any) -> Program:
    """Build a program from an object, or from a row of its columns (a tick reads all programs)."""
    calendar = CalendarSpec(
        workdays=tuple(row.workdays),
        holidays=frozenset(date.fromisoformat(day) for day in row.holidays),
        extra=frozenset(date.fromisoformat(day) for day in row.extra),
        country=row.country,
    )
    settings = (row.zone, row.manager, tuple(row.targets), row.cancelled)
    return Program(row.id, row.name, row.start, row.data_date, calendar, *settings, numbers_from(row.numbers))


def to_project(row: Any, channels: tuple[str, ...]) -> Project:
    return Project(
        row.id, row.name, row.program, row.lead, channels, dict(row.goals), row.cancelled, row.closed, row.credit
    )


_MILESTONE_FIELDS = (
    *("id", "project", "name", "owner", "duration", "percent", "baseline", "committed", "forecast", "actual"),
    *("not_before", "optimistic", "pessimistic", "cancelled", "computed", "pushed_by", "aliases"),
    *("cost", "credit", "crash_cost", "crash_days"),
)


def milestone_columns() -> Select[tuple[object, ...]]:
    """Select columns, not objects, so that five thousand milestones are read in tens of milliseconds."""
    return select(*(getattr(MilestoneRow, name) for name in _MILESTONE_FIELDS))


def milestone_from_columns(values: Iterable[object]) -> Milestone:
    given = dict(zip(_MILESTONE_FIELDS, values, strict=True))
    given["aliases"] = tuple(given["aliases"])  # type: ignore[arg-type]
    return Milestone(**given)  # type: ignore[arg-type]


def to_milestone(row: MilestoneRow) -> Milestone:
    return milestone_from_columns(getattr(row, name) for name in _MILESTONE_FIELDS)


def id_sort_key(id: str) -> tuple[str, int, str]:
    """Sort M-9 before M-10."""
    prefix, _, number = id.rpartition("-")
    return (prefix, int(number), "") if number.isdigit() and len(number) < 15 else (id, 0, id)


_PROGRAM_TABLE = core_table(ProgramRow)
_PROJECT_TABLE = core_table(ProjectRow)
# Built once, like the queries below, because building a statement costs more than running it.
SELECT_PROGRAM, SELECT_PROJECT, SELECT_MILESTONE = (
    query.where(team == bindparam("team"), id == bindparam("id"))
    for query, team, id in (
        (select(_PROGRAM_TABLE), col(ProgramRow.team), col(ProgramRow.id)),
        (select(_PROJECT_TABLE), col(ProjectRow.team), col(ProjectRow.id)),
        (milestone_columns(), col(MilestoneRow.team), col(MilestoneRow.id)),
    )
)
_CANCELLED_PROJECTS = select(col(ProjectRow.id)).where(
    col(ProjectRow.team) == bindparam("team"), col(ProjectRow.cancelled).is_not(None)
)


@cache
def program_query(*, with_cancelled: bool, some: bool) -> Select[Any]:
    query = select(_PROGRAM_TABLE).where(col(ProgramRow.team) == bindparam("team"))
    if not with_cancelled:
        query = query.where(col(ProgramRow.cancelled).is_(None))
    if some:
        is_named = col(ProgramRow.id).in_(bindparam("ids")) | (col(ProgramRow.manager) == bindparam("manager"))
        query = query.where(is_named)
    return query


@cache
def project_query(*, with_cancelled: bool, of_program: bool) -> Select[Any]:
    query = select(_PROJECT_TABLE).where(col(ProjectRow.team) == bindparam("team"))
    if not with_cancelled:
        query = query.where(col(ProjectRow.cancelled).is_(None))
    if of_program:
        is_included = col(ProjectRow.id).in_(bindparam("including"))
        query = query.where(or_(col(ProjectRow.program) == bindparam("program"), is_included))
    return query


@cache
def milestone_query(*, with_cancelled: bool, of_projects: bool, some: bool) -> Select[Any]:
    query = milestone_columns().where(col(MilestoneRow.team) == bindparam("team"))
    if not with_cancelled:
        query = query.where(
            col(MilestoneRow.cancelled).is_(None), col(MilestoneRow.project).not_in(_CANCELLED_PROJECTS)
        )
    if of_projects:
        query = query.where(col(MilestoneRow.project).in_(bindparam("projects")))
    return query.where(col(MilestoneRow.id).in_(bindparam("ids"))) if some else query
