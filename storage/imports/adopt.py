"""What came in before the bot first met Slack becomes the workspace's."""

from sqlalchemy import Insert, Table, delete, insert, literal, select, update
from sqlmodel import Session, col

from storage.tables.base import Row
from storage.tables.plan import ProgramRow

BEFORE_SLACK = "local"
"""The workspace of what the command line brought in before there was one."""


def adopt(session: Session, *, team: str) -> bool:
    """This will move everything from `BEFORE_SLACK` to `team`, unless that has a program of its own already."""
    if not _has_program(session, BEFORE_SLACK) or _has_program(session, team):
        return False
    tables = [table for table in Row.metadata.sorted_tables if "team" in table.c]
    keyed = [table for table in tables if "team" in table.primary_key.columns]
    # A key that others point to cannot be changed in place: copy, let the others point to the copy, drop the first.
    for table in keyed:
        session.execute(_copy(table, team))
    for table in tables:
        if table not in keyed:
            session.execute(update(table).where(table.c.team == BEFORE_SLACK).values(team=team))
    for table in reversed(keyed):
        session.execute(delete(table).where(table.c.team == BEFORE_SLACK))
    return True


def _has_program(session: Session, team: str) -> bool:
    return session.scalars(select(col(ProgramRow.id)).where(col(ProgramRow.team) == team).limit(1)).first() is not None


def _copy(table: Table, team: str) -> Insert:
    columns = [literal(team) if column.name == "team" else column for column in table.c]
    return insert(table).from_select(table.c.keys(), select(*columns).where(table.c.team == BEFORE_SLACK))
