"""A clash with everything it is judged by, and a way out of it as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rules.plan import Plan
from rules.resources.bookings import Allocation, Booking, CapacityPeriod, Resource
from rules.resources.overloads import Overload, find_overloads
from rules.time.calendars import Calendar


class WayKind(StrEnum):
    MOVE = "move"
    GIVE = "give"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class DateEffect:
    """A date that a way out moves; `committed` is the committed date it then misses, if any."""

    milestone: str
    before: date | None
    after: date
    days: int
    committed: date | None = None


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out. `changes` are what is written when it is taken, as data.

    `effects` are the targets that move; `broken` the committed dates missed because of it; `work` the days of work that
    have to go; `projects` those whose lead must agree.
    """

    kind: WayKind
    allocation: str
    milestone: str | None
    project: str
    changes: tuple[Mapping[str, Any], ...]
    days: int = 0
    to: date | None = None
    other: str | None = None
    start: date | None = None
    work: float = 0.0
    percent: float = 0.0
    float_days: int = 0
    effects: tuple[DateEffect, ...] = ()
    broken: tuple[DateEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class ClashCase:
    """Everything a clash is judged by: all bookings of its resource and of those that could take over.

    `plans` is the plan of each project, with its calendar; `capacity` and `periods` as `find_overloads` takes them.
    """

    overload: Overload
    today: date
    resources: Mapping[str, Resource]
    allocations: Mapping[str, Allocation]
    plans: Mapping[str, Plan]
    capacity: Mapping[str, float]
    periods: Mapping[str, Sequence[CapacityPeriod]]
    bookings: Mapping[str, tuple[Booking, ...]] = field(default_factory=dict)

    def overloads_of(self, resource: str, bookings: Sequence[Booking]) -> tuple[Overload, ...]:
        return find_overloads([one for one in bookings if one.resource == resource], self.capacity, self.periods)

    def calendar_of(self, project: str) -> Calendar:
        return Calendar.of(self.plans[project].program.calendar)

    def targets_of(self, plan: Plan) -> tuple[str, ...]:
        """Return the milestones whose dates matter to others: the named targets, and every committed one."""
        named = set(plan.targets) | set(plan.program.targets)
        return tuple(m.id for m in plan.milestones if m.open and (m.id in named or m.committed))
