"""Working days as an integer axis, computed by arithmetic, so that any date is as cheap as today.

`count(day)` is the number of working days up to and including `day`; two dates with the same count have no working day
between them (a weekend counts as the Friday before it). Dates have no zone, so clock changes don't matter here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Self

from rules.plan import WEEKDAYS, CalendarSpec
from rules.refusal import Refusal

LAST_ORDINAL = date.max.toordinal()


class NoWorkdays(Refusal):
    """Raised when a calendar has no working day in the week."""


class BeyondCalendar(Refusal):
    """Raised when a computed day is before the year 1 or after the year 9999."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one program, or of one person with leave added to the holidays."""

    week: tuple[int, ...]
    exceptions: tuple[int, ...]
    shifts: tuple[int, ...]
    counts: tuple[int, ...]

    @classmethod
    def of(cls, spec: CalendarSpec) -> Self:
        """Build the axis; callers expand `spec.country` into `spec.holidays` first."""
        is_worked = [name in spec.workdays for name in WEEKDAYS]
        if not any(is_worked):
            raise NoWorkdays(
                "This calendar has no working day.", "Nothing could ever be finished.", "Name at least one."
            )
        signs = {day.toordinal(): -1 for day in spec.holidays if is_worked[day.weekday()]}
        signs |= {day.toordinal(): 1 for day in spec.extra if not is_worked[day.weekday()]}
        for day in spec.extra & spec.holidays:
            if is_worked[day.weekday()]:
                del signs[day.toordinal()]
        ordinals = sorted(signs)
        week = tuple(accumulate(is_worked, initial=0))
        shifts = tuple(accumulate((signs[ordinal] for ordinal in ordinals), initial=0))
        counts = tuple(_base(week, ordinal) + shifts[index + 1] for index, ordinal in enumerate(ordinals))
        return cls(week, tuple(ordinals), shifts, counts)

    def count(self, day: date) -> int:
        """Return the working days from 1 January of year 1 up to and including `day`."""
        ordinal = day.toordinal()
        return _base(self.week, ordinal) + self.shifts[bisect_right(self.exceptions, ordinal)]

    def day(self, count: int) -> date:
        """Return the working day with this `count`; raise BeyondCalendar outside years 1 to 9999."""
        index = bisect_left(self.counts, count)
        ordinal = _ordinal_of_count(self.week, count - self.shifts[index])
        if index < len(self.counts) and self.counts[index] == count and self.exceptions[index] < ordinal:
            ordinal = self.exceptions[index]
        if not 1 <= ordinal <= LAST_ORDINAL:
            raise BeyondCalendar("That would end outside the years 1 to 9999.", "A duration or a lag is far too long.")
        return date.fromordinal(ordinal)

    def is_workday(self, day: date) -> bool:
        ordinal = day.toordinal()
        index = bisect_left(self.exceptions, ordinal)
        if index < len(self.exceptions) and self.exceptions[index] == ordinal:
            return self.shifts[index + 1] > self.shifts[index]
        return self.week[day.weekday() + 1] > self.week[day.weekday()]

    def add(self, day: date, days: int) -> date:
        """Add signed working days to `day`.

        A day off counts as the working day before it, but adding 0 returns it unchanged.
        """
        return self.day(self.count(day) + days) if days else day

    def between(self, first: date, last: date) -> int:
        """Return the signed working days from `first` to `last`, so that between(d, add(d, n)) == n."""
        return self.count(last) - self.count(first)


def _base(week: Sequence[int], ordinal: int) -> int:
    weeks, rest = divmod(ordinal, 7)
    return weeks * week[7] + week[rest]


def _ordinal_of_count(week: Sequence[int], count: int) -> int:
    """Return the smallest ordinal whose plain weekly count is `count`."""
    weeks, rest = divmod(count - 1, week[7])
    return weeks * 7 + bisect_left(week, rest + 1)
