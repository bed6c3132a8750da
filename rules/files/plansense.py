"""Checks of a plan file beyond its form: values and references that would be accepted and then make no sense.

They apply to files only. Plans that are already stored are read without them, so that an export never fails.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from rules.change_requests.tolerance import Limits
from rules.files.fields import BadPlan
from rules.plan import Plan

Row = Mapping[str, object]
# Lists whose rows have ids that other rows name.
LISTS_WITH_IDS = ("resources", "goals", "benefits", "risks", "decisions", "change_requests")
# Lists whose rows are known by what they are about.
KEYS_OF_ROWS = {"closeouts": ("project",), "lessons": ("project", "user"), "days_off": ("subject",)}
RANGES: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "resources": {"capacity": (0, 10_000)},
    "allocations": {"percent": (0, 10_000)},
    "risks": {"probability": (0, 100), "impact": (0, 20_000)},
    "history": {"percent": (0, 100)},
}


def require_sense(plan: Plan) -> None:
    """Raise BadPlan for the first row that makes no sense, naming it."""
    for complaint in chain(
        _repeated_ids(plan),
        _values_out_of_range(plan),
        _bad_allocations(plan),
        _bad_benefits(plan),
        _bad_settings(plan),
        _bad_days_off(plan),
    ):
        raise BadPlan(complaint)


def _repeated_ids(plan: Plan) -> Iterator[str]:
    for key in LISTS_WITH_IDS:
        seen: set[object] = set()
        for row in getattr(plan, key):
            if "id" in row and row["id"] in seen:
                yield f"“{key}” has {row['id']} twice. Give each its own id."
            seen.add(row.get("id"))
    for key, names in KEYS_OF_ROWS.items():
        rows = [tuple(str(row[name]) for name in names) for row in getattr(plan, key)]
        for row_key in (row_key for row_key, count in Counter(rows).items() if count > 1):
            yield f"“{key}” has {' and '.join(row_key)} twice. Keep one row."


def _values_out_of_range(plan: Plan) -> Iterator[str]:
    for key, ranges in RANGES.items():
        for number, row in enumerate(getattr(plan, key), start=1):
            for field, (low, high) in ranges.items():
                value = row.get(field)
                if isinstance(value, int | float) and not low <= value <= high:
                    yield f"{_name(key, number, row)}: “{field}” must be between {low:,} and {high:,}, not {value:g}."


def _bad_allocations(plan: Plan) -> Iterator[str]:
    known: dict[str, set[object]] = {
        "resource": {row.get("id") for row in plan.resources},
        "project": {project.id for project in plan.projects},
        "milestone": {milestone.id for milestone in plan.milestones},
    }
    for number, row in enumerate(plan.allocations, start=1):
        name = _name("allocations", number, row)
        for field, ids in known.items():
            if field in row and ids and row[field] not in ids:
                yield f"{name} names the {field} {row[field]}, which is not in the file."
        first, last = row.get("from"), row.get("to")
        if first is not None and last is not None and first > last:  # type: ignore[operator]
            yield f"{name} ends ({last}) before it begins ({first})."


def _bad_benefits(plan: Plan) -> Iterator[str]:
    for number, row in enumerate(plan.benefits, start=1):
        for project, share in row.get("shares", {}).items():  # type: ignore[attr-defined]
            if not 0 <= share <= 100:
                name = _name("benefits", number, row)
                yield f"{name}: “shares” must be between 0 and 100, not {share:g} ({project})."
        if "target" in row and row["target"] == row.get("baseline"):
            yield f"{_name('benefits', number, row)}: “target” equals “baseline”, so nothing could be gained."
        if row.get("due") and row.get("stop") and row["stop"] < row["due"]:  # type: ignore[operator]
            yield f"{_name('benefits', number, row)} stops ({row['stop']}) before it is due ({row['due']})."


def _bad_settings(plan: Plan) -> Iterator[str]:
    limits = replace(Limits(), **{name: value for name, value in plan.settings.items() if hasattr(Limits(), name)})  # type: ignore[arg-type]
    if limits.lead_days > limits.manager_days or limits.lead_percent > limits.manager_percent:
        yield "settings: a lead can't approve more than the manager. Lower “lead_days” and “lead_percent”."


def _bad_days_off(plan: Plan) -> Iterator[str]:
    subjects = {plan.program.id, *(project.id for project in plan.projects)}
    for number, row in enumerate(plan.days_off, start=1):
        if row["subject"] not in subjects:
            yield f"days_off number {number} names {row['subject']}, which is not in the file."
        if row["subject"] == plan.program.id and row.keys() - {"subject", "labels"}:
            yield f"days_off number {number}: the program's own days belong in “program.calendar”."


def _name(key: str, number: int, row: Row) -> str:
    return f"{key} {row['id']}" if "id" in row else f"{key} number {number}"
