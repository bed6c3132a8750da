"""Working hours as a clock: when a person can be asked, and how many of their hours pass between two instants.

Instants are aware datetimes and come back in UTC; days and times of day are local. All arithmetic is on instants, so
clock changes, and zones that change their rules, are counted as they really pass.
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
SEARCH_HORIZON_DAYS = 1100
"""How many days are looked through for a working one: three years away is gone for good."""


class NoWorkTime(Refusal):
    """This will be shown when somebody has no working hour within three years."""


@dataclass(frozen=True, slots=True)
class WorkTime:
    """One person's working hours: `away` are half-open intervals of instants, `extra` days worked after all."""

    zone: str = "UTC"
    workdays: tuple[str, ...] = WEEKDAYS[:5]
    start: time = time(9)
    end: time = time(18)
    holidays: frozenset[date] = frozenset()
    extra: frozenset[date] = frozenset()
    away: tuple[tuple[datetime, datetime], ...] = ()

    def today(self, at: datetime) -> date:
        """The local date at an instant."""
        return at.astimezone(zone_of(self.zone)).date()

    def instant_at(self, day: date, at: time) -> datetime:
        """`local_slot` in this zone."""
        return local_instant(day, at, zone=self.zone)

    def is_workday(self, day: date) -> bool:
        """Whether the calendar has the day as worked; leave is not looked at."""
        worked = WEEKDAYS[day.weekday()] in self.workdays and day not in self.holidays
        return worked or day in self.extra

    def hours_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The half-open intervals worked on a local day, in order; none on a day off or away."""
        pieces = _clock_hours(day, self.start, self.end, self.zone) if self.is_workday(day) else ()
        for gone, back in self.away:
            pieces = tuple([cut for piece in pieces for cut in _cut_out(piece, gone, back)])
        return pieces

    def works_on(self, day: date) -> bool:
        """Whether anything is worked on the day, leave looked at too."""
        return bool(self.hours_of(day))

    def next_day(self, day: date, days: int = 1) -> date:
        """The `days`-th day after `day` on which this person works (1 or more)."""
        for ahead in range(1, SEARCH_HORIZON_DAYS * days + 1):
            later = day + ahead * DAY
            days -= self.works_on(later)
            if not days:
                return later
        raise _no_work_time()

    def is_working(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.hours_of(self.today(at)))

    def next_working(self, at: datetime) -> datetime:
        """`at` itself when it is worked, else the next instant that is."""
        start, _ = next(self._intervals_from(at))
        return start

    def add_hours(self, at: datetime, hours: float) -> datetime:
        """The first instant by which `hours` (0 or more) have been worked since `at`; 0 is `at` itself."""
        left = hours * HOUR
        if left <= timedelta(0):
            return at.astimezone(UTC)
        for start, end in self._intervals_from(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise _no_work_time()

    def hours_between(self, first: datetime, last: datetime) -> float:
        """Hours worked from `first` to `last`, negative when `last` is before `first`."""
        if last < first:
            return -self.hours_between(last, first)
        begun = self.today(first)
        worked = timedelta(0)
        for ahead in range((self.today(last) - begun).days + 1):
            for start, end in self.hours_of(begun + ahead * DAY):
                worked += max(min(end, last) - max(start, first), timedelta(0))
        return worked / HOUR

    def _intervals_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is worked from `at` on, piece by piece; raises NoWorkTime when nothing is for three years on end."""
        day, idle = self.today(at), 0
        while idle < SEARCH_HORIZON_DAYS:
            pieces = [(max(start, at.astimezone(UTC)), end) for start, end in self.hours_of(day) if end > at]
            yield from pieces
            day, idle = day + DAY, 0 if pieces else idle + 1
        raise _no_work_time()


def local_instant(day: date, at: time, *, zone: str) -> datetime:
    """The instant (UTC) of a local time: of a repeated one the first, of a skipped one the first after the gap."""
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
    """What is worked on a day by the clock alone; nothing where there was no such day."""
    return (
        ((_cached_local_instant(day, start, zone), _cached_local_instant(day, end, zone)),)
        if day_exists(day, zone=zone)
        else ()
    )


def _after_gap(before: datetime, after: datetime, name: str) -> datetime:
    """The instant at which the clock jumps, to the second, by halving."""
    old = before.astimezone(zone_of(name)).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // (2 * SECOND) * SECOND
        if middle.astimezone(zone_of(name)).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def day_exists(day: date, *, zone: str) -> bool:
    """Whether the place had that day at all: Samoa had no 30 December 2011."""
    return local_instant(day, time(12), zone=zone).astimezone(zone_of(zone)).date() == day


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC for a name that is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def merge_intervals(intervals: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Intervals in order, those that touch as one."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _cut_out(piece: tuple[datetime, datetime], gone: datetime, back: datetime) -> tuple[tuple[datetime, datetime], ...]:
    start, end = piece
    halves = ((start, min(end, gone.astimezone(UTC))), (max(start, back.astimezone(UTC)), end))
    return tuple(half for half in halves if half[0] < half[1])


def _no_work_time() -> NoWorkTime:
    return NoWorkTime("There is no working hour to be found.", "The calendar has no working day, or leave without end.")
