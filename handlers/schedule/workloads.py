"""The bookings of people, teams and tools in all programs, with what each can give on each day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.plan
import storage.resources.register
from handlers.common import working_time
from handlers.common.public_holidays import with_holidays
from handlers.schedule import booking_facts
from rules.plan import WEEKDAYS, Program
from rules.resources.bookings import Allocation, Booking, CapacityPeriod, Resource
from rules.resources.capacity import capacity_periods
from rules.resources.overloads import Overload, find_overloads, is_clash
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime, local_day

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workload:
    """Resources by id with what they are booked for; `capacity` and `periods` as `find_overloads` takes them."""

    resources: Mapping[str, Resource]
    allocations: Mapping[str, Allocation]
    bookings: tuple[Booking, ...]
    capacity: Mapping[str, float]
    periods: Mapping[str, tuple[CapacityPeriod, ...]]
    # the program of each project that is booked
    programs: Mapping[str, str]
    today: date

    def clashes(self) -> tuple[Overload, ...]:
        """Return the overloads that people are asked about: those that are not over."""
        found = find_overloads(self.bookings, self.capacity, self.periods)
        return tuple(one for one in found if one.last >= self.today and is_clash(one))

    def bookings_of(self, resource: str) -> tuple[Booking, ...]:
        return tuple(one for one in self.bookings if one.resource == resource)


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
    periods = _periods(session, team, found.values(), bookings, programs, today, now) if bookings else {}
    return Workload(
        resources=found,
        allocations={one.id: one for one in allocations},
        bookings=bookings,
        capacity={id: resource.capacity for id, resource in found.items()},
        periods=periods,
        programs=homes,
        today=today,
    )


def _programs(session: Session, team: str, ids: Collection[str]) -> dict[str, Program]:
    found = storage.plan.programs(session, team=team, ids=frozenset(ids)) if ids else ()
    return {program.id: with_holidays(program) for program in found}


def _periods(
    session: Session,
    team: str,
    resources: Iterable[Resource],
    bookings: Collection[Booking],
    programs: Mapping[str, Program],
    today: date,
    now: datetime,
) -> dict[str, tuple[CapacityPeriod, ...]]:
    """Return when each resource can give more or less than usual, while it is booked."""
    spans: dict[str, tuple[date, date]] = {}
    for one in bookings:
        first, last = spans.get(one.resource, (one.first, one.last))
        spans[one.resource] = (min(first, one.first), max(last, one.last))
    booked = [resource for resource in resources if resource.id in spans]
    users = [resource.user for resource in booked if resource.user]
    hours = working_time.work_times(session, team=team, users=users, now=now)
    calendars = [Calendar.of(program.calendar) for program in programs.values()]
    weeks = {name for program in programs.values() for name in program.calendar.workdays}
    found = {}
    for resource in booked:
        first, last = spans[resource.id]
        work = hours.get(resource.user or "")
        away = _days_away(work, calendars, max(first, today), last) if work else ()
        share = min(len(set(work.workdays) & weeks) / len(weeks), 1.0) if work and weeks else 1.0
        found[resource.id] = capacity_periods(resource, first=first, last=last, away=away, share=share)
    return found


def _days_away(work: WorkTime, calendars: Iterable[Calendar], first: date, last: date) -> frozenset[date]:
    """Return the days on which a program works and the person does not, though it is a day of their week.

    A weekend after such a day belongs to it, so that an absence of two weeks is one.
    """
    calendars = tuple(calendars)
    away: set[date] = set()
    day = first
    while day <= last:
        is_of_week = WEEKDAYS[day.weekday()] in work.workdays
        if is_of_week:
            is_away = not work.works_on(day) and any(calendar.is_workday(day) for calendar in calendars)
        else:
            is_away = day - _ONE_DAY in away
        away |= {day} if is_away else set()
        day += _ONE_DAY
    return frozenset(away)
