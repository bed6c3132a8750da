"""Messages that Slack refused for good, for those who caused them and those who manage the channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from storage.tables.queues import outbox_table

WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """A message that was not accepted: `error` is Slack's code, `payload` what was to be posted.

    `change` is the change of a person that caused it, if one did.
    """

    id: str
    key: str
    channel: str
    error: str
    payload: dict[str, Any]
    change: int | None


def failed_messages(session: Session, *, team: str, since: datetime) -> tuple[FailedMessage, ...]:
    """Return the messages, replies in threads apart, that were given up since then, oldest first."""
    table = outbox_table.c
    query = select(table.id, table.key, table.channel, table.error, table.payload, table.change).where(
        table.team == team,
        table.state == "dead",
        table.method == "chat.postMessage",
        table.thread_ts == "",
        table.settled_at >= since,
        table.error.not_like(f"{WITHHELD}%"),
    )
    return tuple(FailedMessage(*row) for row in session.connection().execute(query.order_by(table.seq)))
