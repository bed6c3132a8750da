"""Alerts about people and benefits: bookings above capacity, and benefits that fall short."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rules.forecast.trend_lines import theil_sen
from rules.resources.bookings import FULL_LOAD_PERCENT, Booking, allocations_of_file, book_allocations
from rules.resources.overloads import RED_LOAD_PERCENT, Overload, find_overloads, is_worth_reporting
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan
from rules.truth.colours import day_text, days_text

# Readings needed for a trend line, and the share of the plan below which a benefit falls short (docs/formulas.md).
MIN_READINGS = 4
MIN_BENEFIT_SHARE = 0.9


def over_allocations(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each current or future booking above capacity."""
    resources = {str(resource.get("id")): resource for resource in facts.plan.resources}
    capacity = {
        name: float(share)
        for name, resource in resources.items()
        if isinstance(share := resource.get("capacity"), int | float)
    }
    bookings = plan_bookings(facts)
    for overload in find_overloads(bookings, capacity):
        limit = capacity.get(overload.resource, FULL_LOAD_PERCENT)
        if overload.last >= facts.today and is_worth_reporting(overload, limit):
            yield _overload_alert(facts, overload, resources.get(overload.resource, {}), limit)


def plan_bookings(facts: ScheduledPlan) -> tuple[Booking, ...]:
    """Return what the plan's own allocations book."""
    allocations = allocations_of_file(facts.plan.allocations)
    return book_allocations(allocations, facts.milestones, facts.axis.calendar)


def _overload_alert(
    facts: ScheduledPlan, overload: Overload, resource: Mapping[str, object], limit: float
) -> PlanAlert:
    name = str(resource.get("name") or overload.resource)
    projects = ", ".join(
        sorted({booking.project or booking.milestone or "other work" for booking in overload.bookings})
    )
    movable_text = _movable_milestone_text(facts, overload)
    suggestion = f"; {movable_text}" if movable_text else ""
    lead = next(
        (facts.projects[booking.project].lead for booking in overload.bookings if booking.project in facts.projects),
        None,
    )
    owner = str(resource.get("user") or lead or "") or None
    days = (overload.last - overload.first).days + 1
    return PlanAlert(
        "over-allocation",
        "red" if overload.peak > RED_LOAD_PERCENT * limit / FULL_LOAD_PERCENT else "amber",
        overload.resource,
        f"{name} is booked {overload.peak:g} % (of {limit:g} %) "
        f"from {day_text(overload.first)} to {day_text(overload.last)} "
        f"by {projects}{suggestion}.",
        days,
        tuple(dict.fromkeys(booking.milestone for booking in overload.bookings if booking.milestone)),
        owner,
    )


def _movable_milestone_text(facts: ScheduledPlan, overload: Overload) -> str:
    """Name the booked milestone with the most float to all committed targets, or return an empty string."""
    booked = [booking.milestone for booking in overload.bookings if booking.milestone in facts.milestones]
    least_float = {name: min(facts.float_by_target(name).values(), default=None) for name in booked if name}
    known_floats = {name: days for name, days in least_float.items() if days is not None}
    if not known_floats:
        return ""
    most_movable = max(known_floats, key=lambda name: known_floats[name])
    if known_floats[most_movable] <= 0:
        return ""
    return f"{facts.label(most_movable)} has {days_text(known_floats[most_movable])} of float and could move"


def projected_share(benefit: Mapping[str, object]) -> float | None:
    """Return the share of the planned change that the readings predict for the due date; None if unknown."""
    base, goal, due = (benefit.get(key) for key in ("baseline", "target", "due"))
    readings = benefit.get("readings")
    is_numeric = isinstance(base, int | float) and isinstance(goal, int | float) and base != goal
    if not is_numeric or not isinstance(due, date) or not isinstance(readings, Sequence):
        return None
    assert isinstance(base, int | float)
    assert isinstance(goal, int | float)
    points = [(float(day.toordinal()), (value - base) / (goal - base)) for day, value in _dated_readings(readings)]
    if len({day for day, _ in points}) < MIN_READINGS:
        return None
    slope, intercept = theil_sen(points)
    return intercept + slope * due.toordinal()


def _dated_readings(readings: Sequence[Mapping[str, object]]) -> list[tuple[date, float]]:
    readings_by_day = [(entry.get("date"), entry.get("value")) for entry in readings]
    return [(day, value) for day, value in readings_by_day if isinstance(day, date) and isinstance(value, int | float)]


def benefit_shortfalls(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each benefit that, at its present pace, reaches less than 90 % of its plan by the due date."""
    for benefit in facts.plan.benefits:
        share, due = projected_share(benefit), benefit.get("due")
        if share is None or share >= MIN_BENEFIT_SHARE or not isinstance(due, date):
            continue
        base, goal, unit = benefit.get("baseline"), benefit.get("target"), str(benefit.get("unit") or "")
        assert isinstance(base, int | float)
        assert isinstance(goal, int | float)
        name, owner = str(benefit.get("name") or benefit.get("id")), str(benefit.get("owner") or "") or None
        yield PlanAlert(
            "benefit shortfall",
            "red" if share < MIN_BENEFIT_SHARE / 2 else "amber",
            str(benefit.get("id") or name),
            f"{name} is heading for {base + share * (goal - base):.3g} instead of {goal:g} {unit}".rstrip()
            + f" by {day_text(due)} at the pace of its last readings ({share:.0%} of the plan).",
            max(0, facts.axis.calendar.between(facts.today, due)),
            (),
            owner,
        )


RULES = (over_allocations, benefit_shortfalls)
