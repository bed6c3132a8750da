"""FileResources, tools and bookings of an MS Project file, as far as the plan has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from rules.files.exports.elements import UidRegister, add, add_group, hours, instant
from rules.files.exports.own_fields import RESOURCE_ID
from rules.files.exports.project_calendar import DAY_BEGINS, DAY_ENDS, HOURS_PER_DAY, WorkedSpan
from rules.files.exports.project_tasks import TaskList
from rules.plan import Plan

_WORK = 1
_FULL_PERCENT = 100.0
_OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A booking of a resource on a task; an owner who is not booked has 0 percent of it."""

    task: int
    resource: str
    percent: float
    span: WorkedSpan | None
    work_days: int


@dataclass(slots=True)
class FileResources:
    """The resources of a file by id, and the one that each owner is."""

    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    by_owner: dict[str, str] = field(default_factory=dict)
    uids: UidRegister = field(default_factory=lambda: UidRegister("RES"))


def people_of(plan: Plan, names: Mapping[str, str]) -> FileResources:
    """Return the plan's resources, and one for each owner who is none of them."""
    people = FileResources()
    for number, row in enumerate(plan.resources, start=1):
        id = str(row.get("id") or f"resource {number}")
        people.rows[id] = {**row, "name": row.get("name") or names.get(str(row.get("user")), id)}
        if user := row.get("user"):
            people.by_owner.setdefault(str(user), id)
    for milestone in plan.milestones:
        owner = milestone.owner
        if owner and owner not in people.by_owner:
            people.by_owner[owner] = f"{_OWNER} {owner}"
            people.rows[people.by_owner[owner]] = {"name": names.get(owner, owner), "own": False}
    return people


def add_resources(root: Element, people: FileResources) -> None:
    """Add people and tools that work; `MaxUnits` of 1 is one person."""
    if not people.rows:
        return
    group = add_group(root, "Resources")
    for number, (id, row) in enumerate(people.rows.items(), start=1):
        resource = add_group(group, "Resource")
        add(resource, UID=people.uids[id], ID=number, Name=" ".join(str(row["name"]).split()), Type=_WORK, IsNull=False)
        capacity = row.get("capacity")
        add(resource, Group=row.get("kind"), MaxUnits=(_FULL_PERCENT if capacity is None else capacity) / _FULL_PERCENT)
        if row.get("own", True):
            add(add_group(resource, "ExtendedAttribute"), FieldID=RESOURCE_ID.number, Value=id)
        _add_availability(resource, row)


def _add_availability(resource: Element, row: Mapping[str, Any]) -> None:
    if periods := row.get("periods"):
        group = add_group(resource, "AvailabilityPeriods")
        for period in periods:
            add(
                add_group(group, "AvailabilityPeriod"),
                AvailableFrom=instant(_day(period.get("from")), DAY_BEGINS),
                AvailableTo=instant(_day(period.get("to")), DAY_ENDS),
                AvailableUnits=period["capacity"] / _FULL_PERCENT,
            )


def assignments_of(plan: Plan, people: FileResources, tasks: TaskList) -> Iterator[Assignment]:
    """Yield the owner of each task first, then whoever else is booked on it or on its project."""
    owners = {m.id: people.by_owner[m.owner] for m in plan.milestones if m.owner}
    booked = {(str(row.get("milestone")), str(row.get("resource"))) for row in plan.allocations}
    for id, resource in owners.items():
        if (id, resource) not in booked:
            yield Assignment(tasks.uids[id], resource, 0, tasks.spans.get(tasks.uids[id]), 0)
    rows = sorted(plan.allocations, key=lambda row: row.get("resource") != owners.get(str(row.get("milestone"))))
    for row in rows:
        task = tasks.uids.get(str(row.get("milestone") or row.get("project")))
        if task is not None and str(row.get("resource")) in people.rows:
            span = _booked_span(row, tasks.spans.get(task))
            days = max(tasks.calendar.between(span.start.date(), span.finish.date()) + 1, 0) if span else 0
            percent: Any = row.get("percent", _FULL_PERCENT)
            yield Assignment(task, str(row["resource"]), percent, span, days)


def _booked_span(row: Mapping[str, Any], span: WorkedSpan | None) -> WorkedSpan | None:
    first, last = instant(_day(row.get("from")), DAY_BEGINS), instant(_day(row.get("to")), DAY_ENDS)
    begins, ends = first or (span and span.start), last or (span and span.finish)
    return WorkedSpan(begins, ends) if begins and ends else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else date.fromisoformat(value) if isinstance(value, str) else None


def add_assignments(root: Element, assignments: Iterator[Assignment], people: FileResources) -> None:
    """Add the bookings; their UIDs count from 1 in the order of tasks."""
    found = list(assignments)
    if not found:
        return
    group = add_group(root, "Assignments")
    for number, one in enumerate(found, start=1):
        work = hours(one.work_days * HOURS_PER_DAY * one.percent / _FULL_PERCENT)
        add(
            add_group(group, "Assignment"),
            UID=number,
            TaskUID=one.task,
            ResourceUID=people.uids[one.resource],
            Finish=one.span.finish if one.span else None,
            Start=one.span.start if one.span else None,
            Units=one.percent / _FULL_PERCENT,
            Work=work,
        )
