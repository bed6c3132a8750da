"""Changes that people make, recorded row by row while they are written, and taken back as a whole (B-122)."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, event, insert, inspect, select
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session

from rules.refusal import NotFound
from storage.audit import AUDITED_ROWS, BATON_ACTOR, ActorContext
from storage.tables.base import BaseRow, core_table
from storage.tables.changes import ChangedRow, ChangeRow
from storage.tables.people import FollowRow, PingRow
from storage.tables.plan import ForecastRow
from storage.tables.updates import ProposalRow

DIGEST = "digest"
# The state of a change that can't be taken back.
FINAL = "final"
JOURNALED_ROWS = (*AUDITED_ROWS, ForecastRow, ProposalRow, PingRow, FollowRow)
# What follows from other rows or only counts; a change since then says nothing.
BOOKKEEPING = frozenset({"touched_at", "computed", "pushed_by", "version", "state_at", "state_by", "used_at", "notice"})
_CHANGE_TABLE, _CHANGED_TABLE = core_table(ChangeRow), core_table(ChangedRow)
# Built once, because building a statement costs more than running it.
_DESCRIBE = (
    _CHANGE_TABLE.update().where(_CHANGE_TABLE.c.id == bindparam("change_id")).values(summary=bindparam("summary"))
)
_INSERT_CHANGE, _INSERT_LINES = insert(_CHANGE_TABLE).returning(_CHANGE_TABLE.c.id), insert(_CHANGED_TABLE)
Values = dict[str, Any]


@dataclass(slots=True)
class _Recording:
    """The change that a session records now; `id` once a row was written. `named` ones take in what is nested."""

    summary: str
    channel: str
    restricted: bool
    named: bool
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it was recorded."""

    id: int
    team: str
    actor: str
    at: datetime
    summary: str
    channel: str
    restricted: bool
    state: str


@contextmanager
def record(
    session: Session, summary: str = "", *, channel: str = "", restricted: bool = False, named: bool = True
) -> Iterator[None]:
    """Record what the block writes as one change of the acting person; within a named change it is part of that one."""
    outer: _Recording | None = session.info.get("change")
    if outer and outer.named:
        yield
        return
    session.flush()
    session.info["change"] = _Recording(summary, channel, restricted, named)
    try:
        yield
        session.flush()
    finally:
        session.info["change"] = outer


@contextmanager
def record_nothing(session: Session) -> Iterator[None]:
    """Write without a change to take back: an undo is not undone."""
    outer: _Recording | None = session.info.get("change")
    session.flush()
    session.info["change"] = None
    try:
        yield
        session.flush()
    finally:
        session.info["change"] = outer


def current_id(session: Session) -> int | None:
    """Return the number of the change under way, once it has written something."""
    session.flush()
    recording: _Recording | None = session.info.get("change")
    return recording.id if recording else None


def describe(session: Session, summary: str) -> None:
    """Say in a few words what the change under way is."""
    id = current_id(session)
    if id is not None:
        session.connection().execute(_DESCRIBE, {"change_id": id, "summary": summary[:300]})


def record_final(session: Session, *, team: str, actor: str, summary: str, now: datetime) -> None:
    """Record something that can't be taken back, so that `undo` does not take back what was before it instead."""
    values = {"team": team, "actor": actor, "at": now, "summary": summary[:300], "state": FINAL}
    session.connection().execute(insert(_CHANGE_TABLE).values(values | {"channel": "", "restricted": False}))


def get(session: Session, *, team: str, id: int) -> Change:
    """Return a change, or raise NotFound."""
    row = session.execute(select(_CHANGE_TABLE).where(_CHANGE_TABLE.c.id == id, _CHANGE_TABLE.c.team == team)).first()
    if row is None:
        raise NotFound("I don't have that change any more.")
    return Change(**row._mapping)


def change_of_record(session: Session, *, team: str, record: int) -> Change | None:
    """Return the change that left a record of something said."""
    query = select(_CHANGED_TABLE.c.change).where(
        _CHANGED_TABLE.c.kind == "update",
        _CHANGED_TABLE.c.row == json.dumps([record]),
        _CHANGED_TABLE.c.before.is_(None),
    )
    id = session.scalars(query.order_by(_CHANGED_TABLE.c.id).limit(1)).first()
    return None if id is None else get(session, team=team, id=id)


def last_change(session: Session, *, team: str, actor: str, since: datetime) -> Change | None:
    """Return the newest change of a person that is not undone, be it final."""
    query = select(_CHANGE_TABLE).where(
        _CHANGE_TABLE.c.team == team,
        _CHANGE_TABLE.c.actor == actor,
        _CHANGE_TABLE.c.state.in_(("done", FINAL)),
        _CHANGE_TABLE.c.at >= since,
    )
    row = session.execute(query.order_by(_CHANGE_TABLE.c.id.desc()).limit(1)).first()
    return None if row is None else Change(**row._mapping)


