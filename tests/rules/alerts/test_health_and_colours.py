"""Plan health, colours, exposure, progress and the shape of the network."""

from dataclasses import replace
from datetime import date

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import earned_value
from rules.alerts import health, target_colours
from rules.alerts.analysis import analyze_plan, schedule_plan
from rules.alerts.lead_time import Colour
from rules.forecast import exposure
from rules.plan import Dependency, LinkType, Milestone, Plan
from rules.schedule import topology
from rules.schedule.network import Network, of_plan
from tests.rules.schedule.networks import chain, programs

COLOURS = [Colour.GREEN, Colour.AMBER, Colour.RED]


def check(plan: Plan, name: str) -> health.PlanCheck:
    return next(each for each in health.run_checks(schedule_plan(plan)) if each.name == name)


def test_there_are_fourteen_checks_and_each_says_what_it_found() -> None:
    found = health.run_checks(schedule_plan(chain(3, 4)))
    assert len({each.name for each in found}) == len(found) == 14
    assert all(each.words for each in found)
    passed, made = health.count_passed(found)
    assert passed <= made <= 14


@pytest.mark.parametrize(
    ("kinds", "lags", "name", "count"),
    [
        ((LinkType.FS, LinkType.SS), (0, 0), "link types", 1),
        ((), (-1, 0), "leads", 1),
        ((), (2, 0), "lags", 1),
    ],
)
def test_links_that_say_too_much_fail_their_check(
    kinds: tuple[LinkType, ...], lags: tuple[int, ...], name: str, count: int
) -> None:
    found = check(chain(3, 4, 5, kinds=kinds, lags=lags), name)
    assert (found.passed, found.count, found.of) == (False, count, 2)


def test_durations_dates_and_owners_have_their_checks() -> None:
    plan = chain(45, 4)
    old = replace(plan.milestones[1], baseline=date(2025, 12, 1), forecast=date(2025, 12, 1), owner="U1")
    built = replace(plan, milestones=(plan.milestones[0], old))
    assert check(built, "high duration").count == 1
    assert check(built, "invalid dates").count == 1
    assert check(built, "resources").count == 1
    assert check(built, "baseline execution index").value == 0


def test_the_critical_path_test_passes_where_the_logic_holds() -> None:
    assert check(chain(3, 4, 5), "critical path test").passed


def test_cpli_compares_what_is_left_with_the_promise() -> None:
    plan = chain(10, 10)
    late = replace(plan.milestones[1], committed=date(2026, 1, 28))
    found = check(replace(plan, milestones=(plan.milestones[0], late)), "critical path length index")
    assert (found.value, found.passed) == (0.9, False)


@given(
    st.tuples(st.integers(-20, 20), st.floats(0, 1), st.booleans()),
    st.tuples(st.integers(0, 20), st.floats(0, 1), st.booleans()),
    st.integers(2, 9),
)
def test_p23_worse_input_never_gives_a_better_colour(
    base: tuple[int, float, bool], worse: tuple[int, float, bool], margin: int
) -> None:
    over, late, conflict = base
    first = target_colours.colour_of(over=over, late=late, spare=-over, margin=margin, conflict=conflict)
    more, later = over + worse[0], min(1, late + worse[1])
    second = target_colours.colour_of(over=more, late=later, spare=-more, margin=margin, conflict=conflict or worse[2])
    assert COLOURS.index(second) >= COLOURS.index(first)


def test_a_project_takes_the_colour_of_its_own_promise_and_says_why() -> None:
    plan = chain(10, 10)
    late = replace(plan.milestones[1], committed=date(2026, 1, 28))
    found = analyze_plan(replace(plan, milestones=(plan.milestones[0], late)), samples=200).projects
    assert found[0].colour is Colour.RED
    assert found[0].because.startswith("Project 1 is red: M-2 is ")
    assert found[0].because.endswith("% likely to miss Wed 28 Jan 2026 (2 working days over), because of M-1.")
    assert found[1].colour is Colour.GREY


@pytest.mark.parametrize(
    ("computed", "shown"),
    [("AR", "red"), ("A", "green"), ("AA", "amber"), ("AG", "green"), ("RAA", "amber"), ("", "green")],
)
def test_a_colour_turns_red_at_once_and_otherwise_when_two_refreshes_agree(computed: str, shown: str) -> None:
    letters = {colour.value[0].upper(): colour for colour in COLOURS}
    assert target_colours.settled_colour(Colour.GREEN, [letters[each] for each in computed]) == shown


def test_b51_two_steps_at_once_or_one_for_three_weeks_ask_for_a_sentence() -> None:
    assert target_colours.watermelon_gap(Colour.GREEN, Colour.RED) == 2
    assert target_colours.watermelon_gap(Colour.RED, Colour.GREEN) == 0
    assert target_colours.watermelon_gap(Colour.GREEN, Colour.GREY) == 0
    assert [target_colours.needs_explanation(gaps) for gaps in ([2], [1, 1], [1, 1, 1], [])] == [
        True,
        False,
        True,
        False,
    ]


