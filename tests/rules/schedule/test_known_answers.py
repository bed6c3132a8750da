"""Networks with published answers (PSPLIB, a scheduler with Primavera's rules, textbooks), matched exactly."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rules.alerts import analysis
from rules.earned_value import indices as earned_value
from rules.files import exports, planfile
from rules.forecast.sampling import DurationRange
from rules.plan import LinkType
from rules.schedule.computed_dates import Schedule, compute_schedule, driving_chain
from rules.schedule.network import lay_out
from tests.datasets import DATA, SHARED, extra, small_and_whole

NETWORKS = pytest.mark.parametrize(
    "path",
    [
        *small_and_whole("schedules/primavera-rules-sample.jsonl", "schedules/primavera-rules.jsonl.gz"),
        pytest.param(PSPLIB := SHARED / "schedules/psplib-j30.jsonl.gz", id="extra psplib-j30", marks=extra(PSPLIB)),
    ],
)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        yield from map(json.loads, file)


@NETWORKS
def test_every_network_matches_the_reference_scheduler(path: Path) -> None:
    wrong = []
    for line in read_lines(path):
        scheduled_plan = analysis.schedule_plan(planfile.from_json(line["plan"]))
        rows = {row.id: row for row in analysis.schedule_rows(scheduled_plan)}
        if scheduled_plan.schedule.length != line["expected"]["length"]:
            wrong.append((line["id"], "length"))
        for milestone, expected in line["expected"]["milestones"].items():
            wrong += [
                (line["id"], milestone, key) for key, day in expected.items() if getattr(rows[milestone], key) != day
            ]
    assert wrong == []


@NETWORKS
def test_plan_file_reads_back_equal(path: Path) -> None:
    for line in read_lines(path):
        plan = planfile.from_json(line["plan"])
        assert planfile.read(exports.export_plan_file(plan)) == plan


def textbook_cases(key: str) -> list[Any]:
    cases = json.loads((DATA / "schedules/textbook.json").read_text())[key]
    return [pytest.param(case, id=case["id"]) for case in cases]


def schedule_of(activities: list[dict[str, Any]], digits: int | None = None) -> tuple[Schedule, list[float]]:
    row = {activity["id"]: position for position, activity in enumerate(activities)}
    days = [_duration_of(activity, digits) for activity in activities]
    links = [
        (row[provider], row[consumer["id"]], LinkType.FS, 0)
        for consumer in activities
        for provider in consumer.get("pred", consumer.get("predecessors", []))
    ]
    network = lay_out(list(row), days, links)
    return compute_schedule(network, np.zeros(len(row))), days


def _duration_of(activity: dict[str, Any], digits: int | None) -> float:
    if "a" not in activity:
        return float(activity.get("dur", activity.get("duration")))
    mean = _spread(activity).mean[0]
    return float(mean if digits is None else round(mean, digits))


def _spread(activity: dict[str, Any]) -> DurationRange:
    low, mode, high = (np.array([float(activity[key])]) for key in "amb")
    return DurationRange(low, mode, high, ["team"])


@pytest.mark.parametrize("case", textbook_cases("cases"))
def test_textbook_networks_match(case: dict[str, Any]) -> None:
    expected, tolerance = case["expected"], case.get("tol", 0.011 if "round" in case else 1e-9)
    schedule, days = schedule_of(case["activities"], case.get("round"))
    position_of = schedule.network.position
    columns = {
        "slack": schedule.total_float,
        "es": schedule.early_start,
        "ls": schedule.late_start,
        "lf": schedule.late_finish,
        "drag": schedule.drag,
    }
    if "T" in expected:
        assert schedule.length == pytest.approx(expected["T"], abs=tolerance)
    if "critical" in expected:
        assert {name for name in position_of if schedule.critical[position_of[name]]} == set(expected["critical"])
    for key in columns.keys() & expected.keys():
        computed = {name: float(columns[key][position_of[name]]) for name in expected[key]}
        assert computed == pytest.approx(expected[key], abs=tolerance), key
    means = dict(zip((activity["id"] for activity in case["activities"]), days, strict=True))
    assert means == pytest.approx(expected.get("te", means), abs=0.006)


@pytest.mark.parametrize(
    "case", [node for node in textbook_cases("pmcontrols_cases") if node.values[0]["method"] == "cpm"]
)
def test_published_critical_paths_match(case: dict[str, Any]) -> None:
    schedule, _ = schedule_of(case["inputs"]["activities"])
    position_of, expected = schedule.network.position, case["expected"]
    assert schedule.length == expected["project_duration"]
    assert [
        schedule.network.ids[position] for position in driving_chain(schedule, int(schedule.early_finish.argmax()))
    ] == expected["critical_path"]
    for name, row in expected["schedule"].items():
        position = position_of[name]
        computed = (
            schedule.early_start[position],
            schedule.early_finish[position],
            schedule.late_start[position],
            schedule.late_finish[position],
            schedule.total_float[position],
        )
        assert computed == (row["es"], row["ef"], row["ls"], row["lf"], row["slack"])


@pytest.mark.parametrize("case", [c for c in textbook_cases("pmcontrols_cases") if c.values[0]["method"] == "pert"])
def test_published_pert_means_and_deviations_match(case: dict[str, Any]) -> None:
    activities = case["inputs"]["activities"]
    rows = [activity | {"pred": activity["predecessors"]} for activity in activities]
    schedule, _ = schedule_of(rows)
    assert schedule.length == pytest.approx(case["expected"]["expected_duration"])
    driving = {
        schedule.network.ids[position] for position in driving_chain(schedule, int(schedule.early_finish.argmax()))
    }
    variance = sum(((task["b"] - task["a"]) / 6) ** 2 for task in activities if task["id"] in driving)
    assert variance**0.5 == pytest.approx(case["expected"]["sigma_critical_path"])


@pytest.mark.parametrize(
    "case", [c for c in textbook_cases("pmcontrols_cases") if c.values[0]["method"] in ("evm", "earned_schedule")]
)
def test_published_earned_value_and_schedule_match(case: dict[str, Any]) -> None:
    inputs, expected = case["inputs"], case["expected"]
    tolerance = 0.006 if "cpi" in expected and expected["cpi"] == 0.44 else 1e-9
    if "es" in expected:
        assert earned_value.earned_schedule(inputs["pv"], inputs["ev"]) == pytest.approx(expected["es"])
    if "ac" in inputs:
        indices = earned_value.cost_indices(
            budget=inputs["pv"][-1], planned=inputs["pv"][inputs["at"]], value=inputs["ev"], actual=inputs["ac"]
        )
        computed = {"spi": indices.spi, "cpi": indices.cpi, "eac_cpi": indices.eac, "tcpi_bac": indices.tcpi}
        for key in computed.keys() & expected.keys():
            assert computed[key] == pytest.approx(expected[key], abs=tolerance)
