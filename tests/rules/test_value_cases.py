"""Every case of tests/data/value/value_cases.json by name; a case that no test reads fails the first of them."""

import ast
import json
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rules.benefits import delay, realisation
from rules.benefits.delay import Job, ValueFlow
from rules.benefits.profile import Curve, DelayRule
from rules.forecast.sampling import DurationRange
from rules.forecast.simulation import Simulation
from rules.plan import LinkType
from rules.refusal import Refusal
from rules.schedule.network import lay_out
from tests.datasets import DATA

CASES: dict[str, Any] = json.loads((DATA / "value/value_cases.json").read_text())
SAMPLES = 20_000


def test_every_case_is_read_by_a_test() -> None:
    tree = ast.parse(Path(__file__).read_text())
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    keys = {
        node.slice.value
        for test in tests
        for node in ast.walk(test)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        if isinstance(node.value, ast.Name) and node.value.id == "CASES"
    }
    assert keys == CASES.keys()


@dataclass(frozen=True, slots=True, eq=False)
class NormalDraws:
    """Normal durations, each pair with the same correlation; they stand in for the engine's own draws."""

    durations: np.ndarray
    spread: DurationRange

    @classmethod
    def of(cls, count: int, *, mean: float, deviation: float, correlation: float, last: int = 0) -> "NormalDraws":
        """Draw `count` durations, and `last` more that take no time."""
        noise = np.random.default_rng(11).standard_normal((count + 1, SAMPLES))
        shared, own = noise[0] * np.sqrt(correlation), noise[1:] * np.sqrt(1 - correlation)
        durations = np.vstack([mean + deviation * (shared + own), np.zeros((last, SAMPLES))]).astype(np.float32)
        mode, width = (np.array([part] * count + [0.0] * last) for part in (mean, deviation))
        return cls(durations, DurationRange(mode - width, mode, mode + width, ["team"] * (count + last)))

    def sample_block(self, rows: np.ndarray, first: int, past: int) -> np.ndarray:
        return self.durations[rows, first:past].copy()


def ends_of(draws: NormalDraws, links: list[tuple[int, int, LinkType, int]]) -> np.ndarray:
    """Return the ends of the program in every run of the forecast engine."""
    count = len(draws.durations)
    network = lay_out([f"M-{number}" for number in range(count)], list(draws.spread.mode), links)
    return Simulation(network, np.zeros(count), np.zeros(count)).run(draws, SAMPLES, []).ends  # type: ignore[arg-type]


def merged(count: int, correlation: float, *, mean: float = 10, deviation: float = 2) -> np.ndarray:
    draws = NormalDraws.of(count, mean=mean, deviation=deviation, correlation=correlation, last=1)
    return ends_of(draws, [(branch, count, LinkType.FS, 0) for branch in range(count)])


@pytest.mark.parametrize(("correlation", "deviation"), CASES["correlation"]["expected_sd"].items())
def test_correlation_widens_ten_tasks_in_a_row(correlation: str, deviation: float) -> None:
    assert correlation in CASES["correlation"]["expected_sd"]
    draws = NormalDraws.of(10, mean=20, deviation=2, correlation=float(correlation))
    ends = ends_of(draws, [(number, number + 1, LinkType.FS, 0) for number in range(9)])
    assert ends.std() == pytest.approx(deviation, rel=0.02)


@pytest.mark.parametrize("correlation", [0, 0.5])
def test_merge_of_two_normals_is_later_than_each(correlation: float) -> None:
    known = CASES["merge_two_normals"]
    ends = merged(2, correlation, mean=known["mu"], deviation=known["s"])
    assert ends.mean() == pytest.approx(known["expected"][f"rho={correlation:g}"], abs=0.05)


@pytest.mark.parametrize("branches", [2, 5, 10])
def test_branches_at_their_own_p80_rarely_meet_it(branches: int) -> None:
    known = CASES["k_branches_at_own_p80"]["expected"]
    own_p80 = 10 + 2 * 0.8416212335729143
    assert (merged(branches, 0) <= own_p80).mean() == pytest.approx(known[str(branches)], abs=0.01)


def test_cd3_of_the_ice_cream_shop() -> None:
    known = CASES["cd3_ice_cream"]
    jobs = {id: Job(id, item["gain_per_week"], item["weeks"]) for id, item in known["items"].items()}
    assert {id: job.cd3 for id, job in jobs.items()} == known["expected"]["cd3"]
    assert [job.id for job in delay.order_of_work(tuple(jobs.values()))] == ["B", "A"]
    weeks, whole = known["horizon_weeks"], known["horizon_weeks"] * (known["base"] + sum(j.cost for j in jobs.values()))
    for order, key in (("AB", "output_A_then_B"), ("BA", "output_B_then_A")):
        assert whole - delay.total_delay_cost(order, jobs) == known["expected"][key]
    assert weeks == sum(job.weeks for job in jobs.values())


def test_smith_rule_is_the_cheapest_order() -> None:
    known = CASES["smith_rule"]
    jobs = {id: Job(id, job["cod"], job["duration"]) for id, job in known["jobs"].items()}
    totals = [delay.total_delay_cost(order, jobs) for order in permutations(jobs)]
    assert [job.id for job in delay.order_of_work(tuple(jobs.values()))] == known["expected"]["order"]
    assert (min(totals), max(totals)) == (known["expected"]["total_delay_cost"], known["expected"]["worst"])
    assert delay.total_delay_cost("ABCD", jobs) == known["expected"]["order_ABCD"]


def test_late_market_entry_loses_its_share() -> None:
    known = CASES["late_market_entry"]
    found = {f"D={weeks}": delay.window_loss(weeks, known["W"]) for weeks in (4, 10, 26)}
    assert found == pytest.approx(known["expected"], abs=1e-12)


def test_realisation_is_the_share_of_the_way() -> None:
    for case in CASES["realisation"]:
        ends = {"baseline": case["baseline"], "target": case["target"]}
        if "error" in case:
            with pytest.raises(Refusal):
                realisation.realisation_percent(**ends, actual=case["baseline"])
        else:
            percent = realisation.realisation_percent(**ends, actual=case["actual"])
            assert percent == pytest.approx(case["percent"], abs=5e-5)


def test_npv_is_the_discounted_sum() -> None:
    known = CASES["npv"]
    assert delay.npv(known["rate"], known["flows"]) == pytest.approx(known["expected"], abs=1e-12)


def test_half_value_delay_of_three_weeks_costs_three_thousand() -> None:
    assert "slip 3 weeks costs exactly 3,000" in CASES["half_value_delay"]["note"]
    for curve, ramp in ((Curve.STEP, 0.0), (Curve.RAMP, 10.0)):
        assert delay.fixed_end_loss(1000, 50, 3, curve=curve, ramp=ramp) == pytest.approx(3000)
        moving = ValueFlow(1000, DelayRule.MOVES, life=50, curve=curve, ramp=ramp)
        assert delay.cost_of_delay(moving, 3) == pytest.approx(0)
