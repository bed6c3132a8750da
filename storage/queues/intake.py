"""Many deliveries in one statement: what waits for the same commit may share everything else too."""

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
    """This will do `inbox.receive` for each, in order: the ids of the new, None for what is known or came before."""
    born = {"received_at": now, "visible_at": now + lease, "held": True, "token": FIRST_TOKEN, "attempts": 1}
    born |= {"crashes": 0, "dead": False, "error": ""}
    rows = session.connection().execute(
        _insert_statement(session.get_bind().dialect.name), [arrival._asdict() | born for arrival in arrivals]
    )
    ids: dict[str, int] = {row.key: row.id for row in rows}
    return [ids.pop(arrival.key, None) for arrival in arrivals]


@cache
def _insert_statement(engine: str) -> ReturningInsert[Any]:
    words = postgresql if engine == "postgresql" else sqlite
    put: ReturningInsert[Any] = (
        words.insert(inbox_table).on_conflict_do_nothing().returning(inbox_table.c.id, inbox_table.c.key)
    )
    return put
