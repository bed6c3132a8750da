"""People, teams and tools booked over all projects: where it is too much, and three ways out (B-101, B-102)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from rules.schedule.network import Days

FULL_LOAD_PERCENT = 100.0
RED_LOAD_PERCENT = 120.0
"""Load in per cent of capacity above which a week is amber, and red (B-101)."""

MIN_OVERLOAD_DAYS = 3
MIN_OVERLOAD_POINTS = 20.0
"""An overload is worth saying from so many days, or so many points above capacity."""

DAY_BITS = 22


@dataclass(frozen=True, slots=True)
class Booking:
    """`percent` of one resource from `first` to `last` (both days included), for one milestone of one project."""

    resource: str
    project: str
    milestone: str | None
    percent: float
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Overload:
    """A longest stretch of days on which a resource is booked above its capacity; `peak` in per cent."""

    resource: str
    first: date
    last: date
    peak: float
    bookings: tuple[Booking, ...]


def read_bookings(allocations: Sequence[Mapping[str, object]]) -> tuple[Booking, ...]:
    """The allocations of a plan file that say who, how much and when."""
    found = []
    for entry in allocations:
        who, share, first, last = (entry.get(key) for key in ("resource", "percent", "from", "to"))
        if isinstance(share, int | float) and isinstance(first, date) and isinstance(last, date) and first <= last:
            milestone = entry.get("milestone")
            place = str(milestone) if milestone else None
            found.append(Booking(str(who), str(entry.get("project") or ""), place, float(share), first, last))
    return tuple(found)


def find_overloads(bookings: Sequence[Booking], capacity: Mapping[str, float]) -> tuple[Overload, ...]:
    """Every maximal stretch above capacity (100 where none is given), by resource and day.

    All starts and ends are sorted by resource and day at once; each resource's changes sum to nothing, so one running
    sum over everything is everybody's load (engine.md 3.5).
    """
    if not bookings:
        return ()
    names = sorted({each.resource for each in bookings})
    number = {name: row for row, name in enumerate(names)}
    rows = np.array([number[each.resource] for each in bookings], dtype=np.int64)
    first = np.array([each.first.toordinal() for each in bookings], dtype=np.int64)
    past = np.array([each.last.toordinal() + 1 for each in bookings], dtype=np.int64)
    share = np.array([each.percent for each in bookings])
    limit = np.array([capacity.get(name, FULL_LOAD_PERCENT) for name in names])
    stretches = intervals(rows, first, past, share, limit)
    by_resource: dict[str, list[Booking]] = {}
    for each in bookings:
        by_resource.setdefault(each.resource, []).append(each)
    return tuple(
        _overload_with_bookings(
            names[row], date.fromordinal(low), date.fromordinal(high - 1), peak, by_resource[names[row]]
        )
        for row, low, high, peak in stretches
    )


def intervals(rows: Days, first: Days, past: Days, share: Days, limit: Days) -> list[tuple[int, int, int, float]]:
    """(resource row, first day, day after the last, peak) of each stretch with load above `limit[row]`."""
    keys = np.concatenate(((rows << DAY_BITS) + first, (rows << DAY_BITS) + past))
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    running = np.cumsum(np.concatenate((share, -share))[order])
    last = np.flatnonzero(np.append(keys[1:] != keys[:-1], True))
    keys, running = keys[last], running[last]
    row = keys >> DAY_BITS
    too_much = running > limit[row] + 1e-6
    starts = np.flatnonzero(too_much & ~np.concatenate(([False], too_much[:-1])))
    ends = np.flatnonzero(too_much & ~np.concatenate((too_much[1:], [False]))) + 1
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
    touching = tuple(each for each in bookings if each.first <= last and each.last >= first)
    return Overload(resource, first, last, peak, touching)


def is_worth_reporting(overload: Overload, limit: float = FULL_LOAD_PERCENT) -> bool:
    """At least three days long or twenty points too high."""
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
    """Move the booking with most float `later` working days, give it to somebody `free`, or cut its scope (B-102).

    `room` is the float of each milestone to each target; moving costs a target max(0, later - float).
    """
    if not overload.bookings:
        return ()

    def float_of(booking: Booking) -> tuple[int, float]:
        reach = float_by_milestone.get(booking.milestone or "", {})
        return min(reach.values(), default=10**9), -booking.percent

    best = max(overload.bookings, key=float_of)
    moved = float_by_milestone.get(best.milestone or "", {}).items()
    effect = tuple((target, days_later - days) for target, days in sorted(moved) if days_later > days)
    found = [OverloadRemedy("move", best, None, days_later, effect)]
    if free_resources:
        found.append(OverloadRemedy("swap", best, min(free_resources), 0, ()))
    found.append(OverloadRemedy("cut", min(overload.bookings, key=lambda each: each.percent), None, 0, ()))
    return tuple(found)


def resources_free_for(booking: Booking, bookings: Sequence[Booking], capacity: Mapping[str, float]) -> tuple[str, ...]:
    """The other resources that could take a booking whole without being overloaded themselves."""
    found = []
    for name in sorted({each.resource for each in bookings} | set(capacity)):
        own = [each for each in bookings if each.resource == name]
        trial = Booking(name, booking.project, booking.milestone, booking.percent, booking.first, booking.last)
        clashes = find_overloads([*own, trial], capacity)
        if name != booking.resource and not any(c.first <= booking.last and c.last >= booking.first for c in clashes):
            found.append(name)
    return tuple(found)


def weekly_load(bookings: Sequence[Booking], resource: str, monday: date) -> float:
    """The mean load of one resource in the five days from `monday`, in per cent of full time."""
    days = [monday + timedelta(days=n) for n in range(5)]
    own = [each for each in bookings if each.resource == resource]
    return sum(each.percent for each in own for day in days if each.first <= day <= each.last) / len(days)
