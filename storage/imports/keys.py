"""The file's own ids of milestones: read before an import is matched, and saved with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, delete, select
from sqlmodel import Session, col

import storage.imports.bulk
from rules.files.reimport import KnownRow
from storage.imports.bulk import RowBatch
from storage.tables.base import core_table
from storage.tables.imports import ImportKeyRow

_TABLE = core_table(ImportKeyRow)


def known_rows(session: Session, *, team: str, source: str) -> dict[str, dict[str, KnownRow]]:
    """Return the rows of earlier imports from a source, by program and key."""
    found: dict[str, dict[str, KnownRow]] = defaultdict(dict)
    if source:
        columns = (_TABLE.c.program, _TABLE.c.key, _TABLE.c.milestone, _TABLE.c.seen)
        query = select(*columns).where(_TABLE.c.team == team, _TABLE.c.source == source)
        for program, key, milestone, seen in session.execute(query):
            found[program][key] = KnownRow(key, milestone, seen)
    return dict(found)


def save_rows(
    session: Session,
    *,
    team: str,
    program: str,
    source: str,
    rows: Sequence[KnownRow],
    now: datetime,
) -> None:
    """Save what the file says of its rows, in place of what it said before."""
    if not rows:
        return
    place = {"team": team, "program": program, "source": source, "at": now}
    of_source = (_TABLE.c.team == team, _TABLE.c.program == program, _TABLE.c.source == source)
    keys = [row.key for row in rows]
    for start in range(0, len(keys), 500):
        session.execute(delete(_TABLE).where(*of_source, _TABLE.c.key.in_(keys[start : start + 500])))
    batch = convert_new_rows(rows, place, session.get_bind().dialect)
    storage.imports.bulk.insert_batches(session, (batch,) if batch else ())


def convert_new_rows(rows: Sequence[KnownRow], place: Mapping[str, Any], dialect: Dialect) -> RowBatch | None:
    """Return the rows to insert as the driver takes them."""
    values = [{**place, "key": row.key, "milestone": row.milestone, "seen": dict(row.seen)} for row in rows]
    return storage.imports.bulk.convert_rows(_TABLE, values, dialect)


def file_rows(session: Session, *, team: str, program: str) -> tuple[Mapping[str, Any], ...]:
    """Return the ids of a program's milestones in files, as a plan file has them."""
    query = select(ImportKeyRow).where(col(ImportKeyRow.team) == team, col(ImportKeyRow.program) == program)
    rows = session.scalars(query.order_by(col(ImportKeyRow.source), col(ImportKeyRow.key)))
    return tuple(
        {"source": row.source, "key": row.key, "milestone": row.milestone, "seen": dict(row.seen)} for row in rows
    )


def save_file_rows(
    session: Session, *, team: str, program: str, rows: Iterable[Mapping[str, Any]], now: datetime
) -> None:
    """Save the ids that a plan file carries."""
    by_source: dict[str, dict[str, KnownRow]] = defaultdict(dict)
    for row in rows:
        by_source[row["source"]][row["key"]] = KnownRow(row["key"], row["milestone"], row.get("seen", {}))
    for source, found in by_source.items():
        save_rows(session, team=team, program=program, source=source, rows=tuple(found.values()), now=now)
