"""Cost of delay: known answers of the literature, and properties against numeric integration and brute force."""

import json
from datetime import date
from itertools import pairwise, permutations
from math import exp, inf, log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.benefits import delay, worth
from rules.benefits.curves import planned_area, planned_share
from rules.benefits.delay import CostRange, Job, ValueFlow, cost_of_delay
from rules.benefits.profile import Benefit, Curve, DelayRule
from rules.benefits.slip_costs import MoneyTerms
from tests.datasets import DATA

KNOWN = json.loads((DATA / "value/delay.json").read_text())
WEEKS = st.floats(0.1, 200)
CURVES = st.sampled_from(Curve)


def integral(value, start: float, end: float, *, knots: tuple[float, ...] = (), pieces: int = 40) -> float:
    """Integrate with Gauss-Legendre between the knots, at which the value may bend or jump."""
    points = sorted({start, end, *(knot for knot in knots if start < knot < end)})
    nodes, weights = np.polynomial.legendre.leggauss(16)
    total = 0.0
    for first, last in pairwise(points):
        edges = np.linspace(first, last, pieces + 1)
        for left, right in pairwise(edges):
            at = (nodes + 1) * (right - left) / 2 + left
            total += sum(w * value(float(x)) for w, x in zip(weights, at, strict=True)) * (right - left) / 2
    return total


@pytest.mark.parametrize(("weeks", "ramp"), [(3, 0), (3, 10)])
def test_slip_before_a_fixed_end_costs_the_full_rate(weeks: float, ramp: float) -> None:
    for curve in Curve:
        flow = ValueFlow(1000, curve=curve, ramp=ramp, life=50)
        assert cost_of_delay(flow, weeks) == pytest.approx(3000, abs=1e-9)


def test_value_that_moves_is_lost_only_by_discounting() -> None:
    flow = ValueFlow(1000, DelayRule.MOVES, Curve.RAMP, 10, 50)
    assert cost_of_delay(flow, 3) == 0
    discounted = ValueFlow(1000, DelayRule.MOVES, Curve.RAMP, 10, 50, discount=0.08)
    assert cost_of_delay(discounted, delay.WEEKS_PER_YEAR) == pytest.approx(
        delay.present_value(discounted) * (1 - 1 / 1.08), rel=1e-12
    )


def test_late_market_entry_has_known_answers() -> None:
    known = KNOWN["late_market_entry"]
    for weeks in ("4", "10", "26"):
        assert delay.window_loss(float(weeks), known["half_life"]) == known[weeks]
    assert delay.window_loss(40, known["half_life"]) == 1.0


@given(st.floats(1, 100), st.floats(0, 1), st.floats(1, 1e6))
def test_window_equals_the_area_lost_of_the_triangle(half_life: float, share: float, peak: float) -> None:
    weeks = share * half_life

    def late(at: float) -> float:
        rising = peak / half_life * (at - weeks)
        top = peak / half_life * (half_life - weeks)
        return max(min(rising, top * (2 * half_life - at) / half_life), 0.0)

    whole = peak * half_life
    kept = integral(late, weeks, 2 * half_life, knots=(half_life,), pieces=2)
    cost = cost_of_delay(ValueFlow(peak, DelayRule.WINDOW, half_life=half_life), weeks)
    assert cost == pytest.approx(whole - kept, abs=1e-9 * whole)


@given(CURVES, WEEKS, WEEKS, st.floats(-1, 1), st.floats(1, 1e6))
def test_cost_is_the_difference_of_the_value_integral(
    curve: Curve, life: float, ramp: float, share: float, rate: float
) -> None:
    weeks = share * life

    def value(start: float) -> float:
        """Integrate the rate from a go-live to the fixed end."""
        knots = (start, start + ramp)
        return integral(
            lambda at: rate * planned_share(curve, days=at - start, ramp_days=ramp), start, life, knots=knots, pieces=8
        )

    cost = cost_of_delay(ValueFlow(rate, curve=curve, ramp=ramp, life=life), weeks)
    assert cost == pytest.approx(value(0) - value(weeks), abs=1e-9 * rate * life)


@given(CURVES, WEEKS, WEEKS, st.floats(-50, 50), st.floats(0, 0.3))
def test_moved_cost_is_the_difference_of_present_values(
    curve: Curve, life: float, ramp: float, weeks: float, rate: float
) -> None:
    force = log1p(rate) / delay.WEEKS_PER_YEAR

    def value(start: float) -> float:
        return integral(
            lambda at: planned_share(curve, days=at - start, ramp_days=ramp) * exp(-force * at),
            start,
            start + life,
            knots=(start + ramp,),
        )

    cost = cost_of_delay(ValueFlow(1.0, DelayRule.MOVES, curve, ramp, life, discount=rate), weeks)
    assert cost == pytest.approx(value(0) - value(weeks), abs=1e-9 * life)


