"""A clash with everything it is judged by, and a way out of it as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from rules.plan import Plan
from rules.resources.bookings import Allocation, Booking, CapacityPeriod, Resource
from rules.resources.outlooks import PlanOutlook
from rules.resources.overloads import TOLERANCE, Overload, find_overloads
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
class BookingCut:
    """A loss of one booking from `first` to `last`: `work` in days; `percent` is left of it."""

    allocation: str
    milestone: str | None
    project: str
    first: date
    last: date
    work: float
    percent: float


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out. `changes` are what is written when it is taken, as data.

    `effects` are the targets that move; `broken` the committed dates missed because of it; `work` the days of work that
    have to go in all; `cuts` what each booking loses, where several are cut.
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
    cuts: tuple[BookingCut, ...] = ()


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
    # by program, shared by the clashes that are looked at together
    outlooks: dict[str, PlanOutlook] = field(default_factory=dict)

    def overloads_of(self, resource: str, bookings: Sequence[Booking]) -> tuple[Overload, ...]:
        return find_overloads([one for one in bookings if one.resource == resource], self.capacity, self.periods)

    def is_ended_by(self, bookings: Sequence[Booking]) -> bool:
        """Return whether these bookings leave nothing above capacity in the stretch, and add nothing elsewhere.

        What is over already can't be changed, and counts no more.
        """
        own = self.overload.resource
        left = [one for one in self.overloads_of(own, bookings) if one.last >= self.today]
        if any(one.first <= self.overload.last and one.last >= self.overload.first for one in left):
            return False
        was = self.overloads_of(own, self.bookings[own]) if left else ()
        return all(any(_is_part(one, known) for known in was) for one in left)

    def calendar_of(self, project: str) -> Calendar:
        return self.outlook_of(project).calendar

    def outlook_of(self, project: str) -> PlanOutlook:
        plan = self.plans[project]
        if plan.program.id not in self.outlooks:
            self.outlooks[plan.program.id] = PlanOutlook(plan, self.today)
        return self.outlooks[plan.program.id]


def _is_part(overload: Overload, known: Overload) -> bool:
    """Return whether an overload is all or part of one that was there before."""
    inside = known.first <= overload.first and overload.last <= known.last
    return inside and overload.excess <= known.excess + TOLERANCE
