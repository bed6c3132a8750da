"""Rows of the plan as the frozen values of the rules."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from rules.plan import CalendarSpec, Dependency, HandoverState, LinkStrength, LinkType, Milestone, Program, Project
from storage.tables.plan import DependencyRow, MilestoneRow


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
    settings = (row.zone, row.manager, row.tolerance, tuple(row.targets), row.cancelled)
    windows = (row.decision_lead, row.consent_days)
    return Program(row.id, row.name, row.start, row.data_date, calendar, *settings, *windows)


def to_project(row: Any, channels: tuple[str, ...]) -> Project:
    return Project(row.id, row.name, row.program, row.lead, channels, dict(row.goals), row.cancelled)


_MILESTONE_FIELDS = (
    *("id", "project", "name", "owner", "duration", "percent", "baseline", "committed", "forecast", "actual"),
    *("not_before", "optimistic", "pessimistic", "cancelled", "computed", "pushed_by", "aliases"),
)


def milestone_columns() -> Select[tuple[object, ...]]:
    """Select columns, not objects, so that five thousand milestones are read in tens of milliseconds."""
    return select(*(getattr(MilestoneRow, name) for name in _MILESTONE_FIELDS))


def milestone_from_columns(values: Iterable[object]) -> Milestone:
    *fields, computed, pushed_by, aliases = values
    return Milestone(*fields, tuple(aliases), computed, pushed_by)  # type: ignore[call-arg, arg-type]


def to_milestone(row: MilestoneRow) -> Milestone:
    return milestone_from_columns(getattr(row, name) for name in _MILESTONE_FIELDS)


def id_sort_key(id: str) -> tuple[str, int, str]:
    """Sort M-9 before M-10."""
    prefix, _, number = id.rpartition("-")
    return (prefix, int(number), "") if number.isdigit() and len(number) < 15 else (id, 0, id)
