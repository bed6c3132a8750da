"""Three ways out of a clash: move an item, give it to somebody with the skill and the room, or cut it (B-102)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from rules.plan import Milestone
from rules.resources.booking_changes import give_changes
from rules.resources.bookings import FULL_LOAD_PERCENT, Booking, Resource, book_allocations
from rules.resources.clash_case import ClashCase, DateEffect, WayKind, WayOut
from rules.resources.cutting import cut_bookings
from rules.resources.outlooks import PlanOutlook
from rules.resources.overloads import TOLERANCE
from rules.schedule.slips import BlastRadius, blast_radius

_ONE_DAY = timedelta(days=1)
# Shifts that are tried for one item: each ends behind another booking of the same resource.
MAX_SHIFTS = 12


def ways_out(case: ClashCase) -> tuple[WayOut, ...]:
    """Return at most one way of each kind, in this order: move, give, cut."""
    found = (_move(case), _give(case), cut_bookings(case))
    return tuple(way for way in found if way)


def _move(case: ClashCase) -> WayOut | None:
    """Return the move that misses the fewest committed dates, then costs targets the fewest days, then has most float.

    A move within its float costs its targets nothing.
    """
    moves = [move for booking in _movable(case) if (move := _shift(case, booking))]
    best = min(moves, key=lambda move: _cost(*move), default=None)
    return best[0] if best else None


def _cost(way: WayOut, radius: BlastRadius) -> tuple[int, int, int, int, int]:
    others = sum(move.days for move in radius.moved)
    return len(way.broken), sum(one.days for one in way.effects), others, -way.float_days, way.days


def _movable(case: ClashCase) -> Iterator[Booking]:
    """Yield one booking of each open milestone that has not begun, or whose work lies ahead."""
    seen: set[str] = set()
    for booking in case.overload.bookings:
        if booking.milestone and booking.milestone not in seen and booking.project in case.plans:
            seen.add(booking.milestone)
            yield booking


def _shift(case: ClashCase, booking: Booking) -> tuple[WayOut, BlastRadius] | None:
    """Return the shortest shift of a milestone behind other bookings of its resource that ends the clash."""
    outlook = case.outlook_of(booking.project)
    milestone, calendar = outlook.dated.milestones.get(booking.milestone or ""), outlook.calendar
    if milestone is None or not milestone.open or milestone.expected is None:
        return None
    ends = {one.last for one in case.overload.bookings if one.milestone != booking.milestone} | {case.overload.last}
    shifts = {calendar.between(booking.first, end) + 1 for end in ends if end >= booking.first}
    for days in sorted(shift for shift in shifts if shift > 0)[:MAX_SHIFTS]:
        to = calendar.add(max(milestone.expected, case.today), days)
        radius = blast_radius(outlook.plan, {milestone.id: to}, today=case.today, before=outlook.dated)
        changes = ({"op": "move", "milestone": milestone.id, "to": to.isoformat()},)
        if case.is_ended_by(_moved_bookings(case, outlook, radius)):
            effects, broken = _move_effects(outlook, radius)
            way = WayOut(
                WayKind.MOVE,
                booking.allocation,
                milestone.id,
                booking.project,
                changes,
                days=calendar.between(milestone.expected, to),
                to=to,
                effects=effects,
                broken=broken,
                float_days=outlook.float_of(milestone.id),
            )
            return way, radius
    return None


def _move_effects(outlook: PlanOutlook, radius: BlastRadius) -> tuple[tuple[DateEffect, ...], tuple[DateEffect, ...]]:
    """Return the targets that move, and the committed dates that were kept before and are missed then."""
    before = outlook.dated
    moved = [
        DateEffect(move.id, move.old, move.new, move.days, move.committed)
        for move in (*radius.slipped, *radius.moved)
        if move.days
    ]

    def was_kept(effect: DateEffect) -> bool:
        day = before.day_at(before.network.position[effect.milestone])
        return effect.committed is not None and (day is None or day <= effect.committed)

    return (
        tuple(effect for effect in moved if effect.milestone in outlook.targets),
        tuple(effect for effect in moved if was_kept(effect)),
    )


def _moved_bookings(case: ClashCase, outlook: PlanOutlook, radius: BlastRadius) -> tuple[Booking, ...]:
    """Return all bookings of the resource as they are once the dates have moved."""
    known = outlook.dated.milestones
    milestones = {move.id: with_expected(known[move.id], move.new) for move in (*radius.slipped, *radius.moved)}
    current = case.bookings[case.overload.resource]
    affected = [case.allocations[one.allocation] for one in current if one.milestone in milestones]
    kept = [one for one in current if one.milestone not in milestones]
    return (*kept, *book_allocations(affected, milestones, outlook.calendar))


def with_expected(milestone: Milestone, day: date) -> Milestone:
    return replace(milestone, forecast=day, computed=day)


def _give(case: ClashCase) -> WayOut | None:
    """Return the hand-over of the smallest booking that ends the clash, to whoever has the skill and the room."""
    start = max(case.today, case.overload.first)
    for booking in sorted(case.overload.bookings, key=lambda one: (one.percent, one.allocation)):
        allocation = case.allocations.get(booking.allocation)
        start_given = max(case.today, booking.first)
        if allocation is None or booking.project not in case.plans or booking.last < start:
            continue
        kept = _without(case.bookings[case.overload.resource], booking, start_given)
        if not case.is_ended_by(kept):
            continue
        for other in _able(case):
            given = replace(booking, resource=other.id, first=start_given)
            if _has_room(case, given):
                changes = tuple(give_changes(case, allocation, booking, other.id, start_given))
                return WayOut(
                    WayKind.GIVE,
                    booking.allocation,
                    booking.milestone,
                    booking.project,
                    changes,
                    other=other.id,
                    start=start_given,
                    percent=booking.percent,
                )
    return None


def _without(bookings: Iterable[Booking], gone: Booking, start: date) -> tuple[Booking, ...]:
    """Return the bookings with one of them ending before `start`."""
    left = [one for one in bookings if one != gone]
    if gone.first < start:
        left.append(replace(gone, last=start - _ONE_DAY))
    return tuple(left)


def _able(case: ClashCase) -> Iterator[Resource]:
    """Yield the others that can stand in, by id."""
    own = case.resources[case.overload.resource]
    for other in case.resources.values():
        if other.id != own.id and other.can_stand_in_for(own):
            yield other


def _has_room(case: ClashCase, given: Booking) -> bool:
    own = case.bookings.get(given.resource, ())
    if _is_surely_full(case, own, given):
        return False
    clashes = case.overloads_of(given.resource, (*own, given))
    return not any(clash.first <= given.last and clash.last >= given.first for clash in clashes)


def _is_surely_full(case: ClashCase, own: Iterable[Booking], given: Booking) -> bool:
    """Return whether one booking alone leaves too little room: seen at once, so that the many busy ones cost little."""
    usual = case.capacity.get(given.resource, FULL_LOAD_PERCENT)
    most = max((usual, *(period.capacity for period in case.periods.get(given.resource, ()))))
    room = most - given.percent + TOLERANCE
    return any(one.percent > room and one.first <= given.last and one.last >= given.first for one in own)
