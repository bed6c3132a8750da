"""Load per resource and ISO week: what is booked, against the capacity that leave and days off leave over (B-101)."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

import numpy as np

from rules.resources.bookings import FULL_LOAD_PERCENT, Booking
from rules.resources.overloads import RED_LOAD_PERCENT
from rules.truth.colours import Colour

DAYS_PER_WEEK = 7
# A list shows this week and the next four; the worst week is looked for this far ahead, which is two quarters.
SHOWN_WEEKS = 5
LOAD_WEEKS = 26


@dataclass(frozen=True, slots=True)
class WeekLoad:
    """The load of one resource in the week from Monday `week` on.

    `booked` and `capacity` are sums of percent over the days of the week: 500 is one person for five days.
    """

    week: date
    booked: float
    capacity: float

    @property
    def percent(self) -> float | None:
        """Booked in percent of capacity; 0 for a week without bookings, None for work booked without any capacity."""
        if self.booked <= 0:
            return 0.0
        return round(100 * self.booked / self.capacity, 6) if self.capacity > 0 else None

    @property
    def whole_percent(self) -> int | None:
        """Return the load in whole percent, on the same side of 100% and 120% as the load itself."""
        percent = self.percent
        if percent is None:
            return None
        passed = [math.floor(bound) + 1 for bound in (FULL_LOAD_PERCENT, RED_LOAD_PERCENT) if percent > bound]
        return max(round(percent), *passed, 0)

    @property
    def colour(self) -> Colour:
        """Amber above 100%, red above 120% and for work in a week without any capacity."""
        percent = self.percent
        if percent is None or percent > RED_LOAD_PERCENT:
            return Colour.RED
        return Colour.AMBER if percent > FULL_LOAD_PERCENT else Colour.GREEN

    @property
    def is_over(self) -> bool:
        return self.colour is not Colour.GREEN

    @property
    def rank(self) -> float:
        """Sort key: the load, with work in a week without capacity above everything."""
        percent = self.percent
        return float("inf") if percent is None else percent

    def __add__(self, other: "WeekLoad") -> "WeekLoad":
        return WeekLoad(self.week, self.booked + other.booked, self.capacity + other.capacity)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weekly_loads(
    bookings: Sequence[Booking],
    *,
    capacity: Mapping[str, Sequence[float]],
    worked: Mapping[str, Sequence[bool]],
    first: date,
    weeks: int = LOAD_WEEKS,
) -> dict[str, tuple[WeekLoad, ...]]:
    """Return the loads of each resource in `capacity`, week by week from the Monday `first` on.

    `capacity` is the percent of each resource on each day, leave and days off taken out. `worked` says by project on
    which days its program works, as a booking is for these; the key "" is for what belongs to no project.
    """
    names = {name: row for row, name in enumerate(capacity)}
    booked = _booked_by_week([each for each in bookings if each.resource in names], names, worked, first, weeks)
    mondays = [first + timedelta(weeks=week) for week in range(weeks)]
    loads = {}
    for name, row in names.items():
        room = _sums_by_week(capacity[name], weeks)
        loads[name] = tuple(WeekLoad(*each) for each in zip(mondays, booked[row].round(6).tolist(), room, strict=True))
    return loads


def _booked_by_week(
    bookings: Sequence[Booking],
    names: Mapping[str, int],
    worked: Mapping[str, Sequence[bool]],
    first: date,
    weeks: int,
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Sum percent × working days of each booking into its resource's weeks; all bookings of one week at once."""
    booked = np.zeros((len(names), weeks))
    if not bookings:
        return booked
    start, days = first.toordinal(), weeks * DAYS_PER_WEEK
    places = {project: place for place, project in enumerate(worked)}
    counts = np.array([list(accumulate(row, initial=0)) for row in worked.values()], dtype=np.int64)
    calendar = np.array([places.get(each.project, places.get("", 0)) for each in bookings])
    rows = np.array([names[each.resource] for each in bookings])
    share = np.array([each.percent for each in bookings])
    low = np.array([each.first.toordinal() - start for each in bookings]).clip(0, days)
    high = np.array([each.last.toordinal() + 1 - start for each in bookings]).clip(0, days)
    for week in range(weeks):
        begin, end = week * DAYS_PER_WEEK, (week + 1) * DAYS_PER_WEEK
        since, until = low.clip(begin, end), high.clip(begin, end)
        worked_days = counts[calendar, until] - counts[calendar, np.minimum(since, until)]
        booked[:, week] = np.bincount(rows, weights=share * worked_days, minlength=len(names))
    return booked


def _sums_by_week(days: Sequence[float], weeks: int) -> list[float]:
    return [round(sum(days[week * DAYS_PER_WEEK : (week + 1) * DAYS_PER_WEEK]), 6) for week in range(weeks)]


def worst_week(loads: Iterable[WeekLoad]) -> WeekLoad | None:
    """Return the earliest of the weeks with the highest load; None if nothing is booked."""
    booked = [load for load in loads if load.booked > 0]
    return max(booked, key=lambda load: (load.rank, -load.week.toordinal()), default=None)


def total_loads(loads: Sequence[Sequence[WeekLoad]]) -> tuple[WeekLoad, ...]:
    """Return the load of several resources together, from their sums."""
    return tuple(_total(week) for week in zip(*loads, strict=True))


def _total(week: Sequence[WeekLoad]) -> WeekLoad:
    return WeekLoad(week[0].week, sum(load.booked for load in week), sum(load.capacity for load in week))
