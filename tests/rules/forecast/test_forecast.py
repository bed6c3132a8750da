"""Monte Carlo forecasts: known distributions, reproducible draws, and limits on the results."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.analysis import schedule_plan
from rules.forecast import target_dates
from rules.forecast.sampling import PROGRAM_SPREAD, Draws, DurationRange, quantiles, seed_of
from rules.forecast.simulation import Simulation, SimulationResult, order_statistic, standard_error
from rules.plan import Dependency, LinkType, Milestone, Plan, Program, Project
from rules.schedule.computed_dates import compute_schedule
from rules.schedule.network import lay_out, of_plan
from tests.rules.schedule.networks import finish, longest, programs


def simulate(
    plan: Plan, low: float, high: float, *, samples: int = 400, common: bool = False, seed: int = 7
) -> tuple[SimulationResult, Draws]:
    network = of_plan(plan)
    days = network.duration.astype(float)
    spread = DurationRange(days * low, days, days * high, ["team"] * len(days))
    draws = Draws.of(network.ids, spread, samples, seed, common=common)
    zeros = np.zeros(len(days))
    return Simulation(network, zeros, zeros).run(draws, samples, list(range(len(days)))), draws


def simulate_fan(count: int, points: tuple[float, float, float], samples: int = 4000) -> SimulationResult:
    """Simulate `count` equal branches that meet in one end."""
    links = [(branch, count, LinkType.FS, 0) for branch in range(count)]
    network = lay_out([f"M-{number}" for number in range(count + 1)], [points[1]] * count + [0], links)
    columns = [np.array([point] * count + [0.0]) for point in points]
    draws = Draws.of(network.ids, DurationRange(*columns, ["team"] * (count + 1)), samples, 7, common=False)
    return Simulation(network, np.zeros(count + 1), np.zeros(count + 1)).run(draws, samples, [count])


@pytest.mark.parametrize("shape", [0, 40, 128, 200, 256])
def test_quantiles_rise_and_have_the_beta_pert_mean(shape: int) -> None:
    table = quantiles(shape)
    assert (np.diff(table) >= 0).all()
    assert table.mean() == pytest.approx((4 * shape / 256 + 1) / 6, abs=1e-4)


def test_thirty_in_a_row_match_the_central_limit() -> None:
    network = lay_out(
        [f"M-{number}" for number in range(30)],
        [5] * 30,
        [(number, number + 1, LinkType.FS, 0) for number in range(29)],
    )
    spread = DurationRange(*(np.full(30, point) for point in (4.0, 5.0, 12.0)), ["team"] * 30)
    draws = Draws.of(network.ids, spread, 10_000, 3, common=False)
    ends = Simulation(network, np.zeros(30), np.zeros(30)).run(draws, 10_000, []).ends
    assert ends.mean() == pytest.approx(180, abs=0.3)
    assert ends.std() == pytest.approx(7.171, rel=0.03)


@pytest.mark.parametrize(("branches", "mean", "p80"), [(1, 6.0, 7.1), (5, 7.7, 8.6), (10, 8.3, 9.1)])
def test_merging_branches_finish_later_than_each_branch(branches: int, mean: float, p80: float) -> None:
    runs = simulate_fan(branches, (4, 5, 12))
    assert runs.ends.mean() == pytest.approx(mean, abs=0.1)
    assert order_statistic(np.sort(runs.ends), 0.8) == pytest.approx(p80, abs=0.12)


@pytest.mark.parametrize("branches", [2, 4, 8])
def test_p25_equal_branches_share_the_criticality(branches: int) -> None:
    runs = simulate_fan(branches, (4, 5, 12))
    assert runs.criticality[:branches] == pytest.approx([1 / branches] * branches, abs=0.03)
    assert runs.criticality[:branches].sum() == pytest.approx(1)


@given(programs())
def test_each_run_is_a_longest_path_over_its_draws(plan: Plan) -> None:
    runs, draws = simulate(plan, 0.5, 2.0, samples=3)
    ids = of_plan(plan).ids
    block = draws.sample_block(np.arange(len(ids)), 0, 3)
    for sample in range(3):
        duration = dict(zip(ids, block[:, sample].tolist(), strict=True))
        starts = longest(plan, duration)
        expected = [starts[name] + duration[name] for name in ids]
        assert runs.finishes[:, sample].tolist() == pytest.approx(expected, abs=1e-3)
        assert runs.ends[sample] == pytest.approx(finish(plan, duration), abs=1e-3)


@given(programs(kinds=(LinkType.FS,)))
def test_p25_runs_lie_between_best_and_worst_case(plan: Plan) -> None:
    runs, draws = simulate(plan, 0.8, 1.5)
    duration = {milestone.id: float(milestone.duration) for milestone in plan.milestones}
    best, worst = (finish(plan, {name: days * factor for name, days in duration.items()}) for factor in (0.8, 1.5))
    assert best - 1e-3 <= runs.ends.min() <= runs.ends.max() <= worst + 1e-3
    ends = np.sort(runs.ends)
    assert order_statistic(ends, 0.5) <= order_statistic(ends, 0.8)
    means = dict(zip(of_plan(plan).ids, draws.spread.mean.tolist(), strict=True))
    assert ends.mean() >= finish(plan, means) - 4 * ends.std() / len(ends) ** 0.5 - 1e-3


@given(programs())
def test_runs_without_spread_equal_the_schedule(plan: Plan) -> None:
    runs, _ = simulate(plan, 1.0, 1.0, common=True)
    assert set(runs.ends.tolist()) == {finish(plan)}
    assert runs.contribution.tolist() == [0] * len(plan.milestones)
    schedule = compute_schedule(of_plan(plan))
    assert all(schedule.total_float[position] == 0 for position in np.flatnonzero(runs.criticality))


def test_same_seed_draws_the_same_despite_new_milestones() -> None:
    plan = Plan(
        Program("PRG-1", "x", date(2026, 1, 5)),
        (),
        tuple(Milestone(f"M-{number}", "P", duration=5) for number in range(4)),
    )
    extended = replace(plan, milestones=(*plan.milestones, Milestone("M-9", "P", duration=9)))
    (first, _), (second, _), (other, _) = (
        simulate(plan, 0.5, 2, common=True),
        simulate(extended, 0.5, 2, common=True),
        simulate(plan, 0.5, 2, seed=8),
    )
    assert (first.finishes == second.finishes[:4]).all()
    assert (first.finishes != other.finishes).any()
    assert seed_of("PRG-1", "7") == seed_of("PRG-1", "7") != seed_of("PRG-1", "8")


def test_common_factors_widen_the_program() -> None:
    plan = Plan(Program("PRG-1", "x", date(2026, 1, 5)), (), (Milestone("M-1", "P", duration=100),))
    alone, together = simulate(plan, 0.9, 1.1)[0], simulate(plan, 0.9, 1.1, common=True, samples=4000)[0]
    assert together.ends.std() > 4 * alone.ends.std()
    assert np.log(together.ends).std() == pytest.approx((PROGRAM_SPREAD**2 + 0.1**2) ** 0.5, rel=0.1)


def test_standard_error_matches_repeated_simulations() -> None:
    p80 = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        p80.append(order_statistic(np.sort(rng.normal(100, 10, 1000).astype(np.float32)), 0.8))
    sample = np.sort(np.random.default_rng(99).normal(100, 10, 1000).astype(np.float32))
    assert standard_error(sample, 0.8) == pytest.approx(float(np.std(p80)), rel=0.5)


def forecast_plan(plan: Plan, **kept: object) -> target_dates.ProgramForecast:
    scheduled_plan = schedule_plan(plan)
    return target_dates.forecast_targets(
        plan,
        scheduled_plan.schedule,
        scheduled_plan.axis,
        scheduled_plan.targets,
        today=scheduled_plan.today,
        samples=400,
        **kept,  # type: ignore[arg-type]
    )


ATLAS = Plan(
    Program("PRG-1", "Atlas", date(2026, 1, 5)),
    (Project("PRJ-1", "One"),),
    (
        Milestone("M-1", "PRJ-1", "A", "U1", duration=10, optimistic=10, pessimistic=10),
        Milestone("M-2", "PRJ-1", "B", "U1", duration=5, optimistic=5, pessimistic=5, committed=date(2026, 1, 23)),
    ),
    (Dependency("D-1", "M-1", "M-2"),),
)


def test_three_equal_estimates_give_the_computed_date() -> None:
    (target,) = forecast_plan(ATLAS).targets
    assert (target.p50, target.p80, target.computed) == (date(2026, 1, 23),) * 3
    assert (target.on_time, target.stderr_days) == (1.0, 0.0)


def test_durations_without_estimates_are_spread_and_counted() -> None:
    plan = replace(
        ATLAS, milestones=(replace(ATLAS.milestones[0], optimistic=None, pessimistic=None), ATLAS.milestones[1])
    )
    result = forecast_plan(plan)
    assert result.sources.assumed == 1
    assert result.targets[0].p50 < result.targets[0].p80
    assert [driver.id for driver in result.drivers] == ["M-1"]
    assert (result.drivers[0].earlier, result.drivers[0].later) == (2.0, 5.0)
    assert result.drivers[0].criticality == 1
    assert result.drivers[0].correlation > 0.9


def test_b44_owners_history_replaces_the_assumption() -> None:
    history = tuple({"milestone": "M-1", "planned": 10, "actual": days} for days in (10, 10, 11, 12, 20, 30, 30, 30))
    plan = replace(ATLAS, history=history)
    spread, sources = target_dates.three_points(plan, plan.milestones, np.array([10, 5]))
    assert (sources.assumed, sources.learned) == (0, 2)
    assert spread.high.tolist() == [30, 15]


def test_future_date_without_duration_is_spread() -> None:
    milestone = Milestone("M-1", "PRJ-1", "Launch", forecast=date(2026, 6, 1), committed=date(2026, 6, 1))
    (target,) = forecast_plan(replace(ATLAS, milestones=(milestone,), dependencies=())).targets
    assert target.p50 > target.computed == date(2026, 6, 1)
    assert target.on_time is not None
    assert 0.1 < target.on_time < 0.6


def test_done_milestone_is_certain() -> None:
    done = replace(ATLAS.milestones[1], actual=date(2026, 1, 20))
    (target,) = forecast_plan(replace(ATLAS, milestones=(ATLAS.milestones[0], done), targets=("M-2",))).targets[:1]
    assert (target.p50, target.p80, target.on_time) == (date(2026, 1, 20), date(2026, 1, 20), 1.0)


@given(st.floats(1, 500), st.floats(0, 1))
def test_stage_band_rises_from_p10_to_p90(planned: float, earned: float) -> None:
    band = target_dates.stage_band(planned, earned)
    assert list(band) == sorted(band)


def test_reference_class_applies_below_one_fifth_earned() -> None:
    assert target_dates.stage_band(100, 0.1) == (-6, 6, 26, 42)
    assert target_dates.stage_band(100, 0.5) == (-14, 3.7, 13, 21)
