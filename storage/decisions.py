"""Decisions: asked for, made, logged, superseded and withdrawn."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from rules.decisions.decision import Decision, DecisionState
from rules.refusal import NotFound
from storage.plan import next_id
from storage.plan_values import id_sort_key
from storage.tables.decisions import DecisionRow


def add_decision(
    session: Session,
    *,
    team: str,
    program: str,
    project: str | None,
    values: Mapping[str, object],
    by: str,
    now: datetime,
    source: str = "",
    source_channel: str | None = None,
    restricted: bool = False,
    id: str = "",
) -> Decision:
    """Add a decision; `values` holds its other columns, including its question."""
    row = DecisionRow(
        team=team,
        id=id or next_id(session, team=team, prefix="DEC"),
        program=program,
        project=project,
        raised_by=by,
        raised_at=now,
        source=source,
        source_channel=source_channel,
        restricted=restricted,
        **values,  # type: ignore[arg-type]
    )
    session.add(row)
    session.flush()
    return to_decision(row)


def get_decision(session: Session, *, team: str, id: str, lock: bool = False) -> Decision:
    """Return a decision. With `lock`, no one else can decide it until this transaction ends."""
    row = session.get(DecisionRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no decision {id}.", "", "`decisions` lists them.")
    return to_decision(row)


def find_decision(session: Session, *, team: str, id: str) -> Decision | None:
    row = session.get(DecisionRow, (team, id))
    return to_decision(row) if row else None


def update_decision(session: Session, *, team: str, id: str, values: Mapping[str, object]) -> Decision:
    """Set the given columns."""
    row = session.get(DecisionRow, (team, id))
    if row is None:
        raise NotFound(f"There is no decision {id}.", "", "`decisions` lists them.")
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return to_decision(row)


def decisions(
    session: Session, *, team: str, programs: Collection[str] | None = None, open_only: bool = False
) -> tuple[Decision, ...]:
    """Return the decisions of these programs or of all, by id."""
    query = select(DecisionRow).where(col(DecisionRow.team) == team)
    if programs is not None:
        query = query.where(col(DecisionRow.program).in_(programs))
    if open_only:
        query = query.where(col(DecisionRow.state) == DecisionState.OPEN.value)
    found = (to_decision(row) for row in session.scalars(query))
    return tuple(sorted(found, key=lambda decision: id_sort_key(decision.id)))


def due_windows(session: Session, *, team: str, now: datetime) -> tuple[Decision, ...]:
    """Return the open decisions whose consent window has run out."""
    query = select(DecisionRow).where(
        col(DecisionRow.team) == team,
        col(DecisionRow.state) == DecisionState.OPEN.value,
        col(DecisionRow.window_until) <= now,
    )
    return tuple(to_decision(row) for row in session.scalars(query.order_by(col(DecisionRow.window_until))))


def to_decision(row: Any) -> Decision:
    """Build a decision from a row, or from its columns as they were."""
    values: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(Decision)}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Decision(**values | {"state": DecisionState(row.state)})
