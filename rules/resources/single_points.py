"""People on whom more than one critical milestone rests alone (docs/formulas.md)."""

from collections.abc import Collection, Iterable, Mapping

from rules.resources.bookings import Allocation

MIN_MILESTONES = 2


def sole_carriers(
    allocations: Iterable[Allocation], *, people: Collection[str], critical: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return the critical milestones of each person who is the only one booked for two or more of them."""
    booked: dict[str, set[str]] = {}
    for allocation in allocations:
        if allocation.milestone in critical and allocation.resource in people:
            booked.setdefault(allocation.milestone or "", set()).add(allocation.resource)
    carried: dict[str, list[str]] = {}
    for milestone in critical:
        if len(alone := booked.get(milestone, set())) == 1:
            carried.setdefault(next(iter(alone)), []).append(milestone)
    return {person: tuple(names) for person, names in carried.items() if len(names) >= MIN_MILESTONES}
