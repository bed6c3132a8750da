"""Early and late dates, float, drag and slips: the properties of docs/formulas.md, each against brute force."""

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


def scheduled(plan: Plan) -> Schedule:
    return compute_schedule(of_plan(plan))


def starts(plan: Plan) -> dict[str, int]:
    schedule = scheduled(plan)
    return dict(zip(schedule.network.ids, schedule.early_start.tolist(), strict=True))


def finish_of(plan: Plan, name: str, floor: dict[str, float]) -> float:
    return longest(plan, floor=floor)[name] + next(m.duration for m in plan.milestones if m.id == name)


@given(PROGRAMS)
def test_p01_the_length_is_the_longest_path(plan: Plan) -> None:
    assert scheduled(plan).length == finish(plan)


@given(PROGRAMS)
def test_p02_every_link_holds(plan: Plan) -> None:
    found, duration = starts(plan), {m.id: float(m.duration) for m in plan.milestones}
    assert all(found[d.consumer] >= found[d.provider] + weight(d, duration) for d in plan.dependencies)


@given(PROGRAMS)
def test_p03_p04_float_is_never_negative_and_somebody_has_none(plan: Plan) -> None:
    schedule = scheduled(plan)
    assert schedule.total_float.min() == 0
    assert (schedule.late_finish <= schedule.length).all()


@given(PROGRAMS)
def test_p05_free_float_lies_between_nothing_and_total_float(plan: Plan) -> None:
    schedule = scheduled(plan)
    assert (schedule.free_float >= 0).all()
    assert (schedule.free_float <= schedule.total_float).all()


@given(PROGRAMS, st.integers(0, 20), st.data())
def test_p06_p07_p08_a_later_start_shifts_a_target_by_what_exceeds_its_float(
    plan: Plan, slip: int, data: st.DataObject
) -> None:
    schedule = scheduled(plan)
    late, target = (data.draw(st.integers(0, len(plan.milestones) - 1)) for _ in range(2))
    room = int(floats_to_targets(schedule, [target])[late, 0])
    shift = max(0, slip - room) if room < NO_PATH_FLOAT else 0
    ids, base = schedule.network.ids, longest(plan)
    floor = {m.id: 0.0 for m in plan.milestones} | {ids[late]: base[ids[late]] + slip}
    assert longest(plan, floor=floor)[ids[target]] - base[ids[target]] == shift


@given(PROGRAMS, st.integers(0, 15), st.integers(0, 15), st.data())
def test_p09_two_slips_cost_at_least_the_larger_and_at_most_their_sum(
    plan: Plan, first: int, second: int, data: st.DataObject
) -> None:
    schedule = scheduled(plan)
    x, y = (data.draw(st.integers(0, len(plan.milestones) - 1)) for _ in range(2))
    if x == y:
        return
    ripples = Ripples(schedule)

    def cost(slips: dict[int, int]) -> int:
        moved = ripples.later(slips)
        return max((s + int(schedule.network.duration[at]) for at, s in moved.items()), default=0)

    def shift(slips: dict[int, int]) -> int:
        return max(0, cost(slips) - int(schedule.length))

    both = shift({x: first, y: second})
    assert max(shift({x: first}), shift({y: second})) <= both <= first + second


@given(PROGRAMS, st.integers(0, 40), st.data())
def test_following_a_slip_step_by_step_equals_computing_everything_again(
    plan: Plan, slip: int, data: st.DataObject
) -> None:
    schedule = scheduled(plan)
    at = data.draw(st.integers(0, len(plan.milestones) - 1))
    moved = Ripples(schedule).later({at: slip})
    whole = Ripples(schedule)._full_pass({at: slip})
    assert moved == whole


@given(PROGRAMS, st.integers(1, 10), st.data())
def test_a_milestone_pulled_in_pulls_only_what_it_held(plan: Plan, days: int, data: st.DataObject) -> None:
    schedule = scheduled(plan)
    at = data.draw(st.integers(0, len(plan.milestones) - 1))
    name = schedule.network.ids[at]
    freed = replace(plan, dependencies=tuple(d for d in plan.dependencies if d.consumer != name))
    base = longest(plan)
    expected = longest(freed, floor={m.id: 0.0 for m in plan.milestones} | {name: base[name] - days})
    found = base | {schedule.network.ids[i]: start for i, start in shifted_starts(schedule, {at: -days}).items()}
    assert found == expected


