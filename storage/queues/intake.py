"""Bulk intake: deliveries that wait for the same commit are stored with one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session

from storage.queues.inbox import FIRST_TOKEN
from storage.tables.queues import inbox_table


class Arrival(NamedTuple):
    """One delivery; `key` and `nat_key` as for `inbox.receive`."""

    team: str
    kind: str
    key: str
    nat_key: str
    payload: dict[str, Any]


def receive_all(session: Session, arrivals: Sequence[Arrival], *, now: datetime, lease: timedelta) -> list[int | None]:
    """Do `inbox.receive` for each, in order; return ids of new ones, None for those known or earlier in the list."""
    initial_values = {"received_at": now, "visible_at": now + lease, "held": True, "token": FIRST_TOKEN, "attempts": 1}
    initial_values |= {"crashes": 0, "dead": False, "error": ""}
    rows = session.connection().execute(
        _insert_statement(session.get_bind().dialect.name), [arrival._asdict() | initial_values for arrival in arrivals]
    )
    ids: dict[str, int] = {row.key: row.id for row in rows}
    return [ids.pop(arrival.key, None) for arrival in arrivals]


@cache
def _insert_statement(engine: str) -> ReturningInsert[Any]:
    dialect = postgresql if engine == "postgresql" else sqlite
    statement: ReturningInsert[Any] = (
        dialect.insert(inbox_table).on_conflict_do_nothing().returning(inbox_table.c.id, inbox_table.c.key)
    )
    return statement
