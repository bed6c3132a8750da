"""The file's people, tools and assignments; material, costs and budgets are no people."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rules.files.imports.project_xml.calendars import FileCalendars
from rules.files.imports.project_xml.fields import parse_day, parse_flag, parse_number
from rules.files.imports.project_xml.nodes import FileNode
from rules.files.imports.project_xml.tasks import FileTask
from rules.files.imports.project_xml.timing import TimedTask

# Other types are material and costs.
_WORK = ("", "1")
MAX_UNITS = 100.0
MAX_NAME_LENGTH = 200


@dataclass(slots=True)
class FilePeople:
    """Those who work, by UID, and who works on each task; the names of all other resources."""

    workers: dict[str, FileNode] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    by_task: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def name(self, uid: str) -> str:
        return _name_of(self.workers[uid])

    def owner_of(self, task_uid: str) -> str | None:
        """Return the first person assigned to a task; a role only where there is no person."""
        assigned = [uid for uid in self.by_task.get(task_uid, ()) if self.name(uid)]
        people = [uid for uid in assigned if not parse_flag(self.workers[uid], "IsGeneric")]
        return self.name((people or assigned)[0]) if assigned else None

    def own_calendars(self, calendars: FileCalendars) -> dict[str, str]:
        """Return the calendar of each worker whose working times differ from the project's."""
        project = calendars.project_calendar
        uids = {uid: node.get("CalendarUID") for uid, node in self.workers.items()}
        return {
            uid: own
            for uid, own in uids.items()
            if own in calendars.nodes and not calendars.calendar(own).works_like(project)
        }


def read_people(root: FileNode) -> FilePeople:
    """Read resources and assignments."""
    people = FilePeople()
    for node in root.all("Resources", "Resource"):
        uid = node.get("UID")
        if uid in ("", "0") or parse_flag(node, "IsNull"):
            continue
        if node.get("Type") in _WORK and not any(parse_flag(node, flag) for flag in ("IsCostResource", "IsBudget")):
            people.workers[uid] = node
        elif name := _name_of(node):
            people.others.append(name)
    for node in root.all("Assignments", "Assignment"):
        if node.get("ResourceUID") in people.workers:
            people.by_task[node.get("TaskUID")].append(node.get("ResourceUID"))
    return people


def _name_of(node: FileNode) -> str:
    return " ".join(node.get("Name").split())[:MAX_NAME_LENGTH]


def build_resources(people: FilePeople) -> tuple[Mapping[str, object], ...]:
    """Return the people and tools that work, as rows of a plan file."""
    rows = []
    for uid, node in people.workers.items():
        if name := _name_of(node):
            units = parse_number(node, "MaxUnits", f"Resource {uid}", 1, limit=MAX_UNITS)
            rows.append({"id": f"resource {uid}", "name": name, "capacity": round(max(units, 0) * 100, 2)})
    return tuple(rows)


def build_allocations(
    root: FileNode, people: FilePeople, timed: Mapping[str, TimedTask], milestones: Mapping[str, FileTask]
) -> Iterator[Mapping[str, object]]:
    """Yield the assignments of tasks that became milestones; the days of one move with its task's finish."""
    for node in root.all("Assignments", "Assignment"):
        uid, resource, place = node.get("TaskUID"), node.get("ResourceUID"), f"Assignment {node.get('UID') or '?'}"
        units = parse_number(node, "Units", place, 1, limit=MAX_UNITS)
        if uid not in milestones or resource not in people.workers or not people.name(resource) or units <= 0:
            continue
        row: dict[str, object] = {
            "resource": f"resource {resource}",
            "milestone": f"task {uid}",
            "percent": round(units * 100, 2),
        }
        first, last = parse_day(node, "Start", place), parse_day(node, "Finish", place, is_end=True)
        anchor = parse_day(milestones[uid].node, "Finish", f"Task {uid}", is_end=True)
        if first and last and anchor and first <= last:
            row |= {"from": first, "to": last, "anchor": anchor}
        yield row
