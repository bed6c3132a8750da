"""Coverage of goals: goals that no project serves, projects that serve no goal, and what is planned for each goal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rules.goals.scores import Goal
from rules.plan import Project

# The goal of money that serves none.
NO_GOAL = ""


@dataclass(frozen=True, slots=True)
class PlannedMoney:
    """A planned amount of a project in one currency."""

    project: str
    currency: str
    amount: float


@dataclass(frozen=True, slots=True)
class GoalBudget:
    """The money planned for a goal in one currency: Σ budget × weight over its projects; "" is what serves no goal."""

    goal: str
    currency: str
    amount: float


def goals_without_project(goals: Iterable[Goal], projects: Collection[Project]) -> tuple[Goal, ...]:
    """Return the open goals that no project serves."""
    served = {goal for project in projects for goal, share in project.goals.items() if share > 0}
    return tuple(goal for goal in goals if goal.closed is None and goal.id not in served)


def projects_without_goal(projects: Iterable[Project], goals: Iterable[Goal]) -> tuple[Project, ...]:
    """Return the projects that serve no open goal."""
    open_ids = {goal.id for goal in goals if goal.closed is None}
    return tuple(project for project in projects if not any(project.goals.get(id, 0) > 0 for id in open_ids))


def budget_by_goal(lines: Iterable[PlannedMoney], projects: Sequence[Project]) -> tuple[GoalBudget, ...]:
    """Return Σ budget × weight for each goal and currency, which are never added up, the largest first.

    What a project's weights leave, and all of a project without weights, serves no goal: the parts sum to the whole.
    """
    by_id = {project.id: project for project in projects}
    amounts: dict[tuple[str, str], float] = {}
    for line in lines:
        weights = by_id[line.project].goals if line.project in by_id else {}
        shares = {goal: share / 100 for goal, share in weights.items()}
        shares[NO_GOAL] = 1 - sum(shares.values())
        for goal, share in shares.items():
            if abs(share) > 1e-9:
                key = (goal, line.currency)
                amounts[key] = amounts.get(key, 0.0) + line.amount * share
    budgets = (GoalBudget(goal, currency, amount) for (goal, currency), amount in amounts.items())
    return tuple(sorted(budgets, key=lambda budget: (budget.goal == NO_GOAL, -budget.amount, budget.goal)))
