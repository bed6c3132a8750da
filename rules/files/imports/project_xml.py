"""MS Project's XML: tasks become milestones, the summaries at the top become projects."""

import math
import re
from collections.abc import Iterator
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
MINUTES_PER_DAY = 480
TENTHS_PER_MINUTE = 10
"""A lag is written in tenths of a minute."""
_DURATION = re.compile(r"P(?:(\d{1,6})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?")
Element = ElementTree.Element


class _NoDoctypeBuilder(ElementTree.TreeBuilder):
    """A document type could define entities that grow without end; no export has one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise BadPlan("The file has a DOCTYPE, and those are not read.", "", "Export it from MS Project again.")


@dataclass(frozen=True, slots=True)
class ProjectTask:
    """One task, its fields as words; `where` names it in a refusal."""

    element: Element
    location: str

    def get(self, name: str) -> str:
        return _child_text(self.element, name)

    def parse_day(self, name: str) -> date | None:
        return _parse_day(self.get(name), f"{self.location}: {name}")


def read(content: bytes, *, name: str) -> ImportedPlan:
    """This will read a project file; raises BadPlan with the line or the task that is wrong."""
    root = _parse_xml(content)
    title = _child_text(root, "Title") or _child_text(root, "Name").removesuffix(".xml") or name
    tasks = list(_active_tasks(root))
    homes = _project_by_task(tasks, title)
    minutes = (
        int(_parse_number(_child_text(root, "MinutesPerDay"), "MinutesPerDay", MINUTES_PER_DAY)) or MINUTES_PER_DAY
    )
    people = _owner_by_task(root)
    plain = {task.get("UID"): task for task in tasks if task.get("Summary") != "1"}
    milestones = tuple(_build_milestone(task, homes[uid], people.get(uid), minutes) for uid, task in plain.items())
    links = tuple(_build_links(plain, minutes))
    require_row_limit(len(milestones), len(links))
    if loop := find_cycle((link.provider, link.consumer) for link in links):
        raise Cycle(loop)
    program = Program(
        "", title[:200], _program_start(root, milestones), _parse_day(_child_text(root, "StatusDate"), "StatusDate")
    )
    projects = tuple(Project(each, each) for each in dict.fromkeys(m.project for m in milestones))
    plan = Plan(program=program, projects=projects, milestones=milestones, dependencies=links)
    return ImportedPlan(plan, foreign=frozenset(m.id for m in milestones))


def _parse_xml(content: bytes) -> Element:
    # Entities need a document type, and that is refused; expat opens nothing by itself.
    parser = ElementTree.XMLParser(target=_NoDoctypeBuilder())  # noqa: S314
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ElementTree.ParseError as wrong:
        raise BadPlan(f"This is no XML: {wrong.msg}.") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != "Project":
        raise BadPlan(
            f"This XML begins with {quote_value(root.tag)}, not with Project.", "", "Save it from MS Project as XML."
        )
    return root


def _active_tasks(root: Element) -> Iterator[ProjectTask]:
    """Active tasks with a name, without the line for the whole project (UID 0)."""
    seen: set[str] = set()
    for element in root.iterfind("Tasks/Task"):
        uid = _child_text(element, "UID")
        task = ProjectTask(element, f"Task {uid or '?'}")
        if not uid or uid in seen:
            raise BadPlan(f"{task.location} {'is there twice' if uid else 'has no UID'}.")
        seen.add(uid)
        if uid != "0" and task.get("Name") and task.get("IsNull") != "1" and task.get("Active") != "0":
            yield task
    if len(seen - {"0"}) == 0:
        raise BadPlan("The file holds no tasks.")


def _project_by_task(tasks: list[ProjectTask], title: str) -> dict[str, str]:
    """The project of each task: the name of the topmost summary above it, else the program's."""
    homes: dict[str, str] = {}
    home = title
    for task in tasks:
        if task.get("OutlineLevel") in ("", "1"):
            home = task.get("Name")[:200] if task.get("Summary") == "1" else title
        homes[task.get("UID")] = home
    return homes


