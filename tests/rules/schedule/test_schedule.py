"""Early and late dates, float, drag and slips: the properties of docs/formulas.md against brute force."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.plan import Dependency, LinkType, Plan
from rules.schedule.computed_dates import NO_PATH_FLOAT, Schedule, compute_schedule, driving_chain, floats_to_targets
from rules.schedule.network import of_plan
from rules.schedule.whatif import Ripples, shifted_starts
from tests.rules.schedule.networks import chain as row_of
from tests.rules.schedule.networks import finish, longest, programs, weight

FINISH_TO_START = (LinkType.FS,)
PROGRAMS = programs()
PLAIN = programs(kinds=FINISH_TO_START, lags=(0, 4))


def schedule_of(plan: Plan) -> Schedule:
    return compute_schedule(of_plan(plan))


def early_starts(plan: Plan) -> dict[str, int]:
    schedule = schedule_of(plan)
    return dict(zip(schedule.network.ids, schedule.early_start.tolist(), strict=True))


def finish_of(plan: Plan, name: str, floor: dict[str, float]) -> float:
    return longest(plan, floor=floor)[name] + next(
        milestone.duration for milestone in plan.milestones if milestone.id == name
    )


@given(PROGRAMS)
def test_p01_length_is_the_longest_path(plan: Plan) -> None:
    assert schedule_of(plan).length == finish(plan)


@given(PROGRAMS)
def test_p02_every_link_holds(plan: Plan) -> None:
    start_of, duration = early_starts(plan), {milestone.id: float(milestone.duration) for milestone in plan.milestones}
    assert all(
        start_of[link.consumer] >= start_of[link.provider] + weight(link, duration) for link in plan.dependencies
    )


@given(PROGRAMS)
def test_p03_p04_smallest_float_is_zero(plan: Plan) -> None:
    schedule = schedule_of(plan)
    assert schedule.total_float.min() == 0
    assert (schedule.late_finish <= schedule.length).all()


@given(PROGRAMS)
def test_p05_free_float_lies_between_zero_and_total_float(plan: Plan) -> None:
    schedule = schedule_of(plan)
    assert (schedule.free_float >= 0).all()
    assert (schedule.free_float <= schedule.total_float).all()


@given(PROGRAMS, st.integers(0, 20), st.data())
def test_p06_p07_p08_target_shifts_by_what_exceeds_its_float(plan: Plan, slip: int, data: st.DataObject) -> None:
    schedule = schedule_of(plan)
    slipped, target = (data.draw(st.integers(0, len(plan.milestones) - 1)) for _ in range(2))
    slack = int(floats_to_targets(schedule, [target])[slipped, 0])
    shift = max(0, slip - slack) if slack < NO_PATH_FLOAT else 0
    ids, start_of = schedule.network.ids, longest(plan)
    floor = {milestone.id: 0.0 for milestone in plan.milestones} | {ids[slipped]: start_of[ids[slipped]] + slip}
    assert longest(plan, floor=floor)[ids[target]] - start_of[ids[target]] == shift


@given(PROGRAMS, st.integers(0, 15), st.integers(0, 15), st.data())
def test_p09_two_slips_cost_between_larger_and_sum(plan: Plan, first: int, second: int, data: st.DataObject) -> None:
    schedule = schedule_of(plan)
    first_position, second_position = (data.draw(st.integers(0, len(plan.milestones) - 1)) for _ in range(2))
    if first_position == second_position:
        return
    ripples = Ripples(schedule)

    def cost(slips: dict[int, int]) -> int:
        moved = ripples.later(slips)
        return max((days + int(schedule.network.duration[position]) for position, days in moved.items()), default=0)

    def shift(slips: dict[int, int]) -> int:
        return max(0, cost(slips) - int(schedule.length))

    both = shift({first_position: first, second_position: second})
    assert max(shift({first_position: first}), shift({second_position: second})) <= both <= first + second


@given(PROGRAMS, st.integers(0, 40), st.data())
def test_stepwise_slip_equals_a_full_pass(plan: Plan, slip: int, data: st.DataObject) -> None:
    schedule = schedule_of(plan)
    position = data.draw(st.integers(0, len(plan.milestones) - 1))
    stepwise = Ripples(schedule).later({position: slip})
    full_pass = Ripples(schedule)._full_pass({position: slip})
    assert stepwise == full_pass


@given(PROGRAMS, st.integers(1, 10), st.data())
def test_earlier_milestone_moves_only_what_it_held(plan: Plan, days: int, data: st.DataObject) -> None:
    schedule = schedule_of(plan)
    position = data.draw(st.integers(0, len(plan.milestones) - 1))
    name = schedule.network.ids[position]
    freed = replace(plan, dependencies=tuple(link for link in plan.dependencies if link.consumer != name))
    start_of = longest(plan)
    expected = longest(
        freed, floor={milestone.id: 0.0 for milestone in plan.milestones} | {name: start_of[name] - days}
    )
    shifted = start_of | {
        schedule.network.ids[index]: start for index, start in shifted_starts(schedule, {position: -days}).items()
    }
    assert shifted == expected


@given(PROGRAMS)
def test_p10_drag_is_the_gain_of_a_zero_duration(plan: Plan) -> None:
    schedule = schedule_of(plan)
    duration: dict[str, float] = {milestone.id: milestone.duration for milestone in plan.milestones}
    for position, name in enumerate(schedule.network.ids):
        gain = schedule.length - finish(plan, duration | {name: 0})
        assert schedule.drag[position] == min(max(gain, 0), duration[name])


@given(PLAIN, st.data())
def test_p11_shortening_gains_the_smaller_of_days_and_drag(plan: Plan, data: st.DataObject) -> None:
    schedule = schedule_of(plan)
    chosen = data.draw(st.sampled_from(plan.milestones))
    days = data.draw(st.integers(0, chosen.duration))
    duration: dict[str, float] = {milestone.id: milestone.duration for milestone in plan.milestones}
    shorter = finish(plan, duration | {chosen.id: chosen.duration - days})
    drag = schedule.drag[schedule.network.position[chosen.id]]
    assert schedule.length - shorter == min(days, drag)


@given(PROGRAMS, st.randoms())
def test_p13_input_order_is_irrelevant(plan: Plan, random: object) -> None:
    assert isinstance(random, __import__("random").Random)
    links, milestones = list(plan.dependencies), list(plan.milestones)
    random.shuffle(links)
    random.shuffle(milestones)
    first, second = (
        schedule_of(plan),
        schedule_of(replace(plan, milestones=tuple(milestones), dependencies=tuple(links))),
    )
    assert first.network.ids == second.network.ids
    for column in ("early_start", "late_start", "total_float", "free_float", "drag", "driver"):
        assert getattr(first, column).tolist() == getattr(second, column).tolist()


@given(PROGRAMS, st.integers(2, 5))
def test_p14_everything_scales_with_time(plan: Plan, times: int) -> None:
    longer = replace(
        plan,
        milestones=tuple(replace(milestone, duration=milestone.duration * times) for milestone in plan.milestones),
        dependencies=tuple(replace(link, lag=link.lag * times) for link in plan.dependencies),
    )
    first, second = schedule_of(plan), schedule_of(longer)
    assert (first.early_start * times).tolist() == second.early_start.tolist()
    assert (first.drag * times).tolist() == second.drag.tolist()


@given(PLAIN)
def test_p15_redundant_link_changes_nothing(plan: Plan) -> None:
    pairs = {(link.provider, link.consumer) for link in plan.dependencies}
    shortcuts = [(a, link) for a, b in pairs for c, link in pairs if b == c]
    extra = tuple(Dependency(f"X-{number}", a, link) for number, (a, link) in enumerate(shortcuts))
    extended = replace(plan, dependencies=plan.dependencies + extra)
    assert early_starts(plan) == early_starts(extended)
    assert schedule_of(plan).total_float.tolist() == schedule_of(extended).total_float.tolist()


@given(PROGRAMS)
def test_driving_chain_explains_the_date(plan: Plan) -> None:
    schedule = schedule_of(plan)
    start_of, duration = early_starts(plan), {milestone.id: float(milestone.duration) for milestone in plan.milestones}
    links = {(link.provider, link.consumer): weight(link, duration) for link in plan.dependencies}
    for position, name in enumerate(schedule.network.ids):
        names = [schedule.network.ids[index] for index in driving_chain(schedule, position)]
        total = sum(links.get(step, 1_000_000) for step in itertools.pairwise(names))
        assert names[-1] == name
        assert start_of[name] == start_of[names[0]] + total


def test_longer_task_can_shorten_the_program() -> None:
    """Show why a slip is not modelled as a longer duration."""
    kinds = (LinkType.FF, LinkType.SS)
    assert schedule_of(row_of(10, 2, 10, kinds=kinds)).length == 18
    assert schedule_of(row_of(10, 6, 10, kinds=kinds)).length == 14


def test_done_milestone_has_neither_float_nor_drag() -> None:
    network = of_plan(row_of(5, 5, 5))
    done = np.array([True, False, False])
    schedule = compute_schedule(network, np.array([2, 0, 0]), done)
    assert schedule.early_start.tolist() == [2, 7, 12]
    assert schedule.total_float.tolist() == [0, 0, 0]
    assert schedule.drag.tolist() == [0, 5, 5]
    assert schedule.critical.tolist() == [False, True, True]


@pytest.mark.parametrize("budget", [0, 1, 3])
def test_widespread_slip_falls_back_to_a_full_pass(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = schedule_of(row_of(1, 1, 1, 1, 1))
    expected = Ripples(schedule).later({0: 3})
    monkeypatch.setattr("rules.schedule.whatif.BUDGET", budget)
    assert Ripples(schedule).later({0: 3}) == expected == {0: 3, 1: 4, 2: 5, 3: 6, 4: 7}
