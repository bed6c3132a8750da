"""Cut bookings down to what their resource can do, on the days of a clash alone (B-102)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rules.resources.booking_changes import cut_changes
from rules.resources.bookings import Booking
from rules.resources.clash_case import BookingCut, ClashCase, WayKind, WayOut
from rules.resources.overloads import TOLERANCE, Overload

_ONE_DAY = timedelta(days=1)


def cut_bookings(case: ClashCase) -> WayOut | None:
    """Return the cut of as many points as are too many, in the stretch alone; None where it would not end the clash.

    One booking that can bear it all is cut alone, the smallest such one. Otherwise each booking in the stretch is cut
    by what is still too many on its days, those of the most days first.
    """
    bookings = case.bookings[case.overload.resource]
    cuts: list[BookingCut] = []
    changes: list[Mapping[str, Any]] = []
    for booking in sorted(_can_be_cut(case), key=lambda one: _order(case.overload, one)):
        first, last = _days_in_stretch(case, booking)
        points = min(booking.percent, _most_excess(case, bookings, first, last))
        if points <= TOLERANCE:
            continue
        bookings = tuple(_with_cut(bookings, booking, first, last, points))
        cuts.append(_cut_of(case, booking, first, last, points))
        changes.extend(cut_changes(case, booking, first, last, booking.percent - points))
    if not cuts or not case.is_ended_by(bookings):
        return None
    return WayOut(
        WayKind.CUT,
        cuts[0].allocation,
        cuts[0].milestone,
        cuts[0].project,
        tuple(changes),
        start=min(cut.first for cut in cuts),
        to=max(cut.last for cut in cuts),
        work=round(sum(cut.work for cut in cuts), 2),
        percent=cuts[0].percent,
        cuts=tuple(cuts) if len(cuts) > 1 else (),
    )


def _can_be_cut(case: ClashCase) -> list[Booking]:
    """Return the bookings of projects whose plan is known, as far as their days in the stretch lie ahead."""
    known = (one for one in case.overload.bookings if one.allocation in case.allocations and one.project in case.plans)
    spans = ((one, _days_in_stretch(case, one)) for one in known)
    return [one for one, (first, last) in spans if first <= last]


def _days_in_stretch(case: ClashCase, booking: Booking) -> tuple[date, date]:
    return max(booking.first, case.overload.first, case.today), min(booking.last, case.overload.last)


def _order(overload: Overload, booking: Booking) -> tuple[bool, int, float, str]:
    """Sort a booking that can bear the cut alone first, then those of the most days, then the smallest."""
    covers = booking.first <= overload.first and booking.last >= overload.last
    is_enough = covers and booking.percent >= overload.excess - TOLERANCE
    days = min(booking.last, overload.last) - max(booking.first, overload.first)
    return not is_enough, -days.days, booking.percent, booking.allocation


def _most_excess(case: ClashCase, bookings: Sequence[Booking], first: date, last: date) -> float:
    """Return by how many points the resource is still above capacity at worst, from `first` to `last`."""
    own = [
        replace(one, first=max(one.first, first), last=min(one.last, last))
        for one in bookings
        if one.first <= last and one.last >= first
    ]
    return max((one.excess for one in case.overloads_of(case.overload.resource, own)), default=0.0)


def _with_cut(bookings: Sequence[Booking], cut: Booking, first: date, last: date, points: float) -> list[Booking]:
    """Return the bookings with `points` taken off one of them from `first` to `last`."""
    pieces = (
        (cut.first, first - _ONE_DAY, cut.percent),
        (first, last, cut.percent - points),
        (last + _ONE_DAY, cut.last, cut.percent),
    )
    left = [replace(cut, first=start, last=end, percent=share) for start, end, share in pieces if start <= end]
    return [*(one for one in bookings if one != cut), *left]


def _cut_of(case: ClashCase, booking: Booking, first: date, last: date, points: float) -> BookingCut:
    calendar = case.calendar_of(booking.project)
    days = calendar.between(first, last) + (1 if calendar.is_workday(first) else 0)
    return BookingCut(
        booking.allocation,
        booking.milestone,
        booking.project,
        first,
        last,
        round(points / 100 * days, 2),
        booking.percent - points,
    )
