"""Level that decides on a change request: tolerances, sums since the last baseline, and the change budget (B-96)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.change_requests.tolerance import RANKS, ApprovalLevel, ApprovedChange, Limits, Measure, Routing, route

LEAD, MANAGER, SPONSOR = ApprovalLevel
LIMITS = Limits()
BUDGETS = {"PRJ-1": 100_000.0, "PRJ-2": 300_000.0}
PROJECT = frozenset({"PRJ-1"})


def route_alone(measure: Measure, history: Sequence[ApprovedChange] = (), limits: Limits = LIMITS) -> Routing:
    return route(measure, history=history, limits=limits, budgets=BUDGETS)


@pytest.mark.parametrize(
    ("days", "cost", "level"),
    [
        (5, 0, LEAD),
        (-5, 0, LEAD),
        (6, 0, MANAGER),
        (15, 0, MANAGER),
        (16, 0, SPONSOR),
        (0, 5_000, LEAD),
        (0, 5_001, MANAGER),
        (0, 40_000, MANAGER),
        (0, 40_001, SPONSOR),
        (0, -50_000, LEAD),
        (0, 0, LEAD),
    ],
)
def test_size_decides_the_level(days: int, cost: float, level: ApprovalLevel) -> None:
    measure = Measure({"M-1": days} if days else {}, {"PRJ-1": cost} if cost else {}, PROJECT)
    assert route_alone(measure).level is level


def test_lead_does_not_decide_about_other_projects() -> None:
    two = Measure({"M-1": 1}, {}, frozenset({"PRJ-1", "PRJ-2"}))
    assert route_alone(two).level is MANAGER
    crossing = Measure({"M-1": 1}, {}, PROJECT, crosses="Checkout (M-3)")
    assert route_alone(crossing).level is MANAGER
    assert "Checkout (M-3)" in route_alone(crossing).why


def test_cost_without_a_budget_goes_to_the_sponsor() -> None:
    routing = route(Measure({}, {"PRJ-9": 1.0}, frozenset({"PRJ-9"})), history=(), limits=LIMITS, budgets={})
    assert routing.level is SPONSOR


def test_sum_since_the_baseline_counts() -> None:
    step = Measure({"M-1": 4}, {}, PROJECT)
    first = ApprovedChange(step, LEAD)
    assert route_alone(step).level is LEAD
    assert route_alone(step, [first]).level is MANAGER
    assert "8 with earlier changes since the baseline" in route_alone(step, [first]).why
    approved_above = ApprovedChange(Measure({"M-1": 12}, {}, PROJECT), MANAGER)
    assert route_alone(step, [first, approved_above]).level is SPONSOR
    assert route_alone(step, [first, ApprovedChange(step, SPONSOR)]).level is LEAD


def test_request_in_the_change_budget_does_not_climb() -> None:
    limits = Limits(budget_days=20, budget_cost=50_000)
    large = Measure({"M-1": 12}, {"PRJ-1": 30_000}, PROJECT)
    first = route_alone(large, limits=limits)
    assert (first.level, first.drawn_days, first.drawn_cost) == (LEAD, 12, 30_000)
    spent = [ApprovedChange(large, LEAD, first.drawn_days, first.drawn_cost)]
    assert route_alone(large, spent, limits).level is SPONSOR
    crossing = Measure({"M-1": 20}, {}, PROJECT, crosses="Checkout (M-3)")
    assert route_alone(crossing, limits=limits).level is MANAGER
    assert route_alone(Measure({"M-1": 3}, {}, PROJECT), limits=limits).drawn_days == 0


STEPS = st.lists(
    st.tuples(st.sampled_from(["M-1", "M-2", "finish"]), st.integers(-9, 9), st.integers(-9_000, 9_000)), max_size=25
)


@given(STEPS)
def test_no_level_approves_more_than_its_tolerance(steps: list[tuple[str, int, int]]) -> None:
    history: list[ApprovedChange] = []
    for key, days, cost in steps:
        measure = Measure({key: days}, {"PRJ-1": float(cost)}, PROJECT)
        history.append(ApprovedChange(measure, route_alone(measure, history).level))
        for level in (LEAD, MANAGER):
            moved: dict[str, int] = {}
            spent = 0.0
            for change in history:
                above = RANKS[change.level] > RANKS[level]
                (moved_key, moved_days), *_ = change.measure.days.items()
                moved[moved_key] = 0 if above else moved.get(moved_key, 0) + moved_days
                spent = 0.0 if above else spent + change.measure.costs["PRJ-1"]
            if history[-1].level is level:
                assert abs(moved[key]) <= LIMITS.days_of(level)
                budget = 100_000 if level is LEAD else 400_000
                assert cost <= 0 or spent <= budget * LIMITS.percent_of(level) / 100 or spent <= 0


@given(st.integers(1, 40), st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_slices_need_the_level_of_the_whole(whole: int, sizes: list[int]) -> None:
    """Cutting a large change into small ones never avoids the level that the large one needs (salami test)."""
    history: list[ApprovedChange] = []
    left = whole
    while left:
        size = min(left, sizes[len(history) % len(sizes)])
        measure = Measure({"M-1": size}, {}, PROJECT)
        history.append(ApprovedChange(measure, route_alone(measure, history).level))
        left -= size
    highest = max(RANKS[change.level] for change in history)
    assert highest >= RANKS[route_alone(Measure({"M-1": whole}, {}, PROJECT)).level]
