"""Allocations as the days they cover, and the capacity that leave, holidays and days off leave over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.plan
import storage.resources.allocations
from handlers.common import public_holidays, working_time
from rules.plan import CalendarSpec, Milestone, Program
from rules.resources.bookings import Allocation, Booking, Resource, ResourceKind, book_allocations
from rules.resources.capacity import WorkedDays, day_capacities, days_of_calendar, days_of_person
from rules.time.calendars import Calendar

_MONDAY_TO_FRIDAY = Calendar.of(CalendarSpec())


def load_allocations(
    session: Session, *, team: str, resources: Collection[str] | None = None, projects: Collection[str] | None = None
) -> tuple[Allocation, ...]:
    """Return allocations, each with the project that its milestone belongs to now."""
    found = storage.resources.allocations.allocations(session, team=team, resources=resources)
    milestones = _milestones_of(session, team=team, allocations=found)
    current = (
        replace(each, project=milestones[each.milestone].project)
        if each.milestone and each.milestone in milestones
        else each
        for each in found
    )
    return tuple(each for each in current if projects is None or each.project in projects)


def bookings_of(session: Session, *, team: str, allocations: Sequence[Allocation]) -> tuple[Booking, ...]:
    """Return the days that these allocations cover, by the calendar of each one's program."""
    milestones = _milestones_of(session, team=team, allocations=allocations)
    program_of = {each.id: each.program for each in storage.plan.projects(session, team=team, with_cancelled=True)}
    calendars = calendars_of(session, team=team)
    by_program: dict[str, list[Allocation]] = {}
    for each in allocations:
        by_program.setdefault(program_of.get(each.project or "", each.program), []).append(each)
    return tuple(
        booking
        for program, group in by_program.items()
        if program in calendars
        for booking in book_allocations(group, milestones, calendars[program])
    )


def calendars_of(session: Session, *, team: str) -> dict[str, Calendar]:
    """Return the calendar of each program, with its public holidays."""
    programs = storage.plan.programs(session, team=team, with_cancelled=True)
    return {each.id: _calendar_of(each) for each in programs}


def worked_days(session: Session, *, team: str, first: date, days: int) -> dict[str, list[bool]]:
    """Return by project on which days from `first` on its program works; the key "" is Monday to Friday."""
    span = [first + timedelta(day) for day in range(days)]
    by_program = {
        id: [calendar.is_workday(day) for day in span] for id, calendar in calendars_of(session, team=team).items()
    }
    projects = storage.plan.projects(session, team=team, with_cancelled=True)
    usual = {"": [day.weekday() < 5 for day in span]}
    return usual | {each.id: by_program[each.program] for each in projects if each.program in by_program}


def capacities_of(
    session: Session, *, team: str, resources: Iterable[Resource], first: date, days: int, now: datetime
) -> dict[str, list[float]]:
    """Return the capacity of each resource, day by day from `first` on, without its leave, holidays and days off."""
    resources = tuple(resources)
    spans = {each.id: (first, days) for each in resources}
    worked = days_worked_by(session, team=team, resources=resources, spans=spans, now=now)
    return {each.id: day_capacities(each, worked[each.id]) for each in resources}


def days_worked_by(
    session: Session,
    *,
    team: str,
    resources: Iterable[Resource],
    spans: Mapping[str, tuple[date, int]],
    now: datetime,
) -> dict[str, WorkedDays]:
    """Return what each resource works in its span: so many days from a first one on.

    A person's days are those of their own calendar; teams, tools and people without an account have their program's.
    """
    resources = tuple(resources)
    users = [each.user for each in resources if each.kind is ResourceKind.PERSON and each.user]
    times = working_time.work_times(session, team=team, users=users, now=now)
    calendars = calendars_of(session, team=team)
    shared: dict[tuple[str, date, int], WorkedDays] = {}
    found = {}
    for each in resources:
        first, days = spans[each.id]
        if each.user in times:
            found[each.id] = days_of_person(times[each.user], first=first, days=days)
            continue
        key = (each.program, first, days)
        if key not in shared:
            calendar = calendars.get(each.program, _MONDAY_TO_FRIDAY)
            shared[key] = days_of_calendar(calendar, first=first, days=days)
        found[each.id] = shared[key]
    return found


def _calendar_of(program: Program) -> Calendar:
    return Calendar.of(public_holidays.with_holidays(program).calendar)


def _milestones_of(session: Session, *, team: str, allocations: Iterable[Allocation]) -> Mapping[str, Milestone]:
    ids = {each.milestone for each in allocations if each.milestone}
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    return {each.id: each for each in found}
