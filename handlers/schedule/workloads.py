"""The bookings of people, teams and tools in all programs, with what each can give on each day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session

import storage.plan
import storage.resources.register
from handlers.schedule import booking_facts
from rules.plan import Plan, Program
from rules.resources.bookings import Allocation, Booking, CapacityPeriod, Resource, ResourceKind
from rules.resources.capacity import capacity_periods, usual_share
from rules.resources.load import DAYS_PER_WEEK, monday_of
from rules.resources.outlooks import PlanOutlook
from rules.resources.overloads import Overload, find_overloads, is_clash
from rules.time.calendars import Calendar
from rules.time.working_time import local_day

# Leave that ended longer ago, or begins later, is no longer or not yet looked at: the usual week counts there.
LOOKBACK = timedelta(weeks=13)
HORIZON = timedelta(weeks=156)


@dataclass(frozen=True)
class Workload:
    """Resources by id with what they are booked for; `capacity` and `periods` as `find_overloads` takes them.

    `shares` are the parts of their programs' week that they work.
    """

    resources: Mapping[str, Resource]
    allocations: Mapping[str, Allocation]
    bookings: tuple[Booking, ...]
    capacity: Mapping[str, float]
    periods: Mapping[str, tuple[CapacityPeriod, ...]]
    shares: Mapping[str, float]
    # the program of each project that is booked
    programs: Mapping[str, str]
    today: date
    # plans of programs and all resources, loaded once for all clashes that are looked at together
    plans: dict[str, Plan] = field(default_factory=dict, compare=False)
    outlooks: dict[str, PlanOutlook] = field(default_factory=dict, compare=False)
    everyone: list[Resource] = field(default_factory=list, compare=False)
    alike: dict[tuple[ResourceKind, tuple[str, ...], str | None], list[Resource]] = field(
        default_factory=dict, compare=False
    )
    # those that could take over from somebody with a clash, and who answers for each project and program
    around: list["Workload"] = field(default_factory=list, compare=False)
    leads: dict[str, str | None] = field(default_factory=dict, compare=False)

    def clashes(self) -> tuple[Overload, ...]:
        """Return the overloads that people are asked about: those that are not over."""
        found = find_overloads(self.bookings, self.capacity, self.periods)
        return tuple(one for one in found if one.last >= self.today and is_clash(one, self._usual_capacity(one)))

    def _usual_capacity(self, overload: Overload) -> float:
        resource = self.resources[overload.resource]
        return resource.capacity_on(overload.first) * self.shares[overload.resource]

    def with_others(self, others: "Workload") -> "Workload":
        """Return the bookings of these resources and of others together."""
        return replace(
            self,
            resources={**others.resources, **self.resources},
            allocations={**others.allocations, **self.allocations},
            bookings=(*self.bookings, *others.bookings),
            capacity={**others.capacity, **self.capacity},
            periods={**others.periods, **self.periods},
        )

    @cached_property
    def by_resource(self) -> dict[str, tuple[Booking, ...]]:
        found: dict[str, list[Booking]] = {}
        for one in self.bookings:
            found.setdefault(one.resource, []).append(one)
        return {resource: tuple(bookings) for resource, bookings in found.items()}


def load_workload(session: Session, *, team: str, resources: Collection[str], now: datetime) -> Workload:
    """Return everything that these resources are booked for, in whatever program."""
    found = {one.id: one for one in storage.resources.register.resources(session, team=team, ids=resources)}
    allocations = booking_facts.load_allocations(session, team=team, resources=tuple(found))
    projects = {p.id: p for p in storage.plan.projects(session, team=team) if p.open} if allocations else {}
    allocations = tuple(one for one in allocations if one.project is None or one.project in projects)
    homes = {id: project.program for id, project in projects.items()}
    programs = _programs(session, team, {homes.get(one.project or "", one.program) for one in allocations})
    bookings = booking_facts.bookings_of(session, team=team, allocations=allocations)
    # The day on which the last of the programs still is: nothing is over before it is over everywhere.
    today = min((local_day(program.zone, now) for program in programs.values()), default=local_day("UTC", now))
    by_program = booking_facts.calendars_of(session, team=team) if bookings else {}
    calendars = {one.id: by_program[homes.get(one.project or "", one.program)] for one in allocations if bookings}
    periods, shares = _periods(session, team, found.values(), bookings, calendars, today, now)
    return Workload(
        resources=found,
        allocations={one.id: one for one in allocations},
        bookings=bookings,
        capacity={id: resource.capacity for id, resource in found.items()},
        periods=periods,
        shares=shares,
        programs=homes,
        today=today,
    )


def _programs(session: Session, team: str, ids: Collection[str]) -> dict[str, Program]:
    found = storage.plan.programs(session, team=team, ids=frozenset(ids)) if ids else ()
    return {program.id: program for program in found}


def _periods(
    session: Session,
    team: str,
    resources: Iterable[Resource],
    bookings: Collection[Booking],
    calendars: Mapping[str, Calendar],
    today: date,
    now: datetime,
) -> tuple[dict[str, tuple[CapacityPeriod, ...]], dict[str, float]]:
    """Return when each resource can give more or less than usual while it is booked, and its usual share of a week.

    `calendars` are those by which each allocation works.
    """
    spans: dict[str, tuple[date, date]] = {}
    for one in bookings:
        first, last = spans.get(one.resource, (one.first, one.last))
        spans[one.resource] = (min(first, one.first), max(last, one.last))
    booked = [resource for resource in resources if resource.id in spans]
    looked_at = {id: _looked_at(*span, today) for id, span in spans.items()}
    worked = booking_facts.days_worked_by(session, team=team, resources=booked, spans=looked_at, now=now)
    booking: dict[str, dict[Calendar, None]] = {}
    for one in bookings:
        booking.setdefault(one.resource, {})[calendars[one.allocation]] = None
    periods, shares = {}, {}
    for each in booked:
        programs, (first, last) = tuple(booking[each.id]), spans[each.id]
        periods[each.id] = capacity_periods(each, worked[each.id], programs=programs, first=first, last=last)
        shares[each.id] = usual_share(worked[each.id], programs)
    return periods, shares


def _looked_at(first: date, last: date, today: date) -> tuple[date, int]:
    """Return the first day and the number of days for which leave is looked up: whole weeks, none of them long ago."""
    start = monday_of(min(max(first, today - LOOKBACK), today))
    return start, max((min(last, today + HORIZON) - start).days // DAYS_PER_WEEK + 1, 1) * DAYS_PER_WEEK
