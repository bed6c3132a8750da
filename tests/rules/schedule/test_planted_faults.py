"""Planted faults: each property test must fail when the engine is broken on purpose."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings

from rules.alerts import people_and_value, single_dates
from rules.earned_value import indices as earned_value
from rules.forecast import exposure, sampling, simulation
from rules.forecast.sampling import quantiles
from rules.resources import overloads
from rules.schedule import computed_dates, cycles, expected_dates, passes, topology, whatif
from rules.schedule.network import of_plan
from rules.time import calendars
from rules.truth import milestones
from tests.rules.alerts import test_alerts, test_health_and_colours
from tests.rules.forecast import test_forecast
from tests.rules.resources import test_overloads
from tests.rules.schedule import test_network, test_schedule, test_slips
from tests.rules.time import test_calendars
from tests.rules.truth import test_statuses

Fault = tuple[Any, str, Callable[..., Any]]


def with_changed_answer(module: Any, name: str, change: Callable[[Any], Any]) -> Fault:
    """Build a fault that changes the answer of the real function."""
    real = getattr(module, name)
    return module, name, lambda *given, **named: change(real(*given, **named))


def first_link_only(self: Any, at: int, moved: Any, heap: Any, queued: Any) -> None:
    last_link = self.outgoing[at + 1]
    self.outgoing[at + 1] = min(last_link, self.outgoing[at] + 1)
    PUSH(self, at, moved, heap, queued)
    self.outgoing[at + 1] = last_link


PUSH = whatif.Ripples._push
LISTS, ARRAYS = passes._forward_lists, passes._forward_arrays
FAULTS: dict[str, tuple[Callable[..., None], Fault]] = {
    "P01 a day too long": (
        test_schedule.test_p01_length_is_the_longest_path,
        with_changed_answer(computed_dates, "forward", lambda s: s + 1),
    ),
    "P01 arrays forget a level": (
        test_network.test_p01_early_starts_equal_brute_force_in_both_passes,
        (test_network, "_forward_arrays", lambda network, floor: floor),
    ),
    "P02 links forgotten": (
        test_schedule.test_p02_every_link_holds,
        (computed_dates, "forward", lambda network, floor: floor),
    ),
    "P03 late dates too early": (
        test_schedule.test_p03_p04_smallest_float_is_zero,
        with_changed_answer(computed_dates, "backward", lambda s: s - 1),
    ),
    "P04 nobody critical": (
        test_schedule.test_p03_p04_smallest_float_is_zero,
        with_changed_answer(computed_dates, "backward", lambda s: s + 1),
    ),
    "P05 free float above total": (
        test_schedule.test_p05_free_float_lies_between_zero_and_total_float,
        with_changed_answer(computed_dates, "_free", lambda f: f + 1),
    ),
    "P06 P07 P08 three days of slack invented": (
        test_schedule.test_p06_p07_p08_target_shifts_by_what_exceeds_its_float,
        with_changed_answer(computed_dates, "slack", lambda s: s + 3),
    ),
    "P09 second slip lost": (
        test_schedule.test_p09_two_slips_cost_between_larger_and_sum,
        (whatif.Ripples, "later", lambda self, slips: LATER(self, dict(list(slips.items())[-1:]))),
    ),
    "slip follows one link only": (
        test_schedule.test_stepwise_slip_equals_a_full_pass,
        (whatif.Ripples, "_push", first_link_only),
    ),
    "pulled in but still held": (
        test_schedule.test_earlier_milestone_moves_only_what_it_held,
        (whatif, "_cut_off", lambda network, positions: network),
    ),
    "P10 routes around forgotten": (
        test_schedule.test_p10_drag_is_the_gain_of_a_zero_duration,
        (computed_dates, "_paint", lambda count, low, high, worth: np.full(count, -passes.UNLIMITED_START)),
    ),
    "P11 drag halved": (
        test_schedule.test_p11_shortening_gains_the_smaller_of_days_and_drag,
        with_changed_answer(computed_dates, "_drag", lambda d: d // 2),
    ),
    "P13 milestones in the order of the file": (
        test_schedule.test_p13_input_order_is_irrelevant,
        (test_schedule, "of_plan", lambda plan: replace(of_plan(plan), ids=tuple(m.id for m in plan.milestones))),
    ),
    "a driver that does not drive": (
        test_schedule.test_driving_chain_explains_the_date,
        with_changed_answer(computed_dates, "_drivers", lambda d: np.maximum(d - 1, -1)),
    ),
    "P14 a day added": (
        test_schedule.test_p14_everything_scales_with_time,
        with_changed_answer(computed_dates, "forward", lambda s: s + 1),
    ),
    "P15 links counted": (
        test_schedule.test_p15_redundant_link_changes_nothing,
        (computed_dates, "forward", lambda network, floor: floor + len(network.source)),
    ),
    "P16 self loops missed": (
        test_network.test_p16_shortest_loop_is_found_when_there_is_one,
        with_changed_answer(cycles, "_core", lambda after: {n: o for n, o in after.items() if n not in o}),
    ),
    "P16 not the shortest": (
        test_network.test_p16_shortest_loop_is_found_when_there_is_one,
        (cycles, "_loop_through", lambda start, after, shorter: (None, 1)),
    ),
    "P17 ends of days lost": (
        test_overloads.test_p17_overloads_equal_the_day_by_day_sum,
        with_changed_answer(overloads, "intervals", lambda found: found[:-1]),
    ),
    "P18 a period late": (
        test_health_and_colours.test_p18_p19_earned_schedule_rises_with_earned_value,
        with_changed_answer(earned_value, "earned_schedule", lambda es: es + 0.1),
    ),
    "P20 patience without end": (
        test_alerts.test_p20_patience_grows_with_distance_up_to_the_cadence,
        with_changed_answer(single_dates, "patience", lambda days: 2 * days),
    ),
    "P21 steps by the calendar month": (
        test_alerts.test_p21_shifting_all_dates_changes_no_step,
        (single_dates, "moves", lambda entries, facts: [e["forecast"].day for e in entries]),
    ),
    "P22 float ignored": (
        test_health_and_colours.test_p22_exposure_falls_with_float_and_rises_with_spread,
        (exposure, "expected_excess", lambda deviation, room: deviation),
    ),
    "P23 tolerance ignored": (
        test_statuses.test_p23_worse_input_never_gives_a_better_colour,
        with_changed_answer(milestones, "days_late", lambda days: -days),
    ),
    "P24 least squares": (
        test_alerts.test_p24_trend_ignores_one_outlier,
        (people_and_value, "theil_sen", lambda points: tuple(np.polyfit(*zip(*points, strict=True), 1))),
    ),
    "P25 runs longer than the worst case": (
        test_forecast.test_p25_runs_lie_between_best_and_worst_case,
        with_changed_answer(sampling, "quantiles", lambda q: q * 1.6),
    ),
    "P25 each run forgets a predecessor": (
        test_forecast.test_each_run_is_a_longest_path_over_its_draws,
        with_changed_answer(simulation.Simulation, "_slots", lambda slots: [level[1:] for level in slots]),
    ),
    "days off counted": (
        test_calendars.test_between_equals_a_day_by_day_count,
        with_changed_answer(calendars, "_base", lambda count: count // 5),
    ),
    "B-39 preview forgets the moved": (
        test_slips.test_b39_preview_equals_the_applied_slip,
        (expected_dates, "forward", lambda network, floor: floor),
    ),
    "descendants of descendants lost": (
        test_health_and_colours.test_downstream_milestones_are_counted_exactly,
        (topology, "_spread_lists", lambda network, bits: bits),
    ),
    "a start that routes around is missed": (
        test_health_and_colours.test_unavoidable_milestones_are_the_dominators,
        with_changed_answer(topology, "unavoidable", lambda found: found[:-1]),
    ),
}
LATER = whatif.Ripples.later


# Any failing example will do, so shrinking is off.
SEARCH = settings(
    max_examples=300,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def fresh_tables() -> Iterator[None]:
    quantiles.cache_clear()
    yield
    quantiles.cache_clear()


@pytest.mark.usefixtures("fresh_tables")
@pytest.mark.parametrize("name", FAULTS)
def test_property_fails_on_its_planted_fault(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    property_test, (module, attribute, fault) = FAULTS[name]
    monkeypatch.setattr(module, attribute, fault)
    # Hypothesis allows settings on a property only once, so replace the attribute it keeps them in.
    monkeypatch.setattr(property_test, "_hypothesis_internal_use_settings", SEARCH)
    with pytest.raises(AssertionError):
        property_test()
