"""Resources of a workspace: people, teams and tools with their capacity."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.refusal import NotFound
from rules.resources.bookings import FULL_LOAD_PERCENT, CapacityPeriod, Resource, ResourceKind
from storage.plan_values import id_sort_key
from storage.tables.resources import ResourceRow


def add_resource(
    session: Session,
    *,
    team: str,
    program: str,
    by: str,
    now: datetime,
    source: str = "",
    **values: Any,
) -> Resource:
    """Add a resource with the given columns."""
    id = storage.plan.next_id(session, team=team, prefix="RES")
    row = ResourceRow(team=team, id=id, program=program, created_by=by, created_at=now, source=source, **values)
    session.add(row)
    session.flush()
    return _to_resource(row)


def get_resource(session: Session, *, team: str, id: str) -> Resource:
    return _to_resource(_row(session, team, id))


def find_person(session: Session, *, team: str, user: str) -> Resource | None:
    """Return the resource that a member of the workspace is."""
    query = select(ResourceRow).where(col(ResourceRow.team) == team, col(ResourceRow.user) == user)
    row = session.scalars(query.order_by(col(ResourceRow.id))).first()
    return _to_resource(row) if row else None


def resources(
    session: Session, *, team: str, with_closed: bool = False, ids: Collection[str] | None = None
) -> tuple[Resource, ...]:
    """Return the resources of a workspace, or those of `ids`, in the order of their ids."""
    query = select(ResourceRow).where(col(ResourceRow.team) == team)
    if ids is not None:
        query = query.where(col(ResourceRow.id).in_(ids))
    if not with_closed:
        query = query.where(col(ResourceRow.closed).is_(None))
    return tuple(_to_resource(row) for row in sorted(session.scalars(query), key=lambda row: id_sort_key(row.id)))


def update_resource(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> Resource:
    """Set the given columns."""
    row = _row(session, team, id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return _to_resource(row)


def _row(session: Session, team: str, id: str) -> ResourceRow:
    row = session.get(ResourceRow, (team, id))
    if row is None:
        raise NotFound(f"There is no person, team or tool {id}.", "", "`people` and `tools` list them.")
    return row


def _to_resource(row: ResourceRow) -> Resource:
    return Resource(
        id=row.id,
        program=row.program,
        kind=ResourceKind(row.kind or ResourceKind.PERSON),
        name=row.name,
        user=row.user,
        part_of=row.part_of,
        lead=row.lead,
        capacity=FULL_LOAD_PERCENT if row.capacity is None else row.capacity,
        periods=tuple(
            CapacityPeriod(_day(period.get("from")), _day(period.get("to")), period["capacity"])
            for period in row.periods
        ),
        skills=tuple(row.skills),
        closed=row.closed,
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
