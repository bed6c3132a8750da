"""People, teams and tools booked across all projects: overloads, and three ways out (B-101, B-102)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.resources.bookings import FULL_LOAD_PERCENT, Booking
from rules.schedule.network import Days

# Load in percent of capacity above which a week is red (B-101).
RED_LOAD_PERCENT = 120.0

# An overload is worth reporting from this many days, or this many points above capacity.
MIN_OVERLOAD_DAYS = 3
MIN_OVERLOAD_POINTS = 20.0

DAY_BITS = 22


@dataclass(frozen=True, slots=True)
class Overload:
    """A maximal run of days on which a resource is booked above its capacity; `peak` in per cent."""

    resource: str
    first: date
    last: date
    peak: float
    bookings: tuple[Booking, ...]


def find_overloads(bookings: Sequence[Booking], capacity: Mapping[str, float]) -> tuple[Overload, ...]:
    """Return every maximal stretch above capacity (100 where none is given), by resource and day.

    All starts and ends are sorted by resource and day at once; each resource's changes sum to zero, so one running sum
    over everything gives the load of every resource (docs/formulas.md).
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
    stretches = intervals(rows, first, past, share, limit)
    by_resource: dict[str, list[Booking]] = {}
    for booking in bookings:
        by_resource.setdefault(booking.resource, []).append(booking)
    return tuple(
        _overload_with_bookings(
            names[row], date.fromordinal(low), date.fromordinal(high - 1), peak, by_resource[names[row]]
        )
        for row, low, high, peak in stretches
    )


def intervals(rows: Days, first: Days, past: Days, share: Days, limit: Days) -> list[tuple[int, int, int, float]]:
    """Return (resource row, first day, day after the last, peak) of each stretch with load above `limit[row]`."""
    keys = np.concatenate(((rows << DAY_BITS) + first, (rows << DAY_BITS) + past))
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    running = np.cumsum(np.concatenate((share, -share))[order])
    last = np.flatnonzero(np.append(keys[1:] != keys[:-1], True))
    keys, running = keys[last], running[last]
    row = keys >> DAY_BITS
    is_over = running > limit[row] + 1e-6
    starts = np.flatnonzero(is_over & ~np.concatenate(([False], is_over[:-1])))
    ends = np.flatnonzero(is_over & ~np.concatenate((is_over[1:], [False]))) + 1
    if not len(starts):
        return []
    peaks = np.maximum.reduceat(np.append(running, 0.0), np.column_stack((starts, ends)).ravel())[::2]
    day = keys & ((1 << DAY_BITS) - 1)
    return list(
        zip(row[starts].tolist(), day[starts].tolist(), day[ends].tolist(), peaks.round(6).tolist(), strict=True)
    )


def _overload_with_bookings(
    resource: str, first: date, last: date, peak: float, bookings: Sequence[Booking]
) -> Overload:
    overlapping = tuple(booking for booking in bookings if booking.first <= last and booking.last >= first)
    return Overload(resource, first, last, peak, overlapping)


def is_worth_reporting(overload: Overload, limit: float = FULL_LOAD_PERCENT) -> bool:
    """Return whether an overload is at least three days long or twenty points too high."""
    return (
        overload.last - overload.first
    ).days + 1 >= MIN_OVERLOAD_DAYS or overload.peak - limit >= MIN_OVERLOAD_POINTS


@dataclass(frozen=True, slots=True)
class OverloadRemedy:
    """One way out of an overload; `effect` is the working days each target would move (empty = none)."""

    kind: str
    booking: Booking
    other: str | None
    days: int
    effect: tuple[tuple[str, int], ...]


def overload_remedies(
    overload: Overload,
    float_by_milestone: Mapping[str, Mapping[str, int]],
    free_resources: Sequence[str],
    *,
    days_later: int,
) -> tuple[OverloadRemedy, ...]:
    """Return ways out: move the booking with most float, give it to a free resource, or cut the smallest one (B-102).

    `float_by_milestone` is the float of each milestone to each target; moving by `days_later` costs a target max(0,
    days_later - float).
    """
    if not overload.bookings:
        return ()

    def float_of(booking: Booking) -> tuple[int, float]:
        booking_floats = float_by_milestone.get(booking.milestone or "", {})
        return min(booking_floats.values(), default=10**9), -booking.percent

    movable = max(overload.bookings, key=float_of)
    target_floats = float_by_milestone.get(movable.milestone or "", {}).items()
    effect = tuple(
        (target, days_later - float_days) for target, float_days in sorted(target_floats) if days_later > float_days
    )
    remedies = [OverloadRemedy("move", movable, None, days_later, effect)]
    if free_resources:
        remedies.append(OverloadRemedy("swap", movable, min(free_resources), 0, ()))
    remedies.append(
        OverloadRemedy("cut", min(overload.bookings, key=lambda booking_to_cut: booking_to_cut.percent), None, 0, ())
    )
    return tuple(remedies)


def resources_free_for(booking: Booking, bookings: Sequence[Booking], capacity: Mapping[str, float]) -> tuple[str, ...]:
    """Return the other resources that could take a whole booking without becoming overloaded."""
    free = []
    for name in sorted({existing.resource for existing in bookings} | set(capacity)):
        own_bookings = [existing for existing in bookings if existing.resource == name]
        trial = Booking(name, booking.project, booking.milestone, booking.percent, booking.first, booking.last)
        clashes = find_overloads([*own_bookings, trial], capacity)
        if name != booking.resource and not any(
            clash.first <= booking.last and clash.last >= booking.first for clash in clashes
        ):
            free.append(name)
    return tuple(free)
