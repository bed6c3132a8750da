"""Cycles, the network layout, and both passes against brute force."""

import itertools

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.plan import HandoverState, LinkType, Plan
from rules.schedule.network import Cycle, find_cycle, lay_out, of_plan
from rules.schedule.passes import UNLIMITED_START, _backward_arrays, _backward_lists, _forward_arrays, _forward_lists
from tests.rules.schedule.networks import chain, longest, programs, weight

EDGES = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=16)


@given(EDGES)
def test_p16_shortest_loop_is_found_when_there_is_one(edges: list[tuple[str, str]]) -> None:
    graph = networkx.DiGraph(edges)
    loop = find_cycle(edges)
    loops = list(networkx.simple_cycles(graph))
    assert (loop is None) == (not loops)
    if loop:
        assert loop[0] == loop[-1]
        assert all(step in set(edges) for step in itertools.pairwise(loop))
        assert len(loop) - 1 == min(map(len, loops))


def test_found_loop_does_not_depend_on_link_order() -> None:
    edges = [("b", "c"), ("c", "a"), ("a", "b"), ("x", "b")]
    assert find_cycle(edges) == find_cycle(edges[::-1]) == ("a", "b", "c", "a")


def test_long_loop_is_found_quickly_and_shown_short() -> None:
    ring = [(f"M-{number}", f"M-{(number + 1) % 20_000}") for number in range(20_000)]
    loop = find_cycle(ring)
    assert loop is not None
    assert len(loop) == 20_001
    assert len(str(Cycle(loop))) < 250


def test_layout_refuses_a_loop_with_its_path() -> None:
    with pytest.raises(Cycle) as cycle:
        lay_out(["A", "B", "C"], [1, 1, 1], [(0, 1, LinkType.FS, 0), (1, 2, LinkType.FS, 0), (2, 1, LinkType.FS, 0)])
    assert cycle.value.path == ("B", "C", "B")


@given(programs())
def test_p01_early_starts_equal_brute_force_in_both_passes(plan: Plan) -> None:
    network = of_plan(plan)
    floor = np.zeros(len(network.ids), dtype=np.int64)
    expected = [longest(plan)[name] for name in network.ids]
    assert _forward_arrays(network, floor).tolist() == expected
    assert _forward_lists(network, floor).tolist() == expected


@given(programs())
def test_backward_passes_agree_and_respect_every_link(plan: Plan) -> None:
    network = of_plan(plan)
    latest_start = 100 - network.duration
    late_start = _backward_arrays(network, latest_start)
    assert late_start.tolist() == _backward_lists(network, latest_start).tolist()
    duration: dict[str, float] = {milestone.id: milestone.duration for milestone in plan.milestones}
    position_of = network.position
    assert all(
        late_start[position_of[link.provider]] + weight(link, duration) <= late_start[position_of[link.consumer]]
        for link in plan.dependencies
    )


@given(programs())
def test_backward_pass_for_many_targets_equals_single_passes(plan: Plan) -> None:
    network = of_plan(plan)
    latest_start = np.full((len(network.ids), 2), UNLIMITED_START)
    latest_start[0, 0], latest_start[-1, 1] = 50, 60
    late_starts = _backward_arrays(network, latest_start)
    for column in (0, 1):
        assert late_starts[:, column].tolist() == _backward_lists(network, latest_start[:, column]).tolist()


def test_uncommitted_links_move_nothing() -> None:
    plan = chain(2, 3)
    link = plan.dependencies[0]
    object.__setattr__(link, "state", HandoverState.REQUESTED)
    assert len(of_plan(plan).source) == 0


def test_empty_program_has_an_empty_network() -> None:
    network = lay_out([], [], [])
    assert _forward_arrays(network, np.zeros(0)).tolist() == []
    assert _backward_arrays(network, np.zeros(0)).tolist() == []
