"""Capacity of a resource on each day: its regular capacity, other periods of it, and the days it is away (B-101)."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import pairwise

from rules.resources.bookings import CapacityPeriod, Resource

_ONE_DAY = timedelta(days=1)


def capacity_periods(
    resource: Resource, *, first: date, last: date, away: Collection[date] = (), share: float = 1.0
) -> tuple[CapacityPeriod, ...]:
    """Return when, from `first` to `last`, the capacity is not the regular one, in order and without overlaps.

    On days of `away` it is nothing; `share` is the part of a program's week that a person works.
    """
    if first > last:
        return ()
    edges = {first, last + _ONE_DAY, *away, *(day + _ONE_DAY for day in away)}
    for period in resource.periods:
        edges |= {period.first} if period.first else set()
        edges |= {period.last + _ONE_DAY} if period.last and period.last < date.max else set()
    cuts = sorted(edge for edge in edges if first <= edge <= last + _ONE_DAY)
    pieces = [
        CapacityPeriod(start, end - _ONE_DAY, 0.0 if start in away else resource.capacity_on(start) * share)
        for start, end in pairwise(cuts)
    ]
    return tuple(piece for piece in _joined(pieces) if piece.capacity != resource.capacity)


def _joined(pieces: Iterable[CapacityPeriod]) -> list[CapacityPeriod]:
    """Return the periods with neighbours of equal capacity as one."""
    joined: list[CapacityPeriod] = []
    for piece in pieces:
        if joined and joined[-1].capacity == piece.capacity:
            joined[-1] = CapacityPeriod(joined[-1].first, piece.last, piece.capacity)
        else:
            joined.append(piece)
    return joined