@given(PROGRAMS)
def test_p10_drag_is_what_the_program_gains_if_the_milestone_took_no_time(plan: Plan) -> None:
    schedule = scheduled(plan)
    duration: dict[str, float] = {m.id: m.duration for m in plan.milestones}
    for at, name in enumerate(schedule.network.ids):
        gained = schedule.length - finish(plan, duration | {name: 0})
        assert schedule.drag[at] == min(max(gained, 0), duration[name])


@given(PLAIN, st.data())
def test_p11_shortening_gains_exactly_the_smaller_of_the_days_and_the_drag(plan: Plan, data: st.DataObject) -> None:
    schedule = scheduled(plan)
    chosen = data.draw(st.sampled_from(plan.milestones))
    days = data.draw(st.integers(0, chosen.duration))
    duration: dict[str, float] = {m.id: m.duration for m in plan.milestones}
    shorter = finish(plan, duration | {chosen.id: chosen.duration - days})
    drag = schedule.drag[schedule.network.position[chosen.id]]
    assert schedule.length - shorter == min(days, drag)


@given(PROGRAMS, st.randoms())
def test_p13_the_order_of_the_input_is_irrelevant(plan: Plan, random: object) -> None:
    assert isinstance(random, __import__("random").Random)
    links, milestones = list(plan.dependencies), list(plan.milestones)
    random.shuffle(links)
    random.shuffle(milestones)
    first, second = scheduled(plan), scheduled(replace(plan, milestones=tuple(milestones), dependencies=tuple(links)))
    assert first.network.ids == second.network.ids
    for column in ("early_start", "late_start", "total_float", "free_float", "drag", "driver"):
        assert getattr(first, column).tolist() == getattr(second, column).tolist()


@given(PROGRAMS, st.integers(2, 5))
def test_p14_everything_scales_with_time(plan: Plan, times: int) -> None:
    longer = replace(
        plan,
        milestones=tuple(replace(m, duration=m.duration * times) for m in plan.milestones),
        dependencies=tuple(replace(d, lag=d.lag * times) for d in plan.dependencies),
    )
    first, second = scheduled(plan), scheduled(longer)
    assert (first.early_start * times).tolist() == second.early_start.tolist()
    assert (first.drag * times).tolist() == second.drag.tolist()


@given(PLAIN)
def test_p15_a_redundant_link_changes_nothing(plan: Plan) -> None:
    pairs = {(d.provider, d.consumer) for d in plan.dependencies}
    over = [(a, d) for a, b in pairs for c, d in pairs if b == c]
    extra = tuple(Dependency(f"X-{n}", a, d) for n, (a, d) in enumerate(over))
    more = replace(plan, dependencies=plan.dependencies + extra)
    assert starts(plan) == starts(more)
    assert scheduled(plan).total_float.tolist() == scheduled(more).total_float.tolist()


@given(PROGRAMS)
def test_the_driver_leaves_no_room_and_its_chain_explains_the_date(plan: Plan) -> None:
    schedule = scheduled(plan)
    found, duration = starts(plan), {m.id: float(m.duration) for m in plan.milestones}
    links = {(d.provider, d.consumer): weight(d, duration) for d in plan.dependencies}
    for at, name in enumerate(schedule.network.ids):
        names = [schedule.network.ids[i] for i in driving_chain(schedule, at)]
        total = sum(links.get(step, 1_000_000) for step in itertools.pairwise(names))
        assert names[-1] == name
        assert found[name] == found[names[0]] + total


def test_a_longer_task_can_shorten_the_program_so_slips_are_never_longer_durations() -> None:
    kinds = (LinkType.FF, LinkType.SS)
    assert scheduled(row_of(10, 2, 10, kinds=kinds)).length == 18
    assert scheduled(row_of(10, 6, 10, kinds=kinds)).length == 14


def test_what_is_done_bounds_what_follows_and_has_neither_float_nor_drag() -> None:
    network = of_plan(row_of(5, 5, 5))
    done = np.array([True, False, False])
    schedule = compute_schedule(network, np.array([2, 0, 0]), done)
    assert schedule.early_start.tolist() == [2, 7, 12]
    assert schedule.total_float.tolist() == [0, 0, 0]
    assert schedule.drag.tolist() == [0, 5, 5]
    assert schedule.critical.tolist() == [False, True, True]


@pytest.mark.parametrize("budget", [0, 1, 3])
def test_a_slip_that_spreads_too_far_is_answered_by_a_whole_pass(budget: int, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = scheduled(row_of(1, 1, 1, 1, 1))
    expected = Ripples(schedule).later({0: 3})
    monkeypatch.setattr("rules.schedule.whatif.BUDGET", budget)
    assert Ripples(schedule).later({0: 3}) == expected == {0: 3, 1: 4, 2: 5, 3: 6, 4: 7}
