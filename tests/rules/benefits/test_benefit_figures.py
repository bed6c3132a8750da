"""Figures of benefits: realisation, curves, forecast, net value, due days and states, with known answers."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.benefits import asking, attribution, coverage, curves, outlook, realisation, states, units
from rules.benefits.profile import Benefit, BenefitKind, BenefitState, Cadence, Curve, Reading, counting_readings
from rules.forecast.trend_lines import theil_sen
from rules.money import ExchangeRate
from rules.plan import Dependency, Milestone
from rules.refusal import Refusal

KNOWN = json.loads((Path(__file__).parents[2] / "data" / "benefits.json").read_text())["realisation"]
NOW = datetime(2026, 3, 2, tzinfo=UTC)
GO_LIVE = date(2026, 1, 1)
COMPLETE = Benefit(
    "BEN-1",
    "PRG-1",
    "Churn falls",
    description="Customers stay",
    outcome="Fewer customers cancel",
    owner="U1",
    kpi="Churn",
    unit="%",
    baseline=4.2,
    baseline_on=date(2026, 1, 1),
    baseline_source="CRM",
    target=3.8,
    target_on=date(2026, 12, 31),
    measure="CRM report",
    shares={"PRJ-1": 100.0},
    milestones=("M-1",),
)
numbers = st.floats(-1e6, 1e6)


def with_values(**values: object) -> Benefit:
    return Benefit(**{name: getattr(COMPLETE, name) for name in Benefit.__dataclass_fields__} | values)  # type: ignore[arg-type]


def reading(number: int, day: date, value: float, corrects: int | None = None) -> Reading:
    return Reading(number, "BEN-1", day, value, "U1", NOW, corrects=corrects)


@pytest.mark.parametrize("case", KNOWN)
def test_realisation_has_the_known_answers(case: dict[str, float]) -> None:
    ends = {"baseline": case["baseline"], "target": case["target"]}
    if "error" in case:
        with pytest.raises(Refusal, match="nothing could be gained"):
            realisation.require_change(**ends)
        return
    percent = realisation.realisation_percent(**ends, actual=case["actual"])
    assert percent == pytest.approx(case["percent"], abs=5e-5)


@given(numbers, numbers, numbers)
def test_realisation_is_linear_from_baseline_to_target(baseline: float, target: float, share: float) -> None:
    if abs(target - baseline) < 1e-3:
        return
    actual = baseline + share * (target - baseline)
    percent = realisation.realisation_percent(baseline=baseline, target=target, actual=actual)
    assert percent == pytest.approx(100 * share, rel=1e-6, abs=1e-3)


@given(st.sampled_from(Curve), st.integers(0, 4000), st.lists(st.floats(-5000, 9000), min_size=2))
def test_curves_are_monotone_and_begin_at_go_live(curve: Curve, ramp: int, days: list[float]) -> None:
    shares = [curves.planned_share(curve, days=day, ramp_days=ramp) for day in sorted(days)]
    assert all(earlier <= later for earlier, later in pairwise(shares))
    assert all(0 <= share <= 1 for share in shares)
    assert all(share == 0 for day, share in zip(sorted(days), shares, strict=True) if day < 0)
    assert curves.planned_share(curve, days=ramp, ramp_days=ramp) == 1


def test_logistic_curve_is_half_way_in_the_middle() -> None:
    assert curves.planned_share(Curve.LOGISTIC, days=50, ramp_days=100) == pytest.approx(0.5)
    assert curves.planned_share(Curve.LOGISTIC, days=0, ramp_days=100) == pytest.approx(0, abs=1e-12)
    assert curves.planned_share(Curve.RAMP, days=25, ramp_days=100) == 0.25


@given(st.floats(-5, 5), st.floats(-50, 50), st.integers(4, 12), st.floats(-1e4, 1e4), st.data())
def test_forecast_line_ignores_one_outlier(
    slope: float, start: float, count: int, outlier: float, data: st.DataObject
) -> None:
    points = [(float(x), start + slope * x) for x in range(count)]
    index = data.draw(st.integers(0, count - 1))
    points[index] = (float(index), outlier)
    assert theil_sen(points) == pytest.approx((slope, start), abs=1e-6)


def test_forecast_needs_four_readings_and_projects_to_the_target_date() -> None:
    benefit = with_values(go_live=GO_LIVE, baseline=0.0, target=100.0)
    days = [GO_LIVE + timedelta(days=91 * number) for number in range(1, 5)]
    readings = [reading(number, day, 80.0) for number, day in enumerate(days, start=1)]
    assert outlook.forecast(benefit, readings[:3], go_live=GO_LIVE) is None
    expected = outlook.forecast(benefit, readings, go_live=GO_LIVE)
    assert expected is not None
    assert (expected.share, expected.value, expected.day) == (0.8, 80.0, benefit.target_on)
    assert expected.falls_short
    higher = [reading(number, day, 90.0) for number, day in enumerate(days, start=1)]
    recovered = outlook.forecast(benefit, higher, go_live=GO_LIVE)
    assert recovered
    assert not recovered.falls_short


def test_corrected_reading_does_not_count() -> None:
    first, second = reading(1, GO_LIVE, 39.0), reading(2, GO_LIVE, 3.9, corrects=1)
    assert counting_readings([first, second]) == (second,)
    moved = reading(3, date(2026, 2, 1), 4.0, corrects=2)
    assert counting_readings([first, second, moved]) == (moved,)


def test_net_value_subtracts_disbenefits_and_converts_only_with_a_rate() -> None:
    saved = with_values(id="BEN-1", unit="EUR", baseline=0.0, target=350000.0)
    support = with_values(id="BEN-2", unit="EUR", baseline=0.0, target=20000.0, kind=BenefitKind.DISBENEFIT)
    abroad = with_values(id="BEN-3", unit="USD", baseline=500000.0, target=400000.0)
    churn = with_values(id="BEN-4")
    actuals = {"BEN-1": 310000.0, "BEN-2": 15000.0, "BEN-3": 450000.0, "BEN-4": 3.9}
    every = (saved, support, abroad, churn)
    net = realisation.net_value(every, actuals=actuals, currency="EUR")
    assert (net.realised, net.planned, net.counted, net.left_out) == (295000, 330000, 2, (abroad,))
    rate = ExchangeRate("USD", "EUR", date(2026, 3, 1), 0.9)
    net = realisation.net_value(every, actuals=actuals, currency="EUR", rates={"USD": rate})
    assert (net.realised, net.planned, net.left_out, net.rates) == (340000, 420000, (), (rate,))
    assert set(realisation.totals_by_unit(every, actuals=actuals)) == {"EUR", "USD", "%"}


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(Cadence), st.integers(0, 2500))
def test_next_due_day_is_the_first_after_a_day(start: date, cadence: Cadence, later: int) -> None:
    after = start + timedelta(days=later)
    due = asking.next_due(start, cadence, after=after)
    assert due > after
    numbers = [asking.due_day(start, cadence, number) for number in range(1, 400)]
    assert due == next(day for day in numbers if day > after)


def test_missing_days_end_at_the_stop_date() -> None:
    benefit = with_values(cadence=Cadence.MONTHLY, stop=date(2026, 4, 30), next_ask=date(2026, 2, 28))
    days = asking.missing_days(benefit, start=date(2026, 1, 31), readings=(), until=date(2027, 1, 1))
    assert list(days) == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5), st.dates(date(2026, 1, 1)))
def test_missing_days_are_those_after_the_latest_reading(read: list[date], until: date) -> None:
    benefit = with_values(cadence=Cadence.MONTHLY, stop=date(2026, 12, 31), next_ask=date(2026, 2, 28))
    readings = [reading(number, day, 4.0) for number, day in enumerate(read)]
    all_days = asking.missing_days(benefit, start=date(2026, 1, 31), readings=(), until=until)
    missing = asking.missing_days(benefit, start=date(2026, 1, 31), readings=readings, until=until)
    assert list(missing) == [day for day in all_days if day > max(read, default=date.min)]


@pytest.mark.parametrize(
    ("benefit", "done", "readings", "state"),
    [
        (with_values(owner=None), True, (), BenefitState.DRAFT),
        (with_values(shares={}), True, (), BenefitState.DRAFT),
        (with_values(kpi="better quality"), True, (), BenefitState.DRAFT),
        (COMPLETE, False, (), BenefitState.PLANNED),
        (COMPLETE, True, (), BenefitState.ENABLED),
        (COMPLETE, True, (reading(1, date(2026, 3, 1), 4.0),), BenefitState.REALISING),
        (COMPLETE, True, (reading(1, date(2026, 3, 1), 3.8),), BenefitState.REALISED),
        (COMPLETE, True, (reading(1, date(2027, 1, 2), 3.9),), BenefitState.MISSED),
        (with_values(milestones=(), go_live=GO_LIVE), False, (), BenefitState.ENABLED),
        (with_values(state=BenefitState.STOPPED, closed_at=NOW), True, (), BenefitState.STOPPED),
    ],
)
def test_state_follows_from_profile_milestones_and_readings(
    benefit: Benefit, done: bool, readings: tuple[Reading, ...], state: BenefitState
) -> None:
    actual = date(2026, 2, 1) if done else None
    milestone = Milestone("M-1", "PRJ-1", committed=date(2026, 2, 1), actual=actual)
    enabling = (milestone,) if benefit.milestones else ()
    found = states.computed_state(benefit, milestones=enabling, readings=readings, today=date(2027, 2, 1))
    assert found is state


def test_shares_over_all_programs_are_summed_by_measure() -> None:
    first = with_values(id="BEN-1", shares={"PRJ-1": 60.0})
    second = with_values(id="BEN-2", program="PRG-2", kpi=" churn ", shares={"PRJ-9": 50.0})
    found = attribution.double_count_of(first, (first, second))
    assert found is not None
    assert found.percent == 110
    assert found.others("BEN-1") == (second,)
    stopped = with_values(id="BEN-2", shares={"PRJ-9": 50.0}, state=BenefitState.STOPPED)
    assert attribution.double_count_of(first, (first, stopped)) is None


def test_milestone_serves_a_benefit_through_what_depends_on_it() -> None:
    plan = tuple(Milestone(f"M-{number}", "PRJ-1") for number in range(1, 5))
    links = (Dependency("D-1", provider="M-3", consumer="M-2"), Dependency("D-2", provider="M-2", consumer="M-1"))
    unserving = coverage.milestones_without_benefit(plan, links, (COMPLETE,))
    assert [milestone.id for milestone in unserving] == ["M-4"]
    assert coverage.benefits_without_milestone((COMPLETE, with_values(id="BEN-2", milestones=())))[0].id == "BEN-2"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("3.9", 3.9, ""),
        ("3.9 %", 3.9, "%"),
        ("3,9%", 3.9, "%"),
        ("310k", 310000, ""),
        ("€1.2m", 1200000, "EUR"),
        ("1,250,000 EUR", 1250000, "EUR"),
        ("-5 percent", -5, "%"),
        ("CHF 20", 20, "CHF"),
        ("−0.5", -0.5, ""),
    ],
)
def test_values_are_read_as_people_write_them(text: str, value: float, unit: str) -> None:
    assert units.read_value(text) == units.MeasuredValue(value, unit)


@pytest.mark.parametrize("text", ["", "done", "14 Mar", "3.9 apples", "M-3", "3 to 4", "1.2.3", "€5 USD", "60% done"])
def test_other_words_are_no_value(text: str) -> None:
    assert units.read_value(text) is None
