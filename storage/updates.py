"""Captures: one record per message, kind and part, with what it changed, so that it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from sqlalchemy import and_, bindparam, func, select
from sqlmodel import Session, col

from rules.refusal import NotFound
from storage import plan
from storage.tables.plan import MilestoneRow
from storage.tables.updates import UpdateRow

# Built once, because building a statement costs more than running it.
_IS_OF_MESSAGE = and_(
    col(UpdateRow.team) == bindparam("team"),
    col(UpdateRow.channel) == bindparam("channel"),
    col(UpdateRow.ts) == bindparam("ts"),
)
_SELECT_ANY_OF_MESSAGE = select(col(UpdateRow.id)).where(_IS_OF_MESSAGE).limit(1)
_COUNT_PARTS = select(func.count()).where(_IS_OF_MESSAGE, col(UpdateRow.kind) == bindparam("kind"))


class MessageSource(Protocol):
    """The source of a statement: a message, or a command (then without a ts)."""

    @property
    def channel(self) -> str: ...
    @property
    def ts(self) -> str: ...
    @property
    def thread_ts(self) -> str | None: ...
    @property
    def permalink(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def private(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    id: int
    subject: str
    project: str | None
    kind: str
    author: str
    channel: str
    ts: str
    text: str
    permalink: str
    at: datetime
    state: str
    undo: Mapping[str, Any]
    restricted: bool
    source_deleted: bool = False


def change_milestone(
    session: Session,
    *,
    team: str,
    milestone: str,
    values: Mapping[str, object],
    by: str,
    source: MessageSource,
    reason: str,
    now: datetime,
) -> int:
    """Write the values into the milestone and its dates into the ledger; return the id of a record to undo it."""
    row = session.get_one(MilestoneRow, (team, milestone))
    old_values = {name: _json_value(getattr(row, name)) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.touched_at = now
    kind = next(name for name in ("actual", "forecast", "owner", "percent") if name in values)
    new_values = {name: _json_value(value) for name, value in values.items()}
    undo = {"old": old_values, "new": new_values, "reason": reason}
    record_id = _add_record(
        session, source=source, kind=kind, subject=milestone, project=row.project, by=by, undo=undo, now=now
    )
    note_dates = partial(
        plan.note_forecast, session, team=team, milestone=milestone, by=by, now=now, source=source.permalink
    )
    if kind in ("actual", "forecast"):
        note_dates(kind=kind, reason="" if source.private else reason)
    if "committed" in values:
        note_dates(kind="committed")
    session.flush()
    return record_id


def get_record(session: Session, *, team: str, id: int) -> CaptureRecord:
    row = session.get(UpdateRow, id)
    if row is None or row.team != team:
        raise NotFound("I don't have that record any more.")
    return _to_record(row)


def records_of_message(session: Session, *, team: str, channel: str, ts: str) -> tuple[CaptureRecord, ...]:
    """Return the live records of one message."""
    query = select(UpdateRow).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.channel) == channel,
        col(UpdateRow.ts) == ts,
        col(UpdateRow.state) == "saved",
    )
    return tuple(_to_record(row) for row in session.scalars(query.order_by(col(UpdateRow.part))))


def records_since(session: Session, *, team: str, at: datetime) -> tuple[CaptureRecord, ...]:
    """Return every live record since an instant, oldest first."""
    query = select(UpdateRow).where(
        col(UpdateRow.team) == team, col(UpdateRow.at) > at, col(UpdateRow.state) != "undone"
    )
    return tuple(_to_record(row) for row in session.scalars(query.order_by(col(UpdateRow.id))))


def _add_record(
    session: Session,
    *,
    source: MessageSource,
    kind: str,
    subject: str,
    project: str | None,
    by: str,
    undo: dict[str, Any],
    now: datetime,
) -> int:
    team = session.info["acting"].team
    ts = source.ts or f"command-{now.timestamp():.6f}"
    place = {"team": team, "channel": source.channel, "ts": ts, "kind": kind}
    # What is recorded is written with its record, in one go.
    with session.no_autoflush:
        part = session.scalars(_COUNT_PARTS, place).one()
    row = UpdateRow(
        team=team,
        project=project,
        subject=subject,
        kind=kind,
        part=part,
        author=by,
        channel=source.channel,
        ts=ts,
        thread_ts=source.thread_ts,
        text=source.text,
        permalink=source.permalink,
        at=now,
        undo=undo,
        restricted=source.private,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def _json_value(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _to_record(row: UpdateRow) -> CaptureRecord:
    assert row.id is not None
    fields = (row.id, row.subject, row.project, row.kind, row.author, row.channel, row.ts, row.text, row.permalink)
    return CaptureRecord(
        *fields, at=row.at, state=row.state, undo=row.undo, restricted=row.restricted, source_deleted=row.source_deleted
    )


def add_note(
    session: Session,
    *,
    kind: str,
    text: str,
    project: str | None,
    by: str,
    source: MessageSource,
    now: datetime,
    subject: str = "",
) -> int:
    """Save a statement (a risk, a decision, an update) as evidence; it changes nothing else."""
    undo = {"old": {}, "new": {}, "text": text}
    return _add_record(session, source=source, kind=kind, subject=subject, project=project, by=by, undo=undo, now=now)


def attach_note(session: Session, *, team: str, id: int, subject: str) -> None:
    """Attach a note to what it is evidence for."""
    row = session.get(UpdateRow, id)
    if row is not None and row.team == team:
        row.subject = subject
        session.flush()


def retract_note(session: Session, *, record: CaptureRecord) -> None:
    """Retract a record that was only a note."""
    if (row := session.get(UpdateRow, record.id)) is not None:
        row.state = "undone"


def reword_record(session: Session, *, record: CaptureRecord, text: str) -> None:
    """Save the new text of a message that was edited."""
    if (row := session.get(UpdateRow, record.id)) is not None:
        row.text = text
        row.undo = {**row.undo, "text": text}


def set_details(session: Session, *, team: str, id: int, details: Mapping[str, Any]) -> None:
    """Add details to what is remembered of a record, such as the status that an update reports."""
    row = session.get(UpdateRow, id)
    if row is not None and row.team == team:
        row.undo = {**row.undo, **details}
        session.flush()


def updates_of_project(session: Session, *, team: str, project: str, since: datetime) -> tuple[CaptureRecord, ...]:
    """Return a project's live updates from an instant on, oldest first."""
    query = select(UpdateRow).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.project) == project,
        col(UpdateRow.kind) == "update",
        col(UpdateRow.state) == "saved",
        col(UpdateRow.at) >= since,
    )
    return tuple(_to_record(row) for row in session.scalars(query.order_by(col(UpdateRow.id))))