def close(session: Session, *, id: int) -> bool:
    """Mark a change as undone; return False if it was already."""
    statement = _CHANGE_TABLE.update().where(_CHANGE_TABLE.c.id == id, _CHANGE_TABLE.c.state == "done")
    return session.connection().execute(statement.values(state="undone")).rowcount == 1


def purge(session: Session, *, before: datetime, limit: int = 10_000) -> int:
    """Delete what is too old to be taken back; return the number of changes deleted."""
    old_ids = session.scalars(select(_CHANGE_TABLE.c.id).where(_CHANGE_TABLE.c.at < before).limit(limit)).all()
    connection = session.connection()
    connection.execute(_CHANGED_TABLE.delete().where(_CHANGED_TABLE.c.change.in_(old_ids)))
    return connection.execute(_CHANGE_TABLE.delete().where(_CHANGE_TABLE.c.id.in_(old_ids))).rowcount


def fingerprint(row: BaseRow) -> Values:
    """Return a digest of the row's values, without bookkeeping: enough to see whether it was changed since."""
    values = {name: value for name, value in row_values(row).items() if name not in BOOKKEEPING}
    return {DIGEST: hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:24]}


def note_created(session: Session, row: BaseRow) -> None:
    """Record a row that was inserted past the session as part of the change under way."""
    recording: _Recording | None = session.info.get("change")
    context: ActorContext | None = session.info.get("acting")
    if recording is None or context is None or context.actor == BATON_ACTOR:
        return
    recording.id = _ensure_change(session, recording, context)
    line = (_journal_line(row, "created") or {}) | {"change": recording.id}
    session.connection().execute(insert(_CHANGED_TABLE).values(line))


def row_values(row: BaseRow) -> Values:
    """Return all columns of a row as JSON values."""
    return {name: to_json(getattr(row, name)) for name in _column_names(row)}


def to_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _column_names(row: BaseRow) -> list[str]:
    return [attribute.key for attribute in inspect(row).mapper.column_attrs]


def row_key(row: BaseRow) -> str:
    """Return the primary key of a row as JSON text."""
    return json.dumps([to_json(getattr(row, column.key)) for column in inspect(row).mapper.primary_key])


@event.listens_for(Session, "after_flush")
def _journal_rows(session: Session, _flush: UOWTransaction) -> None:
    recording: _Recording | None = session.info.get("change")
    context: ActorContext | None = session.info.get("acting")
    if recording is None or context is None or context.actor == BATON_ACTOR:
        return
    lines = [line for row, action in _journaled(session) if (line := _journal_line(row, action))]
    if lines:
        recording.id = _ensure_change(session, recording, context)
        session.connection().execute(_INSERT_LINES, [line | {"change": recording.id} for line in lines])


def _journaled(session: Session) -> Iterator[tuple[BaseRow, str]]:
    for rows, action in ((session.new, "created"), (session.dirty, "changed"), (session.deleted, "deleted")):
        for row in rows:
            if isinstance(row, JOURNALED_ROWS):
                yield row, action


def _journal_line(row: BaseRow, action: str) -> Values | None:
    line: Values = {"kind": str(row.__tablename__), "row": row_key(row), "before": None, "after": None}
    if action == "created":
        return line | {"after": fingerprint(row)}
    if action == "deleted":
        return line | {"before": row_values(row)}
    histories = {name: inspect(row).attrs[name].history for name in _column_names(row)}
    changed = {name: history for name, history in histories.items() if history.has_changes() and history.deleted}
    if not changed:
        return None
    return line | {
        "before": {name: to_json(history.deleted[0]) for name, history in changed.items()},
        "after": {name: to_json(getattr(row, name)) for name in changed} | fingerprint(row),
    }


def _ensure_change(session: Session, recording: _Recording, context: ActorContext) -> int:
    """Return the number of the change being recorded; a savepoint that was rolled back may have taken its row."""
    connection = session.connection()
    if recording.id is not None:
        is_there = connection.execute(select(_CHANGE_TABLE.c.id).where(_CHANGE_TABLE.c.id == recording.id)).first()
        if is_there:
            return recording.id
    values = {"team": context.team, "actor": context.actor, "at": context.now, "summary": recording.summary[:300]}
    values |= {"channel": recording.channel, "restricted": recording.restricted, "state": "done"}
    return int(connection.execute(_INSERT_CHANGE, values).scalar_one())
