"""People, teams and tools booked across all projects: the days on which they are overbooked (B-101)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from rules.resources.bookings import FULL_LOAD_PERCENT, Booking, CapacityPeriod
from rules.schedule.network import Days

# Load in percent of capacity above which a week is red (B-101).
RED_LOAD_PERCENT = 120.0

# An overload is worth reporting from this many days, or this many points above capacity.
MIN_OVERLOAD_DAYS = 3
MIN_OVERLOAD_POINTS = 20.0

DAY_BITS = 22
# Points of load that rounding may leave of sums that are equal.
TOLERANCE = 1e-6

NO_PERIODS: Mapping[str, Sequence[CapacityPeriod]] = MappingProxyType({})
# resource row, first day, day after the last, peak, excess, capacity at the worst day
Stretch: TypeAlias = tuple[int, int, int, float, float, float]


@dataclass(frozen=True, slots=True)
class Overload:
    """A maximal run of days on which a resource is booked above its capacity.

    `peak` is the highest load in per cent, `excess` the most points above capacity, `capacity` what it was that day.
    """

    resource: str
    first: date
    last: date
    peak: float
    bookings: tuple[Booking, ...]
    excess: float = 0.0
    capacity: float = FULL_LOAD_PERCENT


@dataclass(frozen=True, slots=True, eq=False)
class CapacitySteps:
    """Days on which a capacity differs from the regular one by `change` points: one step a row, none overlapping."""

    rows: Days
    first: Days
    past: Days
    change: Days


def find_overloads(
    bookings: Sequence[Booking],
    capacity: Mapping[str, float],
    periods: Mapping[str, Sequence[CapacityPeriod]] = NO_PERIODS,
) -> tuple[Overload, ...]:
    """Return every maximal stretch above capacity (100 where none is given), by resource and day.

    `periods` lists when a capacity differs from the regular one; they do not overlap. All starts and ends are sorted by
    resource and day at once; each resource's changes sum to zero, so one running sum over everything gives the load of
    every resource (docs/formulas.md).
    """
    if not bookings:
        return ()
    names = sorted({booking.resource for booking in bookings})
    number = {name: row for row, name in enumerate(names)}
    rows = np.array([number[booking.resource] for booking in bookings], dtype=np.int64)
    first = np.array([booking.first.toordinal() for booking in bookings], dtype=np.int64)
    past = np.array([booking.last.toordinal() + 1 for booking in bookings], dtype=np.int64)
    share = np.array([booking.percent for booking in bookings])
    limit = np.array([max(capacity.get(name, FULL_LOAD_PERCENT), 0.0) for name in names])
    stretches = intervals(rows, first, past, share, limit, _steps_of(names, limit, periods))
    by_resource: dict[str, list[Booking]] = {}
    for booking in bookings:
        by_resource.setdefault(booking.resource, []).append(booking)
    return tuple(_overload_of(names[stretch[0]], stretch, by_resource[names[stretch[0]]]) for stretch in stretches)


def _steps_of(
    names: Sequence[str], limit: Days, periods: Mapping[str, Sequence[CapacityPeriod]]
) -> CapacitySteps | None:
    """Return the changes of capacity as columns; None where every capacity is the same all the time."""
    found = [(row, period) for row, name in enumerate(names) for period in periods.get(name, ())]
    if not found:
        return None
    return CapacitySteps(
        np.array([row for row, _ in found], dtype=np.int64),
        np.array([(period.first or date.min).toordinal() for _, period in found], dtype=np.int64),
        np.array([(period.last or date.max).toordinal() + 1 for _, period in found], dtype=np.int64),
        np.array([max(period.capacity, 0.0) - float(limit[row]) for row, period in found]),
    )


def intervals(
    rows: Days, first: Days, past: Days, share: Days, limit: Days, steps: CapacitySteps | None = None
) -> list[Stretch]:
    """Return (resource row, first day, day after the last, peak, excess, capacity at the worst day) of each overload.

    A stretch is as long as the load is above `limit[row]` plus the changes of `steps`.
    """
    keys = np.concatenate(((rows << DAY_BITS) + first, (rows << DAY_BITS) + past))
    loads = np.concatenate((share, -share))
    room = np.zeros(len(keys))
    if steps is not None:
        shifted = steps.rows << DAY_BITS
        keys = np.concatenate((keys, shifted + steps.first, shifted + steps.past))
        loads = np.concatenate((loads, np.zeros(2 * len(shifted))))
        room = np.concatenate((room, steps.change, -steps.change))
    order = np.argsort(keys, kind="stable")
    keys, running = keys[order], np.cumsum(loads[order])
    last = np.flatnonzero(np.append(keys[1:] != keys[:-1], True))
    keys, running = keys[last], running[last]
    row = keys >> DAY_BITS
    capacity = limit[row] if steps is None else limit[row] + np.cumsum(room[order])[last]
    excess = running - capacity
    # Without any load there is nothing above capacity, whatever rounding leaves of both.
    is_over = (excess > TOLERANCE) & (running > TOLERANCE)
    starts = np.flatnonzero(is_over & ~np.concatenate(([False], is_over[:-1])))
    ends = np.flatnonzero(is_over & ~np.concatenate((is_over[1:], [False]))) + 1
    if not len(starts):
        return []
    edges = np.column_stack((starts, ends)).ravel()
    peaks = np.maximum.reduceat(np.append(running, 0.0), edges)[::2].round(6)
    worst = np.maximum.reduceat(np.append(excess, -np.inf), edges)[::2].round(6)
    day = keys & ((1 << DAY_BITS) - 1)
    at_worst = [int(low + excess[low:high].argmax()) for low, high in zip(starts.tolist(), ends.tolist(), strict=True)]
    columns = (row[starts], day[starts], day[ends], peaks, worst, capacity[at_worst].round(6))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _overload_of(resource: str, stretch: Stretch, bookings: Sequence[Booking]) -> Overload:
    _, low, past, peak, excess, capacity = stretch
    first, last = date.fromordinal(low), date.fromordinal(past - 1)
    overlapping = tuple(booking for booking in bookings if booking.first <= last and booking.last >= first)
    return Overload(resource, first, last, peak, overlapping, excess, capacity)


def is_worth_reporting(overload: Overload, limit: float = FULL_LOAD_PERCENT) -> bool:
    """Return whether an overload is at least three days long or twenty points too high."""
    return (
        overload.last - overload.first
    ).days + 1 >= MIN_OVERLOAD_DAYS or overload.peak - limit >= MIN_OVERLOAD_POINTS


def is_clash(overload: Overload, usual: float = FULL_LOAD_PERCENT) -> bool:
    """Return whether people are asked about an overload: as `is_worth_reporting`, but not for a day or two away.

    `usual` is the capacity without leave: a short absence is a clash only where the bookings are above it.
    """
    return is_worth_reporting(overload, max(overload.capacity, usual))
