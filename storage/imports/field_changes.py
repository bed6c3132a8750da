"""The fields that a file has otherwise: of a program, its projects, milestones and dependencies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

import storage.imports.settings
from rules.files import planfile
from rules.files.planfields import STORED_FIELDS
from rules.plan import (
    CalendarSpec,
    Dependency,
    HandoverState,
    LinkStrength,
    LinkType,
    Milestone,
    Plan,
    Program,
    Project,
)
from rules.program_numbers import changed_numbers
from rules.refusal import Refusal
from storage.imports.match import ExistingPlan
from storage.tables.plan import ProgramRow, ProjectRow

_EMPTY_VALUES: tuple[object, ...] = (None, 0, "", (), {}, frozenset(), "UTC", CalendarSpec().workdays)
_PROGRAM_FIELDS = ("name", "start", "data_date", "zone", "manager", "cancelled")
# The cost of a milestone, how it earns value, and what a day of it costs to save.
WORTH_FIELDS = ("cost", "credit", "crash_cost", "crash_days")
_CALENDAR_FIELDS = ("workdays", "holidays", "extra", "country")
_MILESTONE_FIELDS = (
    "project",
    "name",
    "owner",
    "duration",
    "percent",
    "optimistic",
    "pessimistic",
    "not_before",
    "actual",
    "cancelled",
    *WORTH_FIELDS,
)
_DEPENDENCY_FIELDS = ("lag", "strength", "provider_user", "consumer_user", "need_by", "state")
_APPROVED_DATES = ("baseline", "committed")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One changed field of one item: its current value, and the file's."""

    subject: str
    name: str
    field: str
    old: Any
    new: Any


def all_changes(
    session: Session, plan: Plan, existing: ExistingPlan, row: ProgramRow | None, *, whole: bool
) -> Iterator[FieldChange]:
    """Yield every field that the file has otherwise, of what exists already."""
    links = {link.id: link for link in existing.dependencies}
    if row and whole:
        yield from _program_changes(plan, existing, row)
    if row:
        yield from _days_off_changes(session, plan, row.team)
    for project in plan.projects:
        if project.id in existing.projects:
            yield from _project_changes(project, existing.projects[project.id])
    for milestone in plan.milestones:
        if milestone.id in existing.milestones:
            yield from _milestone_changes(milestone, existing.milestones[milestone.id], whole=whole)
    for link in plan.dependencies:
        if link.id in links:
            yield from _dependency_changes(link, links[link.id])


def _field_changes(
    new: Any, old: Any, fields: tuple[str, ...], *, ignored: tuple[object, ...] = _EMPTY_VALUES
) -> Iterator[FieldChange]:
    for field in fields:
        new_value, old_value = getattr(new, field), getattr(old, field)
        if new_value != old_value and new_value not in ignored:
            yield FieldChange(new.id, getattr(new, "name", ""), field, old_value, new_value)


def _program_changes(plan: Plan, known: ExistingPlan, row: ProgramRow) -> Iterator[FieldChange]:
    new, old = plan.program, known.programs[plan.program.id]
    yield from _field_changes(new, old, _PROGRAM_FIELDS)
    yield from _calendar_changes(new, old)
    for name, number in changed_numbers(new.numbers).items():
        if number != getattr(old.numbers, name):
            yield FieldChange(new.id, new.name, name, getattr(old.numbers, name), number)
    for name, (old_value, value) in storage.imports.settings.changed_settings(row, plan).items():
        if name not in storage.imports.settings.LIMITS:
            yield FieldChange(new.id, new.name, name, old_value, value)
    if plan.targets and list(plan.targets) != row.targets:
        yield FieldChange(new.id, new.name, "targets", tuple(row.targets), plan.targets)
    for part, value in extra_parts(plan).items():
        if value != row.more.get(part):
            yield FieldChange(new.id, new.name, part, row.more.get(part, []), value)


def rate_changes(session: Session, plan: Plan, team: str) -> Iterator[FieldChange]:
    """Yield the exchange rates that a file has otherwise, which are the workspace's."""
    old, new = storage.imports.settings.changed_rates(session, team=team, plan=plan)
    if new:
        yield FieldChange(plan.program.id, plan.program.name, storage.imports.settings.RATES, old, new)


