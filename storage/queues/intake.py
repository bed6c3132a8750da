"""Bulk intake: deliveries that wait for the same commit are stored with one statement."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session

from storage.queues.inbox import FIRST_TOKEN, NEW_ROW
from storage.tables.base import insert_or_nothing
from storage.tables.queues import inbox_table


class Arrival(NamedTuple):
    """One delivery; it is known already when its `key` or `nat_key` is."""

    team: str
    kind: str
    key: str
    nat_key: str | None
    payload: dict[str, Any]


def receive_all(session: Session, arrivals: Sequence[Arrival], *, now: datetime, lease: timedelta) -> list[int | None]:
    """Store the deliveries, claimed by the caller under FIRST_TOKEN.

    Return the ids of new ones, in order; None for those known or earlier in the list.
    """
    claimed_now = {"received_at": now, "visible_at": now + lease, "held": True, "token": FIRST_TOKEN, "attempts": 1}
    insert = insert_or_nothing(inbox_table, session.get_bind().dialect.name, "key")
    rows = session.connection().execute(insert, [NEW_ROW | arrival._asdict() | claimed_now for arrival in arrivals])
    ids: dict[str, int] = {row.key: row.id for row in rows}
    return [ids.pop(arrival.key, None) for arrival in arrivals]
