"""Values that Baton keeps in the custom fields of its own MS Project files, read back exactly."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from rules.files.exports.own_fields import RESOURCE_ID, OwnField
from rules.files.fields import MAX_DURATION_DAYS, VALID_YEARS
from rules.files.imports.imported import ImportedPlan
from rules.files.imports.project_xml.fields import parse_day
from rules.files.imports.project_xml.nodes import FileNode
from rules.plan import Dependency, Milestone

_START_NO_EARLIER = "4"
_IN_DAYS = "7"
# Lags are written in tenths of a minute, and a day of work has eight hours.
_LAG_OF_A_DAY = 4_800
_ALMOST_DONE, _ALL_WORKED = 99, 100
OwnValues = dict[OwnField, Any]


def restore_own_values(imported: ImportedPlan, root: FileNode) -> ImportedPlan:
    """Return what was read with the values of Baton's own fields; a day that people have moved since wins."""
    aliases = {field.get("Alias") for field in root.all("ExtendedAttributes", "ExtendedAttribute")}
    if OwnField.ID.value.alias not in aliases:
        return imported
    tasks = {task.get("UID"): task for task in root.all("Tasks", "Task")}
    plan, booked = imported.plan, {str(row["resource"]) for row in imported.plan.allocations}
    restored = []
    for milestone in plan.milestones:
        task = tasks.get(imported.keys.get(milestone.id, milestone.id.removeprefix("task ")))
        values = _values_in(task)
        restored.append(milestone if task is None or not values else _restore(milestone, task, values))
    known = {f"resource {resource.get('UID')}" for resource in _resources_with_id(root)}
    resources = tuple(row for row in plan.resources if str(row["id"]) in known | booked)
    allocations = tuple(_without_whole_span(row, tasks) for row in plan.allocations)
    own = replace(
        plan,
        program=replace(plan.program, start=parse_day(root, "StartDate", "Project") or plan.program.start),
        milestones=tuple(restored),
        dependencies=tuple(_with_own_lag(link, tasks) for link in plan.dependencies),
        resources=resources,
        allocations=allocations,
    )
    return replace(imported, plan=own)


def _with_own_lag(link: Dependency, tasks: Mapping[str, FileNode]) -> Dependency:
    """Return a link with the lag that Baton wrote; that of another tool's file is fitted to its dates."""
    provider, consumer = (end.removeprefix("task ") for end in (link.provider, link.consumer))
    for element in tasks[consumer].all("PredecessorLink") if consumer in tasks else ():
        if element.get("PredecessorUID") == provider and element.get("LagFormat") == _IN_DAYS:
            with suppress(ValueError):
                return replace(link, lag=round(int(element.get("LinkLag") or 0) / _LAG_OF_A_DAY))
    return link


def _without_whole_span(row: Mapping[str, Any], tasks: Mapping[str, FileNode]) -> Mapping[str, Any]:
    """Return a booking without days where they are those of its task: it covers them, wherever they move."""
    task = tasks.get(str(row.get("milestone")).removeprefix("task "))
    if task is None or not all(
        str(row.get(key)) == task.get(name)[:10] for key, name in (("from", "Start"), ("to", "Finish"))
    ):
        return row
    return {key: value for key, value in row.items() if key not in ("from", "to", "anchor")}


def _restore(milestone: Milestone, task: FileNode, values: OwnValues) -> Milestone:
    if OwnField.OWNER not in values:
        # The first who is booked need not be the one who answers for it.
        milestone = replace(milestone, owner=None)
    finish = task.get("Finish")[:10]
    expected = values.get(OwnField.EXPECTED)
    is_unmoved = finish == (expected.isoformat() if expected else "")
    if is_unmoved:
        milestone = replace(milestone, forecast=values.get(OwnField.FORECAST))
    if is_unmoved or task.get("ConstraintType") != _START_NO_EARLIER:
        milestone = replace(milestone, not_before=values.get(OwnField.NOT_BEFORE))
    if milestone.percent == _ALMOST_DONE and values.get(OwnField.PERCENT) == _ALL_WORKED:
        milestone = replace(milestone, percent=_ALL_WORKED)
    least, most = values.get(OwnField.OPTIMISTIC), values.get(OwnField.PESSIMISTIC)
    return replace(
        milestone,
        committed=values.get(OwnField.COMMITTED),
        optimistic=least if least is not None and 0 <= least <= milestone.duration else None,
        pessimistic=most if most is not None and most >= milestone.duration else None,
    )


def _values_in(task: FileNode | None) -> OwnValues:
    if task is None:
        return {}
    texts = {field.get("FieldID"): field.get("Value") for field in task.all(_ATTRIBUTES)}
    values: OwnValues = {}
    for field in OwnField:
        if text := texts.get(str(field.value.number)):
            with suppress(ValueError, OverflowError):
                values[field] = _reader_of(field)(text)
    return values


_ATTRIBUTES = "ExtendedAttribute"


def _read_day(text: str) -> date:
    day = date.fromisoformat(text[:10])
    if day.year not in VALID_YEARS:
        raise ValueError(text)
    return day


def _read_days(text: str) -> int:
    days = int(float(text))
    if not 0 <= days <= MAX_DURATION_DAYS:
        raise ValueError(text)
    return days


_READERS: Mapping[str, Callable[[str], Any]] = {"Date": _read_day, "Number": _read_days, "Text": str}


def _reader_of(field: OwnField) -> Callable[[str], Any]:
    return _READERS[field.value.slot.rstrip("0123456789")]


def _resources_with_id(root: FileNode) -> Iterator[FileNode]:
    for resource in root.all("Resources", "Resource"):
        if any(field.get("FieldID") == str(RESOURCE_ID.number) for field in resource.all(_ATTRIBUTES)):
            yield resource
