"""Level that decides on a change request: by its forecast effect and the sum since the last baseline (B-96, PRINCE2).

PRINCE2 delegates a tolerance to each level and asks for an exception report when the *forecast* leaves it. The sum
since the last approval of a higher level counts, so that several small requests need what one large one would (salami
test).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class ApprovalLevel(StrEnum):
    LEAD = "lead"
    MANAGER = "manager"
    SPONSOR = "sponsor"


RANKS: Mapping[ApprovalLevel, int] = {ApprovalLevel.LEAD: 1, ApprovalLevel.MANAGER: 2, ApprovalLevel.SPONSOR: 3}
_TITLES = {ApprovalLevel.LEAD: "a project lead", ApprovalLevel.MANAGER: "the program manager"}


@dataclass(frozen=True, slots=True)
class Limits:
    """The tolerance of each level in working days and percent of the budget, and the change budget.

    The change budget, in days and money, is what may be approved without climbing; None where none is set.
    """

    lead_days: int = 5
    lead_percent: float = 5.0
    manager_days: int = 15
    manager_percent: float = 10.0
    budget_days: int | None = None
    budget_cost: float | None = None

    def days_of(self, level: ApprovalLevel) -> int:
        return self.lead_days if level is ApprovalLevel.LEAD else self.manager_days

    def percent_of(self, level: ApprovalLevel) -> float:
        return self.lead_percent if level is ApprovalLevel.LEAD else self.manager_percent


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of a request: the working days by which it moves each date, and the money it adds to each project.

    `days` is by milestone, and "finish" for the program's finish; later is positive. `projects` are those it changes.
    `crosses` is the label of a committed date of another project that it would break.
    """

    days: Mapping[str, int] = field(default_factory=dict)
    costs: Mapping[str, float] = field(default_factory=dict)
    projects: frozenset[str] = frozenset()
    crosses: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedChange:
    """An approved request, oldest first in a sequence: its size, its level, and what it took of the change budget."""

    measure: Measure
    level: ApprovalLevel
    drawn_days: int = 0
    drawn_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Routing:
    """The level that decides, the sentence that says why, and what the request takes of the change budget."""

    level: ApprovalLevel
    why: str
    drawn_days: int = 0
    drawn_cost: float = 0.0


def route(
    measure: Measure, *, history: Sequence[ApprovedChange], limits: Limits, budgets: Mapping[str, float]
) -> Routing:
    """Return who decides; `history` holds the program's approved changes, `budgets` the planned sum of each project."""
    natural = _route_by_tolerance(measure, history, limits, budgets)
    lowest = ApprovalLevel.LEAD if _lead_obstacle(measure) is None else ApprovalLevel.MANAGER
    if RANKS[natural.level] <= RANKS[lowest]:
        return natural
    days, cost = largest_days(measure), max(0.0, sum(measure.costs.values()))
    if _fits_change_budget(days, cost, history, limits):
        return Routing(lowest, "It fits in the program's change budget.", days, cost)
    return natural


def largest_days(measure: Measure) -> int:
    """Return the working days of the largest move, earlier or later."""
    return max((abs(days) for days in measure.days.values()), default=0)


def _route_by_tolerance(
    measure: Measure, history: Sequence[ApprovedChange], limits: Limits, budgets: Mapping[str, float]
) -> Routing:
    """Return the lowest level whose tolerance, and that of every level above it, holds the request."""
    excess = _excess(ApprovalLevel.MANAGER, measure, history, limits, {"": sum(budgets.values())})
    if excess is not None:
        return Routing(ApprovalLevel.SPONSOR, excess)
    obstacle = _lead_obstacle(measure)
    if obstacle is None:
        project = next(iter(measure.projects), "")
        obstacle = _excess(ApprovalLevel.LEAD, measure, history, limits, {project: budgets.get(project, 0.0)})
    if obstacle is not None:
        return Routing(ApprovalLevel.MANAGER, obstacle)
    days, percent = limits.lead_days, limits.lead_percent
    return Routing(ApprovalLevel.LEAD, f"It is within {days} working days and {percent:g}% of the budget.")


def _lead_obstacle(measure: Measure) -> str | None:
    """Return why no single project lead can decide, whatever the size."""
    if len(measure.projects) > 1:
        return "It changes more than one project."
    return f"{measure.crosses} of another project would miss its committed date." if measure.crosses else None


def _excess(
    level: ApprovalLevel,
    measure: Measure,
    history: Sequence[ApprovedChange],
    limits: Limits,
    budgets: Mapping[str, float],
) -> str | None:
    """Return why a request, with what was approved since the last baseline, is more than a level may approve."""
    most, who = limits.days_of(level), _TITLES[level]
    days = {key: own + sum(days_since_baseline(level, key, history)) for key, own in measure.days.items()}
    if days and (total := max(map(abs, days.values()))) > most:
        alone = largest_days(measure)
        summed = "" if alone > most else f", {total} with earlier changes since the baseline"
        return f"It moves a date by {alone} working days{summed}; {who} can approve up to {most}."
    if not any(measure.costs.values()):
        return None
    for project, budget in budgets.items():
        own = sum(measure.costs.values()) if project == "" else measure.costs.get(project, 0.0)
        total_cost = own + sum(_costs_since_baseline(level, project, history))
        if max(own, total_cost) > 0 and total_cost > budget * limits.percent_of(level) / 100:
            return f"It costs more than the {limits.percent_of(level):g}% of the budget that {who} can approve."
    return None


def days_since_baseline(level: ApprovalLevel, key: str, history: Sequence[ApprovedChange]) -> list[int]:
    """Return the moves of one date that were approved at this level or below since a higher level approved one."""
    moves: list[int] = []
    for change in history:
        if key in change.measure.days:
            is_baseline = RANKS[change.level] > RANKS[level]
            moves = [] if is_baseline else [*moves, change.measure.days[key]]
    return moves


def _costs_since_baseline(level: ApprovalLevel, project: str, history: Sequence[ApprovedChange]) -> list[float]:
    costs: list[float] = []
    for change in history:
        own = change.measure.costs
        if own if project == "" else project in own:
            cost = sum(own.values()) if project == "" else own[project]
            costs = [] if RANKS[change.level] > RANKS[level] else [*costs, cost]
    return costs


def _fits_change_budget(days: int, cost: float, history: Sequence[ApprovedChange], limits: Limits) -> bool:
    """Return whether a change budget is set that still holds these days and this cost."""
    if limits.budget_days is None and limits.budget_cost is None:
        return False
    days_left = (limits.budget_days or 0) - sum(change.drawn_days for change in history)
    cost_left = (limits.budget_cost or 0.0) - sum(change.drawn_cost for change in history)
    return days <= days_left and cost <= cost_left
