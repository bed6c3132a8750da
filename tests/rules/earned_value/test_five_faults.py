"""Five faults of other tools in earned value, each as a test of the rules that do not make it."""

from dataclasses import replace
from datetime import date
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.earned_value.credit import CreditRule, parse_credit
from rules.earned_value.curve import draw_curve
from rules.earned_value.figures import money_figures, time_figures
from rules.earned_value.indices import cost_indices
from rules.earned_value.performance import WorkItem, measure, planned_curve
from rules.earned_value.spending import SpendingLine
from rules.earned_value.work import PlannedMilestone, price_by_days, price_by_money, work_items
from rules.plan import CalendarSpec
from rules.time.calendars import Calendar

CALENDAR = Calendar.of(CalendarSpec())
START = date(2026, 1, 5)
FIRST = CALENDAR.count(START)
PERCENT = parse_credit("percent")


def planned(id: str, last: date, **values: object) -> PlannedMilestone:
    return replace(PlannedMilestone(id, "PRJ-1", 10, last, 0, None, 1_000.0, PERCENT), **values)


MILESTONES = (
    planned("M-1", date(2026, 1, 16), percent=100, actual=date(2026, 1, 20)),
    planned("M-2", date(2026, 1, 30), percent=40),
    planned("M-3", date(2026, 2, 13), rule=parse_credit("0/100")),
)
items = st.builds(
    lambda cost, first, length, percent, done, rule: WorkItem(
        "M-1", cost, parse_credit(rule), first, first + length, percent, first + done if done is not None else None
    ),
    st.floats(0, 1e6),
    st.integers(1, 50),
    st.integers(0, 30),
    st.integers(0, 100),
    st.none() | st.integers(0, 60),
    st.sampled_from(["0/100", "50/50", "weighted 30/30/40", "percent", "effort"]),
)


def test_no_line_but_the_plan_passes_the_data_date() -> None:
    today = date(2026, 1, 28)
    day = CALENDAR.count(today)
    work = work_items(MILESTONES, price_by_money(MILESTONES, None).costs, CALENDAR)
    later = SpendingLine("PRJ-1", "EUR", None, 900.0, date(2026, 3, 1))
    under_way = SpendingLine("PRJ-1", "EUR", None, 700.0, date(2026, 1, 1))
    assert later.spent_on(today) == ()
    spending = [(CALENDAR.count(at), amount) for at, amount in under_way.spent_on(today)]
    figures = measure(work, day=day, spent=700.0)
    curve = draw_curve(
        work, {}, [*spending, (day + 9, 900.0)], performance=figures, day=day, finish=figures.finish, calendar=CALENDAR
    )
    assert curve.planned[-1] == (date(2026, 2, 13), 3_000.0)
    assert curve.earned[-1] == (today, 1_400.0)
    assert curve.spent[-1] == (today, 700.0)
    assert curve.band is not None
    assert curve.band[0] > today


def test_next_to_nothing_earned_is_not_divided_by() -> None:
    for value in (4e-232, 5e-324):
        indices = cost_indices(budget=1.0, planned=1.0, value=value, actual=30.0)
        assert indices.eac_at_pace is None
        assert indices.eac is None or isfinite(indices.eac)


@given(st.lists(items, min_size=1, max_size=6), st.lists(items, min_size=1, max_size=6), st.integers(1, 90))
def test_program_is_the_sum_of_its_projects(one: list[WorkItem], other: list[WorkItem], day: int) -> None:
    parts = [measure(one, day=day, spent=10.0), measure(other, day=day, spent=30.0)]
    whole = measure([*one, *other], day=day, spent=40.0)
    for name in ("budget", "planned", "value", "spent", "scheduled", "scheduled_planned", "scheduled_value"):
        assert getattr(whole, name) == pytest.approx(sum(getattr(part, name) for part in parts))
    assert whole.cost is not None
    assert whole.cost.cpi == pytest.approx(whole.value / 40)
    assert whole.value <= whole.budget * (1 + 1e-9)
    assert whole.scheduled <= whole.budget * (1 + 1e-9)


def test_effort_alone_has_no_schedule_index() -> None:
    """Refuse an index of what the passing of time or of money earns: it would only restate the cost index."""
    effort = tuple(replace(each, rule=parse_credit("effort")) for each in MILESTONES)
    work = work_items(effort, price_by_money(effort, None).costs, CALENDAR)
    cheap, dear = (measure(work, day=FIRST + 12, spent=spent) for spent in (500.0, 5_000.0))
    assert cheap.cost
    assert dear.cost
    assert cheap.cost.cpi != dear.cost.cpi
    for figures in (cheap, dear):
        assert (figures.spi, figures.schedule_variance, figures.schedule) == (None, None, None)
        by_key = {figure.key: figure for figure in money_figures(figures, currency="EUR", milestones=3)}
        assert by_key["SPI"].value == by_key["SPI(t)"].value == by_key["SV"].value == "n/a"


def test_schedule_index_does_not_change_with_cost() -> None:
    work = work_items(MILESTONES, price_by_money(MILESTONES, None).costs, CALENDAR)
    cheap, dear = (measure(work, day=FIRST + 12, spent=spent) for spent in (500.0, 5_000.0))
    assert cheap.spi == dear.spi
    assert cheap.schedule == dear.schedule