@given(CURVES, WEEKS, st.lists(st.floats(-10, 300), min_size=2))
def test_curves_rise_from_nothing_to_the_whole(curve: Curve, ramp: float, times: list[float]) -> None:
    shares = [planned_share(curve, days=at, ramp_days=ramp) for at in sorted(times)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert planned_share(curve, days=-0.001, ramp_days=ramp) == 0
    assert planned_share(curve, days=ramp, ramp_days=ramp) == 1
    assert planned_area(curve, days=ramp, ramp_days=ramp) == pytest.approx(ramp if curve is Curve.STEP else ramp / 2)


def test_what_is_not_known_has_no_cost() -> None:
    assert cost_of_delay(ValueFlow(1000, DelayRule.WINDOW), 3) is None
    assert cost_of_delay(ValueFlow(1000, life=inf), 3) == 3000


@given(st.tuples(*[st.floats(0, 1e6)] * 3).map(sorted), st.floats(0, 30), st.floats(0, 30), st.sampled_from(DelayRule))
def test_every_range_holds_all_of_its_cases(rates: list[float], p50: float, p80: float, rule: DelayRule) -> None:
    flows = tuple(ValueFlow(rate, rule, Curve.RAMP, 5, 60, half_life=26, discount=0.08) for rate in rates)
    found = delay.cost_range(flows, (p50, p80), likely_slip=p50)
    assert found is not None
    assert found.low <= found.likely <= found.high
    gain = -found
    assert -gain == found
    assert found + CostRange() == found


def test_npv_and_payback_have_known_answers() -> None:
    assert delay.npv(KNOWN["npv"]["rate"], KNOWN["npv"]["flows"]) == pytest.approx(KNOWN["npv"]["expected"], abs=1e-12)
    assert delay.payback((-1000, 400, 400, 400)) == pytest.approx(2.5)
    assert delay.payback((-1000, 400)) is None
    assert delay.payback((0, 5)) == 0


def test_ice_cream_goes_by_cost_divided_by_duration() -> None:
    known = KNOWN["cd3_ice_cream"]
    jobs = {id: Job(id, known[id]["cost"], known[id]["weeks"]) for id in "AB"}
    assert {id: job.cd3 for id, job in jobs.items()} == known["cd3"]
    assert "".join(job.id for job in delay.order_of_work(tuple(jobs.values()))) == "BA"
    outputs = {}
    for order in ("AB", "BA"):
        whole = known["base"] * known["horizon_weeks"] + sum(j.cost * known["horizon_weeks"] for j in jobs.values())
        outputs[order] = whole - delay.total_delay_cost(order, jobs)
    assert outputs == known["output"]


def test_smith_rule_has_known_answers() -> None:
    known = KNOWN["smith_rule"]
    jobs = {id: Job(id, values["cost"], values["weeks"]) for id, values in known["jobs"].items()}
    assert [job.id for job in delay.order_of_work(tuple(jobs.values()))] == known["order"]
    totals = [delay.total_delay_cost(order, jobs) for order in permutations(jobs)]
    assert (min(totals), max(totals)) == (known["total"], known["worst"])
    assert delay.total_delay_cost("ABCD", jobs) == known["ABCD"]


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0.1, 50)), min_size=1, max_size=6))
def test_order_of_work_equals_brute_force_for_one_team(values: list[tuple[float, float]]) -> None:
    jobs = {f"J-{number}": Job(f"J-{number}", *pair) for number, pair in enumerate(values)}
    best = min(delay.total_delay_cost(order, jobs) for order in permutations(jobs))
    found = [job.id for job in delay.order_of_work(tuple(jobs.values()))]
    assert delay.total_delay_cost(found, jobs) == pytest.approx(best)


def test_worth_is_value_of_five_years_less_the_cost() -> None:
    start = date(2026, 1, 1)
    benefit = Benefit("BEN-1", "PRG-1", "Fewer tickets", currency="EUR", likely=1000.0)
    found = worth.worth_of(
        [benefit], {"BEN-1": start}, start=start, costs={"EUR": 100_000.0}, terms=MoneyTerms("EUR", 0.1)
    )
    yearly = 1000 * delay.WEEKS_PER_YEAR
    assert [each.currency for each in found] == ["EUR"]
    assert found[0].value == pytest.approx(delay.npv(0.1, [-100_000, *[yearly] * worth.HORIZON_YEARS]))
    assert found[0].payback == pytest.approx(100_000 / yearly)


@given(st.floats(1, 60), st.floats(0, 200))
def test_window_brings_its_whole_triangle(half_life: float, weeks: float) -> None:
    flow = ValueFlow(2.0, DelayRule.WINDOW, half_life=half_life)
    assert 0 <= worth.value_until(flow, weeks) <= 2 * half_life + 1e-9
    assert worth.value_until(flow, 2 * half_life) == pytest.approx(2 * half_life)
    assert worth.value_until(flow, half_life) == pytest.approx(half_life)
