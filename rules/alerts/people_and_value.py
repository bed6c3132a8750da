"""Alerts about people and about what it is all for: bookings above capacity, benefits that fall short."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from statistics import median

from rules.alerts.resources import (
    FULL_LOAD_PERCENT,
    RED_LOAD_PERCENT,
    Overload,
    find_overloads,
    is_worth_reporting,
    read_bookings,
)
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan, day_text, days_text, owner_text

MIN_READINGS = 4
MIN_BENEFIT_SHARE = 0.9
"""Readings needed for a line, and the share of the plan below which a benefit falls short (engine.md 2.2)."""


def over_allocations(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Somebody is booked above capacity, now or later."""
    rows = {str(each.get("id")): each for each in facts.plan.resources}
    capacity = {
        name: float(share) for name, each in rows.items() if isinstance(share := each.get("capacity"), int | float)
    }
    for found in find_overloads(read_bookings(facts.plan.allocations), capacity):
        limit = capacity.get(found.resource, FULL_LOAD_PERCENT)
        if found.last >= facts.today and is_worth_reporting(found, limit):
            yield _overload_alert(facts, found, rows.get(found.resource, {}), limit)


def _overload_alert(
    facts: ScheduledPlan, overload: Overload, resource: Mapping[str, object], limit: float
) -> PlanAlert:
    name = str(resource.get("name") or overload.resource)
    projects = ", ".join(sorted({each.project or each.milestone or "other work" for each in overload.bookings}))
    movable = _movable_milestone_text(facts, overload)
    more = f"; {movable}" if movable else ""
    lead = next(
        (facts.projects[each.project].lead for each in overload.bookings if each.project in facts.projects), None
    )
    owner = str(resource.get("user") or lead or "") or None
    days = (overload.last - overload.first).days + 1
    return PlanAlert(
        "over-allocation",
        "red" if overload.peak > RED_LOAD_PERCENT * limit / FULL_LOAD_PERCENT else "amber",
        overload.resource,
        f"{name} is booked {overload.peak:g} % (of {limit:g} %) "
        f"from {day_text(overload.first)} to {day_text(overload.last)} "
        f"by {projects}{more}; {owner_text(owner)}.",
        days,
        tuple(dict.fromkeys(each.milestone for each in overload.bookings if each.milestone)),
        owner,
    )


def _movable_milestone_text(facts: ScheduledPlan, overload: Overload) -> str:
    """The milestone among the bookings that has most room to every promised target."""
    known = [each.milestone for each in overload.bookings if each.milestone in facts.milestones]
    room = {name: min(facts.float_by_target(name).values(), default=None) for name in known if name}
    spare = {name: days for name, days in room.items() if days is not None}
    if not spare:
        return ""
    most = max(spare, key=lambda name: spare[name])
    if spare[most] <= 0:
        return ""
    return f"{facts.label(most)} has {days_text(spare[most])} of float and could move"


def theil_sen(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Slope and intercept of the line through the medians of all pairwise slopes and of what is left (Theil 1950)."""
    slope = median((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(points, 2) if x1 != x2)
    return slope, median(y - slope * x for x, y in points)


def projected_share(benefit: Mapping[str, object]) -> float | None:
    """The share of the planned change that the readings head for on the due date; None while nothing can be said."""
    base, goal, due = (benefit.get(key) for key in ("baseline", "target", "due"))
    readings = benefit.get("readings")
    numbers = isinstance(base, int | float) and isinstance(goal, int | float) and base != goal
    if not numbers or not isinstance(due, date) or not isinstance(readings, Sequence):
        return None
    assert isinstance(base, int | float)
    assert isinstance(goal, int | float)
    points = [(float(at.toordinal()), (value - base) / (goal - base)) for at, value in _dated_readings(readings)]
    if len({at for at, _ in points}) < MIN_READINGS:
        return None
    slope, intercept = theil_sen(points)
    return intercept + slope * due.toordinal()


def _dated_readings(readings: Sequence[Mapping[str, object]]) -> list[tuple[date, float]]:
    pairs = [(entry.get("date"), entry.get("value")) for entry in readings]
    return [(at, value) for at, value in pairs if isinstance(at, date) and isinstance(value, int | float)]


def benefit_shortfalls(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """A benefit that at the present pace reaches less than nine tenths of its plan on the due date."""
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
            + f" by {day_text(due)} at the pace of its last readings ({share:.0%} of the plan); {owner_text(owner)}.",
            max(0, facts.axis.calendar.between(facts.today, due)),
            (),
            owner,
        )


RULES = (over_allocations, benefit_shortfalls)
