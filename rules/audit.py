"""Reading the audit log: what an entry changed, which project it belongs to, and the net change over many entries."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rules.program_numbers import NUMBER_SETTINGS, numbers_from

FieldValues = Mapping[str, Any]
# Bookkeeping fields; changes to them are not worth reporting.
_UNREPORTED_FIELDS = frozenset(
    {"team", "id", "touched_at", "state_at", "created_at", "computed", "version", "question", "undo"}
)

# The fields of each kind that a reader of the log wants to know; the rest are keys, times and bookkeeping.
_READABLE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "program": (
        *("name", "start", "manager", "zone", "country", "workdays", "holidays", "extra", "targets", "numbers"),
        *("digest_paused", "currency", "discount_rate", "show_money"),
    ),
    "project": ("name", "program", "lead", "goals", "holidays", "extra", "reported", "reported_why", "credit"),
    "goal": ("name", "description", "measure", "owner", "horizon"),
    "key_result": ("name", "unit", "baseline", "target", "actual", "weight", "due"),
    "milestone": (
        *("name", "project", "owner", "duration", "percent", "baseline", "committed", "forecast", "not_before"),
        *("credit", "restricted"),
    ),
    "dependency": ("state", "strength", "lag", "need_by", "offered", "confidence", "reason"),
    "blocker": ("text", "needs", "needed_by", "restricted"),
    "entry": ("text", "owner", "probability", "impact", "response", "plan", "check", "restricted"),
    "decision": (
        *("question", "options", "decider", "must_agree", "consulted", "informed", "gates", "decide_by", "state"),
        *("proposed", "agreed", "chosen", "because", "supersedes", "superseded_by", "restricted"),
    ),
    "objection": ("text", "overruled_by"),
    "alert": ("level", "days"),
    "escalation": ("state", "target", "holder", "reply", "reason"),
    "escalation_policy": ("paused", "policy"),
    "role": ("delegate", "delegate_until"),
    "update": ("state", "project", "text"),
    "checkin": ("days", "at", "window", "questions", "people", "paused", "outside", "pulse"),
    "hours": ("country", "workdays", "start", "end", "delegate"),
    "leave": ("start", "end"),
    "channel_link": ("audience",),
    "confidence": ("program", "level", "why"),
    "benefit": (
        *("name", "kind", "description", "outcome", "owner", "goal", "kpi", "unit", "baseline", "baseline_on"),
        *(
            "baseline_source",
            "target",
            "target_on",
            "measure",
            "cadence",
            "milestones",
            "curve",
            "go_live",
            "delay_rule",
        ),
        *("ends", "stop", "state", "restricted"),
    ),
    "reading": ("day", "note"),
    "change_request": ("title", "why", "state", "level", "approver", "because"),
    "scenario": ("name", "state", "adopted_as"),
    "closeout": ("accepted", "comment"),
    "resource": ("name", "kind", "user", "part_of", "lead", "capacity", "skills", "closed"),
    "allocation": ("resource", "percent", "project", "milestone", "first", "last"),
    "lesson": ("text",),
}
# Figures of a measure; where it is money, they are for who may see the budget, and the log is read by others too.
_FIGURES = frozenset({"baseline", "target"})
_CURRENCY = re.compile("[A-Z]{3}")
# Setting one of these is a deed of its own, clearing it another.
_DEED_FIELDS = {
    ("blocker", "resolved_at"): ("resolved", "reopened"),
    ("entry", "closed_at"): ("closed", "reopened"),
    ("decision", "decided_at"): ("decided", "reopened"),
    ("objection", "ended_at"): ("ended", "reopened"),
    ("alert", "closed_at"): ("resolved", "reopened"),
    ("escalation", "closed_at"): ("resolved", "reopened"),
    ("change_request", "decided_at"): ("decided", "reopened"),
    ("goal", "closed"): ("closed", "reopened"),
    ("milestone", "actual"): ("completed", "reopened"),
    ("milestone", "cancelled"): ("cancelled", "reopened"),
    ("project", "cancelled"): ("cancelled", "reopened"),
    ("project", "closed"): ("closed", "reopened"),
    ("program", "cancelled"): ("cancelled", "reopened"),
}


class LoggedChange(Protocol):
    """The parts of a log entry that the rules need."""

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
    """The net change to one item over a period. `before` is None for a new item, `after` for a removed one."""

    kind: str
    subject: str
    before: FieldValues | None
    after: FieldValues | None

    @property
    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        return changed_fields(self.before, self.after)


def changed_fields(before: FieldValues | None, after: FieldValues | None) -> tuple[tuple[str, Any, Any], ...]:
    """Return (field, old, new) for each reportable field that differs; empty for items that are new or gone."""
    if before is None or after is None:
        return ()
    return tuple(
        (name, before.get(name), new)
        for name, new in after.items()
        if name not in _UNREPORTED_FIELDS and before.get(name) != new
    )


def _readable_fields(kind: str, values: FieldValues) -> Collection[str]:
    fields = _READABLE_FIELDS.get(kind, ())
    is_money = kind == "benefit" and _CURRENCY.fullmatch(str(values.get("unit") or ""))
    return tuple(field for field in fields if field not in _FIGURES) if is_money else fields


def readable_changes(entry: LoggedChange) -> tuple[tuple[str, Any, Any], ...]:
    """Return (field, old, new) for the fields that a reader of the log wants to know."""
    readable = _readable_fields(entry.kind, entry.after or {})
    changes = [change for change in changed_fields(entry.before, entry.after) if change[0] in readable]
    return tuple(
        part for change in changes for part in (_number_changes(*change[1:]) if change[0] == "numbers" else [change])
    )


def _number_changes(old: FieldValues | None, new: FieldValues | None) -> list[tuple[str, Any, Any]]:
    """Return (name, old, new) for each number of a program that changed, as people read it."""
    before, after = numbers_from(old or {}), numbers_from(new or {})
    texts = [(setting.words, setting.text(before), setting.text(after)) for setting in NUMBER_SETTINGS]
    return [text for text in texts if text[1] != text[2]]


def filled_fields(kind: str, values: FieldValues) -> tuple[str, ...]:
    """Return the fields with a value that a reader wants to know, and when it was resolved."""
    fields = dict.fromkeys((*_readable_fields(kind, values), "outcome"))
    return tuple(field for field in fields if values.get(field) not in (None, "", [], False))


def deed_of(entry: LoggedChange) -> str | None:
    """Return what was done in a word: created, changed, deleted, resolved, closed, completed, cancelled or reopened.

    None if only bookkeeping changed.
    """
    if entry.before is None or entry.after is None:
        return "created" if entry.before is None else "deleted"
    for (kind, field), (set_deed, cleared_deed) in _DEED_FIELDS.items():
        old, new = entry.before.get(field), entry.after.get(field)
        if kind == entry.kind and bool(old) != bool(new):
            return set_deed if new else cleared_deed
    return "changed" if readable_changes(entry) else None


def net_changes(entries: Iterable[LoggedChange]) -> tuple[NetChange, ...]:
    """Merge entries, oldest first, into one net change per item, from its first state to its last.

    Items whose net change is empty are left out.
    """
    changes: dict[tuple[str, str], NetChange] = {}
    for entry in entries:
        key = (entry.kind, entry.subject)
        before = changes[key].before if key in changes else entry.before
        changes[key] = NetChange(entry.kind, entry.subject, before, entry.after)
    return tuple(change for change in changes.values() if _is_notable(change))


def _is_notable(change: NetChange) -> bool:
    if change.before is None and change.after is None:
        return False
    return change.before is None or change.after is None or bool(change.changes)


def milestone_of(entry: LoggedChange) -> str | None:
    """Return the milestone an entry is about: the item itself, the blocked milestone or the consumer."""
    values = entry.after or entry.before or {}
    milestone_id = {
        "milestone": entry.subject,
        "blocker": values.get("milestone"),
        "entry": values.get("milestone"),
        "dependency": values.get("consumer"),
        "update": values.get("subject") or None,
    }.get(entry.kind)
    return str(milestone_id) if milestone_id else None


def scope_of(entry: LoggedChange, *, project_of: Mapping[str, str]) -> str | None:
    """Return the project or program an entry belongs to; None for the workspace.

    `project_of` maps milestone ids to their projects, and goal ids to their programs.
    """
    values = entry.after or entry.before or {}
    if entry.kind in ("project", "program"):
        return entry.subject
    if entry.kind in ("channel_link", "role", "alert"):
        return values.get("subject") if entry.kind == "channel_link" else values.get("scope") or values.get("program")
    if entry.kind == "dismissed_pair":
        return str(values.get("first"))
    project = values.get("project") or project_of.get(milestone_of(entry) or "")
    return project or values.get("program") or project_of.get(values.get("goal") or "")
