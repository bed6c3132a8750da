"""The file's tasks with typed fields, their place in the outline, and which of them become milestones."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest

from rules.files.fields import BadPlan
from rules.files.imports.project_xml.fields import (
    TENTHS_PER_MINUTE,
    WorkSpan,
    is_denied,
    parse_duration,
    parse_flag,
    parse_moment,
    parse_number,
)
from rules.files.imports.project_xml.nodes import FileNode
from rules.files.progress import counted

MAX_NAME_LENGTH = 500
_NO_CALENDAR = ("", "-1", "0")


class ConstraintKind(StrEnum):
    """The constraints of MS Project, by their numbers in the file."""

    AS_SOON_AS_POSSIBLE = "0"
    AS_LATE_AS_POSSIBLE = "1"
    MUST_START_ON = "2"
    MUST_FINISH_ON = "3"
    START_NO_EARLIER = "4"
    START_NO_LATER = "5"
    FINISH_NO_EARLIER = "6"
    FINISH_NO_LATER = "7"


@dataclass(frozen=True, slots=True)
class FileTask:
    """One task; moments are in minutes, and what the file leaves out is None.

    `parent` is the UID of the summary above it, `top` that of the outermost one; both are empty without any.
    """

    node: FileNode
    uid: str
    name: str
    place: str
    parent: str
    top: str
    start: int | None
    finish: int | None
    duration: WorkSpan
    constraint: ConstraintKind
    constraint_moment: int | None
    calendar_uid: str
    percent: int
    actual_start: int | None
    actual_finish: int | None
    is_manual: bool

    @property
    def is_done(self) -> bool:
        return self.actual_finish is not None or self.percent >= 100

    @property
    def is_delayed(self) -> bool:
        """True if resource levelling moves it."""
        return parse_number(self.node, "LevelingDelay", self.place) >= TENTHS_PER_MINUTE


@dataclass(frozen=True, slots=True)
class _OutlineRow:
    """A row that is not blank, with its level in the outline."""

    node: FileNode
    uid: str
    level: float


@dataclass(slots=True)
class TaskOutline:
    """The tasks that become milestones, the summaries by UID, and the names of all others by what they are."""

    leaves: dict[str, FileTask] = field(default_factory=dict)
    summaries: dict[str, FileNode] = field(default_factory=dict)
    # the summary above each row
    parents: dict[str, str] = field(default_factory=dict)
    inactive: dict[str, str] = field(default_factory=dict)
    external: dict[str, str] = field(default_factory=dict)
    unnamed: list[str] = field(default_factory=list)
    # where the leaves of each summary begin and end among all leaves
    spans: dict[str, slice] = field(default_factory=dict)

    def leaves_of(self, summary: str) -> list[FileTask]:
        return list(self.leaves.values())[self.spans.get(summary, slice(0, 0))]


def read_outline(root: FileNode, *, day_minutes: int) -> TaskOutline:
    """Read the tasks in their order; raise BadPlan with the task that is wrong."""
    rows = _rows(root)
    # The flag counts only in a file without levels: an inserted project has the flag and no rows.
    is_flat = all(row.level == rows[0].level for row in rows)
    outline, above = TaskOutline(), list[_OutlineRow]()
    for row, following in zip_longest(counted(rows), rows[1:]):
        while above and above[-1].level >= row.level:
            _close_summary(outline, above.pop())
        has_rows = following is not None and following.level > row.level
        _add_row(outline, row, above, day_minutes, is_summary=has_rows or (is_flat and parse_flag(row.node, "Summary")))
        if has_rows:
            outline.spans[row.uid] = slice(len(outline.leaves), None)
            above.append(row)
    for row in above:
        _close_summary(outline, row)
    return outline


def _close_summary(outline: TaskOutline, row: _OutlineRow) -> None:
    outline.spans[row.uid] = slice(outline.spans[row.uid].start, len(outline.leaves))


def _add_row(
    outline: TaskOutline, row: _OutlineRow, above: list[_OutlineRow], day_minutes: int, *, is_summary: bool
) -> None:
    name, parent, top = _name_of(row.node), above[-1].uid if above else "", above[0].uid if above else ""
    outline.parents[row.uid] = parent
    if is_denied(row.node, "Active"):
        outline.inactive[row.uid] = name or f"Task {row.uid}"
    elif parse_flag(row.node, "ExternalTask"):
        outline.external[row.uid] = name or f"Task {row.uid}"
    elif is_summary:
        outline.summaries[row.uid] = row.node
    else:
        outline.leaves[row.uid] = _read_task(row, parent, top, day_minutes)
        if not name:
            outline.unnamed.append(outline.leaves[row.uid].name)


def _rows(root: FileNode) -> list[_OutlineRow]:
    """Return the rows without blank ones and without the one of the whole project."""
    seen: set[str] = set()
    rows = []
    for node in root.all("Tasks", "Task"):
        uid = node.get("UID")
        if not uid or uid in seen:
            raise BadPlan(f"Task {uid or '?'} {'is there twice' if uid else 'has no UID'}.")
        seen.add(uid)
        is_whole = uid == "0" and (node.get("OutlineLevel") in ("", "0") or parse_flag(node, "Summary"))
        if not is_whole and not parse_flag(node, "IsNull"):
            rows.append(_OutlineRow(node, uid, _level_of(node, uid)))
    if not rows:
        raise BadPlan("The file holds no tasks.")
    return rows


def _level_of(node: FileNode, uid: str) -> float:
    if not node.get("OutlineLevel") and (number := node.get("OutlineNumber")):
        return number.count(".") + 1
    return parse_number(node, "OutlineLevel", f"Task {uid}", 1)


def _name_of(node: FileNode) -> str:
    return " ".join(node.get("Name").split())[:MAX_NAME_LENGTH]


def _read_task(row: _OutlineRow, parent: str, top: str, day_minutes: int) -> FileTask:
    node, place = row.node, f"Task {row.uid}"
    constraint = node.get("ConstraintType")
    calendar_uid = node.get("CalendarUID")
    duration = parse_duration(node, "Duration", "DurationFormat", place, day_minutes=day_minutes)
    start, finish = parse_moment(node, "Start", place), parse_moment(node, "Finish", place, is_end=True)
    return FileTask(
        node=node,
        uid=row.uid,
        name=_name_of(node) or place,
        place=place,
        parent=parent,
        top=top,
        start=start,
        finish=finish,
        duration=duration or WorkSpan(0),
        constraint=ConstraintKind(constraint) if constraint in set(ConstraintKind) else ConstraintKind("0"),
        constraint_moment=parse_moment(node, "ConstraintDate", place),
        calendar_uid="" if calendar_uid in _NO_CALENDAR else calendar_uid,
        percent=round(min(max(parse_number(node, "PercentComplete", place), 0), 100)),
        actual_start=parse_moment(node, "ActualStart", place),
        actual_finish=parse_moment(node, "ActualFinish", place, is_end=True),
        is_manual=parse_flag(node, "Manual"),
    )
