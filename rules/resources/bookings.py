"""Resources, their allocations, and the days that an allocation covers as its milestone moves (B-101)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules.plan import Milestone
from rules.time.calendars import Calendar

FULL_LOAD_PERCENT = 100.0


class ResourceKind(StrEnum):
    PERSON = "person"
    TEAM = "team"
    TOOL = "tool"


@dataclass(frozen=True, slots=True)
class CapacityPeriod:
    """A capacity in percent from `first` to `last`, both included; None is without end."""

    first: date | None
    last: date | None
    capacity: float

    def covers(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Resource:
    """A person, team or tool; `capacity` in percent, 100 for one person or one unit of a tool."""

    id: str
    program: str
    kind: ResourceKind = ResourceKind.PERSON
    name: str = ""
    user: str | None = None
    part_of: str | None = None
    lead: str | None = None
    capacity: float = FULL_LOAD_PERCENT
    periods: tuple[CapacityPeriod, ...] = ()
    skills: tuple[str, ...] = ()
    closed: date | None = None

    def capacity_on(self, day: date) -> float:
        """Return the capacity on a day, without leave and days off; the last period that covers it counts."""
        return next((period.capacity for period in reversed(self.periods) if period.covers(day)), self.capacity)

    def can_stand_in_for(self, other: "Resource") -> bool:
        """Return whether it is of the same kind and shares a skill, or the team where no skill is known."""
        if self.kind is not other.kind or self.closed:
            return False
        shared = set(map(str.casefold, self.skills)) & set(map(str.casefold, other.skills))
        return bool(shared) or (not other.skills and other.part_of is not None and self.part_of == other.part_of)


@dataclass(frozen=True, slots=True)
class Allocation:
    """`percent` of a resource for a milestone, a project, or other work; `first` and `last` as they were given.

    `anchor` is what the milestone's expected date was when the dates were given.
    """

    id: str
    resource: str
    percent: float
    project: str | None = None
    milestone: str | None = None
    first: date | None = None
    last: date | None = None
    anchor: date | None = None
    program: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """`percent` of one resource from `first` to `last` (both days included), for one milestone of one project."""

    resource: str
    project: str
    milestone: str | None
    percent: float
    first: date
    last: date
    allocation: str = ""


def book_allocations(
    allocations: Sequence[Allocation], milestones: Mapping[str, Milestone], calendar: Calendar
) -> tuple[Booking, ...]:
    """Return the days that each allocation covers now; those that cover none are left out.

    An allocation of a milestone that is done, cancelled or without any date covers no day.
    """
    booked = ((allocation, _span(allocation, milestones, calendar)) for allocation in allocations)
    return tuple(
        Booking(one.resource, one.project or "", one.milestone, one.percent, *span, one.id)
        for one, span in booked
        if span and span[0] <= span[1]
    )


def allocations_of_file(rows: Sequence[Mapping[str, Any]]) -> tuple[Allocation, ...]:
    """Return the allocations of a plan file that name a resource and a percentage."""
    return tuple(
        Allocation(
            id=str(row.get("id", "")),
            resource=str(row["resource"]),
            percent=float(row["percent"]),
            project=row.get("project"),
            milestone=row.get("milestone"),
            first=row.get("from"),
            last=row.get("to"),
            anchor=row.get("anchor"),
        )
        for row in rows
        if "resource" in row and "percent" in row
    )


def _span(allocation: Allocation, milestones: Mapping[str, Milestone], calendar: Calendar) -> tuple[date, date] | None:
    """Return the first and last day of an allocation.

    Without dates it covers the milestone's working days that end on its expected date; with them it moves by the
    working days between its anchor and the expected date.
    """
    if allocation.milestone is None:
        return (allocation.first, allocation.last) if allocation.first and allocation.last else None
    milestone = milestones.get(allocation.milestone)
    if milestone is None or not milestone.open or not milestone.expected:
        return None
    first, last, expected = allocation.first, allocation.last, milestone.expected
    if first is None or last is None:
        last = last or expected
        return first or calendar.add(last, 1 - max(milestone.duration, 1)), last
    if allocation.anchor is None or allocation.anchor == expected:
        return first, last
    moved = calendar.between(allocation.anchor, expected)
    return calendar.add(first, moved), calendar.add(last, moved)
