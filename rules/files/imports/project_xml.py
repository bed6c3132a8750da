"""Reading MS Project XML: tasks become milestones, top-level summaries become projects."""

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from xml.etree import ElementTree

from rules.files.fields import MAX_DURATION_DAYS, VALID_YEARS, BadPlan, quote_value
from rules.files.imports.imported import ImportedPlan, require_row_limit
from rules.plan import Dependency, LinkType, Milestone, Plan, Program, Project
from rules.schedule.network import Cycle, find_cycle

LINK_TYPES = {"0": LinkType.FF, "1": LinkType.FS, "2": LinkType.SF, "3": LinkType.SS}
START_NO_EARLIER = "4"
# Other types are material and costs.
WORK_RESOURCE = "1"
MAX_UNITS = 100.0
_SPAN = (("from", "Start"), ("to", "Finish"))
MINUTES_PER_DAY = 480
# Lags are written in tenths of a minute.
TENTHS_PER_MINUTE = 10
_DURATION = re.compile(r"P(?:(\d{1,6})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?")
Element = ElementTree.Element


class _NoDoctypeBuilder(ElementTree.TreeBuilder):
    """Refuse document types: they could define entities that grow without end, and no export has one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise BadPlan("The file has a DOCTYPE, and those are not read.", "", "Export it from MS Project again.")


@dataclass(frozen=True, slots=True)
class ProjectTask:
    """One task with its fields as text; `location` names it in a refusal."""

    element: Element
    location: str

    def get(self, name: str) -> str:
        return _child_text(self.element, name)

    def parse_day(self, name: str) -> date | None:
        return _parse_day(self.get(name), f"{self.location}: {name}")


def read(content: bytes, *, name: str) -> ImportedPlan:
    """Read a project file; raise BadPlan with the line or task that is wrong."""
    root = _parse_xml(content)
    title = _child_text(root, "Title") or _child_text(root, "Name").removesuffix(".xml") or name
    tasks = list(_active_tasks(root))
    project_of = _project_by_task(tasks, title)
    minutes = (
        int(_parse_number(_child_text(root, "MinutesPerDay"), "MinutesPerDay", MINUTES_PER_DAY)) or MINUTES_PER_DAY
    )
    owners = _owner_by_task(root)
    leaf_tasks = {task.get("UID"): task for task in tasks if task.get("Summary") != "1"}
    milestones = tuple(
        _build_milestone(task, project_of[uid], owners.get(uid), minutes) for uid, task in leaf_tasks.items()
    )
    links = tuple(_build_links(leaf_tasks, minutes))
    require_row_limit(len(milestones), len(links))
    if cycle := find_cycle((link.provider, link.consumer) for link in links):
        raise Cycle(cycle)
    program = Program(
        "", title[:200], _program_start(root, milestones), _parse_day(_child_text(root, "StatusDate"), "StatusDate")
    )
    projects = tuple(
        Project(project_name, project_name)
        for project_name in dict.fromkeys(milestone.project for milestone in milestones)
    )
    resources = _build_resources(root)
    allocations = _build_allocations(root, leaf_tasks, {str(row["id"]) for row in resources})
    plan = Plan(
        program=program,
        projects=projects,
        milestones=milestones,
        dependencies=links,
        resources=resources,
        allocations=allocations,
    )
    return ImportedPlan(plan, foreign=frozenset(milestone.id for milestone in milestones))


def _parse_xml(content: bytes) -> Element:
    # Entities need a document type, which is refused; expat opens no files by itself.
    parser = ElementTree.XMLParser(target=_NoDoctypeBuilder())  # noqa: S314
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ElementTree.ParseError as error:
        raise BadPlan(f"This is no XML: {error.msg}.") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != "Project":
        raise BadPlan(
            f"This XML begins with {quote_value(root.tag)}, not with Project.", "", "Save it from MS Project as XML."
        )
    return root


def _active_tasks(root: Element) -> Iterator[ProjectTask]:
    """Yield active tasks with a name, without the entry for the whole project (UID 0)."""
    seen_uids: set[str] = set()
    for element in root.iterfind("Tasks/Task"):
        uid = _child_text(element, "UID")
        task = ProjectTask(element, f"Task {uid or '?'}")
        if not uid or uid in seen_uids:
            raise BadPlan(f"{task.location} {'is there twice' if uid else 'has no UID'}.")
        seen_uids.add(uid)
        if uid != "0" and task.get("Name") and task.get("IsNull") != "1" and task.get("Active") != "0":
            yield task
    if len(seen_uids - {"0"}) == 0:
        raise BadPlan("The file holds no tasks.")


def _project_by_task(tasks: list[ProjectTask], title: str) -> dict[str, str]:
    """Return the project of each task: the name of its top-level summary, else the program's."""
    project_of: dict[str, str] = {}
    project = title
    for task in tasks:
        if task.get("OutlineLevel") in ("", "1"):
            project = task.get("Name")[:200] if task.get("Summary") == "1" else title
        project_of[task.get("UID")] = project
    return project_of


def _owner_by_task(root: Element) -> dict[str, str]:
    """Return the first person assigned to each task."""
    names = {
        _child_text(element, "UID"): _child_text(element, "Name") for element in root.iterfind("Resources/Resource")
    }
    owners: dict[str, str] = {}
    for element in root.iterfind("Assignments/Assignment"):
        if person := names.get(_child_text(element, "ResourceUID")):
            owners.setdefault(_child_text(element, "TaskUID"), person)
    return owners


