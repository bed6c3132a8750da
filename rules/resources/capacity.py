"""Capacity of a resource on each day: its own capacity, times the share of the day that it works (B-101).

Load by week sums these days. Overloads are found with the same days, as steps: a booking runs through weekends and
holidays, which therefore keep the capacity of the day before them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from rules.plan import WEEKDAYS
from rules.resources.bookings import CapacityPeriod, Resource
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime

DAYS_PER_WEEK = 7
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkedDays:
    """The share of each day from `first` on that a resource works; `usual` are the days of its week, `week` of them.

    A share is 0 on days off, holidays and leave, and less than 1 where leave takes a part of the day.
    """

    first: date
    shares: tuple[float, ...]
    usual: tuple[bool, ...]
    week: int

    @property
    def past(self) -> date:
        return self.first + len(self.shares) * _ONE_DAY


def days_of_person(time: WorkTime, *, first: date, days: int) -> WorkedDays:
    span = [first + timedelta(day) for day in range(days)]
    usual = tuple(WEEKDAYS[day.weekday()] in time.workdays or time.is_workday(day) for day in span)
    return WorkedDays(first, tuple(_worked_share(time, day) for day in span), usual, len(set(time.workdays)))


def days_of_calendar(calendar: Calendar, *, first: date, days: int) -> WorkedDays:
    span = [first + timedelta(day) for day in range(days)]
    worked = [calendar.is_workday(day) for day in span]
    weekdays = [later > before for before, later in pairwise(calendar.week)]
    usual = tuple(weekdays[day.weekday()] or is_worked for day, is_worked in zip(span, worked, strict=True))
    return WorkedDays(first, tuple(map(float, worked)), usual, calendar.week[DAYS_PER_WEEK])


def day_capacities(resource: Resource, worked: WorkedDays) -> list[float]:
    """Return the capacity on each day, leave, holidays and days off taken out."""
    if not resource.periods:
        return [share * resource.capacity for share in worked.shares]
    first = worked.first
    return [share * resource.capacity_on(first + timedelta(day)) for day, share in enumerate(worked.shares)]


def usual_share(worked: WorkedDays, programs: Sequence[Calendar]) -> float:
    """Return the part of the longest week of these programs that a resource works."""
    week = max((calendar.week[DAYS_PER_WEEK] for calendar in programs), default=worked.week)
    return min(worked.week / week, 1.0)


def capacity_periods(
    resource: Resource, worked: WorkedDays, *, programs: Sequence[Calendar], first: date, last: date
) -> tuple[CapacityPeriod, ...]:
    """Return when, from `first` to `last`, the capacity is not the regular one, in order and without overlaps.

    `programs` are the calendars of those that book it. Outside `worked` it works its usual week.
    """
    if first > last:
        return ()
    usual = usual_share(worked, programs)
    shares = _booked_shares(worked, programs, usual)
    changes = {worked.first + day * _ONE_DAY: share for day, share in enumerate(shares)} | {worked.past: usual}
    edges = {first, last + _ONE_DAY, *changes}
    for period in resource.periods:
        edges |= {period.first} if period.first else set()
        edges |= {period.last + _ONE_DAY} if period.last and period.last < date.max else set()
    share, pieces = usual, []
    for start, past in pairwise(sorted(edge for edge in edges if edge <= last + _ONE_DAY)):
        share = changes.get(start, share)
        if start >= first:
            pieces.append(CapacityPeriod(start, past - _ONE_DAY, resource.capacity_on(start) * share))
    return tuple(piece for piece in _joined(pieces) if piece.capacity != resource.capacity)


def _booked_shares(worked: WorkedDays, programs: Sequence[Calendar], usual: float) -> list[float]:
    """Return by day the share that a booking of these programs is measured by.

    Days on which no program works or that are not of the resource's week keep the share before them, so that they do
    not split an absence. Who works fewer days than the programs does their week's work on any day of it.
    """
    counts = [_any_works(programs, worked.first + timedelta(day)) for day in range(len(worked.shares))]
    share, found = usual, []
    if usual < 1.0:
        for start in range(0, len(counts), DAYS_PER_WEEK):
            week = slice(start, start + DAYS_PER_WEEK)
            days = sum(counts[week])
            share = min(sum(worked.shares[week]) / days, 1.0) if days else share
            found += [share] * len(counts[week])
        return found
    for own, is_usual, is_counted in zip(worked.shares, worked.usual, counts, strict=True):
        share = own if is_usual and is_counted else share
        found.append(share)
    return found


def _any_works(programs: Sequence[Calendar], day: date) -> bool:
    return not programs or any(calendar.is_workday(day) for calendar in programs)


def _worked_share(time: WorkTime, day: date) -> float:
    if not time.is_workday(day):
        return 0.0
    if not any(leaves.date() - day <= _ONE_DAY and day - back.date() <= _ONE_DAY for leaves, back in time.away):
        return 1.0
    whole = replace(time, away=()).hours_of(day)
    length = sum((end - start for start, end in whole), timedelta())
    return sum((end - start for start, end in time.hours_of(day)), timedelta()) / length if length else 0.0


def _joined(pieces: Iterable[CapacityPeriod]) -> list[CapacityPeriod]:
    """Return the periods with neighbours of equal capacity as one."""
    joined: list[CapacityPeriod] = []
    for piece in pieces:
        if joined and joined[-1].capacity == piece.capacity:
            joined[-1] = CapacityPeriod(joined[-1].first, piece.last, piece.capacity)
        else:
            joined.append(piece)
    return joined