def _owner_by_task(root: Element) -> dict[str, str]:
    """The first person assigned to each task."""
    names = {_child_text(one, "UID"): _child_text(one, "Name") for one in root.iterfind("Resources/Resource")}
    found: dict[str, str] = {}
    for one in root.iterfind("Assignments/Assignment"):
        if person := names.get(_child_text(one, "ResourceUID")):
            found.setdefault(_child_text(one, "TaskUID"), person)
    return found


def _build_milestone(task: ProjectTask, project: str, owner: str | None, minutes: int) -> Milestone:
    baseline = next(
        (_child_text(one, "Finish") for one in task.element.iterfind("Baseline") if _child_text(one, "Number") == "0"),
        "",
    )
    later = task.get("ConstraintType") == START_NO_EARLIER
    done = task.parse_day("ActualFinish")
    return Milestone(
        id=f"task {task.get('UID')}",
        project=project,
        name=" ".join(task.get("Name").split())[:500],
        owner=owner,
        duration=0 if task.get("Milestone") == "1" else _parse_duration(task.get("Duration"), minutes, task.location),
        percent=100
        if done
        else round(_parse_number(task.get("PercentComplete"), f"{task.location}: PercentComplete", 0, 100)),
        baseline=_parse_day(baseline, f"{task.location}: Baseline"),
        forecast=task.parse_day("Finish"),
        actual=done,
        not_before=task.parse_day("ConstraintDate") if later else None,
    )


def _build_links(tasks: dict[str, ProjectTask], minutes: int) -> Iterator[Dependency]:
    """Links between tasks that became milestones; those of summaries say nothing that their tasks don't."""
    seen: set[tuple[str, str, LinkType]] = set()
    for uid, task in tasks.items():
        for one in task.element.iterfind("PredecessorLink"):
            provider = _child_text(one, "PredecessorUID")
            kind = LINK_TYPES.get(_child_text(one, "Type") or "1", LinkType.FS)
            lag = _parse_number(
                _child_text(one, "LinkLag"),
                f"{task.location}: LinkLag",
                0,
                MAX_DURATION_DAYS * MINUTES_PER_DAY * TENTHS_PER_MINUTE,
            )
            if provider in tasks and (provider, uid, kind) not in seen:
                seen.add((provider, uid, kind))
                yield Dependency(
                    f"D-{len(seen)}", f"task {provider}", f"task {uid}", kind, round(lag / TENTHS_PER_MINUTE / minutes)
                )


def _parse_duration(words: str, minutes: int, location: str) -> int:
    """`PT16H0M0S` is two days of eight hours; begun days count."""
    if not words:
        return 0
    match = _DURATION.fullmatch(words)
    if not match:
        raise BadPlan(f"{location}: the duration {quote_value(words)} cannot be read.")
    days, hours, rest, _ = (int(part or 0) for part in match.groups())
    found = days + math.ceil((hours * 60 + rest) / minutes)
    if found > MAX_DURATION_DAYS:
        raise BadPlan(f"{location}: a duration of {found:,} days is longer than {MAX_DURATION_DAYS:,}.")
    return found


def _parse_day(words: str, location: str) -> date | None:
    if not words or words == "NA":
        return None
    try:
        found = date.fromisoformat(words[:10])
    except ValueError:
        raise BadPlan(f"{location} {quote_value(words)} is no date.") from None
    if found.year not in VALID_YEARS:
        raise BadPlan(f"{location} {found} lies outside the years {VALID_YEARS[0]} to {VALID_YEARS[-1]}.")
    return found


def _parse_number(words: str, location: str, default: float, limit: float = 1e6) -> float:
    try:
        found = float(words) if words else default
    except ValueError:
        found = math.nan
    if not -limit <= found <= limit:
        raise BadPlan(f"{location} {quote_value(words)} is no number that fits.")
    return found


def _program_start(root: Element, milestones: tuple[Milestone, ...]) -> date:
    if begun := _parse_day(_child_text(root, "StartDate"), "StartDate"):
        return begun
    known = [milestone.forecast for milestone in milestones if milestone.forecast]
    if not known:
        raise BadPlan("The file holds no date.")
    return min(known)


def _child_text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
