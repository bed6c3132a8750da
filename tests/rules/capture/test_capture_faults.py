"""Every line of `tests/data/faults/capture.jsonl`: what was once heard wrongly, with what it means."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rules.capture import Interpretation, interpret_message
from tests.datasets import ROOT

FAULTS = ROOT / "tests/data/faults/capture.jsonl"
CASES: list[dict[str, Any]] = [json.loads(line) for line in FAULTS.read_text("utf-8").splitlines()]
MEANINGS: dict[str, Callable[[Interpretation], bool]] = {
    "no blocker": lambda heard: not heard.blockers,
    "no blocker, or yesterday's": lambda heard: not heard.blockers,
    "status none": lambda heard: heard.status is None,
    "status not done": lambda heard: heard.status != "done" and not heard.completed,
    "status yellow": lambda heard: heard.status == "at_risk",
    "blocker": lambda heard: bool(heard.blockers),
    "help wanted": lambda heard: bool(heard.help_wanted),
    "slip or a proposal": lambda heard: heard.slip or heard.proposal,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_known_fault_is_heard_rightly(case: dict[str, Any]) -> None:
    heard = interpret_message(case["text"], today=date(2026, 2, 20))
    assert MEANINGS[case["expected"]](heard), heard