def test_plan_does_not_move_with_the_estimate() -> None:
    """A planned milestone has no field for a forecast, and being late or early leaves its plan as it is."""
    assert {"forecast", "committed", "expected", "computed"}.isdisjoint(PlannedMilestone.__slots__)
    late = tuple(replace(each, actual=date(2026, 6, 1), percent=5) for each in MILESTONES)
    curves = [
        planned_curve(work_items(each, price_by_money(each, None).costs, CALENDAR)) for each in (MILESTONES, late)
    ]
    assert curves[0] == curves[1]


def test_every_figure_has_its_formula_and_numbers() -> None:
    work = work_items(MILESTONES, price_by_money(MILESTONES, None).costs, CALENDAR)
    figures = money_figures(measure(work, day=FIRST + 17, spent=2_000.0), currency="EUR", milestones=3)
    because = {figure.key: figure.because for figure in figures}
    assert because["CPI"] == "EV / AC = 1,400 / 2,000"
    assert because["EAC"] == "BAC / CPI = 3,000 / (1,400 / 2,000)"
    assert because["TCPI"] == "(BAC − EV) / (BAC − AC) = (3,000 − 1,400) / (3,000 − 2,000)"
    assert because["SPI(t)"] == "ES / AT = 14 / 18"
    assert all(figure.because for figure in figures)
    assert len({figure.key for figure in figures}) == len(figures) == 18


def test_exhausted_budget_has_no_index_for_the_rest() -> None:
    work = work_items(MILESTONES, price_by_money(MILESTONES, None).costs, CALENDAR)
    for spent in (3_000.0, 4_000.0):
        shown = money_figures(measure(work, day=FIRST + 17, spent=spent), currency="EUR", milestones=3)
        assert next(figure.value for figure in shown if figure.key == "TCPI") == "budget exhausted"


def test_budget_is_spread_over_milestones_without_a_cost() -> None:
    milestones = (
        planned("M-1", START),
        planned("M-2", START, cost=None),
        planned("M-3", START, cost=None, duration=30),
    )
    pricing = price_by_money(milestones, 5_000.0)
    assert pricing.costs == {"M-1": 1_000.0, "M-2": 1_000.0, "M-3": 3_000.0}
    assert (pricing.unpriced, pricing.left_over) == ((), 0.0)
    short = price_by_money(milestones, 800.0)
    assert (short.total, short.unpriced) == (1_000.0, ("M-2", "M-3"))
    assert price_by_money(milestones[:1], 1_500.0).left_over == 500.0
    assert price_by_days(milestones).costs == {"M-1": 10.0, "M-2": 10.0, "M-3": 30.0}


def test_effort_and_undated_work_stay_out_of_the_schedule() -> None:
    work = (
        WorkItem("M-1", 100.0, PERCENT, 1, 10, 50),
        WorkItem("M-2", 100.0, parse_credit("effort"), 1, 10),
        WorkItem("M-3", 100.0, PERCENT, None, None, 50),
    )
    found = measure(work, day=5, spent=100.0)
    assert (found.budget, found.value, found.planned) == (300.0, 150.0, 100.0)
    assert (found.scheduled, found.scheduled_value, found.scheduled_planned) == (100.0, 50.0, 50.0)
    assert found.spi == 1.0
    assert found.schedule is not None
    assert found.schedule.variance == 0


@given(st.lists(items, min_size=1, max_size=8), st.integers(1, 90))
def test_work_on_plan_earns_its_time(parts: list[WorkItem], day: int) -> None:
    on_plan = [
        replace(item, rule=PERCENT, cost=item.cost + 1, done=item.last if (item.last or 0) <= day else None)
        for item in parts
    ]
    shares = [item.planned_by(day) / item.cost for item in on_plan]
    # A reported percentage earns no more than the cap, so only plans below it can be met to the day.
    if all(share <= 0.9 or share == 1 for share in shares):
        exact = [replace(item, percent=share * 100) for item, share in zip(on_plan, shares, strict=True)]
        found = measure(exact, day=day, spent=None)
        assert found.spi in (None, pytest.approx(1))
        assert found.value == pytest.approx(found.planned)


def test_finished_work_is_not_held_against_time() -> None:
    work = [WorkItem("M-1", 100.0, PERCENT, 1, 10, 100, 12)]
    found = measure(work, day=80, spent=None)
    assert found.schedule is not None
    assert (found.schedule.variance, found.schedule.performance, found.finish) == (-2, 10 / 12, 12)
    early = measure([replace(work[0], done=4)], day=80, spent=None)
    assert early.schedule is not None
    assert (early.schedule.variance, early.finish) == (6, 4)
    assert [figure.key for figure in time_figures(found)] == ["ES", "SV(t)", "SPI(t)", "IEAC(t)"]


def test_rule_of_effort_is_the_only_one_without_progress() -> None:
    rules: list[CreditRule] = [parse_credit(text) for text in ("0/100", "50/50", "30/30/40", "percent")]
    assert all(rule.has_own_progress for rule in rules)
    assert not parse_credit("effort").has_own_progress