def test_b47_the_worked_example_of_the_fever_chart() -> None:
    assert (target_colours.fever_colour(10, 30), target_colours.fever_colour(80, 70)) == (Colour.AMBER, Colour.GREEN)
    assert target_colours.fever_colour(10, 60) is Colour.RED


@given(st.floats(0.1, 30), st.floats(0, 60), st.floats(0, 30))
def test_p22_exposure_falls_with_float_and_rises_with_spread(deviation: float, room: float, more: float) -> None:
    def excess(spread: float, days: float) -> float:
        return float(exposure.expected_excess(np.array([spread]), np.array([days]))[0])

    assert excess(deviation, room + more) <= excess(deviation, room) + 1e-9
    assert excess(deviation + more, room) >= excess(deviation, room) - 1e-9
    assert excess(deviation, 2**30) == 0


def test_exposure_is_shared_among_those_with_a_path_to_a_promise() -> None:
    plan = chain(10, 10)
    promised = replace(plan.milestones[1], committed=date(2026, 2, 27))
    alone = Milestone("M-3", "PRJ-1", duration=10)
    found = analyze_plan(replace(plan, milestones=(plan.milestones[0], promised, alone)), samples=200).exposures
    assert {each.id for each in found} == {"M-1", "M-2"}
    assert sum(each.share for each in found) == pytest.approx(1)


@given(st.lists(st.floats(0.5, 50), min_size=2, max_size=12), st.data())
def test_p18_p19_on_plan_is_on_time_and_more_earned_is_never_earlier(steps: list[float], data: st.DataObject) -> None:
    planned = [0.0, *np.cumsum(steps).tolist()]
    at = data.draw(st.integers(0, len(steps)))
    assert earned_value.earned_schedule(planned, planned[at]) == at
    low, high = sorted(data.draw(st.tuples(*[st.floats(0, planned[-1])] * 2)))
    assert earned_value.earned_schedule(planned, low) <= earned_value.earned_schedule(planned, high)


def test_the_performance_index_is_silent_below_two_fifths_earned() -> None:
    planned = [0.0, 10, 20, 30, 40, 50]
    early, later = earned_value.schedule_indices(planned, 10, 2), earned_value.schedule_indices(planned, 30, 4)
    assert (early.performance, early.finish) == (None, 6.0)
    assert (later.performance, later.finish) == (0.75, 6.0)


def test_b54_nothing_is_ever_divided_by_nothing() -> None:
    assert earned_value.cost_indices(budget=10, planned=0, value=0, actual=0) == earned_value.CostIndices(
        None, None, None, 1.0
    )
    assert earned_value.cost_indices(budget=10, planned=5, value=5, actual=10).tcpi is None


def graph(network: Network) -> "networkx.DiGraph[int]":
    found: networkx.DiGraph[int] = networkx.DiGraph()
    found.add_nodes_from(range(len(network.ids)))
    found.add_edges_from(zip(network.source.tolist(), network.target.tolist(), strict=True))
    return found


@given(programs(size=12), st.data())
def test_who_waits_for_whom_is_counted_exactly(plan: Plan, data: st.DataObject) -> None:
    network = of_plan(plan)
    chosen = data.draw(st.lists(st.integers(0, len(network.ids) - 1), unique=True, min_size=1, max_size=5))
    bits = topology.awaited_bits(network, chosen)
    assert topology._spread_arrays(network, bits).tolist() == topology._spread_lists(network, bits).tolist()
    for row, at in enumerate(chosen):
        waiting = set(np.flatnonzero(bits >> np.uint64(row) & np.uint64(1)).tolist())
        assert waiting == networkx.descendants(graph(network), at)


@given(programs(size=12), st.data())
def test_what_nothing_routes_around_are_the_dominators(plan: Plan, data: st.DataObject) -> None:
    network = of_plan(plan)
    at = data.draw(st.integers(0, len(network.ids) - 1))
    whole = graph(network)
    inside = np.zeros(len(network.ids), dtype=np.bool_)
    inside[[at, *networkx.ancestors(whole, at)]] = True
    found = set(topology.unavoidable(network, inside, at))
    roots = [n for n in whole if whole.in_degree(n) == 0 and inside[n]]
    for other in set(np.flatnonzero(inside).tolist()) - {at}:
        without = whole.copy()
        without.remove_node(other)
        routed = any(r != other and (r == at or networkx.has_path(without, r, at)) for r in roots)
        assert (other in found) == (not routed)


def test_the_sketch_of_what_waits_is_near_the_truth_and_more_waiting_never_lowers_it() -> None:
    plan = chain(*[1] * 300)
    counts = topology.estimate_downstream(of_plan(plan))
    truth = np.arange(299, -1, -1)
    assert np.median(np.abs(counts[:250] - truth[:250]) / truth[:250]) < 0.15
    assert (np.diff(counts) <= 1e-3).all()
    more = replace(
        plan,
        milestones=(*plan.milestones, Milestone("M-999", "PRJ-1")),
        dependencies=(*plan.dependencies, Dependency("D-x", "M-300", "M-999")),
    )
    assert len(of_plan(more).ids) == 301
