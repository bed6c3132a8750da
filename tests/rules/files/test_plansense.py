"""Plan files whose form is right and whose values make no sense: each is refused by its row."""

import json
from typing import Any

import pytest

from rules.files import planfile
from rules.files.fields import BadPlan
from rules.resources.bookings import allocations_of_file, book_allocations
from rules.resources.overloads import find_overloads
from rules.time.calendars import Calendar

BOOKING = {"resource": "R-1", "percent": 60, "from": "2026-03-02", "to": "2026-03-06"}
SENSELESS: dict[str, tuple[dict[str, Any], str]] = {
    "negative capacity": ({"resources": [{"id": "R-1", "capacity": -1}]}, "resources R-1: “capacity” must be between"),
    "negative percent": ({"allocations": [BOOKING | {"percent": -5}]}, "allocations number 1: “percent”"),
    "backwards": ({"allocations": [BOOKING | {"to": "2026-03-01"}]}, "ends (2026-03-01) before it begins (2026-03-02)"),
    "unknown resource": (
        {"resources": [{"id": "R-2"}], "allocations": [BOOKING]},
        "allocations number 1 names the resource R-1, which is not in the file",
    ),
    "unknown milestone": ({"allocations": [BOOKING | {"milestone": "M-9"}]}, "names the milestone M-9"),
    "repeated resource": ({"resources": [{"id": "R-1"}, {"id": "R-1"}]}, "“resources” has R-1 twice"),
    "repeated benefit": ({"benefits": [{"id": "B-1"}, {"id": "B-1"}]}, "“benefits” has B-1 twice"),
    "no gain": ({"benefits": [{"id": "B-1", "baseline": 4, "target": 4}]}, "benefits B-1: “target” equals “baseline”"),
    "probability": (
        {"risks": [{"id": "R-1", "probability": -1}]},
        "risks R-1: “probability” must be between 0 and 100",
    ),
    "impossible": ({"risks": [{"id": "R-1", "probability": 120}]}, "not 120"),
}


def plan_with(**parts: Any) -> str:
    milestone = {"id": "M-1", "project": "P"}
    return json.dumps({"program": {"start": "2026-01-05"}, "milestones": [milestone], **parts})


@pytest.mark.parametrize(("parts", "sentence"), SENSELESS.values(), ids=SENSELESS)
def test_values_without_sense_are_refused_by_row(parts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadPlan) as refusal:
        planfile.read(plan_with(**parts))
    assert sentence in str(refusal.value)


def test_sensible_parts_are_read() -> None:
    parts = {"resources": [{"id": "R-1", "capacity": 0}], "allocations": [BOOKING | {"milestone": "M-1"}]}
    assert planfile.read(plan_with(**parts)).allocations[0]["percent"] == 60


@pytest.mark.parametrize("parts", [parts for parts, _ in SENSELESS.values()], ids=SENSELESS)
def test_stored_plans_are_read_whatever_they_hold(parts: dict[str, Any]) -> None:
    plan = planfile.from_json(json.loads(plan_with(**parts)))
    capacity = {str(row["id"]): float(str(row.get("capacity", 100))) for row in plan.resources}
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    allocations = allocations_of_file(plan.allocations)
    bookings = book_allocations(allocations, milestones, Calendar.of(plan.program.calendar))
    assert all(overload.peak > 0 for overload in find_overloads(bookings, capacity))
