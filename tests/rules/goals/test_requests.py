"""Requested changes of goals survive the way through JSON."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.goals.goal_text import (
    GoalColumns,
    GoalFields,
    GoalStatement,
    GoalVerb,
    NewResult,
    ResultChange,
    ResultReading,
)
from rules.goals.requests import GoalRequest

_DAY = date(2026, 6, 30)
_CHANGES: tuple[GoalStatement, ...] = (
    GoalVerb.REOPEN,
    GoalFields("Sell abroad", "U1", _DAY, measure="sales", program="PRG-1"),
    GoalColumns((("owner", None), ("horizon", _DAY))),
    NewResult("Churn", 4.2, 3.8, "%", _DAY, 2.0),
    ResultReading(1, 3.9),
    ResultChange(2, (("due", _DAY), ("weight", 2.0))),
    ResultChange(1, removed=True),
)


@pytest.mark.parametrize("change", _CHANGES)
def test_change_is_the_same_after_storing(change: GoalStatement) -> None:
    request = GoalRequest("words", "PRG-1", "G-1", change)
    assert GoalRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


@given(st.dictionaries(st.sampled_from(["G-1", "G-2", "G-30"]), st.floats(0.01, 100)))
def test_weights_are_the_same_after_storing(weights: dict[str, float]) -> None:
    request = GoalRequest("words", "PRG-1", "PRJ-1", weights=weights)
    assert GoalRequest.from_json(json.loads(json.dumps(request.to_json()))) == request
