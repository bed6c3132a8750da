"""Lower bounds: no schedule with these people and tools ends before this day."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rules.resources.work_networks import Demand, Supply, WorkNetwork


@dataclass(frozen=True, slots=True)
class EndBound:
    """The first day on which all can be done; `resource` is the one that proves it (None: the links do), with `work`.

    `work` is the sum of amount × days of `resource` from day `since` on.
    """

    length: int
    resource: int | None = None
    since: int = 0
    work: int = 0


def lower_bound(work: WorkNetwork) -> EndBound:
    """Return the largest of the critical path and each resource's bound; never above the shortest schedule."""
    bounds = (resource_bound(work, resource) for resource in range(len(work.supplies)))
    return max(bounds, key=lambda bound: bound.length, default=EndBound(work.critical_path))


def resource_bound(work: WorkNetwork, resource: int) -> EndBound:
    """Return the bound of one resource: head + ⌈work ÷ capacity⌉ + tail, over every head and tail.

    The bookings that cannot begin before a day and are followed by at least so many days are all worked off in between.
    Where that proves no more than the links do, the bound is the critical path's.
    """
    rows = sorted(_rows(work, resource), key=lambda row: -row[1])
    biggest = max((amount for _, _, amount, _ in rows), default=0)
    supply, best = work.supplies[resource], EndBound(work.critical_path)
    for since in sorted({head for head, _, _, _ in rows}):
        counted = [(tail, amount * days) for head, tail, amount, days in rows if head >= since]
        ends = _days_to_work_off(supply, biggest, since, list(accumulate(energy for _, energy in counted)))
        for (tail, _), past, energy in zip(counted, ends, accumulate(energy for _, energy in counted), strict=True):
            if past + tail > best.length:
                best = EndBound(past + tail, resource, since, energy)
    return best


def _rows(work: WorkNetwork, resource: int) -> list[tuple[int, int, int, int]]:
    """Return (earliest day, days that follow at least, amount, days) of every demand of a resource, none before day 0.

    Days before day 0 limit nothing, so that much of a demand is left out.
    """
    rows = []
    for activity, demands in enumerate(work.demands):
        for one in demands:
            first = work.early_starts[activity] + one.first
            row = (max(first, 0), work.tails[activity] - one.past, one.amount, _days_after_zero(one, first))
            if one.resource == resource and row[3] > 0:
                rows.append(row)
    return rows


def _days_after_zero(one: Demand, first: int) -> int:
    return one.past - one.first + min(first, 0)


def _days_to_work_off(supply: Supply, biggest: int, since: int, energies: Sequence[int]) -> list[int]:
    """Return for each of rising energies the day by whose beginning it can be done, if work begins on day `since`.

    One booking may run by itself on a day with less capacity than it needs: a free day does at least the biggest one.
    """
    past, done, ends = since, 0, []
    known = max(len(supply.days), len(supply.taken))
    for energy in energies:
        while done < energy and past < known:
            taken = supply.taken_on(past)
            done += max(supply.on(past) - taken, 0 if taken else biggest)
            past += 1
        usual = max(supply.usual, biggest, 1)
        more = max(0, -(-(energy - done) // usual))
        past, done = past + more, done + more * usual
        ends.append(past)
    return ends
