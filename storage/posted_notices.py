"""Messages already queued under a key, for flows that edit a notice rather than post another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from rules.privacy import visible_text
from storage.tables.queues import outbox_table


def was_queued(session: Session, *, key: str) -> bool:
    """Return whether a post was ever queued under this key."""
    return session.connection().execute(_SELECT_BY_KEY, {"key": key}).first() is not None


# Built once, because building a statement costs more than running it.
_SELECT_BY_KEY = select(outbox_table.c.id).where(outbox_table.c.key == bindparam("key")).limit(1)


def messages_with_prefix(session: Session, *, prefix: str) -> tuple[tuple[str, str], ...]:
    """Return (key, channel) of every message whose key begins like this, oldest first; edits are left out."""
    rows = session.connection().execute(
        select(outbox_table.c.key, outbox_table.c.channel)
        .where(
            outbox_table.c.key >= prefix,
            outbox_table.c.key < prefix + "\uffff",
            outbox_table.c.method == "chat.postMessage",
        )
        .order_by(outbox_table.c.seq)
    )
    return tuple((row.key, row.channel) for row in rows)


def unsent_messages(session: Session, *, team: str, channel: str) -> tuple[tuple[str, str], ...]:
    """Return (id, text) of every message that still waits to be posted there."""
    rows = session.connection().execute(
        select(outbox_table.c.id, outbox_table.c.payload).where(
            outbox_table.c.team == team,
            outbox_table.c.channel == channel,
            outbox_table.c.state == "queued",
            outbox_table.c.method == "chat.postMessage",
        )
    )
    return tuple((row.id, visible_text(row.payload)) for row in rows)


@dataclass(frozen=True, slots=True)
class ChangePost:
    """A queued or sent call to Slack that a change caused; an edit names the post that it changes in `edited_key`."""

    id: str
    key: str
    method: str
    channel: str
    state: str
    edited_key: str | None
    payload: Mapping[str, Any]


def posts_of_change(session: Session, *, change: int) -> tuple[ChangePost, ...]:
    """Return what a change has posted, in the order in which it was queued."""
    columns = ("id", "key", "method", "channel", "state", "after", "payload")
    query = select(*(outbox_table.c[name] for name in columns)).where(outbox_table.c.change == change)
    return tuple(ChangePost(*row) for row in session.connection().execute(query.order_by(outbox_table.c.seq)))


def free_key(session: Session, *, post: ChangePost, suffix: str) -> str:
    """Give a post that was taken back another key, so that the same news can be posted again; return that key.

    A post on its way keeps its key, because Slack's copy is found by it.
    """
    key = f"{post.key}:{suffix}"
    statement = update(outbox_table).where(
        outbox_table.c.id == post.id, outbox_table.c.state.not_in(("sending", "unknown"))
    )
    values = {"key": key, "id": str(uuid5(NAMESPACE_URL, f"baton:{key}"))}
    return key if session.connection().execute(statement.values(values)).rowcount else post.key


def withdraw_message(session: Session, *, id: str) -> None:
    """Drop a message that was not sent yet, with its text; its key stays taken."""
    statement = update(outbox_table).where(outbox_table.c.id == id, outbox_table.c.state == "queued")
    session.connection().execute(statement.values(state="expired", visible_at=None, payload={}))
