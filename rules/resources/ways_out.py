"""Three ways out of a clash: move an item, give it to somebody with the skill and the room, or cut it (B-102)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from rules.plan import Milestone, Plan
from rules.resources.booking_changes import give_changes
from rules.resources.bookings import Booking, Resource, book_allocations
from rules.resources.clash_case import ClashCase, DateEffect, WayKind, WayOut
from rules.resources.cutting import cut_bookings
from rules.schedule.expected_dates import date_network
from rules.schedule.network import of_plan
from rules.schedule.slips import BlastRadius, blast_radius
from rules.schedule.workday_axis import WorkdayAxis, planned_schedule
from rules.time.calendars import Calendar

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


def _float_of(plan: Plan, milestone: str, today: date) -> int:
    """Return how many working days a milestone can move before the end of its program does."""
    network = of_plan(plan)
    axis = WorkdayAxis.of(plan.program)
    schedule = planned_schedule(plan, network, axis, today=today)
    return int(schedule.total_float[network.position[milestone]])


def _movable(case: ClashCase) -> Iterator[Booking]:
    """Yield one booking of each open milestone that has not begun, or whose work lies ahead."""
    seen: set[str] = set()
    for booking in case.overload.bookings:
        if booking.milestone and booking.milestone not in seen and booking.project in case.plans:
            seen.add(booking.milestone)
            yield booking


def _shift(case: ClashCase, booking: Booking) -> tuple[WayOut, BlastRadius] | None:
    """Return the shortest shift of a milestone behind other bookings of its resource that ends the clash."""
    plan, calendar = case.plans[booking.project], case.calendar_of(booking.project)
    milestone = next((m for m in plan.milestones if m.id == booking.milestone), None)
    if milestone is None or not milestone.open or milestone.expected is None:
        return None
    ends = {one.last for one in case.overload.bookings if one.milestone != booking.milestone} | {case.overload.last}
    shifts = {calendar.between(booking.first, end) + 1 for end in ends if end >= booking.first}
    for days in sorted(shift for shift in shifts if shift > 0)[:MAX_SHIFTS]:
        to = calendar.add(max(milestone.expected, case.today), days)
        radius = blast_radius(plan, {milestone.id: to}, today=case.today)
        changes = ({"op": "move", "milestone": milestone.id, "to": to.isoformat()},)
        if case.is_ended_by(_moved_bookings(case, plan, radius)):
            effects, broken = move_effects(case, plan, radius)
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
                float_days=_float_of(plan, milestone.id, case.today),
            )
            return way, radius
    return None


def move_effects(
    case: ClashCase, plan: Plan, radius: BlastRadius
) -> tuple[tuple[DateEffect, ...], tuple[DateEffect, ...]]:
    """Return the targets that move, and the committed dates that were kept before and are missed then."""
    before = date_network(plan, today=case.today)
    targets = set(case.targets_of(plan))
    moved = [
        DateEffect(move.id, move.old, move.new, move.days, move.committed)
        for move in (*radius.slipped, *radius.moved)
        if move.days
    ]

    def was_kept(effect: DateEffect) -> bool:
        day = before.day_at(before.network.position[effect.milestone])
        return effect.committed is not None and (day is None or day <= effect.committed)

    return (
        tuple(effect for effect in moved if effect.milestone in targets),
        tuple(effect for effect in moved if was_kept(effect)),
    )


def _moved_bookings(case: ClashCase, plan: Plan, radius: BlastRadius) -> tuple[Booking, ...]:
    """Return all bookings of the resource as they are once the dates have moved."""
    days = {move.id: move.new for move in (*radius.slipped, *radius.moved)}
    milestones = {m.id: with_expected(m, days[m.id]) for m in plan.milestones if m.id in days}
    own = [case.allocations[one.allocation] for one in case.bookings[case.overload.resource]]
    affected = [one for one in own if one.milestone in milestones]
    calendar = Calendar.of(plan.program.calendar)
    kept = [one for one in case.bookings[case.overload.resource] if one.milestone not in milestones]
    return (*kept, *book_allocations(affected, milestones, calendar))


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
    clashes = case.overloads_of(given.resource, (*own, given))
    return not any(clash.first <= given.last and clash.last >= given.first for clash in clashes)
