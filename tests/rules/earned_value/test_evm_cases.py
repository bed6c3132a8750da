"""Every case of tests/data/value/evm_cases.json by name; a case that no test reads fails the first of them."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from rules.earned_value.indices import (
    EarnedTooMuch,
    cost_indices,
    earned_schedule,
    schedule_indices,
    time_performance,
)
from tests.datasets import DATA

CASES: dict[str, Any] = {case["id"]: case for case in json.loads((DATA / "value/evm_cases.json").read_text())}


def test_every_case_is_read_by_a_test() -> None:
    read = {
        node.slice.value
        for node in ast.walk(ast.parse(Path(__file__).read_text()))
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
        if isinstance(node.value, ast.Name) and node.value.id == "CASES"
    }
    assert read == CASES.keys()


def test_general_foundry_in_week_six() -> None:
    case = CASES["evm-general-foundry"]
    expected, budget, status = case["expected"], case["budget"], case["status"]
    value = sum(budget[name] * percent / 100 for name, percent in status["percent"].items())
    actual, planned = sum(status["actual_cost"].values()), case["pv_early"][status["at"] - 1]
    assert (value, actual, planned) == (expected["EV"], expected["AC"], expected["PV"])
    found = cost_indices(budget=case["bac"], planned=planned, value=value, actual=actual)
    assert (found.cv, found.sv) == (expected["CV"], expected["SV"])
    assert found.cpi == pytest.approx(expected["CPI"], abs=1e-12)
    assert found.spi == pytest.approx(expected["SPI"], abs=1e-12)
    assert found.eac == pytest.approx(expected["EAC_bac_over_cpi"])
    assert found.eac_as_planned == expected["EAC_rest_as_planned"]
    assert found.eac_at_pace == pytest.approx(112 + 208 / (100 / 112 * 100 / 162))
    assert found.etc == pytest.approx(expected["EAC_bac_over_cpi"] - expected["AC"])
    assert found.vac == pytest.approx(expected["VAC"])
    assert found.tcpi == pytest.approx(expected["TCPI_bac"], abs=1e-12)


def test_general_foundry_in_earned_schedule() -> None:
    case = CASES["evm-general-foundry"]
    expected, at = case["expected"], case["status"]["at"]
    found = schedule_indices([0, *case["pv_early"]], expected["EV"], at)
    assert found.earned == pytest.approx(expected["ES"], abs=1e-12)
    assert time_performance(found.earned, at) == pytest.approx(expected["SPI_t"], abs=1e-12)
    # A third is earned: too little for the index to say when it ends.
    assert (found.performance, found.estimate, found.finish) == (None, None, pytest.approx(6 + 15 - expected["ES"]))
    assert sum(case["budget"].values()) == case["bac"] == case["pv_late"][-1]


@pytest.mark.parametrize("expected", CASES["es-late-finish"]["expected"], ids=lambda row: f"at {row['at']}")
def test_late_finish_in_every_period(expected: dict[str, float]) -> None:
    case = CASES["es-late-finish"]
    at, planned = int(expected["at"]), [0, *case["pv"]]
    assert case["ev"][at - 1] == expected["EV"]
    found = schedule_indices(planned, expected["EV"], at)
    assert found.earned == pytest.approx(expected["ES"], abs=1e-6)
    assert found.variance == pytest.approx(expected["SV_t"], abs=1e-6)
    assert time_performance(found.earned, at) == pytest.approx(expected["SPI_t"], abs=1e-6)
    indices = cost_indices(budget=planned[-1], planned=planned[min(at, 12)], value=expected["EV"], actual=1)
    assert indices.spi == pytest.approx(expected["SPI"], abs=1e-6)


def test_spi_ends_at_one_and_spi_of_time_tells_lateness() -> None:
    case = CASES["es-late-finish"]
    planned, at = [0, *case["pv"]], case["actual_duration"]
    found = schedule_indices(planned, case["ev"][-1], at)
    assert cost_indices(budget=2823, planned=planned[-1], value=case["ev"][-1], actual=1).spi == 1
    assert (found.performance, found.variance) == (case["planned_duration"] / at, case["planned_duration"] - at)
    assert found.estimate == at


def test_edges_of_earned_schedule() -> None:
    case = CASES["es-edges"]
    for edge in case["cases"]:
        if "ES" in edge:
            assert earned_schedule([0, *case["pv"]], edge["EV"]) == edge["ES"]
        else:
            with pytest.raises(EarnedTooMuch, match="500 is earned, but the whole work is worth 400"):
                earned_schedule([0, *case["pv"]], edge["EV"])
            with pytest.raises(EarnedTooMuch):
                cost_indices(budget=case["pv"][-1], planned=100, value=edge["EV"], actual=1)


def test_planned_pause_is_earned_to_its_end() -> None:
    flat = CASES["es-edges"]["flat"]
    assert earned_schedule([0, *flat["pv"]], flat["EV"]) == 2


def test_zero_denominators_are_not_available() -> None:
    for case in CASES["evm-zero"]["cases"]:
        budget = case.get("BAC", 100)
        found = cost_indices(budget=budget, planned=case.get("PV", 50), value=case["EV"], actual=case["AC"])
        for name in ("SPI", "CPI", "TCPI"):
            if name in case:
                assert getattr(found, name.lower()) == case[name], case
        assert found.is_exhausted == (case["AC"] >= budget)
