"""Adoption of data that was imported before the bot first met Slack."""

from sqlalchemy import Insert, Table, delete, insert, literal, select, update
from sqlmodel import Session, col

from storage.tables.base import BaseRow
from storage.tables.plan import ProgramRow

# The workspace of data imported by the command line before there was a real one.
LOCAL_TEAM = "local"


def adopt_local_data(session: Session, *, team: str) -> bool:
    """Move everything from LOCAL_TEAM to `team`, unless that has a program of its own; return whether it moved."""
    if not _has_program(session, LOCAL_TEAM) or _has_program(session, team):
        return False
    tables = [table for table in BaseRow.metadata.sorted_tables if "team" in table.c]
    keyed = [table for table in tables if "team" in table.primary_key.columns]
    # A key that others reference cannot be changed in place: copy the row, point them to the copy, drop the first.
    for table in keyed:
        session.execute(_copy_statement(table, team))
    for table in tables:
        if table not in keyed:
            session.execute(update(table).where(table.c.team == LOCAL_TEAM).values(team=team))
    for table in reversed(keyed):
        session.execute(delete(table).where(table.c.team == LOCAL_TEAM))
    return True


def _has_program(session: Session, team: str) -> bool:
    return session.scalars(select(col(ProgramRow.id)).where(col(ProgramRow.team) == team).limit(1)).first() is not None


def _copy_statement(table: Table, team: str) -> Insert:
    columns = [literal(team) if column.name == "team" else column for column in table.c]
    return insert(table).from_select(table.c.keys(), select(*columns).where(table.c.team == LOCAL_TEAM))
