"""Earned value of a piece of work at a data date: from its milestones, or for a program from those of all projects.

Days are working days counted on the program's calendar. The plan is the baseline alone: no forecast and no committed
date enters it. Work that is done by the clock (level of effort) and work without a baseline date has a cost, but says
nothing about the schedule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import ceil

from rules.earned_value.credit import CreditRule
from rules.earned_value.indices import ROUNDING, CostIndices, EarnedSchedule, cost_indices, schedule_indices


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A milestone as earned value reads it.

    `cost` is what it is worth: money, or planned days. `first` and `last` are the counts of the first and the last
    working day of its baseline, None without one; `done` is the count of the day it was done on.
    """

    id: str
    cost: float
    rule: CreditRule
    first: int | None = None
    last: int | None = None
    percent: float = 0.0
    done: int | None = None

    @property
    def is_scheduled(self) -> bool:
        return self.last is not None and self.rule.has_own_progress

    def planned_by(self, day: int) -> float:
        """Return what was planned to be earned by the end of a working day."""
        if self.first is None or self.last is None or day < min(self.first, self.last):
            return 0.0
        elapsed = 1.0 if day >= self.last else (day - self.first + 1) / (self.last - self.first + 1)
        return self.cost * self.rule.planned_share(elapsed)

    def earned_by(self, day: int, percent: float | None = None) -> float:
        """Return what is earned by the end of a working day; `percent` is what was reported by then."""
        planned = self.planned_by(day) / self.cost if self.cost else 0.0
        is_done = self.done is not None and self.done <= day
        reported = self.percent if percent is None else percent
        return self.cost * self.rule.earned_share(reported, done=is_done, planned=planned)


@dataclass(frozen=True, slots=True)
class Performance:
    """The figures of some work at a data date; `spent` is AC, None where money is left out of it.

    `scheduled`, `scheduled_planned` and `scheduled_value` are BAC, PV and EV of the work that has a schedule of its
    own; `schedule` is None where no work has. `finish` is the count of the working day on which the rest ends if it
    goes as planned (PF = 1), or on which it was done.
    """

    budget: float
    planned: float
    value: float
    spent: float | None
    scheduled: float
    scheduled_planned: float
    scheduled_value: float
    schedule: EarnedSchedule | None
    cost: CostIndices | None
    finish: int | None = None

    @property
    def share(self) -> float:
        """The share of the whole that is earned, 0 to 1."""
        return self.value / self.budget if self.budget else 0.0

    @property
    def is_complete(self) -> bool:
        return self.share >= 1 - 1e-9

    @property
    def spi(self) -> float | None:
        """SPI = EV / PV of the work with progress of its own: never of what only cost or time says (B-54)."""
        return self.scheduled_value / self.scheduled_planned if self.scheduled_planned else None

    @property
    def schedule_variance(self) -> float | None:
        """SV = EV - PV of the work that has a schedule."""
        return self.scheduled_value - self.scheduled_planned if self.scheduled else None


def planned_curve(items: Iterable[WorkItem]) -> tuple[int, list[float]]:
    """Return the count of period 0, the day before the first, and the cumulative plan at the end of each day."""
    dated = [item for item in items if item.first is not None and item.last is not None]
    if not dated:
        return 0, []
    start = min(min(item.first or 0, item.last or 0) for item in dated) - 1
    steps = [0.0] * (max(item.last or 0 for item in dated) - start + 1)
    for item in dated:
        earlier = 0.0
        for day in range(min(item.first or 0, item.last or 0), (item.last or 0) + 1):
            planned = item.planned_by(day)
            steps[day - start] += planned - earlier
            earlier = planned
    return start, list(accumulate(steps))


def measure(items: Sequence[WorkItem], *, day: int, spent: float | None) -> Performance:
    """Return the figures at the end of the working day `day`, from sums over the items."""
    scheduled = [item for item in items if item.is_scheduled and item.cost > 0]
    schedule, start = _schedule_of(scheduled, day)
    figures = Performance(
        budget=sum(item.cost for item in items),
        planned=sum(item.planned_by(day) for item in items),
        value=sum(item.earned_by(day) for item in items),
        spent=spent,
        scheduled=sum(item.cost for item in scheduled),
        scheduled_planned=sum(item.planned_by(day) for item in scheduled),
        scheduled_value=sum(item.earned_by(day) for item in scheduled),
        schedule=schedule,
        cost=None,
        finish=start + ceil(schedule.finish - ROUNDING) if schedule else None,
    )
    if spent is None:
        return figures
    indices = cost_indices(
        budget=figures.budget, planned=figures.planned, value=figures.value, actual=spent, spi=figures.spi
    )
    return replace(figures, cost=replace(indices, spi=figures.spi, eac_at_pace=_at_pace(figures, indices)))


def _at_pace(figures: Performance, indices: CostIndices) -> float | None:
    """Return AC + (BAC - EV) / (CPI x SPI), n/a where no work has a schedule."""
    return indices.eac_at_pace if figures.spi is not None else None


def _schedule_of(items: Sequence[WorkItem], day: int) -> tuple[EarnedSchedule | None, int]:
    """Return the earned schedule, and the count of the day before the first."""
    if not items:
        return None, 0
    start, curve = planned_curve(items)
    finished = [item.done for item in items if item.done is not None and item.done <= day]
    # Once all of it is done, time no longer runs against it; before the first planned day it has not begun to.
    spent = max(finished) - start if len(finished) == len(items) else max(0, day - start)
    value = min(sum(item.earned_by(day) for item in items), curve[-1])
    return schedule_indices(curve, value, spent), start
