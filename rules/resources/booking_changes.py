"""The changes of bookings that a way out makes, as data, and what is booked after them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rules.resources.bookings import Allocation, Booking
from rules.resources.clash_case import ClashCase
from rules.resources.overloads import TOLERANCE

_ONE_DAY = timedelta(days=1)


def give_changes(
    case: ClashCase, allocation: Allocation, booking: Booking, other: str, start: date
) -> Iterator[Mapping[str, Any]]:
    """Yield the changes that hand a booking over from `start` on, and leave what was before."""
    if booking.first >= start:
        yield {"op": "set", "allocation": allocation.id, "values": {"resource": other}}
        return
    anchor = _anchor(case, booking)
    earlier = {"first": _iso(booking.first), "last": _iso(start - _ONE_DAY), "anchor": anchor}
    yield {"op": "set", "allocation": allocation.id, "values": earlier}
    later = {"resource": other, "first": _iso(start), "last": _iso(booking.last), "anchor": anchor}
    yield {"op": "copy", "allocation": allocation.id, "values": later}


def cut_changes(
    case: ClashCase, booking: Booking, first: date, last: date, percent: float
) -> Iterator[Mapping[str, Any]]:
    """Yield the changes that leave `percent` from `first` to `last`, and what is booked before and after as it is."""
    anchor = _anchor(case, booking)
    pieces = [
        (booking.first, first - _ONE_DAY, booking.percent),
        (first, last, percent),
        (last + _ONE_DAY, booking.last, booking.percent),
    ]
    left = [piece for piece in pieces if piece[0] <= piece[1] and piece[2] > TOLERANCE]
    if not left:
        yield {"op": "delete", "allocation": booking.allocation}
        return
    for number, (start, end, share) in enumerate(left):
        values = {"first": _iso(start), "last": _iso(end), "percent": share, "anchor": anchor}
        yield {"op": "set" if number == 0 else "copy", "allocation": booking.allocation, "values": values}


def _anchor(case: ClashCase, booking: Booking) -> str | None:
    """Return the date that given dates move with: the milestone's expected one."""
    if booking.milestone is None:
        return None
    plan = case.plans[booking.project]
    return next((_iso(m.expected) for m in plan.milestones if m.id == booking.milestone and m.expected), None)


def _iso(day: date) -> str:
    return day.isoformat()


def apply_allocation_changes(
    allocations: Sequence[Allocation], changes: Iterable[Mapping[str, Any]]
) -> tuple[Allocation, ...]:
    """Return the allocations after the changes of a way out; new ones have no id yet."""
    current = {one.id: one for one in allocations}
    before = dict(current)
    added: list[Allocation] = []
    for change in changes:
        if change["op"] == "set":
            id = change["allocation"]
            current[id] = replace(current[id], **allocation_values(change["values"]))
        elif change["op"] == "copy":
            added.append(replace(before[change["allocation"]], id="", **allocation_values(change["values"])))
        elif change["op"] == "delete":
            del current[change["allocation"]]
    return (*current.values(), *added)


def allocation_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a change with its days as dates."""
    days = {name: date.fromisoformat(values[name]) for name in ("first", "last", "anchor") if values.get(name)}
    return {**values, **days}