def _days_off_changes(session: Session, plan: Plan, team: str) -> Iterator[FieldChange]:
    """Yield the days off that a file has otherwise for what exists; a new project gets them as it is added."""
    for kind, items in ((ProgramRow, (plan.program,)), (ProjectRow, plan.projects)):
        for item in items:
            row = session.get(kind, (team, item.id))
            days = storage.imports.settings.days_off_in(plan, item.id) if row else {}
            for name, value in days.items():
                if value and value != getattr(row, name):
                    yield FieldChange(item.id, item.name, name, getattr(row, name), value)


def kept_limits(plan: Plan, row: ProgramRow) -> Iterator[FieldChange]:
    """Yield the limits of changes that the file has otherwise; a sponsor sets them, not a file."""
    for name, (old, new) in storage.imports.settings.changed_settings(row, plan).items():
        if name in storage.imports.settings.LIMITS:
            yield FieldChange(plan.program.id, plan.program.name, name, old, new)


def _calendar_changes(new: Program, old: Program) -> Iterator[FieldChange]:
    for field in _CALENDAR_FIELDS:
        new_value, old_value = getattr(new.calendar, field), getattr(old.calendar, field)
        if new_value != old_value and new_value not in _EMPTY_VALUES:
            are_days = isinstance(new_value, frozenset)
            yield FieldChange(
                new.id,
                new.name,
                field,
                *((sorted(old_value), sorted(new_value)) if are_days else (old_value, new_value)),
            )


def _project_changes(new: Project, old: Project) -> Iterator[FieldChange]:
    yield from _field_changes(new, old, ("name", "lead", "goals", "cancelled", "closed", "credit"))
    if extra := tuple(channel for channel in new.channels if channel not in old.channels):
        yield FieldChange(new.id, new.name, "channels", old.channels, (*old.channels, *extra))


def _milestone_changes(new: Milestone, old: Milestone, *, whole: bool) -> Iterator[FieldChange]:
    yield from _field_changes(new, old, _MILESTONE_FIELDS)
    if new.forecast and new.forecast != (old.forecast if whole else old.own_date) and (whole or not old.done):
        yield FieldChange(new.id, new.name, "forecast", old.forecast, new.forecast)
    for field in _APPROVED_DATES:
        if getattr(old, field) is None and getattr(new, field):
            yield FieldChange(new.id, new.name, field, None, getattr(new, field))
    if extra := tuple(alias for alias in new.aliases if alias not in old.aliases):
        yield FieldChange(new.id, new.name, "aliases", old.aliases, (*old.aliases, *extra))
    length = new.duration or old.duration
    low, high = new.optimistic or old.optimistic, new.pessimistic or old.pessimistic
    if (low is not None and low > length) or (high is not None and high < length):
        raise Refusal(f"{new.id}: optimistic ≤ duration ≤ pessimistic would no longer hold.", "", "Give all three.")


def approved_conflicts(new: Milestone, old: Milestone) -> Iterator[FieldChange]:
    """Yield the approved dates that differ; baseline and commitment have their own ways to change, not a file."""
    for field in _APPROVED_DATES:
        new_day, old_day = getattr(new, field), getattr(old, field)
        if new_day and old_day and new_day != old_day:
            yield FieldChange(new.id, new.name, field, old_day, new_day)


def _dependency_changes(new: Dependency, old: Dependency) -> Iterator[FieldChange]:
    return _field_changes(
        new, old, _DEPENDENCY_FIELDS, ignored=(None, 0, LinkStrength.HARD, HandoverState.COMMITTED, LinkType.FS)
    )


def extra_parts(plan: Plan) -> dict[str, Any]:
    """Return the parts of a plan that have no table yet, as JSON values; empty ones are left out."""
    # The plan itself has tables, and may be large.
    plan_json: Mapping[str, Any] = planfile.as_json(replace(plan, milestones=(), dependencies=(), file_ids=()))
    return {part: plan_json[part] for part in STORED_FIELDS if plan_json[part]}
