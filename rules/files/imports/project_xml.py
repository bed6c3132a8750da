"""MS Project's XML: tasks become milestones, the summaries at the top become projects."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from xml.etree import ElementTree

from rules.files.fields import LONGEST, YEARS, BadPlan, shown
from rules.files.imports.imported import Imported, not_too_many
from rules.plan import Dependency, Link, Milestone, Plan, Program, Project
from rules.schedule.network import Cycle, find_cycle

TYPES = {"0": Link.FF, "1": Link.FS, "2": Link.SF, "3": Link.SS}
START_NO_EARLIER = "4"
MINUTES_A_DAY = 480
TENTHS = 10
"""A lag is written in tenths of a minute."""
_DURATION = re.compile(r"P(?:(\d{1,6})D)?T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?")
Element = ElementTree.Element


class _Plain(ElementTree.TreeBuilder):
    """A document type could define entities that grow without end; no export has one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        raise BadPlan("The file has a DOCTYPE, and those are not read.", "", "Export it from MS Project again.")


@dataclass(frozen=True, slots=True)
class Task:
    """One task, its fields as words; `where` names it in a refusal."""

    element: Element
    where: str

    def get(self, name: str) -> str:
        return _text(self.element, name)

    def day(self, name: str) -> date | None:
        return _day(self.get(name), f"{self.where}: {name}")


def read(content: bytes, *, name: str) -> Imported:
    """This will read a project file; raises BadPlan with the line or the task that is wrong."""
    root = _parse(content)
    title = _text(root, "Title") or _text(root, "Name").removesuffix(".xml") or name
    tasks = list(_tasks(root))
    homes = _homes(tasks, title)
    minutes = int(_number(_text(root, "MinutesPerDay"), "MinutesPerDay", MINUTES_A_DAY)) or MINUTES_A_DAY
    people = _people(root)
    plain = {task.get("UID"): task for task in tasks if task.get("Summary") != "1"}
    milestones = tuple(_milestone(task, homes[uid], people.get(uid), minutes) for uid, task in plain.items())
    links = tuple(_links(plain, minutes))
    not_too_many(len(milestones), len(links))
    if loop := find_cycle((link.provider, link.consumer) for link in links):
        raise Cycle(loop)
    program = Program("", title[:200], _start(root, milestones), _day(_text(root, "StatusDate"), "StatusDate"))
    projects = tuple(Project(each, each) for each in dict.fromkeys(m.project for m in milestones))
    plan = Plan(program=program, projects=projects, milestones=milestones, dependencies=links)
    return Imported(plan, foreign=frozenset(m.id for m in milestones))


def _parse(content: bytes) -> Element:
    # Entities need a document type, and that is refused; expat opens nothing by itself.
    parser = ElementTree.XMLParser(target=_Plain())  # noqa: S314
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ElementTree.ParseError as wrong:
        raise BadPlan(f"This is no XML: {wrong.msg}.") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag != "Project":
        raise BadPlan(
            f"This XML begins with {shown(root.tag)}, not with Project.", "", "Save it from MS Project as XML."
        )
    return root


def _tasks(root: Element) -> Iterator[Task]:
    """Active tasks with a name, without the line for the whole project (UID 0)."""
    seen: set[str] = set()
    for element in root.iterfind("Tasks/Task"):
        uid = _text(element, "UID")
        task = Task(element, f"Task {uid or '?'}")
        if not uid or uid in seen:
            raise BadPlan(f"{task.where} {'is there twice' if uid else 'has no UID'}.")
        seen.add(uid)
        if uid != "0" and task.get("Name") and task.get("IsNull") != "1" and task.get("Active") != "0":
            yield task
    if len(seen - {"0"}) == 0:
        raise BadPlan("The file holds no tasks.")


def _homes(tasks: list[Task], title: str) -> dict[str, str]:
    """The project of each task: the name of the topmost summary above it, else the program's."""
    homes: dict[str, str] = {}
    home = title
    for task in tasks:
        if task.get("OutlineLevel") in ("", "1"):
            home = task.get("Name")[:200] if task.get("Summary") == "1" else title
        homes[task.get("UID")] = home
    return homes


