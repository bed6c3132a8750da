"""Measure how exactly MS Project XML is read: `python -m tests.benchmarks.imports.mspdi FOLDER`.

FOLDER holds `.xml` files, such as junit/data of github.com/joniles/mpxj. A task is plain if the file schedules it: a
leaf with a name and a finish that is active and of this project. It is right if Baton's own schedule of the imported
plan ends it on the file's day; a finish at midnight belongs to the day before. The second figure is stricter: the dates
of open tasks are taken away, so that durations, links, constraints and the calendar alone must lead to the same day.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from rules.files.imports import read
from rules.files.imports.project_xml.nodes import FileNode, parse_project
from rules.plan import Plan
from rules.refusal import Refusal
from rules.schedule.expected_dates import date_network

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TaskFinish:
    """One plain task: its finish in the file, in Baton's schedule, and in that schedule without the file's dates."""

    file: str
    name: str
    expected: date
    scheduled: date | None
    derived: date | None
    reason: str


def finishes(path: Path) -> Iterator[TaskFinish]:
    """Yield the plain tasks of a file; raise Refusal if the file is refused."""
    content = path.read_bytes()
    imported = read(content, name=path.name)
    scheduled, derived = _days(imported.plan), _days(_without_dates(imported.plan))
    for task in parse_project(content).all("Tasks", "Task"):
        if _is_plain(task) and (key := f"task {task.get('UID')}") in scheduled:
            expected = _last_day(task.get("Finish"))
            yield TaskFinish(path.name, task.get("Name"), expected, scheduled[key], derived[key], _reason(task))


def _days(plan: Plan) -> dict[str, date | None]:
    dated = date_network(plan, today=plan.program.start)
    return {name: dated.day_at(position) for position, name in enumerate(dated.network.ids)}


def _without_dates(plan: Plan) -> Plan:
    bare = (replace(milestone, forecast=None, committed=None, baseline=None) for milestone in plan.milestones)
    return replace(plan, milestones=tuple(bare))


def _is_plain(task: FileNode) -> bool:
    flags = {name: task.get(name).casefold() in ("1", "true") for name in ("Summary", "ExternalTask", "IsNull")}
    inactive = task.get("Active").casefold() in ("0", "false")
    return bool(task.get("Name") and task.get("Finish")) and not any(flags.values()) and not inactive


def _last_day(words: str) -> date:
    return (datetime.fromisoformat(words).replace(tzinfo=None) - _MINUTE).date()


def _reason(task: FileNode) -> str:
    """Name what is special about a task, as far as one look at it tells."""
    if task.get("ActualFinish"):
        return "done"
    if any(task.all("Split")) or task.get("LevelingDelay") not in ("", "0"):
        return "split or delayed"
    if task.get("ActualStart"):
        return "under way"
    if task.get("CalendarUID") not in ("", "-1"):
        return "own calendar"
    if task.get("ConstraintType") not in ("", "0"):
        return f"constraint {task.get('ConstraintType')}"
    return "linked" if any(task.all("PredecessorLink")) else "alone"


def main(folder: Path) -> None:
    """Print the share of plain tasks that end on the file's day, and those that do not."""
    tasks: list[TaskFinish] = []
    refused = Counter[str]()
    paths = sorted(folder.rglob("*.xml"))
    for path in paths:
        try:
            tasks += finishes(path)
        except Refusal as refusal:
            refused[f"{path.name}: {refusal}"] += 1
    scheduled = [task for task in tasks if task.scheduled != task.expected]
    derived = [task for task in tasks if task.derived != task.expected]
    print(f"{len(paths)} files, {len(refused)} refused, {len(tasks):,} plain tasks")
    print(f"end on the file's own day: {_share(tasks, scheduled)}")
    print(f"and without its dates:     {_share(tasks, derived)}")
    for task in dict.fromkeys((*scheduled, *derived)):
        days = f"file {task.expected}  scheduled {task.scheduled}  derived {task.derived}"
        print(f"{task.file:60.60} {task.name:30.30} {days}  ({task.reason})")
    for words in sorted(refused):
        print(f"refused {words}")


def _share(tasks: Sequence[TaskFinish], wrong: Sequence[TaskFinish]) -> str:
    right = len(tasks) - len(wrong)
    return f"{right:,} of {len(tasks):,} ({100 * right / max(len(tasks), 1):.2f}%)"


if __name__ == "__main__":
    if sys.argv[1:]:
        main(Path(sys.argv[1]))
    else:
        print("Needs a folder with MS Project XML files (see the head of this file).")
