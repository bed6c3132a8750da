"""Allocations of people, teams and tools to milestones, projects and other work."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

import storage.plan
from rules.refusal import NotFound
from rules.resources.bookings import Allocation
from storage.plan_values import id_sort_key
from storage.tables.plan import MilestoneRow
from storage.tables.resources import AllocationRow, ResourceRow

_AGAIN = {"populate_existing": True}


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
    return get_allocation(session, team=team, id=row.id)


def get_allocation(session: Session, *, team: str, id: str) -> Allocation:
    row = _row(session, team, id)
    milestone = session.get(MilestoneRow, (team, row.milestone)) if row.milestone and not row.project else None
    return _to_allocation(row, milestone.project if milestone else row.project)


def allocations(
    session: Session,
    *,
    team: str,
    resources: Collection[str] | None = None,
    projects: Collection[str] | None = None,
    milestones: Collection[str] | None = None,
) -> tuple[Allocation, ...]:
    """Return allocations in the order of their ids, of all programs; each given set of ids narrows them."""
    project = func.coalesce(AllocationRow.project, MilestoneRow.project)
    own_milestone = (col(MilestoneRow.team) == team) & (col(MilestoneRow.id) == col(AllocationRow.milestone))
    query = select(AllocationRow, project).outerjoin(MilestoneRow, own_milestone)
    query = query.where(col(AllocationRow.team) == team)
    for column, ids in (
        (col(AllocationRow.resource), resources),
        (project, projects),
        (col(AllocationRow.milestone), milestones),
    ):
        if ids is not None:
            query = query.where(column.in_(ids))
    rows = sorted(session.execute(query), key=lambda found: id_sort_key(found[0].id))
    return tuple(_to_allocation(row, project) for row, project in rows)


def lock_bookings(session: Session, *, team: str, resources: Collection[str], change: bool = False) -> None:
    """Keep others from checking what these resources are booked for until the transaction ends.

    What others saved meanwhile is read again. With `change`, the bookings themselves are locked first: whoever changes
    one takes the locks in this order too.
    """
    session.flush()
    if change:
        query = select(AllocationRow).where(col(AllocationRow.team) == team, col(AllocationRow.resource).in_(resources))
        session.scalars(query.order_by(col(AllocationRow.id)).with_for_update(), execution_options=_AGAIN).all()
    resource_query = select(ResourceRow).where(col(ResourceRow.team) == team, col(ResourceRow.id).in_(resources))
    session.scalars(resource_query.order_by(col(ResourceRow.id)).with_for_update(), execution_options=_AGAIN).all()
    known = {row.id for row in session.identity_map.values() if isinstance(row, AllocationRow)}
    if known:
        query = select(AllocationRow).where(col(AllocationRow.team) == team, col(AllocationRow.id).in_(known))
        session.scalars(query, execution_options=_AGAIN).all()


def update_allocation(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> Allocation:
    """Set the given columns."""
    row = _row(session, team, id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return get_allocation(session, team=team, id=id)


def delete_allocation(session: Session, *, team: str, id: str) -> None:
    session.delete(_row(session, team, id))
    session.flush()


def _row(session: Session, team: str, id: str) -> AllocationRow:
    row = session.get(AllocationRow, (team, id))
    if row is None:
        raise NotFound(f"There is no assignment {id}.", "", "`people` and `tools` list them.")
    return row


def _to_allocation(row: AllocationRow, project: str | None) -> Allocation:
    """Build the value; `project` is that of the milestone where the allocation names none."""
    return Allocation(
        id=row.id,
        resource=row.resource,
        percent=row.percent,
        project=project,
        milestone=row.milestone,
        first=row.first,
        last=row.last,
        anchor=row.anchor,
        program=row.program,
        note=row.note,
    )
