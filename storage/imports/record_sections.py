"""The sections of a plan file that have tables of their own: their rows, ids and columns by key of the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from storage.tables.benefits import BenefitRow, ReadingRow
from storage.tables.change_requests import ChangeRequestRow
from storage.tables.closeouts import CloseoutRow, LessonRow
from storage.tables.decisions import DecisionRow, ObjectionRow
from storage.tables.goals import GoalRow, KeyResultRow
from storage.tables.money import BudgetLineRow
from storage.tables.register import EntryRow
from storage.tables.resources import AllocationRow, ResourceRow

VALUE_RANGE = ("low", "likely", "high")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a record that are rows of their own: `columns` by key of the file, found by `owner`."""

    key: str
    row_class: type[Any]
    owner: str
    columns: Mapping[str, str]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the plan file: its table, the prefix of its ids, and its columns by key of the file.

    `keys` identify a row, in the file and in the table. `place` is the column that says where it belongs. A
    section with a `natural_key` has no ids in the file: a row means the stored record with the same values of it.
    """

    key: str
    row_class: type[Any]
    prefix: str
    columns: Mapping[str, str]
    parts: Parts | None = None
    title: str = "name"
    author: str = "created_by"
    written: str = "created_at"
    defaults: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ("id",)
    place: str = "program"
    natural_key: tuple[str, ...] = ()

    def key_of(self, record: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(str(record[name]) for name in self.keys)


def _same(*names: str, **renamed: str) -> dict[str, str]:
    return {name: name for name in names} | renamed


_OBJECTIONS = Parts(
    "objections",
    ObjectionRow,
    "subject",
    _same("user", "text", "at", "ended_at", "overruled_by", "overruled_because"),
    ("id",),
)
SECTIONS: Mapping[str, Section] = {
    "resources": Section(
        "resources",
        ResourceRow,
        "RES",
        _same("id", "name", "kind", "user", "lead", "capacity", "periods", "skills", "closed", team="part_of"),
    ),
    "allocations": Section(
        "allocations",
        AllocationRow,
        "AL",
        _same("id", "resource", "project", "milestone", "percent", "anchor", "note") | {"from": "first", "to": "last"},
        title="note",
        natural_key=("resource", "project", "milestone"),
    ),
    "budget": Section(
        "budget",
        BudgetLineRow,
        "BUD",
        _same("id", "project", "kind", "name", "currency", "planned", "committed", "actual", "forecast", date="month"),
        natural_key=("project", "kind", "name", "currency", "date"),
    ),
    "goals": Section(
        "goals",
        GoalRow,
        "G",
        _same("id", "name", "description", "owner", "measure", "closed", due="horizon"),
        Parts(
            "key_results",
            KeyResultRow,
            "goal",
            _same("name", "unit", "baseline", "target", "actual", "weight", "due"),
            ("number",),
        ),
        defaults={"weight": 1.0},
    ),
    "benefits": Section(
        "benefits",
        BenefitRow,
        "BEN",
        _same("id", "kind", "name", "description", "outcome", "owner", "goal", "shares", "milestones", "kpi", "unit")
        | _same("baseline", "baseline_on", "baseline_source", "target", "measure", "cadence", "curve", "ramp_days")
        | _same("go_live", "delay_rule", "ends", "half_life", "currency", *VALUE_RANGE, "stop", "state", "accepted_by")
        | {"due": "target_on"},
        Parts("readings", ReadingRow, "benefit", _same("value", "source", "note", date="day"), ("day", "id")),
        defaults={"kind": "benefit", "cadence": "monthly", "curve": "step", "ramp_days": 0, "delay_rule": "fixed_end"}
        | {"state": "draft"},
    ),
    "risks": Section(
        "risks",
        EntryRow,
        "R",
        _same("id", "kind", "text", "owner", "project", "milestone", "probability", "impact", "response", "plan")
        | _same("check", "rests", state="outcome"),
        title="text",
        author="raised_by",
        written="raised_at",
        place="project",
    ),
    "decisions": Section(
        "decisions",
        DecisionRow,
        "DEC",
        _same("id", "project", "question", "options", "decider", "must_agree", "consulted", "informed", "gates")
        | _same(
            "decide_by", "state", "chosen", "because", "proposed", "agreed", "window_from", "window_until", "supersedes"
        )
        | _same("superseded_by", "raised_by", "raised_at", "decided_by", "decided_at", "escalated_to")
        | _same("source"),
        _OBJECTIONS,
        title="question",
        author="raised_by",
        written="raised_at",
        defaults={"state": "open"},
    ),
    "change_requests": Section(
        "change_requests",
        ChangeRequestRow,
        "CR",
        _same("id", "title", "why", "fields", "impact", "level", "approver", "effective", "state", "because", "part_of")
        | _same("comments", "requested_by", "requested_at", "decided_by", "decided_at", "source"),
        _OBJECTIONS,
        title="title",
        author="requested_by",
        written="requested_at",
        defaults={"state": "open", "level": "manager"},
    ),
    "closeouts": Section(
        "closeouts",
        CloseoutRow,
        "",
        _same("project", "day", "scorecard", "accepted", "accepted_by", "accepted_at", "comment", "closed_by")
        | _same("closed_at"),
        title="project",
        author="closed_by",
        written="closed_at",
        keys=("project",),
        place="project",
    ),
    "lessons": Section(
        "lessons",
        LessonRow,
        "",
        _same("project", "user", "asked_at", "text", "answered_at"),
        title="text",
        author="user",
        written="asked_at",
        keys=("project", "user"),
        place="project",
    ),
}
