"""Plan health, colours, exposure, earned value and the shape of the network."""

from dataclasses import replace
from datetime import date

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts import health
from rules.alerts.analysis import analyze_plan, schedule_plan
from rules.earned_value import indices as earned_value
from rules.forecast import exposure
from rules.plan import Dependency, LinkType, Milestone, Plan
from rules.schedule import topology
from rules.schedule.network import Network, of_plan
from rules.truth.colours import Colour, watermelon_gap
from tests.rules.schedule.networks import chain, programs


def run_check(plan: Plan, name: str) -> health.PlanCheck:
    return next(plan_check for plan_check in health.run_checks(schedule_plan(plan)) if plan_check.name == name)


def test_all_fourteen_checks_report_in_words() -> None:
    checks = health.run_checks(schedule_plan(chain(3, 4)))
    assert len({plan_check.name for plan_check in checks}) == len(checks) == 14
    assert all(plan_check.words for plan_check in checks)
    passed, applicable = health.count_passed(checks)
    assert passed <= applicable <= 14


@pytest.mark.parametrize(
    ("kinds", "lags", "name", "count"),
    [
        ((LinkType.FS, LinkType.SS), (0, 0), "Link types", 1),
        ((), (-1, 0), "Leads", 1),
        ((), (2, 0), "Lags", 1),
    ],
)
def test_unusual_links_fail_their_check(
    kinds: tuple[LinkType, ...], lags: tuple[int, ...], name: str, count: int
) -> None:
    result = run_check(chain(3, 4, 5, kinds=kinds, lags=lags), name)
    assert (result.passed, result.count, result.of) == (False, count, 2)


def test_durations_dates_and_owners_are_checked() -> None:
    plan = chain(45, 4)
    past = replace(plan.milestones[1], baseline=date(2025, 12, 1), forecast=date(2025, 12, 1), owner="U1")
    changed = replace(plan, milestones=(plan.milestones[0], past))
    assert run_check(changed, "High duration").count == 1
    assert run_check(changed, "Invalid dates").count == 1
    assert run_check(changed, "Owners").count == 1
    assert run_check(changed, "Baseline execution index").value == 0


def test_critical_path_test_passes_on_sound_logic() -> None:
    assert run_check(chain(3, 4, 5), "Critical path test").passed


def test_cpli_compares_remaining_work_with_the_committed_date() -> None:
    plan = chain(10, 10)
    committed = replace(plan.milestones[1], committed=date(2026, 1, 28))
    result = run_check(replace(plan, milestones=(plan.milestones[0], committed)), "Critical path length index")
    assert (result.value, result.passed) == (0.9, False)


def test_project_is_coloured_by_its_committed_dates() -> None:
    plan = chain(10, 10)
    committed = replace(plan.milestones[1], committed=date(2026, 1, 28))
    projects = analyze_plan(replace(plan, milestones=(plan.milestones[0], committed)), samples=200).projects
    assert (projects[0].colour, projects[1].colour) == (Colour.AMBER, Colour.GREY)
    assert projects[0].because.startswith("Project 1 is amber: M-2: 2 days late (committed Wed 28 Jan 2026)")


def test_b51_large_or_lasting_gaps_need_an_explanation() -> None:
    assert watermelon_gap(Colour.GREEN, Colour.RED) == 2
    assert watermelon_gap(Colour.RED, Colour.GREEN) == 0
    assert watermelon_gap(Colour.GREEN, Colour.GREY) == 0


@given(st.floats(0.1, 30), st.floats(0, 60), st.floats(0, 30))
def test_p22_exposure_falls_with_float_and_rises_with_spread(deviation: float, room: float, more: float) -> None:
    def excess(spread: float, days: float) -> float:
        return float(exposure.expected_excess(np.array([spread]), np.array([days]))[0])

    assert excess(deviation, room + more) <= excess(deviation, room) + 1e-9
    assert excess(deviation + more, room) >= excess(deviation, room) - 1e-9
    assert excess(deviation, 2**30) == 0


