"""Allocations of people, teams and tools to milestones, projects and other work."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.refusal import NotFound
from rules.resources.bookings import Allocation
from storage.plan_values import id_sort_key
from storage.tables.resources import AllocationRow


def add_allocation(
    session: Session,
    *,
    team: str,
    program: str,
    resource: str,
    percent: float,
    by: str,
    now: datetime,
    project: str | None = None,
    milestone: str | None = None,
    first: date | None = None,
    last: date | None = None,
    anchor: date | None = None,
    note: str = "",
    source: str = "",
) -> Allocation:
    row = AllocationRow(
        team=team,
        id=storage.plan.next_id(session, team=team, prefix="AL"),
        program=program,
        resource=resource,
        project=project,
        milestone=milestone,
        percent=percent,
        first=first,
        last=last,
        anchor=anchor,
        note=note,
        created_by=by,
        created_at=now,
        source=source,
    )
    session.add(row)
    session.flush()
    return _to_allocation(row)


def get_allocation(session: Session, *, team: str, id: str) -> Allocation:
    return _to_allocation(_row(session, team, id))


def allocations(
    session: Session,
    *,
    team: str,
    resources: Collection[str] | None = None,
    projects: Collection[str] | None = None,
    milestones: Collection[str] | None = None,
) -> tuple[Allocation, ...]:
    """Return allocations in the order of their ids, of all programs; each given set of ids narrows them."""
    query = select(AllocationRow).where(col(AllocationRow.team) == team)
    for column, ids in (
        (AllocationRow.resource, resources),
        (AllocationRow.project, projects),
        (AllocationRow.milestone, milestones),
    ):
        if ids is not None:
            query = query.where(col(column).in_(ids))
    return tuple(_to_allocation(row) for row in sorted(session.scalars(query), key=lambda row: id_sort_key(row.id)))


def update_allocation(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> Allocation:
    """Set the given columns."""
    row = _row(session, team, id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return _to_allocation(row)


def delete_allocation(session: Session, *, team: str, id: str) -> None:
    session.delete(_row(session, team, id))
    session.flush()


def _row(session: Session, team: str, id: str) -> AllocationRow:
    row = session.get(AllocationRow, (team, id))
    if row is None:
        raise NotFound(f"There is no allocation {id}.", "", "`people` and `tools` list them.")
    return row


def _to_allocation(row: AllocationRow) -> Allocation:
    return Allocation(
        id=row.id,
        resource=row.resource,
        percent=row.percent,
        project=row.project,
        milestone=row.milestone,
        first=row.first,
        last=row.last,
        anchor=row.anchor,
        program=row.program,
        note=row.note,
    )
