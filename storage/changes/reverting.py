"""Taking a recorded change back: every row as it was before, unless it was changed again since (B-122)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Table, inspect, select
from sqlmodel import Session

import storage.audit
import storage.plan
from rules.capture.proposals import ProposalState
from rules.decisions.decision import DecisionState
from storage.changes import references
from storage.changes.journal import BOOKKEEPING, DIGEST, JOURNALED_ROWS, Values, fingerprint, to_json
from storage.tables.base import BaseRow, UtcDateTime, core_table
from storage.tables.blockers import BlockerRow
from storage.tables.changes import ChangedRow
from storage.tables.decisions import DecisionRow
from storage.tables.escalations import EscalationRow
from storage.tables.plan import DependencyRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.resources import AllocationRow, ResourceRow
from storage.tables.risks import AlertRow
from storage.tables.updates import ProposalRow, UpdateRow

_CHANGED_TABLE = core_table(ChangedRow)
_ROW_CLASSES: Mapping[str, type[BaseRow]] = {str(row.__tablename__): row for row in JOURNALED_ROWS}
# They follow from the plan or only accompany it, so a later change of them is no reason to keep the mistake.
_FOLLOWING_ROWS = (AlertRow, EscalationRow, UpdateRow, ForecastRow)


@dataclass(slots=True)
class RowEffect:
    """The net effect of a change on one row: columns before, columns after; `created` and `deleted` as a whole."""

    row_class: type[BaseRow]
    key: tuple[Any, ...]
    before: Values
    after: Values
    created: bool = False
    deleted: bool = False

    @property
    def subject_kind(self) -> str:
        return str(self.row_class.__tablename__)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that was changed again since, by the actor of its newest audit entry."""

    kind: str
    subject: str
    actor: str | None


def net_rows(session: Session, *, change: int) -> tuple[RowEffect, ...]:
    """Return the net effect of a change, in the order in which the rows were first written."""
    query = select(_CHANGED_TABLE).where(_CHANGED_TABLE.c.change == change).order_by(_CHANGED_TABLE.c.id)
    rows: dict[tuple[str, str], RowEffect] = {}
    for line in session.execute(query):
        if line.kind not in _ROW_CLASSES:
            continue
        key = (line.kind, line.row)
        if key not in rows:
            rows[key] = RowEffect(_ROW_CLASSES[line.kind], _decode_key(_ROW_CLASSES[line.kind], line.row), {}, {})
            rows[key].created = line.before is None
        net = rows[key]
        net.deleted = line.after is None
        net.before = {**(line.before or {}), **net.before}
        net.after = {**net.after, **(line.after or {})}
    return tuple(rows.values())


def find_conflicts(session: Session, *, team: str, rows: Iterable[RowEffect]) -> tuple[Conflict, ...]:
    """Return the rows that are no longer as the change left them."""
    return tuple(
        Conflict(net.subject_kind, subject, _last_actor(session, team, net.subject_kind, subject))
        for net in rows
        if not issubclass(net.row_class, _FOLLOWING_ROWS) and _is_changed_since(session, net)
        for subject in [_subject(session, net)]
    )


def revert_rows(session: Session, *, rows: Iterable[RowEffect]) -> None:
    """Write the rows back: changed columns that are still as the change left them, deleted rows, and no new ones."""
    nets = sorted(rows, key=lambda net: _table_order()[net.subject_kind])
    for net in nets:
        if net.deleted and not net.created and _load(session, net) is None:
            session.add(net.row_class(**_decoded(net.row_class, net.before)))
            session.flush()
    for net in nets:
        if not net.created and not net.deleted and (row := _load(session, net)) is not None:
            _restore_columns(row, net)
    session.flush()
    for net in reversed(nets):
        if net.created and not net.deleted and (row := _load(session, net)) is not None:
            _remove_row(session, row)


def _remove_row(session: Session, row: BaseRow) -> None:
    """Delete a row that a change created; rows whose numbers are in buttons and keys stay, marked.

    An alert is left to the computation, which closes it and edits its notice.
    """
    if isinstance(row, UpdateRow):
        row.state = "undone"
    elif isinstance(row, ProposalRow):
        row.state = ProposalState.WITHDRAWN
    elif not isinstance(row, AlertRow):
        session.delete(row)
    session.flush()


