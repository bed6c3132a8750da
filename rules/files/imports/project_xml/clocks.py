"""Working time to the minute: moments and minutes of work converted into each other by arithmetic, at any date."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from rules.files.fields import BadPlan
from rules.files.imports.project_xml.fields import MINUTES_PER_DAY

# The working times of one day: (from, to) in minutes since midnight, in order.
Shifts = tuple[tuple[int, int], ...]
# The working times of a week, Sunday first, as MS Project counts and as the ordinals of days do.
Week = tuple[Shifts, ...]
_ALL_DAYS = range(1, date.max.toordinal())


def minutes_of(shifts: Shifts) -> int:
    return sum(end - start for start, end in shifts)


@dataclass(frozen=True, slots=True)
class WorkClock:
    """The working times of a week and of the days that differ; `before` is the work of a week before each weekday."""

    week: Week
    differing: Mapping[int, Shifts]
    before: tuple[int, ...]
    exceptions: tuple[int, ...]
    shifted: tuple[int, ...]

    @classmethod
    def of(cls, week: Week, differing: Mapping[int, Shifts]) -> "WorkClock":
        exceptions = tuple(sorted(differing))
        changes = (minutes_of(differing[day]) - minutes_of(week[day % 7]) for day in exceptions)
        before = tuple(accumulate(map(minutes_of, week), initial=0))
        return cls(week, differing, before, exceptions, tuple(accumulate(changes, initial=0)))

    def shifts_on(self, day: int) -> Shifts:
        found = self.differing.get(day)
        return self.week[day % 7] if found is None else found

    def worked(self, moment: int) -> int:
        """Return the minutes of work up to a moment, from the first day of all."""
        day, minute = divmod(moment, MINUTES_PER_DAY)
        return self._before_day(day) + sum(max(0, min(minute, end) - start) for start, end in self.shifts_on(day))

    def between(self, start: int, end: int) -> int:
        return self.worked(end) - self.worked(start)

    def add(self, start: int, minutes: int) -> int:
        """Return the first moment by which this much more is worked."""
        return self._moment_of(self.worked(start) + minutes) if minutes else start

    def subtract(self, end: int, minutes: int) -> int:
        """Return the last moment from which so many minutes are worked until the end."""
        return self.next_start(self._moment_of(self.worked(end) - minutes)) if minutes else end

    def next_start(self, moment: int) -> int:
        """Return the first working moment at or after this one."""
        day, minute = divmod(moment, MINUTES_PER_DAY)
        for start, end in self.shifts_on(day):
            if minute < end:
                return day * MINUTES_PER_DAY + max(start, minute)
        index = bisect_right(_ALL_DAYS, self._before_day(day + 1), key=self._before_day)
        if index == len(_ALL_DAYS):
            return moment
        later = _ALL_DAYS[index] - 1
        return later * MINUTES_PER_DAY + self.shifts_on(later)[0][0]

    def _before_day(self, day: int) -> int:
        weeks, rest = divmod(day, 7)
        return weeks * self.before[7] + self.before[rest] + self.shifted[bisect_left(self.exceptions, day)]

    def _moment_of(self, worked: int) -> int:
        """Return the first moment by which so many minutes are worked."""
        index = bisect_left(_ALL_DAYS, worked, key=self._before_day)
        if not 0 < index < len(_ALL_DAYS):
            raise BadPlan(
                "A task would end outside the years 1 to 9999.", "", "Look for a duration that is far too long."
            )
        day = _ALL_DAYS[index] - 1
        rest = worked - self._before_day(day)
        for start, end in self.shifts_on(day):
            if rest <= end - start:
                return day * MINUTES_PER_DAY + start + rest
            rest -= end - start
        return (day + 1) * MINUTES_PER_DAY
