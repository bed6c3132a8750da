"""Date alerts: each has a cause and one sentence with a date, a number and a person."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts import date_conflicts, people_and_value, single_dates, structure
from rules.alerts.analysis import schedule_plan
from rules.plan import Dependency, LinkStrength, Milestone, Plan, Program, Project
from rules.program_numbers import DEFAULT_NUMBERS
from rules.schedule.scheduled_plan import PlanAlert
from tests.rules.schedule.networks import programs

TODAY = date(2026, 3, 2)
PROJECTS = (Project("PRJ-1", "Identity", lead="L1"), Project("PRJ-2", "Billing", lead="L2"), Project("PRJ-3", "Web"))
API = Milestone("M-1", "PRJ-1", "Auth API", "U1", committed=date(2026, 3, 13), forecast=date(2026, 3, 20))
LOGIN = Milestone("M-2", "PRJ-2", "Login", "U2", duration=5, forecast=date(2026, 3, 20))
BETA = Milestone("M-3", "PRJ-2", "Beta", None, committed=date(2026, 4, 1))


def plan(
    *milestones: Milestone, links: tuple[tuple[str, str], ...] = (), **more: tuple[Mapping[str, object], ...]
) -> Plan:
    dependencies = tuple(Dependency(f"D-{number}", *ends) for number, ends in enumerate(links))
    return Plan(Program("PRG-1", "Atlas", date(2026, 1, 5), TODAY), PROJECTS, milestones, dependencies, **more)


def alerts_of_kind(built: Plan, kind: str) -> list[PlanAlert]:
    return [alert for alert in date_conflicts.all_alerts(schedule_plan(built)) if alert.kind == kind]


def only_alert(built: Plan, kind: str) -> PlanAlert:
    (alert,) = alerts_of_kind(built, kind)
    return alert


def forecast_history(milestone: str, *days: tuple[date, date]) -> tuple[Mapping[str, object], ...]:
    return tuple({"milestone": milestone, "at": said_on, "forecast": day} for said_on, day in days)


def test_late_predecessor_names_both_projects_both_dates_and_the_owner() -> None:
    alert = only_alert(plan(API, LOGIN, links=(("M-1", "M-2"),)), "late predecessor")
    assert alert.sentence == (
        "Login (M-2) of Billing is forecast for Fri 20 Mar 2026 but needs Auth API (M-1) of Identity, now expected "
        "Fri 20 Mar 2026: 5 days late."
    )
    assert (alert.level, alert.days, alert.owner, alert.chain) == ("red", 5, "U1", ("M-1", "M-2"))


def test_soft_link_raises_a_conflict_too() -> None:
    hard = plan(API, LOGIN, links=(("M-1", "M-2"),))
    soft = replace(hard, dependencies=(replace(hard.dependencies[0], strength=LinkStrength.SOFT),))
    assert only_alert(soft, "late predecessor").days == 5


def test_slip_names_the_committed_date_it_moves() -> None:
    alert = only_alert(
        plan(API, replace(LOGIN, forecast=None), BETA, links=(("M-1", "M-2"), ("M-2", "M-3"))), "slip propagation"
    )
    assert (alert.subject, alert.days, alert.chain) == ("M-1", 5, ("M-1", "M-2", "M-3"))
    assert "5 days after the agreed Fri 13 Mar 2026: Beta (M-3) moves 5 days, to Fri 27 Mar" in alert.sentence


def test_slip_within_the_float_raises_no_alert() -> None:
    beta = replace(BETA, forecast=date(2026, 4, 1))
    assert alerts_of_kind(plan(API, beta, links=(("M-1", "M-3"),)), "slip propagation") == []


def test_unreachable_committed_date_shows_the_chain_and_where_to_start() -> None:
    beta = replace(BETA, committed=date(2026, 3, 25))
    alert = only_alert(
        plan(replace(API, committed=None), replace(LOGIN, forecast=None), beta, links=(("M-1", "M-2"), ("M-2", "M-3"))),
        "negative float",
    )
    assert alert.sentence == (
        "Beta (M-3) will miss Wed 25 Mar 2026 by 2 days: it is expected Fri 27 Mar 2026, driven by "
        "Auth API → Login → Beta."
    )


@pytest.mark.parametrize(("spare", "fires"), [(0, True), (1, True), (2, False)])
def test_p12_float_is_thin_below_two_days(spare: int, fires: bool) -> None:
    promise = date(2026, 3, 20) + timedelta(days=(0, 3, 4)[spare])
    beta = replace(BETA, committed=promise)
    thin = alerts_of_kind(plan(replace(API, committed=None), beta, links=(("M-1", "M-3"),)), "thin float")
    assert [alert.days for alert in thin] == ([spare] if fires else [])


def test_team_that_usually_slips_needs_more_float() -> None:
    finished = tuple(
        Milestone(f"M-{n}", "PRJ-1", baseline=date(2026, 2, 2), actual=date(2026, 2, 11)) for n in range(5, 8)
    )
    beta = replace(BETA, committed=date(2026, 3, 26))
    alert = only_alert(plan(replace(API, committed=None), beta, *finished, links=(("M-1", "M-3"),)), "thin float")
    assert "4 days of slack" in alert.sentence
    assert "usually move 7 days" in alert.sentence


def test_undated_milestone_that_others_depend_on_is_reported() -> None:
    docs = Milestone("M-4", "PRJ-3", "Docs")
    alert = only_alert(plan(docs, BETA, API, links=(("M-4", "M-3"), ("M-1", "M-3"))), "missing date")
    assert alert.sentence == "Docs (M-4) has no date: 1 milestone depends on it, first Beta (M-3) on Fri 20 Mar 2026."


@given(programs(dated=True), st.data())
def test_removing_a_date_never_removes_a_missing_date_alert(built: Plan, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(built.milestones) - 1))
    undated = replace(built.milestones[index], forecast=None, committed=None, baseline=None)
    reduced = replace(built, milestones=(*built.milestones[:index], undated, *built.milestones[index + 1 :]))
    if any(milestone.expected for milestone in reduced.milestones):
        before = {alert.subject for alert in single_dates.missing_dates(schedule_plan(built))}
        assert before <= {alert.subject for alert in single_dates.missing_dates(schedule_plan(reduced))}


def test_past_date_of_an_open_milestone_is_impossible() -> None:
    alert = only_alert(plan(replace(API, forecast=date(2026, 2, 20))), "impossible date")
    assert alert.sentence.startswith("Auth API (M-1) is 6 days overdue (due Fri 20 Feb 2026), no new date")


def test_actual_date_in_the_future_is_impossible() -> None:
    assert only_alert(plan(replace(API, actual=date(2026, 3, 4))), "impossible date").days == 2


def test_near_dates_make_updates_stale_sooner() -> None:
    history = forecast_history("M-1", (date(2026, 2, 26), date(2026, 3, 4)))
    assert only_alert(plan(replace(API, forecast=date(2026, 3, 4)), history=history), "stale update").days == 4
    assert alerts_of_kind(plan(replace(API, forecast=date(2026, 4, 20)), history=history), "stale update") == []


@given(st.integers(0, 200), st.integers(0, 200))
def test_p20_patience_grows_with_distance_up_to_the_cadence(near: int, far: int) -> None:
    near, far = sorted((near, far))
    assert 2 <= single_dates.patience(near) <= single_dates.patience(far) <= DEFAULT_NUMBERS.cadence


def test_repeated_small_slips_are_an_optimistic_forecast() -> None:
    history = forecast_history("M-1", *((date(2026, 2, 2 + n), date(2026, 6, 1) + timedelta(days=n)) for n in range(4)))
    alert = only_alert(plan(replace(API, forecast=date(2026, 6, 4)), history=history), "optimistic forecast")
    assert "has moved later 3 times, 1 day each: plan with" in alert.sentence


@given(st.lists(st.integers(-10, 30), min_size=1, max_size=6), st.integers(0, 30))
def test_p21_shifting_all_dates_changes_no_step(days: list[int], weeks: int) -> None:
    def steps_after(shift: timedelta) -> list[int]:
        base = date(2026, 4, 6) + shift
        entries = forecast_history(
            "M-1", *((TODAY + timedelta(days=n), base + timedelta(days=d)) for n, d in enumerate(days))
        )
        return single_dates.moves(list(entries), schedule_plan(plan(API)))

    assert steps_after(timedelta(0)) == steps_after(timedelta(weeks=weeks))


def test_unchanged_forecast_with_a_slipping_input_is_frozen() -> None:
    history = (
        *forecast_history("M-2", (date(2026, 1, 12), date(2026, 3, 20))),
        *forecast_history("M-1", (date(2026, 1, 8), date(2026, 3, 6)), (date(2026, 2, 16), date(2026, 3, 13))),
    )
    alert = only_alert(plan(API, LOGIN, links=(("M-1", "M-2"),), history=history), "frozen forecast")
    assert alert.sentence == (
        "Login (M-2) has kept Fri 20 Mar 2026 for 7 weeks although Auth API (M-1) slipped 5 days."
    )


def test_baseline_changed_twice_in_a_quarter_erodes() -> None:
    changes = tuple(
        {"milestone": "M-1", "at": date(2026, month, 2), "baseline": date(2026, month + 1, 2), "reason": "scope"}
        for month in (1, 2, 3)
    )
    assert (
        "re-baselined 2 times, from Mon 2 Feb 2026 to Thu 2 Apr 2026 (43 days in total)"
        in only_alert(plan(API, history=changes), "baseline erosion").sentence
    )


def test_milestone_on_every_path_is_a_single_point_of_failure() -> None:
    milestones = [Milestone(f"M-{n}", f"PRJ-{1 + n % 3}", duration=3, owner="U1") for n in range(10, 16)]
    links = tuple((f"M-{n}", f"M-{n + 1}") for n in range(10, 15))
    last = replace(milestones[-1], committed=date(2026, 9, 1))
    first = alerts_of_kind(plan(*milestones[:-1], last, links=links), "single point of failure")[0]
    assert (first.subject, first.chain) == ("M-10", ("M-10", "M-15"))
    assert first.sentence.startswith(
        "Single point of failure: 5 milestones in 3 projects depend on M-10, expected Wed 4 Mar 2026"
    )


def test_merge_risk_combines_the_odds_of_its_inputs() -> None:
    inputs = [Milestone(f"M-{n}", "PRJ-1", duration=10, owner="U1") for n in range(4, 7)]
    alert = only_alert(plan(*inputs, BETA, links=tuple((chance.id, "M-3") for chance in inputs)), "merge risk")
    chance = structure.on_time_chance(10, 8, 15, 0)
    assert f"together {chance**3:.0%} sure, least so M-4 ({chance:.0%})" in alert.sentence


def test_over_allocation_names_amount_period_and_projects() -> None:
    allocations: tuple[Mapping[str, object], ...] = (
        {
            "resource": "R-1",
            "project": "PRJ-1",
            "milestone": "M-1",
            "percent": 80,
            "from": date(2026, 3, 9),
            "to": date(2026, 3, 20),
        },
        {
            "resource": "R-1",
            "project": "PRJ-2",
            "milestone": "M-3",
            "percent": 60,
            "from": date(2026, 3, 16),
            "to": date(2026, 3, 27),
        },
    )
    resources = ({"id": "R-1", "name": "Ana", "user": "U5"},)
    alert = only_alert(
        plan(replace(API, committed=None), BETA, links=(("M-1", "M-3"),), allocations=allocations, resources=resources),
        "over-allocation",
    )
    assert alert.sentence.startswith(
        "Ana is booked 140 % (of 100 %) from Mon 16 Mar 2026 to Fri 20 Mar 2026 by PRJ-1, PRJ-2"
    )
    assert (alert.level, alert.owner) == ("red", "U5")


def test_benefit_below_ninety_percent_of_plan_falls_short() -> None:
    readings = tuple({"date": date(2026, month, 1), "value": 4.2 - 0.02 * month} for month in range(1, 6))
    benefit = {
        "id": "BEN-1",
        "name": "Churn",
        "owner": "U7",
        "unit": "%",
        "baseline": 4.2,
        "target": 3.0,
        "due": date(2026, 12, 31),
        "readings": readings,
    }
    alert = only_alert(plan(API, benefits=(benefit,)), "benefit shortfall")
    assert alert.sentence.startswith("Churn is heading for 3.94 instead of 3 % by Thu 31 Dec 2026")


@given(st.floats(-5, 5), st.floats(-50, 50), st.integers(5, 12), st.floats(-1e4, 1e4), st.data())
def test_p24_trend_ignores_one_outlier(
    slope: float, start: float, count: int, outlier: float, data: st.DataObject
) -> None:
    points = [(float(x), start + slope * x) for x in range(count)]
    index = data.draw(st.integers(0, count - 1))
    with_outlier = [*points[:index], (float(index), outlier), *points[index + 1 :]]
    assert people_and_value.theil_sen(points) == pytest.approx((slope, start), abs=1e-6)
    if count >= 9:
        assert people_and_value.theil_sen(with_outlier)[0] == pytest.approx(slope, abs=1e-6)


@given(programs(dated=True))
def test_every_sentence_names_date_number_and_person(built: Plan) -> None:
    for alert in date_conflicts.all_alerts(
        schedule_plan(replace(built, program=replace(built.program, data_date=date(2026, 1, 26))))
    ):
        assert re.search(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2} 20\d\d", alert.sentence), alert
        assert re.search(r"\d+ (milestone|inputs|of|days?)", alert.sentence), alert
        assert alert.sentence_with_owner.endswith((f"owner {alert.owner}.", "no owner.")), alert
        assert alert.level in date_conflicts.LEVEL_ORDER


def test_overdue_milestone_without_work_raises_one_alert() -> None:
    on_time, overdue = replace(BETA, id="M-8"), replace(BETA, id="M-9", committed=date(2026, 2, 20))
    assert [
        (alert.kind, alert.subject) for alert in date_conflicts.all_alerts(schedule_plan(plan(on_time, overdue)))
    ] == [("impossible date", "M-9")]
