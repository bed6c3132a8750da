"""Forecasts of a budget with known answers, sums that hold for any lines, and thresholds."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules.budgets.forecasts import ProjectSpan, forecast_of
from rules.budgets.sums import BudgetFigures, convert_total, figures_of, sum_by, totals_without_parts
from rules.budgets.thresholds import budget_colour, budget_share_text
from rules.money import BudgetKind, BudgetLine, ExchangeRate

TODAY = date(2026, 3, 16)
SPAN = ProjectSpan(date(2026, 1, 1), date(2026, 6, 30), date(2026, 6, 30), 128, 128)


def people(month: int, **figures: float) -> BudgetLine:
    return BudgetLine("PRJ-1", "EUR", month=date(2026, month, 1), kind=BudgetKind.PEOPLE, **figures)


def test_run_rate_is_paid_so_far_and_the_months_left() -> None:
    lines = [people(1, planned=10_000, actual=11_000), people(2, planned=10_000, actual=13_000)]
    lines += [people(month, planned=10_000) for month in (3, 4, 5, 6)]
    forecast = forecast_of(lines, span=SPAN, today=TODAY)
    assert forecast.run_rate is not None
    assert forecast.run_rate.amount == 24_000 + 12_000 * 4
    assert forecast.amount == 72_000
    assert forecast.because == "24,000 paid in Jan–Feb is 12,000 a month, with 4 months left until Jun"


def test_one_off_costs_and_ended_work_have_no_pace() -> None:
    vendor = BudgetLine("PRJ-1", "EUR", 8_000, 7_500, month=date(2026, 2, 1), kind=BudgetKind.VENDOR)
    lines = [people(1, planned=10_000, actual=10_000), people(2, planned=10_000, actual=10_000), vendor]
    forecast = forecast_of(lines, span=SPAN, today=TODAY)
    assert forecast.run_rate is not None
    assert forecast.run_rate.amount == 20_000 + 10_000 * 4 + 7_500
    assert "vendors and others 7,500" in forecast.run_rate.because
    ended = ProjectSpan(date(2026, 1, 1), date(2026, 3, 10), date(2026, 3, 10), 50, 50)
    assert forecast_of(lines, span=ended, today=TODAY).amount == 27_500


def test_month_that_goes_on_is_no_pace() -> None:
    lines = [people(2, planned=10_000, actual=10_000), people(3, planned=10_000, actual=900)]
    forecast = forecast_of(lines, span=SPAN, today=TODAY)
    assert forecast.run_rate is not None
    assert forecast.run_rate.amount == 50_000


def test_slip_stretches_what_people_cost() -> None:
    lines = [people(month, planned=10_000) for month in range(1, 7)]
    lines.append(BudgetLine("PRJ-1", "EUR", 8_000, committed=9_000, kind=BudgetKind.VENDOR))
    late = ProjectSpan(date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 31), 120, 140)
    forecast = forecast_of(lines, span=late, today=TODAY)
    assert forecast.schedule is not None
    assert round(forecast.schedule.amount) == 70_000 + 9_000
    assert "people for 60,000 were planned for 120 days and take 140: 10,000 more" in forecast.because
    early = ProjectSpan(date(2026, 1, 1), date(2026, 6, 30), date(2026, 5, 29), 120, 100)
    assert forecast_of(lines, span=early, today=TODAY).amount == 69_000


def test_typed_forecast_is_the_one_that_counts() -> None:
    lines = [people(1, planned=10_000, actual=15_000, forecast=15_000), people(4, planned=10_000)]
    forecast = forecast_of(lines, span=SPAN, today=TODAY)
    assert forecast.amount == 25_000
    assert forecast.because == "typed for 1 of 2 lines, the others as planned"
    assert forecast.kinds == {BudgetKind.PEOPLE: 25_000}


def test_thresholds_are_exact() -> None:
    shares = {1.0: ("green", "100%"), 1.0001: ("amber", "over 100%"), 1.04: ("amber", "104%")}
    shares |= {1.1: ("amber", "110%"), 1.1001: ("red", "over 110%"), 1.2: ("red", "120%")}
    for share, (colour, text) in shares.items():
        assert (budget_colour(share).value, budget_share_text(share)) == (colour, text)
    assert budget_colour(0.1 + 0.2 + 0.7).value == "green"
    assert (budget_colour(None).value, budget_share_text(None)) == ("grey", "n/a")
    assert BudgetFigures(planned=0.0, forecast=5.0).share is None


AMOUNTS = st.none() | st.integers(0, 10_000).map(float)
LINES = st.lists(
    st.builds(
        BudgetLine,
        project=st.sampled_from(["PRJ-1", "PRJ-2", None]),
        currency=st.sampled_from(["EUR", "USD", "GBP"]),
        planned=AMOUNTS,
        actual=AMOUNTS,
        committed=AMOUNTS,
        forecast=AMOUNTS,
        kind=st.sampled_from(BudgetKind),
    ),
    max_size=30,
)


@given(LINES)
def test_sums_of_any_split_are_the_sums_of_the_whole(lines: list[BudgetLine]) -> None:
    whole = sum_by(lines, lambda line: line.currency)
    for split in (lambda line: (line.project, line.currency), lambda line: (line.kind, line.currency)):
        added: dict[str, BudgetFigures] = {}
        for key, figures in sum_by(lines, split).items():
            added[key[1]] = added.get(key[1], BudgetFigures()) + figures
        assert added == whole


@given(LINES)
def test_what_has_no_rate_is_named_and_not_added(lines: list[BudgetLine]) -> None:
    totals = sum_by(lines, lambda line: line.currency)
    rates = [ExchangeRate("USD", "EUR", date(2026, 3, 1), 0.5), ExchangeRate("GBP", "EUR", date(2026, 4, 1), 2.0)]
    total = convert_total(totals, into="EUR", rates=rates, on=TODAY)
    assert total.left_out == (("GBP",) if "GBP" in totals else ())
    expected = sum((line.planned or 0) * {"EUR": 1, "USD": 0.5, "GBP": 0}[line.currency] for line in lines)
    assert (total.figures.planned or 0) == expected


@given(LINES)
def test_total_with_one_hidden_part_is_left_out(lines: list[BudgetLine]) -> None:
    hidden = [{line.currency: figures_of(line)} for line in lines]
    shown = totals_without_parts(hidden)
    for currency in ("EUR", "USD", "GBP"):
        for name in ("planned", "committed", "actual", "forecast"):
            count = sum(line.currency == currency and getattr(line, name) is not None for line in lines)
            assert (name in shown.get(currency, ())) == (count >= 2)
