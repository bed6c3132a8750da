"""Milestones as earned value weighs them: by what they cost, or without money by their planned days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.earned_value.credit import CreditRule
from rules.earned_value.performance import WorkItem
from rules.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    """A milestone with what earned value needs of it; `cost` is None where none was given."""

    id: str
    project: str
    duration: int
    baseline: date | None
    percent: float
    actual: date | None
    cost: float | None
    rule: CreditRule


@dataclass(frozen=True, slots=True)
class Pricing:
    """The cost of each milestone.

    `unpriced` have none, because no budget was left for them; `left_over` is planned money that is on no milestone.
    """

    costs: Mapping[str, float]
    unpriced: tuple[str, ...] = ()
    left_over: float = 0.0

    @property
    def total(self) -> float:
        return sum(self.costs.values())


def price_by_money(milestones: Sequence[PlannedMilestone], budget: float | None) -> Pricing:
    """Return the costs given; what is left of the planned budget is spread over the other milestones by duration."""
    given = {milestone.id: milestone.cost for milestone in milestones if milestone.cost is not None}
    others = [milestone for milestone in milestones if milestone.cost is None]
    left = max(0.0, (budget or 0.0) - sum(given.values()))
    if not others or not left:
        return Pricing(given | {each.id: 0.0 for each in others}, tuple(each.id for each in others), left)
    return Pricing(given | _spread(left, others))


def price_by_days(milestones: Sequence[PlannedMilestone]) -> Pricing:
    """Return planned days as the cost of each milestone, or one for each where none has a duration."""
    total = sum(milestone.duration for milestone in milestones)
    return Pricing(_spread(float(total or len(milestones)), milestones))


def _spread(amount: float, milestones: Sequence[PlannedMilestone]) -> dict[str, float]:
    total = sum(milestone.duration for milestone in milestones)
    return {each.id: amount * (each.duration / total if total else 1 / len(milestones)) for each in milestones}


def work_items(
    milestones: Iterable[PlannedMilestone], costs: Mapping[str, float], calendar: Calendar
) -> tuple[WorkItem, ...]:
    """Return the milestones on the working days of the program's calendar, dated by their baseline alone."""
    return tuple(_item(milestone, costs[milestone.id], calendar) for milestone in milestones)


def _item(milestone: PlannedMilestone, cost: float, calendar: Calendar) -> WorkItem:
    last = calendar.count(milestone.baseline) if milestone.baseline else None
    first = last - max(1, milestone.duration) + 1 if last is not None else None
    done = calendar.count(milestone.actual) if milestone.actual else None
    return WorkItem(milestone.id, cost, milestone.rule, first, last, milestone.percent, done)
