"""Working hours as a clock: when a person can be asked, and how many of their hours pass between two instants.

Instants are aware datetimes and are returned in UTC; days and times of day are local. All arithmetic is on instants, so
clock changes and changes to a zone's rules are counted as they really happen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.plan import WEEKDAYS
from rules.refusal import Refusal

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
# Days searched for a working one; being away for three years counts as gone for good.
SEARCH_HORIZON_DAYS = 1100


class NoWorkTime(Refusal):
    """Raised when a person has no working hour within three years."""


@dataclass(frozen=True, slots=True)
class WorkTime:
    """One person's working hours: `away` are half-open intervals of instants, `extra` are days worked after all."""

    zone: str = "UTC"
    workdays: tuple[str, ...] = WEEKDAYS[:5]
    start: time = time(9)
    end: time = time(18)
    holidays: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    away: tuple[tuple[datetime, datetime], ...] = ()

    def today(self, at: datetime) -> date:
        """Return the local date at an instant."""
        return at.astimezone(zone_of(self.zone)).date()

    def instant_at(self, day: date, at: time) -> datetime:
        """Return the instant of a local time in this zone; see `local_instant`."""
        return local_instant(day, at, zone=self.zone)

    def is_workday(self, day: date) -> bool:
        """Return whether the calendar has the day as a working day, ignoring leave."""
        is_worked = WEEKDAYS[day.weekday()] in self.workdays and day not in self.holidays
        return is_worked or day in self.extra

    def hours_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the half-open intervals worked on a local day, in order; empty on a day off or away."""
        pieces = _clock_hours(day, self.start, self.end, self.zone) if self.is_workday(day) else ()
        for leaves, returns in self.away:
            pieces = tuple([remainder for piece in pieces for remainder in _cut_out(piece, leaves, returns)])
        return pieces

    def works_on(self, day: date) -> bool:
        """Return whether the person works at all on the day, taking leave into account."""
        return bool(self.hours_of(day))

    def next_day(self, day: date, days: int = 1) -> date:
        """Return the `days`-th day after `day` on which this person works (1 or more)."""
        for offset in range(1, SEARCH_HORIZON_DAYS * days + 1):
            later = day + offset * DAY
            days -= self.works_on(later)
            if not days:
                return later
        raise _no_work_time()

    def is_working(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.hours_of(self.today(at)))

    def next_working(self, at: datetime) -> datetime:
        """Return `at` itself if it is working time, else the next instant that is."""
        start, _ = next(self._intervals_from(at))
        return start

    def add_hours(self, at: datetime, hours: float) -> datetime:
        """Return the first instant by which `hours` (0 or more) have been worked since `at`; 0 returns `at` itself."""
        remaining = hours * HOUR
        if remaining <= timedelta(0):
            return at.astimezone(UTC)
        for start, end in self._intervals_from(at):
            if remaining <= end - start:
                return start + remaining
            remaining -= end - start
        raise _no_work_time()

    def hours_between(self, first: datetime, last: datetime) -> float:
        """Return the hours worked from `first` to `last`, negative if `last` is before `first`."""
        if last < first:
            return -self.hours_between(last, first)
        first_day = self.today(first)
        worked = timedelta(0)
        for offset in range((self.today(last) - first_day).days + 1):
            for start, end in self.hours_of(first_day + offset * DAY):
                worked += max(min(end, last) - max(start, first), timedelta(0))
        return worked / HOUR

    def _intervals_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the intervals worked from `at` on; raise NoWorkTime after three years without any."""
        day, idle_days = self.today(at), 0
        while idle_days < SEARCH_HORIZON_DAYS:
            pieces = [(max(start, at.astimezone(UTC)), end) for start, end in self.hours_of(day) if end > at]
            yield from pieces
            day, idle_days = day + DAY, 0 if pieces else idle_days + 1
        raise _no_work_time()


def local_instant(day: date, at: time, *, zone: str) -> datetime:
    """Return the UTC instant of a local time.

    A repeated local time means its first occurrence; a skipped one becomes the first instant after the gap.
    """
    return _cached_local_instant(day, at, zone)


@lru_cache(maxsize=65536)
def _cached_local_instant(day: date, at: time, name: str) -> datetime:
    local = datetime.combine(day, at, zone_of(name))
    instant = local.astimezone(UTC)
    if instant.astimezone(zone_of(name)).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    return _after_gap(local.replace(fold=1).astimezone(UTC), instant, name)


@lru_cache(maxsize=65536)
def _clock_hours(day: date, start: time, end: time, zone: str) -> tuple[tuple[datetime, datetime], ...]:
    """Return the hours of a day by the clock alone; empty if the zone skipped that day."""
    return (
        ((_cached_local_instant(day, start, zone), _cached_local_instant(day, end, zone)),)
        if day_exists(day, zone=zone)
        else ()
    )


def _after_gap(before: datetime, after: datetime, name: str) -> datetime:
    """Return the instant at which the clock jumps, to the second, by bisection."""
    old_offset = before.astimezone(zone_of(name)).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        if middle.astimezone(zone_of(name)).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after


def day_exists(day: date, *, zone: str) -> bool:
    """Return whether the zone had that day at all: Samoa had no 30 December 2011."""
    return local_instant(day, time(12), zone=zone).astimezone(zone_of(zone)).date() == day


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Return the zone of an IANA name, or UTC for an unknown name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def local_day(zone: str, at: datetime) -> date:
    """Return the date that it is at this moment in the zone of a person or program; an unknown zone counts as UTC."""
    return at.astimezone(zone_of(zone)).date()


def merge_intervals(intervals: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Sort intervals and merge those that touch or overlap."""
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _cut_out(piece: tuple[datetime, datetime], gone: datetime, back: datetime) -> tuple[tuple[datetime, datetime], ...]:
    start, end = piece
    halves = ((start, min(end, gone.astimezone(UTC))), (max(start, back.astimezone(UTC)), end))
    return tuple(half for half in halves if half[0] < half[1])


def _no_work_time() -> NoWorkTime:
    return NoWorkTime("There is no working hour to be found.", "The calendar has no working day, or leave without end.")
