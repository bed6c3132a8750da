"""References to an item: one that others refer to is cancelled, not deleted."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from storage.tables.base import BaseRow, core_table
from storage.tables.blockers import BlockerRow
from storage.tables.escalations import EscalationRow
from storage.tables.plan import ChannelLinkRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow
from storage.tables.updates import UpdateRow

# The dates of a milestone go with it.
_OWN_PARTS = frozenset({str(ForecastRow.__tablename__)})


def referring_rows(session: Session, *, row: BaseRow) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    """Yield (table, primary key, id) of the rows that name this one, at most twenty of a kind."""
    yield from _by_foreign_key(session, row)
    if isinstance(row, MilestoneRow):
        for kind, column in ((EntryRow, EntryRow.milestone), (BlockerRow, BlockerRow.upstream)):
            query = select(col(kind.id)).where(col(kind.team) == row.team, col(column) == row.id)
            yield from _found(session, kind, row.team, query)
        open_cases = select(col(EscalationRow.id)).where(
            col(EscalationRow.team) == row.team, col(EscalationRow.item) == row.id
        )
        yield from _found(session, EscalationRow, row.team, open_cases)
        said = select(func.count()).where(
            col(UpdateRow.team) == row.team, col(UpdateRow.subject) == row.id, col(UpdateRow.state) == "saved"
        )
        if count := session.scalars(said).one():
            yield str(UpdateRow.__tablename__), (row.id,), "1 update" if count == 1 else f"{count} updates"
        program = session.get(ProjectRow, (row.team, row.project))
        owner = program and session.get(ProgramRow, (row.team, program.program))
        if owner and row.id in owner.targets:
            yield str(ProgramRow.__tablename__), (row.team, owner.id), f"target of {owner.id}"
    if isinstance(row, ProjectRow | ProgramRow):
        if isinstance(row, ProjectRow):
            entries = select(col(EntryRow.id)).where(col(EntryRow.team) == row.team, col(EntryRow.project) == row.id)
            yield from _found(session, EntryRow, row.team, entries)
        links = select(col(ChannelLinkRow.channel), col(ChannelLinkRow.purpose)).where(
            col(ChannelLinkRow.team) == row.team, col(ChannelLinkRow.subject) == row.id
        )
        for channel, purpose in session.execute(links.limit(20)):
            yield str(ChannelLinkRow.__tablename__), (row.team, channel, row.id, purpose), f"<#{channel}>"


def _by_foreign_key(session: Session, row: BaseRow) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    target = core_table(type(row))
    for table in BaseRow.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints if table.name not in _OWN_PARTS else ():
            if constraint.referred_table is target:
                pairs = [(element.parent, getattr(row, element.column.key)) for element in constraint.elements]
                query = select(*table.primary_key).where(*(column == value for column, value in pairs))
                for found in session.execute(query.limit(20)):
                    yield table.name, tuple(found), str(found[-1])


def _found(
    session: Session, kind: type[BaseRow], team: str, query: Select[Any]
) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    for id in session.scalars(query.limit(20)):
        yield str(kind.__tablename__), (team, id), str(id)
