"""Bulk intake: deliveries that wait for the same commit are stored with one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from storage.queues.inbox import FIRST_TOKEN
from storage.tables.base import insert_or_nothing
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
    insert = insert_or_nothing(inbox_table, session.get_bind().dialect.name, "key")
    rows = session.connection().execute(insert, [arrival._asdict() | initial_values for arrival in arrivals])
    ids: dict[str, int] = {row.key: row.id for row in rows}
    return [ids.pop(arrival.key, None) for arrival in arrivals]
