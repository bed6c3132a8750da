"""The day before which one resource cannot be done, however its work is arranged: the proof of "what cannot be"."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.resources.bookings import FULL_LOAD_PERCENT, Booking
from rules.time.calendars import Calendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """The working days that a resource still has to work, and the first day on which all of it can be done."""

    days: float
    earliest: date


def work_left(bookings: Iterable[Booking], *, capacity: float, calendar: Calendar, today: date) -> WorkLeft | None:
    """Return the sum of what is booked from today on, and today plus ⌈sum ÷ capacity⌉ working days.

    Leave and links are left out, so no arrangement of the same work ends sooner; one booking is never worked off faster
    than in the days it was booked for. None where nothing is left, or nothing can be done.
    """
    spans = [(one.percent, _workdays(calendar, max(one.first, today), one.last)) for one in bookings]
    points = sum(percent * days for percent, days in spans)
    if points <= 0 or capacity <= 0:
        return None
    most = max([capacity, *(percent for percent, days in spans if days)])
    needed = math.ceil(points / most - 1e-9)
    return WorkLeft(round(points / FULL_LOAD_PERCENT, 2), calendar.add(today - _ONE_DAY, max(needed, 1)))


def _workdays(calendar: Calendar, first: date, last: date) -> int:
    return max(calendar.count(last) - calendar.count(first - _ONE_DAY), 0)