def _restore_columns(row: BaseRow, net: RowEffect) -> None:
    before = _decoded(net.row_class, net.before)
    for name, value in before.items():
        if to_json(getattr(row, name)) == net.after[name]:
            setattr(row, name, value)


def _is_changed_since(session: Session, net: RowEffect) -> bool:
    row = _load(session, net)
    if net.deleted:
        return row is not None and not net.created
    if row is None:
        return True
    if net.created:
        return _is_new_row_changed(row, net)
    return any(
        to_json(getattr(row, name)) not in (net.after[name], value)
        for name, value in net.before.items()
        if name not in BOOKKEEPING
    )


def _is_new_row_changed(row: BaseRow, net: RowEffect) -> bool:
    if isinstance(row, ProposalRow):
        return row.state not in (ProposalState.OPEN, ProposalState.WITHDRAWN)
    return fingerprint(row) != _digest(net)


def _digest(net: RowEffect) -> Values:
    return {DIGEST: net.after.get(DIGEST)}


def _subject(session: Session, net: RowEffect) -> str:
    row = _load(session, net)
    return storage.audit.subject_of(row) if row is not None else str(net.key[-1])


def _last_actor(session: Session, team: str, kind: str, subject: str) -> str | None:
    entries = storage.audit.latest_entries(session, team=team, subject=subject, limit=20)
    return next((entry.actor for entry in entries if entry.kind == kind), None)


def _load(session: Session, net: RowEffect) -> BaseRow | None:
    return session.get(net.row_class, net.key if len(net.key) > 1 else net.key[0])


def _decode_key(row_class: type[BaseRow], text: str) -> tuple[Any, ...]:
    columns = inspect(row_class).primary_key
    return tuple(
        _decode(core_table(row_class), column.key, value)
        for column, value in zip(columns, json.loads(text), strict=True)
    )


def _decoded(row_class: type[BaseRow], values: Values) -> Values:
    table = core_table(row_class)
    return {name: _decode(table, name, value) for name, value in values.items()}


def _decode(table: Table, name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = table.c[name].type
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _table_order() -> dict[str, int]:
    """Return the tables' positions, those that others refer to first."""
    return {table.name: position for position, table in enumerate(BaseRow.metadata.sorted_tables)}


def new_rows_in_use(session: Session, *, rows: Iterable[RowEffect]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the items that a change created and that others, which it did not create, refer to by now."""
    nets = tuple(rows)
    own = {(net.subject_kind, net.key) for net in nets if net.created}
    in_use = []
    for net in nets:
        if net.created and not net.deleted and (row := _load(session, net)) is not None:
            users = tuple(id for kind, key, id in references.referring_rows(session, row=row) if (kind, key) not in own)
            if users:
                in_use.append((storage.audit.subject_of(row), users))
    return tuple(in_use)


def decisions_made(session: Session, *, rows: Iterable[RowEffect]) -> tuple[tuple[str, datetime], ...]:
    """Return (id, when) of the decisions that a change made; those that it also wrote down for the first time not."""
    made = (
        row
        for net in rows
        if net.row_class is DecisionRow and not net.created and net.before.get("state") == DecisionState.OPEN.value
        if isinstance(row := _load(session, net), DecisionRow)
    )
    return tuple((row.id, row.decided_at) for row in made if row.decided_at)


def programs_of(session: Session, *, team: str, rows: Iterable[RowEffect]) -> set[str]:
    """Return the programs whose plan the rows belong to, as they are now."""
    programs: set[str] = set()
    milestones: set[str] = set()
    for net in rows:
        row = _load(session, net)
        if isinstance(row, ProgramRow):
            programs.add(row.id)
        elif isinstance(row, ProjectRow | AllocationRow | ResourceRow):
            programs.add(row.program)
        elif isinstance(row, MilestoneRow):
            milestones.add(row.id)
        elif isinstance(row, BlockerRow):
            milestones.add(row.milestone)
        elif isinstance(row, DependencyRow):
            milestones |= {row.provider, row.consumer}
    return programs | {storage.plan.program_of_milestone(session, team=team, milestone=id) for id in milestones}


def records_of(session: Session, *, rows: Iterable[RowEffect]) -> tuple[tuple[str, str], ...]:
    """Return (channel, ts) of the messages whose records a change has written."""
    records = [row for net in rows if isinstance(row := _load(session, net), UpdateRow)]
    return tuple(dict.fromkeys((row.channel, row.ts) for row in records))
