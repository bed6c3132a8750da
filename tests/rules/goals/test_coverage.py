"""Coverage of goals by projects, and budgets by goal."""

from collections import defaultdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules.goals.coverage import (
    GoalBudget,
    PlannedMoney,
    budget_by_goal,
    goals_without_project,
    projects_without_goal,
)
from rules.goals.scores import Goal
from rules.plan import Project

GOALS = ("G-1", "G-2", "G-3")
PROJECTS = st.lists(st.sets(st.sampled_from(GOALS)), min_size=1, max_size=5).map(
    lambda served: [
        Project(f"PRJ-{number}", "x", goals={goal: 100 / len(goals) for goal in sorted(goals)})
        for number, goals in enumerate(served)
    ]
)
LINES = st.lists(
    st.builds(
        PlannedMoney,
        st.integers(0, 6).map(lambda number: f"PRJ-{number}"),
        st.sampled_from(["EUR", "USD"]),
        st.floats(0, 1e6),
    ),
    max_size=12,
)


def test_budget_is_the_sum_of_budget_times_weight() -> None:
    projects = [Project("PRJ-1", "x", goals={"G-1": 60.0, "G-2": 40.0}), Project("PRJ-2", "y")]
    lines = [PlannedMoney("PRJ-1", "EUR", 100), PlannedMoney("PRJ-1", "USD", 10), PlannedMoney("PRJ-2", "EUR", 40)]
    assert budget_by_goal(lines, projects) == (
        GoalBudget("G-1", "EUR", 60),
        GoalBudget("G-2", "EUR", 40),
        GoalBudget("G-1", "USD", 6),
        GoalBudget("G-2", "USD", 4),
        GoalBudget("", "EUR", 40),
    )


@given(PROJECTS, LINES)
def test_budgets_of_goals_sum_to_the_whole(projects: list[Project], lines: list[PlannedMoney]) -> None:
    found: dict[str, float] = defaultdict(float)
    for budget in budget_by_goal(lines, projects):
        found[budget.currency] += budget.amount
    for currency in ("EUR", "USD"):
        whole = sum(line.amount for line in lines if line.currency == currency)
        assert abs(found[currency] - whole) < 1e-6 * max(1, whole)


@given(PROJECTS)
def test_each_goal_is_served_or_named(projects: list[Project]) -> None:
    goals = [Goal(id, "PRG-1", id) for id in GOALS]
    named = {goal.id for goal in goals_without_project(goals, projects)}
    served = {goal for project in projects for goal in project.goals}
    assert named | served == set(GOALS)
    assert not named & served
    idle = projects_without_goal(projects, goals)
    assert [project.id for project in idle] == [project.id for project in projects if not project.goals]


def test_closed_goals_need_and_give_nothing() -> None:
    closed = Goal("G-1", "PRG-1", "Keep", closed=date(2026, 3, 1))
    project = Project("PRJ-1", "x", goals={"G-1": 100.0})
    assert goals_without_project([closed], []) == ()
    assert projects_without_goal([project], [closed]) == (project,)
