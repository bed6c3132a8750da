"""The fields that a change request or scenario changes, with their values before and after (B-95)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules.refusal import Refusal


class FieldKind(StrEnum):
    COMMITTED = "committed"
    CANCELLED = "cancelled"
    OWNER = "owner"
    ADDED = "added"
    BUDGET = "budget"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One field of a milestone or project before and after.

    COMMITTED: ISO days. OWNER: people. CANCELLED: booleans. ADDED: `subject` is the project and `after` {"name", "day",
    "owner"}. BUDGET: `subject` is the project, `before` its planned budget and `after` {"add", "currency"}. DURATION:
    working days.
    """

    subject: str
    kind: FieldKind
    before: Any = None
    after: Any = None

    @property
    def day(self) -> date | None:
        """The new date of a milestone, or the date of a new one."""
        text = self.after if self.kind is FieldKind.COMMITTED else None
        text = self.after.get("day") if self.kind is FieldKind.ADDED else text
        return date.fromisoformat(text) if text else None

    @property
    def old_day(self) -> date | None:
        return date.fromisoformat(self.before) if self.kind is FieldKind.COMMITTED and self.before else None

    @property
    def added_cost(self) -> float:
        return float(self.after["add"]) if self.kind is FieldKind.BUDGET else 0.0

    @property
    def key(self) -> tuple[str, ...]:
        """The field that is changed: a second change of it replaces the first."""
        name = (str(self.after.get("name", "")).casefold(),) if self.kind is FieldKind.ADDED else ()
        return (self.subject, self.kind.value, *name)


def as_json(changes: Iterable[PlanChange]) -> list[dict[str, Any]]:
    """Return the changes as they are stored."""
    return [
        {"subject": change.subject, "field": change.kind.value, "before": change.before, "after": change.after}
        for change in changes
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[PlanChange, ...]:
    return tuple(
        PlanChange(row["subject"], FieldKind(row["field"]), row.get("before"), row.get("after")) for row in rows
    )


def merge(old: Iterable[PlanChange], new: Iterable[PlanChange]) -> tuple[PlanChange, ...]:
    """Return the changes with new ones added; of two changes of one field the newer counts."""
    merged = {change.key: change for change in old}
    for change in new:
        merged.pop(change.key, None)
        merged[change.key] = change
    return tuple(merged.values())


def require_consistent(changes: Iterable[PlanChange]) -> None:
    """Raise Refusal if a request sets one field twice, or changes a milestone that it cancels."""
    changes = tuple(changes)
    cancelled = {change.subject for change in changes if change.kind is FieldKind.CANCELLED}
    seen: set[tuple[str, ...]] = set()
    for change in changes:
        if change.key in seen:
            raise Refusal(f"{change.subject} is changed twice in the same way.", "", "Name each change once.")
        if change.subject in cancelled and change.kind is not FieldKind.CANCELLED:
            raise Refusal(f"{change.subject} can't be cancelled and changed in one request.", "", "Leave one out.")
        seen.add(change.key)


def milestones_of(changes: Iterable[PlanChange]) -> tuple[str, ...]:
    """Return the ids of the milestones that are changed, each once."""
    return tuple(dict.fromkeys(change.subject for change in changes if change.subject.startswith("M-")))
