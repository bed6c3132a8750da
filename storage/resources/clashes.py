"""Clashes: found, told, taken and gone."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.refusal import NotFound
from rules.resources.clashes import Clash, ClashState, OfferedWay, ways_as_json, ways_from_json
from rules.resources.overloads import Overload
from storage.plan_values import id_sort_key
from storage.tables.resources import ClashRow


def add_clash(session: Session, *, team: str, overload: Overload, now: datetime) -> Clash:
    row = ClashRow(
        team=team,
        id=storage.plan.next_id(session, team=team, prefix="CL"),
        resource=overload.resource,
        found_at=now,
        **overload_values(overload),
    )
    session.add(row)
    session.flush()
    return _to_clash(row)


def overload_values(overload: Overload) -> dict[str, Any]:
    """Return the columns that an overload sets."""
    return {
        "first": overload.first,
        "last": overload.last,
        "peak": overload.peak,
        "capacity": overload.capacity,
        "allocations": sorted({one.allocation for one in overload.bookings if one.allocation}, key=id_sort_key),
    }


def get_clash(session: Session, *, team: str, id: str, lock: bool = False) -> Clash:
    """Return a clash. With `lock`, no one else can settle it until this transaction ends."""
    row = session.get(ClashRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no clash {id}.", "", "`clashes` lists them.")
    return _to_clash(row)


def find_clash(session: Session, *, team: str, id: str) -> Clash | None:
    row = session.get(ClashRow, (team, id))
    return _to_clash(row) if row else None


def open_clashes(session: Session, *, team: str, resources: Collection[str] | None = None) -> tuple[Clash, ...]:
    """Return the open clashes of these resources or of all, by their first day."""
    query = select(ClashRow).where(col(ClashRow.team) == team, col(ClashRow.state) == ClashState.OPEN.value)
    if resources is not None:
        query = query.where(col(ClashRow.resource).in_(resources))
    rows = sorted(session.scalars(query), key=lambda row: (row.first, id_sort_key(row.id)))
    return tuple(_to_clash(row) for row in rows)


def untold_clashes(session: Session, *, team: str) -> tuple[Clash, ...]:
    """Return the open clashes of which not everyone has been told."""
    query = select(ClashRow).where(
        col(ClashRow.team) == team,
        col(ClashRow.state) == ClashState.OPEN.value,
        col(ClashRow.told_at).is_(None),
    )
    return tuple(_to_clash(row) for row in sorted(session.scalars(query), key=lambda row: id_sort_key(row.id)))


def update_clash(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> Clash:
    """Set the given columns."""
    row = session.get(ClashRow, (team, id))
    if row is None:
        raise NotFound(f"There is no clash {id}.", "", "`clashes` lists them.")
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        session.flush()
    return _to_clash(row)


def save_ways(session: Session, *, team: str, id: str, ways: Iterable[OfferedWay], basis: str, now: datetime) -> Clash:
    """Save the ways out of a clash, computed just now."""
    values = {"ways": ways_as_json(ways), "basis": basis, "computed_at": now}
    return update_clash(session, team=team, id=id, values=values)


def _to_clash(row: ClashRow) -> Clash:
    return Clash(
        id=row.id,
        resource=row.resource,
        first=row.first,
        last=row.last,
        peak=row.peak,
        capacity=row.capacity,
        allocations=tuple(row.allocations),
        ways=ways_from_json(row.ways),
        basis=row.basis,
        state=ClashState(row.state),
        taken=row.taken,
        told_at=row.told_at,
        snoozed=dict(row.snoozed),
    )