def _build_resources(root: Element) -> tuple[Mapping[str, object], ...]:
    """Return the people and tools that work, as rows of a plan file; material and costs have no capacity."""
    rows = []
    for element in root.iterfind("Resources/Resource"):
        uid, name = _child_text(element, "UID"), " ".join(_child_text(element, "Name").split())[:200]
        if uid not in ("", "0") and name and _child_text(element, "Type") in ("", WORK_RESOURCE):
            units = _parse_number(_child_text(element, "MaxUnits"), f"Resource {uid}: MaxUnits", 1, MAX_UNITS)
            rows.append({"id": f"resource {uid}", "name": name, "capacity": round(max(units, 0) * 100, 2)})
    return tuple(rows)


def _build_allocations(
    root: Element, tasks: Mapping[str, ProjectTask], resources: Collection[str]
) -> tuple[Mapping[str, object], ...]:
    """Return the assignments of tasks that became milestones; the days of one move with its task's finish."""
    rows: list[Mapping[str, object]] = []
    for element in root.iterfind("Assignments/Assignment"):
        uid, resource = _child_text(element, "TaskUID"), f"resource {_child_text(element, 'ResourceUID')}"
        place = f"Assignment {_child_text(element, 'UID') or '?'}"
        units = _parse_number(_child_text(element, "Units"), f"{place}: Units", 1, MAX_UNITS)
        if uid not in tasks or resource not in resources or units <= 0:
            continue
        row: dict[str, object] = {"resource": resource, "milestone": f"task {uid}", "percent": round(units * 100, 2)}
        days = {key: _parse_day(_child_text(element, name), f"{place}: {name}") for key, name in _SPAN}
        anchor = tasks[uid].parse_day("Finish")
        if all(days.values()) and anchor:
            row |= days | {"anchor": anchor}
        rows.append(row)
    return tuple(rows)


def _build_milestone(task: ProjectTask, project: str, owner: str | None, minutes: int) -> Milestone:
    baseline = next(
        (
            _child_text(element, "Finish")
            for element in task.element.iterfind("Baseline")
            if _child_text(element, "Number") == "0"
        ),
        "",
    )
    has_start_limit = task.get("ConstraintType") == START_NO_EARLIER
    finished = task.parse_day("ActualFinish")
    return Milestone(
        id=f"task {task.get('UID')}",
        project=project,
        name=" ".join(task.get("Name").split())[:500],
        owner=owner,
        duration=0 if task.get("Milestone") == "1" else _parse_duration(task.get("Duration"), minutes, task.location),
        percent=100
        if finished
        else round(_parse_number(task.get("PercentComplete"), f"{task.location}: PercentComplete", 0, 100)),
        baseline=_parse_day(baseline, f"{task.location}: Baseline"),
        forecast=task.parse_day("Finish"),
        actual=finished,
        not_before=task.parse_day("ConstraintDate") if has_start_limit else None,
    )


def _build_links(tasks: dict[str, ProjectTask], minutes: int) -> Iterator[Dependency]:
    """Yield the links between tasks that became milestones; summary links add nothing to those of their tasks."""
    seen_links: set[tuple[str, str, LinkType]] = set()
    for uid, task in tasks.items():
        for element in task.element.iterfind("PredecessorLink"):
            provider = _child_text(element, "PredecessorUID")
            kind = LINK_TYPES.get(_child_text(element, "Type") or "1", LinkType.FS)
            lag = _parse_number(
                _child_text(element, "LinkLag"),
                f"{task.location}: LinkLag",
                0,
                MAX_DURATION_DAYS * MINUTES_PER_DAY * TENTHS_PER_MINUTE,
            )
            if provider in tasks and (provider, uid, kind) not in seen_links:
                seen_links.add((provider, uid, kind))
                yield Dependency(
                    f"D-{len(seen_links)}",
                    f"task {provider}",
                    f"task {uid}",
                    kind,
                    round(lag / TENTHS_PER_MINUTE / minutes),
                )


def _parse_duration(words: str, minutes: int, location: str) -> int:
    """Parse a duration: `PT16H0M0S` is two days of eight hours; days are rounded up."""
    if not words:
        return 0
    match = _DURATION.fullmatch(words)
    if not match:
        raise BadPlan(f"{location}: the duration {quote_value(words)} cannot be read.")
    days, hours, extra_minutes, _ = (int(part or 0) for part in match.groups())
    total_days = days + math.ceil((hours * 60 + extra_minutes) / minutes)
    if total_days > MAX_DURATION_DAYS:
        raise BadPlan(f"{location}: a duration of {total_days:,} days is longer than {MAX_DURATION_DAYS:,}.")
    return total_days


def _parse_day(words: str, location: str) -> date | None:
    if not words or words == "NA":
        return None
    try:
        day = date.fromisoformat(words[:10])
    except ValueError:
        raise BadPlan(f"{location} {quote_value(words)} is no date.") from None
    if day.year not in VALID_YEARS:
        raise BadPlan(f"{location} {day} lies outside the years {VALID_YEARS[0]} to {VALID_YEARS[-1]}.")
    return day


def _parse_number(words: str, location: str, default: float, limit: float = 1e6) -> float:
    try:
        number = float(words) if words else default
    except ValueError:
        number = math.nan
    if not -limit <= number <= limit:
        raise BadPlan(f"{location} {quote_value(words)} is no number that fits.")
    return number


def _program_start(root: Element, milestones: tuple[Milestone, ...]) -> date:
    if start := _parse_day(_child_text(root, "StartDate"), "StartDate"):
        return start
    forecasts = [milestone.forecast for milestone in milestones if milestone.forecast]
    if not forecasts:
        raise BadPlan("The file holds no date.")
    return min(forecasts)


def _child_text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
