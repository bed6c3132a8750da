"""Experience: own history moves the middle of a duration, and P80 keeps what it says on work it has not seen."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.analysis import schedule_plan
from rules.forecast.experience import REFERENCE, experience_of, learn
from rules.forecast.sampling import COMMON_SPREAD
from rules.forecast.target_dates import forecast_targets
from rules.plan import Milestone, Plan
from tests.rules.forecast.histories import KINDS, START, coverage, forecast_ratios, plan_after

RATIOS = st.lists(st.floats(0.1, 9), min_size=8, max_size=40)


@pytest.mark.parametrize("kind", KINDS)
def test_p80_covers_three_quarters_to_nine_tenths_held_out(kind: str) -> None:
    shares = [coverage(kind, items, chain=chain, teams=15) for items in (20, 60) for chain in (1, 5)]
    assert 0.75 <= np.mean(shares) <= 0.90, shares


def test_eight_finished_items_already_cover_held_out_work() -> None:
    assert 0.75 <= np.mean([coverage(kind, 8, teams=15) for kind in KINDS]) <= 0.90


def forecast_after_history(plan: Plan, name: str) -> tuple[date, date]:
    facts = schedule_plan(plan, today=START)
    (target,) = forecast_targets(facts.plan, facts.schedule, facts.axis, (name,), today=START).targets
    return target.p50, target.p80


def test_work_that_took_four_times_its_plan_is_forecast_so() -> None:
    plan = plan_after(np.full(20, 4.0))
    milestones = tuple(replace(m, duration=20) if m.id == "M-1000" else m for m in plan.milestones)
    p50, p80 = forecast_after_history(replace(plan, milestones=milestones), "M-1000")
    assert schedule_plan(replace(plan, milestones=milestones), today=START).finish_date("M-1000") == date(2026, 1, 30)
    assert date(2026, 4, 1) <= p50 <= p80 <= date(2026, 4, 30)


def test_few_items_move_the_middle_less_than_many() -> None:
    middles = [forecast_ratios(np.full(items, 4.0))[0] for items in (0, 8, 20, 60)]
    assert middles == sorted(middles)
    assert middles[0] < 1.2
    assert middles[-1] == pytest.approx(4, rel=0.02)


def test_wider_history_counts_like_ten_items() -> None:
    assert learn([4.0] * 20).at(0.5) == pytest.approx((20 * 4 + 10 * REFERENCE.at(0.5)) / 30, rel=1e-3)


def test_only_the_rest_of_started_work_varies() -> None:
    plan = plan_after(np.full(20, 4.0))
    started = tuple(replace(m, percent=90) if m.id == "M-1000" else m for m in plan.milestones)
    program = replace(plan.program, start=date(2024, 1, 1))
    facts = schedule_plan(replace(plan, program=program, milestones=started), today=START)
    (target,) = forecast_targets(facts.plan, facts.schedule, facts.axis, ("M-1000",), today=START).targets
    days_left = facts.axis.finish(target.p50) - facts.axis.start(START)
    assert days_left == pytest.approx(4 * 40, abs=5), "a tenth of 400 days is left"


@given(RATIOS, RATIOS)
def test_worse_history_never_gives_an_earlier_quantile(ratios: list[float], more: list[float]) -> None:
    wider = learn(more)
    better, worse = learn(ratios, wider), learn([ratio * 1.5 for ratio in ratios], wider)
    assert (np.diff(better.quantiles) >= 0).all()
    assert (worse.quantiles >= better.quantiles - 1e-9).all()


# A jump in the quantiles cannot be drawn with a smooth factor.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "rare disasters"])
def test_shared_factor_makes_the_whole_spread_again(kind: str) -> None:
    rng = np.random.default_rng(1)
    whole = learn(KINDS[kind](rng, 40).tolist())
    shared = whole.shared_deviation(COMMON_SPREAD)
    product = rng.choice(whole.without_shared(shared), 40_000) * rng.lognormal(0, shared, 40_000)
    for share in (0.5, 0.8):
        assert np.quantile(product, share) == pytest.approx(whole.at(share), rel=0.06)


def test_own_history_comes_before_the_projects() -> None:
    history = tuple({"milestone": f"M-{number}", "planned": 10, "actual": 40} for number in range(8)) + tuple(
        {"milestone": f"M-{number}", "planned": 10, "actual": 10} for number in range(8, 40)
    )
    plan = replace(
        plan_after(np.array([])),
        milestones=(
            *(Milestone(f"M-{n}", "PRJ-1", owner="U1" if n < 8 else "U2", actual=START) for n in range(40)),
            *(Milestone(f"M-10{n}", "PRJ-1", owner=owner) for n, owner in enumerate(("U1", "U2", "U3", None))),
        ),
        history=history,
    )
    experience = experience_of(plan)
    middles = [found.at(0.5) for m in plan.milestones[-4:] if (found := experience.of(m))]
    slow, quick, newcomer, unowned = middles
    assert slow > 2 > newcomer == unowned > quick
