"""The audit log, read: what a line changed, which project it belongs to, and what many lines come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Values = Mapping[str, Any]
# kept for the machine: nobody asks who changed these
_QUIET = frozenset({"team", "id", "touched_at", "state_at", "created_at", "computed", "version", "question", "undo"})


class Line(Protocol):
    """What the rules need of a line of the log."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def before(self) -> Values | None: ...
    @property
    def after(self) -> Values | None: ...


@dataclass(frozen=True, slots=True)
class Net:
    """What became of one thing over a time: None before is new, None after is gone."""

    kind: str
    subject: str
    before: Values | None
    after: Values | None

    @property
    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        return changes(self.before, self.after)


def changes(before: Values | None, after: Values | None) -> tuple[tuple[str, Any, Any], ...]:
    """(field, old, new) of all that differs and that somebody would ask about; nothing for what is new or gone."""
    if before is None or after is None:
        return ()
    return tuple(
        (name, before.get(name), new) for name, new in after.items() if name not in _QUIET and before.get(name) != new
    )


def net(lines: Iterable[Line]) -> tuple[Net, ...]:
    """Lines in the order of time, one for each thing: what it was first and what it is last; no change is left out."""
    found: dict[tuple[str, str], Net] = {}
    for line in lines:
        key = (line.kind, line.subject)
        before = found[key].before if key in found else line.before
        found[key] = Net(line.kind, line.subject, before, line.after)
    return tuple(one for one in found.values() if _says_something(one))


def _says_something(one: Net) -> bool:
    if one.before is None and one.after is None:
        return False
    return one.before is None or one.after is None or bool(one.changes)


def milestone_of(line: Line) -> str | None:
    """The milestone a line is about: itself, what is blocked, who waits."""
    values = line.after or line.before or {}
    found = {
        "milestone": line.subject,
        "blocker": values.get("milestone"),
        "entry": values.get("milestone"),
        "dependency": values.get("consumer"),
        "update": values.get("subject") or None,
    }.get(line.kind)
    return str(found) if found else None


def scope_of(line: Line, *, projects: Mapping[str, str]) -> str | None:
    """The project or program a line belongs to; `projects` are the projects of milestones. None: the workspace."""
    values = line.after or line.before or {}
    if line.kind in ("project", "program"):
        return line.subject
    if line.kind in ("channel_link", "role", "alert"):
        return values.get("subject") if line.kind == "channel_link" else values.get("scope") or values.get("program")
    return values.get("project") or projects.get(milestone_of(line) or "")