def test_exposure_is_shared_by_milestones_leading_to_a_committed_date() -> None:
    plan = chain(10, 10)
    committed = replace(plan.milestones[1], committed=date(2026, 2, 27))
    alone = Milestone("M-3", "PRJ-1", duration=10)
    exposures = analyze_plan(replace(plan, milestones=(plan.milestones[0], committed, alone)), samples=200).exposures
    assert {row.id for row in exposures} == {"M-1", "M-2"}
    assert sum(row.share for row in exposures) == pytest.approx(1)


@given(st.lists(st.floats(0.5, 50), min_size=2, max_size=12), st.data())
def test_p18_p19_earned_schedule_rises_with_earned_value(steps: list[float], data: st.DataObject) -> None:
    planned = [0.0, *np.cumsum(steps).tolist()]
    period = data.draw(st.integers(0, len(steps)))
    assert earned_value.earned_schedule(planned, planned[period]) == period
    low, high = sorted(data.draw(st.tuples(*[st.floats(0, planned[-1])] * 2)))
    assert earned_value.earned_schedule(planned, low) <= earned_value.earned_schedule(planned, high)


def test_performance_index_needs_two_fifths_earned() -> None:
    planned = [0.0, 10, 20, 30, 40, 50]
    early, later = earned_value.schedule_indices(planned, 10, 2), earned_value.schedule_indices(planned, 30, 4)
    assert (early.performance, early.finish) == (None, 6.0)
    assert (later.performance, later.finish) == (0.75, 6.0)


def test_b54_indices_never_divide_by_zero() -> None:
    nothing = earned_value.cost_indices(budget=10, planned=0, value=0, actual=0)
    assert (nothing.spi, nothing.cpi, nothing.eac, nothing.eac_at_pace, nothing.tcpi) == (None, None, None, None, 1.0)
    assert earned_value.cost_indices(budget=10, planned=5, value=5, actual=10).tcpi is None


def graph(network: Network) -> "networkx.DiGraph[int]":
    digraph: networkx.DiGraph[int] = networkx.DiGraph()
    digraph.add_nodes_from(range(len(network.ids)))
    digraph.add_edges_from(zip(network.source.tolist(), network.target.tolist(), strict=True))
    return digraph


@given(programs(size=12), st.data())
def test_downstream_milestones_are_counted_exactly(plan: Plan, data: st.DataObject) -> None:
    network = of_plan(plan)
    chosen = data.draw(st.lists(st.integers(0, len(network.ids) - 1), unique=True, min_size=1, max_size=5))
    bits = topology.awaited_bits(network, chosen)
    assert topology._spread_arrays(network, bits).tolist() == topology._spread_lists(network, bits).tolist()
    for row, position in enumerate(chosen):
        downstream = set(np.flatnonzero(bits >> np.uint64(row) & np.uint64(1)).tolist())
        assert downstream == networkx.descendants(graph(network), position)


@given(programs(size=12), st.data())
def test_unavoidable_milestones_are_the_dominators(plan: Plan, data: st.DataObject) -> None:
    network = of_plan(plan)
    target = data.draw(st.integers(0, len(network.ids) - 1))
    digraph = graph(network)
    inside = np.zeros(len(network.ids), dtype=np.bool_)
    inside[[target, *networkx.ancestors(digraph, target)]] = True
    unavoidable = set(topology.unavoidable(network, inside, target))
    roots = [node for node in digraph if digraph.in_degree(node) == 0 and inside[node]]
    for other in set(np.flatnonzero(inside).tolist()) - {target}:
        without = digraph.copy()
        without.remove_node(other)
        routed = any(root != other and (root == target or networkx.has_path(without, root, target)) for root in roots)
        assert (other in unavoidable) == (not routed)


def test_downstream_estimate_is_close_and_monotonic() -> None:
    plan = chain(*[1] * 300)
    counts = topology.estimate_downstream(of_plan(plan))
    truth = np.arange(299, -1, -1)
    assert np.median(np.abs(counts[:250] - truth[:250]) / truth[:250]) < 0.15
    assert (np.diff(counts) <= 1e-3).all()
    longer = replace(
        plan,
        milestones=(*plan.milestones, Milestone("M-999", "PRJ-1")),
        dependencies=(*plan.dependencies, Dependency("D-x", "M-300", "M-999")),
    )
    assert len(of_plan(longer).ids) == 301
