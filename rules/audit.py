"""The audit log, read: what a line changed, which project it belongs to, and what many lines come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

FieldValues = Mapping[str, Any]
# kept for the machine: nobody asks who changed these
_UNREPORTED_FIELDS = frozenset(
    {"team", "id", "touched_at", "state_at", "created_at", "computed", "version", "question", "undo"}
)


class LoggedChange(Protocol):
    """What the rules need of a line of the log."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def before(self) -> FieldValues | None: ...
    @property
    def after(self) -> FieldValues | None: ...


@dataclass(frozen=True, slots=True)
class NetChange:
    """What became of one thing over a time: None before is new, None after is gone."""

    kind: str
    subject: str
    before: FieldValues | None
    after: FieldValues | None

    @property
    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        return changed_fields(self.before, self.after)


def changed_fields(before: FieldValues | None, after: FieldValues | None) -> tuple[tuple[str, Any, Any], ...]:
    """(field, old, new) of all that differs and that somebody would ask about; nothing for what is new or gone."""
    if before is None or after is None:
        return ()
    return tuple(
        (name, before.get(name), new)
        for name, new in after.items()
        if name not in _UNREPORTED_FIELDS and before.get(name) != new
    )


def net_changes(entries: Iterable[LoggedChange]) -> tuple[NetChange, ...]:
    """Lines in the order of time, one for each thing: what it was first and what it is last; no change is left out."""
    found: dict[tuple[str, str], NetChange] = {}
    for line in entries:
        key = (line.kind, line.subject)
        before = found[key].before if key in found else line.before
        found[key] = NetChange(line.kind, line.subject, before, line.after)
    return tuple(one for one in found.values() if _is_notable(one))


def _is_notable(change: NetChange) -> bool:
    if change.before is None and change.after is None:
        return False
    return change.before is None or change.after is None or bool(change.changes)


def milestone_of(entry: LoggedChange) -> str | None:
    """The milestone a line is about: itself, what is blocked, who waits."""
    values = entry.after or entry.before or {}
    found = {
        "milestone": entry.subject,
        "blocker": values.get("milestone"),
        "entry": values.get("milestone"),
        "dependency": values.get("consumer"),
        "update": values.get("subject") or None,
    }.get(entry.kind)
    return str(found) if found else None


def scope_of(entry: LoggedChange, *, project_of: Mapping[str, str]) -> str | None:
    """The project or program a line belongs to; `projects` are the projects of milestones. None: the workspace."""
    values = entry.after or entry.before or {}
    if entry.kind in ("project", "program"):
        return entry.subject
    if entry.kind in ("channel_link", "role", "alert"):
        return values.get("subject") if entry.kind == "channel_link" else values.get("scope") or values.get("program")
    return values.get("project") or project_of.get(milestone_of(entry) or "")