def _people(root: Element) -> dict[str, str]:
    """The first person assigned to each task."""
    names = {_text(one, "UID"): _text(one, "Name") for one in root.iterfind("Resources/Resource")}
    found: dict[str, str] = {}
    for one in root.iterfind("Assignments/Assignment"):
        if person := names.get(_text(one, "ResourceUID")):
            found.setdefault(_text(one, "TaskUID"), person)
    return found


def _milestone(task: Task, home: str, person: str | None, minutes: int) -> Milestone:
    baseline = next(
        (_text(one, "Finish") for one in task.element.iterfind("Baseline") if _text(one, "Number") == "0"), ""
    )
    later = task.get("ConstraintType") == START_NO_EARLIER
    done = task.day("ActualFinish")
    return Milestone(
        id=f"task {task.get('UID')}",
        project=home,
        name=" ".join(task.get("Name").split())[:500],
        owner=person,
        duration=0 if task.get("Milestone") == "1" else _days(task.get("Duration"), minutes, task.where),
        percent=100 if done else round(_number(task.get("PercentComplete"), f"{task.where}: PercentComplete", 0, 100)),
        baseline=_day(baseline, f"{task.where}: Baseline"),
        forecast=task.day("Finish"),
        actual=done,
        not_before=task.day("ConstraintDate") if later else None,
    )


def _links(tasks: dict[str, Task], minutes: int) -> Iterator[Dependency]:
    """Links between tasks that became milestones; those of summaries say nothing that their tasks don't."""
    seen: set[tuple[str, str, Link]] = set()
    for uid, task in tasks.items():
        for one in task.element.iterfind("PredecessorLink"):
            provider = _text(one, "PredecessorUID")
            kind = TYPES.get(_text(one, "Type") or "1", Link.FS)
            lag = _number(_text(one, "LinkLag"), f"{task.where}: LinkLag", 0, LONGEST * MINUTES_A_DAY * TENTHS)
            if provider in tasks and (provider, uid, kind) not in seen:
                seen.add((provider, uid, kind))
                yield Dependency(
                    f"D-{len(seen)}", f"task {provider}", f"task {uid}", kind, round(lag / TENTHS / minutes)
                )


def _days(words: str, minutes: int, where: str) -> int:
    """`PT16H0M0S` is two days of eight hours; begun days count."""
    if not words:
        return 0
    match = _DURATION.fullmatch(words)
    if not match:
        raise BadPlan(f"{where}: the duration {shown(words)} cannot be read.")
    days, hours, rest, _ = (int(part or 0) for part in match.groups())
    found = days + math.ceil((hours * 60 + rest) / minutes)
    if found > LONGEST:
        raise BadPlan(f"{where}: a duration of {found:,} days is longer than {LONGEST:,}.")
    return found


def _day(words: str, where: str) -> date | None:
    if not words or words == "NA":
        return None
    try:
        found = date.fromisoformat(words[:10])
    except ValueError:
        raise BadPlan(f"{where} {shown(words)} is no date.") from None
    if found.year not in YEARS:
        raise BadPlan(f"{where} {found} lies outside the years {YEARS[0]} to {YEARS[-1]}.")
    return found


def _number(words: str, where: str, default: float, most: float = 1e6) -> float:
    try:
        found = float(words) if words else default
    except ValueError:
        found = math.nan
    if not -most <= found <= most:
        raise BadPlan(f"{where} {shown(words)} is no number that fits.")
    return found


def _start(root: Element, milestones: tuple[Milestone, ...]) -> date:
    if begun := _day(_text(root, "StartDate"), "StartDate"):
        return begun
    known = [milestone.forecast for milestone in milestones if milestone.forecast]
    if not known:
        raise BadPlan("The file holds no date.")
    return min(known)


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
