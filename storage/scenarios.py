"""What-if scenarios: several changes that are kept apart from the plan, in the thread where they are discussed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.change_requests.fields import PlanChange, as_json, from_json
from rules.refusal import NotFound
from storage.tables.change_requests import ScenarioRow


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario; `thread` is the timestamp of the message that opens its thread, once Slack has it."""

    id: str
    program: str
    name: str
    changes: tuple[PlanChange, ...]
    source_channel: str | None
    thread: str
    state: str
    adopted_as: str | None
    created_by: str
    created_at: datetime
    expires_at: datetime
    restricted: bool

    @property
    def is_open(self) -> bool:
        return self.state == "open"


def add_scenario(
    session: Session,
    *,
    team: str,
    program: str,
    name: str,
    changes: Iterable[PlanChange],
    channel: str | None,
    by: str,
    now: datetime,
    expires_at: datetime,
    restricted: bool,
) -> Scenario:
    row = ScenarioRow(
        team=team,
        id=storage.plan.next_id(session, team=team, prefix="SC"),
        program=program,
        name=name,
        changes=as_json(changes),
        source_channel=channel,
        created_by=by,
        created_at=now,
        expires_at=expires_at,
        restricted=restricted,
    )
    session.add(row)
    session.flush()
    return _to_scenario(row)


def get_scenario(session: Session, *, team: str, id: str, lock: bool = False) -> Scenario:
    """Return a scenario; with `lock`, nobody else changes it until the transaction ends."""
    return _to_scenario(_row(session, team, id, lock=lock))


def update_scenario(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> Scenario:
    """Set the given columns."""
    row = _row(session, team, id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return _to_scenario(row)


def scenarios(
    session: Session, *, team: str, program: str = "", states: Collection[str] | None = None
) -> tuple[Scenario, ...]:
    """Return scenarios, open ones first, newest first."""
    query = select(ScenarioRow).where(col(ScenarioRow.team) == team)
    if program:
        query = query.where(col(ScenarioRow.program) == program)
    if states is not None:
        query = query.where(col(ScenarioRow.state).in_(states))
    rows = session.scalars(query.order_by(col(ScenarioRow.created_at).desc(), col(ScenarioRow.id).desc()))
    return tuple(sorted((_to_scenario(row) for row in rows), key=lambda one: not one.is_open))


def expired_scenarios(session: Session, *, team: str, now: datetime) -> tuple[str, ...]:
    """Return the ids of open scenarios whose time is over."""
    query = select(col(ScenarioRow.id)).where(
        col(ScenarioRow.team) == team, col(ScenarioRow.state) == "open", col(ScenarioRow.expires_at) <= now
    )
    return tuple(session.scalars(query.order_by(col(ScenarioRow.id))))


def _row(session: Session, team: str, id: str, *, lock: bool = False) -> ScenarioRow:
    row = session.get(ScenarioRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no scenario {id}.", "", "`scenarios` lists them.")
    return row


def _to_scenario(row: ScenarioRow) -> Scenario:
    return Scenario(
        id=row.id,
        program=row.program,
        name=row.name,
        changes=from_json(row.changes),
        source_channel=row.source_channel,
        thread=row.thread,
        state=row.state,
        adopted_as=row.adopted_as,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        restricted=row.restricted,
    )
