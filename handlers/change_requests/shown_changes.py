"""Changes and their effect in words for one reader: labels and names for ids, and nothing the reader may not know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

import storage.people
import storage.plan
from rules.benefits import slip_costs
from rules.benefits.delay import CostRange
from rules.change_requests.fields import FieldKind, PlanChange
from rules.truth.statuses import label_of

# Whether the reader may see money of a program, or of one project of it.
MoneyRight = Callable[[str, str | None], bool]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in words: `old` and `new` are days, names or amounts, empty where the reader may not know them.

    `closed` says what became of its milestone ("done", "cancelled") where that leaves nothing to change.
    """

    kind: FieldKind
    label: str
    old: Any = None
    new: Any = None
    currency: str = ""
    owner: str = ""
    closed: str = ""


def closed_milestones(session: Session, *, team: str, changes: Iterable[PlanChange]) -> dict[str, str]:
    """Return "done" or "cancelled" for each changed milestone that is not open any more."""
    ids = {change.subject for change in changes if change.subject.startswith("M-")}
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True)
    return {m.id: "done" if m.done else "cancelled" for m in found if not m.open}


def shown_changes(
    session: Session,
    *,
    team: str,
    program: str,
    changes: Iterable[PlanChange],
    allows: MoneyRight,
    closed: Mapping[str, str] = MappingProxyType({}),
) -> tuple[ShownChange, ...]:
    """Return the changes with labels and names in place of ids; those of `closed` milestones say so."""
    changes = tuple(changes)
    milestone_ids = {change.subject for change in changes if change.subject.startswith("M-")}
    labels = {
        m.id: label_of(m) for m in storage.plan.milestones(session, team=team, ids=milestone_ids, with_cancelled=True)
    }
    projects = storage.plan.projects(session, team=team, with_cancelled=True)
    labels |= {project.id: f"{project.name} ({project.id})" for project in projects}
    users = {str(value) for change in changes for value in _users_in(change)}
    names = storage.people.display_names(session, team=team, ids=frozenset(users))
    shown = (
        _shown(change, labels.get(change.subject, change.subject), names, allows(program, change.subject))
        for change in changes
    )
    return tuple(
        replace(one, closed=closed.get(change.subject, "")) for change, one in zip(changes, shown, strict=True)
    )


def _users_in(change: PlanChange) -> Iterable[str]:
    if change.kind is FieldKind.OWNER:
        return filter(None, (change.before, change.after))
    return filter(None, (change.after.get("owner"),)) if change.kind is FieldKind.ADDED else ()


def _shown(change: PlanChange, label: str, names: Mapping[str, str], sees_money: bool) -> ShownChange:
    if change.kind is FieldKind.COMMITTED:
        return ShownChange(change.kind, label, change.old_day, change.day)
    if change.kind is FieldKind.OWNER:
        return ShownChange(
            change.kind, label, names.get(change.before or "", "no one"), names.get(change.after, "someone")
        )
    if change.kind is FieldKind.ADDED:
        owner = names.get(change.after.get("owner") or "", "")
        return ShownChange(change.kind, label, change.after["name"], change.day, owner=owner)
    if change.kind is FieldKind.BUDGET and sees_money:
        return ShownChange(change.kind, label, change.before, change.added_cost, change.after.get("currency", ""))
    if change.kind is FieldKind.DURATION:
        return ShownChange(change.kind, label, change.before, change.after)
    return ShownChange(change.kind, label)


@dataclass(frozen=True, slots=True)
class NamedBenefit:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownDelay:
    """A benefit that goes live on another day; `cost` is None for who may not see money."""

    benefit: NamedBenefit
    days: int
    cost: CostRange | None
    currency: str


@dataclass(frozen=True, slots=True)
class ShownValue:
    """The cost of delay of a change; `totals` are (currency, cost)."""

    delays: tuple[ShownDelay, ...] = ()
    totals: tuple[tuple[str, CostRange], ...] = ()


def _shown_value(rows: Iterable[Mapping[str, Any]], hidden: frozenset[str], allows: MoneyRight) -> ShownValue:
    delays = tuple(
        ShownDelay(
            NamedBenefit(row["id"], row["name"]),
            row["days"],
            CostRange(row["low"], row["likely"], row["high"])
            if row["low"] is not None and allows(row["program"], row["project"])
            else None,
            row["currency"],
        )
        for row in rows
        if row["id"] not in hidden
    )
    return ShownValue(delays, slip_costs.total_costs(delays))


def visible_impact(impact: Mapping[str, Any], hidden: frozenset[str], *, allows: MoneyRight) -> dict[str, Any]:
    """Return the effect without what the reader may not know of, its days as dates.

    `allows` says of which programs they may see money.

    Empty for a request from a file, whose effect was never computed.
    """
    if "moved" not in impact:
        return {}
    moved = [move for move in impact.get("moved", ()) if move["id"] not in hidden]
    left_out = len(impact.get("moved", ())) - len(moved)
    targets = [target for target in impact.get("targets", ()) if target["id"] not in hidden]
    finish = impact.get("finish")
    return {
        **impact,
        "moved": [_with_dates(move, "old", "new", "missed") for move in moved],
        "moved_count": impact.get("moved_count", 0) - left_out,
        "targets": [_with_dates(target, "p50", "p80") for target in targets],
        "value": _shown_value(impact.get("value", ()), hidden, allows),
        "finish": _with_dates(finish, "old", "new") if finish else None,
    }


def _with_dates(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**values, **{name: _read_dates(values[name]) for name in names}}


def _read_dates(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _read_dates(day) for name, day in value.items()}
    return date.fromisoformat(value) if value else None
