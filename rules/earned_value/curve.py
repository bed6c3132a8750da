"""The S-curve: planned, earned and spent over time; nothing that happened is drawn past the data date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from rules.earned_value.performance import Performance, WorkItem, planned_curve
from rules.time.calendars import Calendar

# Beyond this many points a line looks no different.
MAX_POINTS = 60
Point = tuple[date, float]
Reports = Mapping[str, Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class EarnedCurve:
    """Cumulative lines; `band` holds the finish, and the lowest and the highest cost at it, None without a forecast."""

    planned: tuple[Point, ...]
    earned: tuple[Point, ...]
    spent: tuple[Point, ...]
    band: tuple[date, float, float] | None = None


def draw_curve(
    items: Sequence[WorkItem],
    reports: Reports,
    spending: Sequence[tuple[int, float]],
    *,
    performance: Performance,
    day: int,
    finish: int | None,
    calendar: Calendar,
) -> EarnedCurve:
    """Return the lines. `reports` are (day, percent) of each milestone and `spending` (day, amount), by working day."""
    start, plan = planned_curve(items)
    if not plan:
        return EarnedCurve((), (), ())
    first = min([start, *(count for count, _ in spending)])
    past = _sample(first, day) if day > first else [day]
    planned = _sample(start, start + len(plan) - 1)
    return EarnedCurve(
        planned=tuple((calendar.day(count), plan[count - start]) for count in planned),
        earned=tuple((calendar.day(count), earned_at(items, reports, count, today=day)) for count in past),
        spent=tuple((calendar.day(count), total) for count, total in _cumulative(spending, first, day)),
        band=_band(performance, finish, calendar),
    )


def earned_at(items: Sequence[WorkItem], reports: Reports, day: int, *, today: int) -> float:
    """Return EV at the end of a past day, from what had been reported by then; today, from what is known now."""
    return sum(item.earned_by(day, _reported(reports.get(item.id, ()), item, day, today)) for item in items)


def _reported(reports: Sequence[tuple[int, float]], item: WorkItem, day: int, today: int) -> float:
    if day >= today:
        return item.percent
    return next((percent for count, percent in reversed(reports) if count <= day), 0.0)


def _sample(first: int, last: int) -> list[int]:
    step = max(1, -(-(last - first) // MAX_POINTS))
    return [*range(first, last, step), last]


def _cumulative(spending: Sequence[tuple[int, float]], first: int, last: int) -> list[tuple[int, float]]:
    """Return the running total on each day with spending, from nothing at the start to the data date."""
    ordered = sorted((count, amount) for count, amount in spending if count <= last)
    totals = list(accumulate((amount for _, amount in ordered), initial=0.0))
    by_day = {first: 0.0} | {count: total for (count, _), total in zip(ordered, totals[1:], strict=True)}
    return sorted((by_day | {last: totals[-1]}).items()) if ordered else []


def _band(performance: Performance, finish: int | None, calendar: Calendar) -> tuple[date, float, float] | None:
    costs = performance.cost
    if costs is None or finish is None or performance.is_complete or not performance.spent:
        return None
    ends = [end for end in (costs.eac, costs.eac_as_planned, costs.eac_at_pace) if end is not None]
    return calendar.day(finish), min(ends), max(ends)