def move_to_project(session: Session, *, team: str, id: int, project: str) -> None:
    """Move a record to another project."""
    row = session.get(UpdateRow, id)
    if row is not None and row.team == team:
        row.project = project


def has_newer_record(session: Session, *, team: str, subject: str, kind: str, at: datetime) -> bool:
    """Return whether a milestone has a later live record of this kind."""
    query = select(col(UpdateRow.id)).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.subject) == subject,
        col(UpdateRow.kind) == kind,
        col(UpdateRow.at) > at,
        col(UpdateRow.state) == "saved",
    )
    return session.scalars(query.limit(1)).first() is not None


def has_records(session: Session, *, team: str, channel: str, ts: str) -> bool:
    """Return whether any record was ever made of a message."""
    return session.scalars(_SELECT_ANY_OF_MESSAGE, {"team": team, "channel": channel, "ts": ts}).first() is not None


def has_records_of_author(session: Session, *, team: str, author: str, ts: str) -> bool:
    """Return whether any record was made of a message of this author and time, in whichever channel."""
    query = select(col(UpdateRow.id)).where(
        col(UpdateRow.team) == team, col(UpdateRow.author) == author, col(UpdateRow.ts) == ts
    )
    return session.scalars(query.limit(1)).first() is not None


def mark_source_deleted(session: Session, *, team: str, channel: str, ts: str) -> tuple[CaptureRecord, ...]:
    """Mark the message of these records as deleted; the records stay (B-25)."""
    query = select(UpdateRow).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.channel) == channel,
        col(UpdateRow.ts) == ts,
        col(UpdateRow.state) == "saved",
    )
    rows = list(session.scalars(query.order_by(col(UpdateRow.id))))
    for row in rows:
        row.source_deleted = True
    return tuple(_to_record(row) for row in rows)


def deleted_sources(session: Session, *, team: str, permalinks: frozenset[str]) -> frozenset[str]:
    """Return those of the permalinks whose message was deleted."""
    query = select(col(UpdateRow.permalink)).where(
        col(UpdateRow.team) == team, col(UpdateRow.permalink).in_(permalinks), col(UpdateRow.source_deleted)
    )
    return frozenset(session.scalars(query))


def restricted_sources(session: Session, *, team: str, at: datetime) -> dict[str, str]:
    """Return permalinks of captures made in a closed channel since `at`, with that channel."""
    query = select(col(UpdateRow.permalink), col(UpdateRow.channel)).where(
        col(UpdateRow.team) == team, col(UpdateRow.at) > at, col(UpdateRow.restricted)
    )
    return {row.permalink: row.channel for row in session.execute(query)}
