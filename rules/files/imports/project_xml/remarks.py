"""Remarks on what a file says and a program cannot hold, with the names of what they are about."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rules.files.imports.imported import Remark
from rules.files.imports.project_xml.fields import parse_flag, parse_number
from rules.files.imports.project_xml.nodes import FileNode
from rules.files.imports.project_xml.tasks import ConstraintKind, FileTask
from rules.files.imports.project_xml.timing import TimedTask

_Check = Callable[[TimedTask], bool]


@dataclass(frozen=True, slots=True)
class TaskRemark:
    """A remark about tasks: one and many, and which tasks it is about."""

    one: str
    many: str
    applies: _Check


def _is_constrained(kind: ConstraintKind) -> _Check:
    return lambda timed: timed.task.constraint is kind and not timed.task.is_done


def _has_deadline(timed: TimedTask) -> bool:
    return timed.task.node.get("Deadline") not in ("", "NA")


_TASK_REMARKS = (
    TaskRemark(
        "task must start on a fixed day, which is kept as “not before”",
        "tasks must start on a fixed day, which is kept as “not before”",
        _is_constrained(ConstraintKind.MUST_START_ON),
    ),
    TaskRemark(
        "task must finish on a fixed day, which is kept as its committed date",
        "tasks must finish on a fixed day, which is kept as their committed date",
        _is_constrained(ConstraintKind.MUST_FINISH_ON),
    ),
    TaskRemark(
        "task must start by a given day, which is not kept",
        "tasks must start by a given day, which is not kept",
        _is_constrained(ConstraintKind.START_NO_LATER),
    ),
    TaskRemark(
        "task must finish by a given day, which is kept as its committed date",
        "tasks must finish by a given day, which is kept as their committed date",
        _is_constrained(ConstraintKind.FINISH_NO_LATER),
    ),
    TaskRemark(
        "deadline is kept as a committed date",
        "deadlines are kept as committed dates",
        _has_deadline,
    ),
    TaskRemark(
        "task is planned as late as possible; it keeps its date",
        "tasks are planned as late as possible; they keep their dates",
        _is_constrained(ConstraintKind.AS_LATE_AS_POSSIBLE),
    ),
    TaskRemark(
        "task is counted in elapsed time; its length is kept in working days",
        "tasks are counted in elapsed time; their lengths are kept in working days",
        lambda timed: timed.task.duration.is_elapsed and timed.task.duration.amount > 0,
    ),
    TaskRemark(
        "task is split or paused; its length is kept from start to finish",
        "tasks are split or paused; their lengths are kept from start to finish",
        lambda timed: timed.is_broken_up,
    ),
    TaskRemark(
        "task is delayed by resource levelling; it keeps its date",
        "tasks are delayed by resource levelling; they keep their dates",
        lambda timed: timed.task.is_delayed,
    ),
    TaskRemark(
        "inserted project is kept as one milestone",
        "inserted projects are kept as one milestone each",
        lambda timed: parse_flag(timed.task.node, "IsSubproject"),
    ),
    TaskRemark(
        "task has further baselines; only the first is kept",
        "tasks have further baselines; only the first is kept",
        lambda timed: any(node.get("Number") not in ("", "0") for node in timed.task.node.all("Baseline")),
    ),
    TaskRemark(
        "task has paid costs, which are not kept",
        "tasks have paid costs, which are not kept",
        lambda timed: parse_number(timed.task.node, "ActualCost", timed.task.place, limit=1e15) > 0,
    ),
)


def remark(names: Sequence[str], one: str, many: str) -> Iterator[Remark]:
    """Yield a remark with the number of names, if there is one."""
    if names:
        yield Remark(f"{len(names):,} {one if len(names) == 1 else many}.", tuple(names))


def task_remarks(timed: Sequence[TimedTask]) -> Iterator[Remark]:
    """Yield what is said of tasks by themselves."""
    for row in _TASK_REMARKS:
        yield from remark([one.task.name for one in timed if row.applies(one)], row.one, row.many)


def summary_remarks(summaries: Sequence[FileNode]) -> Iterator[Remark]:
    """Yield what is said of summaries: a project has neither a deadline nor a constraint."""
    held = ("", ConstraintKind.AS_SOON_AS_POSSIBLE, ConstraintKind.START_NO_EARLIER)
    names = [node.get("Name") for node in summaries if node.get("ConstraintType") not in held]
    yield from remark(
        names, "summary has a constraint, which is not kept", "summaries have constraints, which are not kept"
    )
    names = [node.get("Name") for node in summaries if node.get("Deadline") not in ("", "NA")]
    yield from remark(
        names, "summary has a deadline, which is not kept", "summaries have deadlines, which are not kept"
    )


def calendar_names(tasks: Sequence[FileTask], names: Callable[[str], str | None]) -> list[str]:
    """Return the names of tasks with the calendar that each works by, where it is another than the project's."""
    return [f"{task.name} ({name})" for task in tasks if task.calendar_uid and (name := names(task.calendar_uid))]
