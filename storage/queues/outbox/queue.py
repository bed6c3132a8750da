"""Incoming posts, each under a key that says what it means; administrators see the ones that were given up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import and_, func, or_, select, update
from sqlmodel import Session

import storage.changes
from storage.queues.outbox.kinds import PRIORITY_BY_KIND
from storage.tables.base import insert_all_new, insert_new
from storage.tables.queues import outbox_table

OPEN_STATES = ("queued", "sending", "unknown")
TS_OF = "$ts_of"
CHANNEL_OF = "$channel_of"
_NEW_ROW = {"state": "queued", "token": 0, "attempts": 0, "repeat": False, "error": ""}


@dataclass(frozen=True)
class ParkedPost:
    """A post that was given up, without its contents."""

    id: str
    key: str
    kind: str
    method: str
    channel: str
    attempts: int
    error: str
    created_at: datetime


@dataclass(frozen=True)
class OutboxCounts:
    """The number of posts in each state, and the time since which the oldest open one could have gone."""

    states: Mapping[str, int]
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class NewPost:
    """A Slack call to be queued, as `enqueue` takes it."""

    key: str
    team: str
    method: str
    channel: str
    payload: dict[str, Any]
    now: datetime
    kind: str = "reply"
    thread_ts: str | dict[str, str] | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    after: str | None = None

    def to_row(self) -> dict[str, Any]:
        if self.kind not in PRIORITY_BY_KIND:
            raise ValueError(f"{self.kind!r} is no kind of post; use one of {', '.join(PRIORITY_BY_KIND)}.")
        payload = self.payload
        if self.method.startswith(("chat.", "reactions.")):
            payload = {"channel": self.channel} | ({"thread_ts": self.thread_ts} if self.thread_ts else {}) | payload
        awaited_keys = {*referenced_keys(payload), *([self.after] if self.after else [])}
        if len(awaited_keys) > 1:
            raise ValueError(f"A post can wait for one other, not for {', '.join(sorted(awaited_keys))}.")
        earliest = self.not_before or self.now
        row = _NEW_ROW | {"id": str(uuid5(NAMESPACE_URL, f"baton:{self.key}")), "key": self.key, "kind": self.kind}
        row |= {"team": self.team, "method": self.method, "channel": self.channel, "payload": payload}
        row |= {
            "thread_ts": _thread_key(self.thread_ts),
            "priority": PRIORITY_BY_KIND[self.kind],
            "created_at": self.now,
        }
        row |= {"after": next(iter(awaited_keys), None), "not_before": earliest, "visible_at": earliest}
        return row | {"expires_at": self.expires_at}


def enqueue(
    session: Session,
    *,
    key: str,
    team: str,
    method: str,
    channel: str,
    payload: dict[str, Any],
    now: datetime,
    kind: str = "reply",
    thread_ts: str | dict[str, str] | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    after: str | None = None,
) -> bool:
    """Queue one Slack call; return False when `key`, which says what it means, was queued before.

    `payload` holds the arguments of the call; `channel` and `thread_ts` are added for chat.* and reactions.* calls. A
    value `{"$ts_of": key}` or `{"$channel_of": key}` (also as `thread_ts`) refers to the message of an earlier post:
    this post waits until that one is sent, and is parked when that one is. `after` only waits until a post is settled.
    Posts of one kind in one conversation keep their order. Raises ValueError for an unknown kind, and for a post that
    would wait for two others.
    """
    post = NewPost(key, team, method, channel, payload, now, kind, thread_ts, not_before, expires_at, after)
    # An answer that only its author sees is the receipt of a change, not a part of it.
    change = None if method == "chat.postEphemeral" else storage.changes.current_id(session)
    return insert_new(session, outbox_table, post.to_row() | {"change": change}) is not None


def enqueue_all(session: Session, drafts: Iterable[NewPost]) -> None:
    """Queue many posts at once, each as `enqueue` does."""
    change = storage.changes.current_id(session)
    insert_all_new(session, outbox_table, [draft.to_row() | {"change": change} for draft in drafts])


def referenced_keys(payload: Mapping[str, Any]) -> Iterator[str]:
    """Return the keys of the posts whose messages the arguments of a call refer to."""
    return (next(iter(value.values())) for value in payload.values() if is_reference(value))


def is_reference(value: object) -> bool:
    """Return whether this argument refers to the message of another post."""
    return isinstance(value, dict) and len(value) == 1 and not value.keys().isdisjoint((TS_OF, CHANNEL_OF))


def sent_message(session: Session, *, key: str) -> tuple[str, str] | None:
    """Return the channel and ts of the Slack message sent for `key`, or None until it is sent."""
    query = select(outbox_table.c.slack_channel, outbox_table.c.slack_ts).where(
        outbox_table.c.key == key, outbox_table.c.state == "sent"
    )
    row = session.connection().execute(query).one_or_none()
    return None if row is None or row.slack_ts is None else (row.slack_channel, row.slack_ts)


def parked_posts(session: Session, *, team: str) -> list[ParkedPost]:
    """Return a team's parked posts, oldest first."""
    names = ("id", "key", "kind", "method", "channel", "attempts", "error", "created_at")
    rows = session.connection().execute(
        select(*(outbox_table.c[name] for name in names))
        .where(outbox_table.c.team == team, outbox_table.c.state == "dead")
        .order_by(outbox_table.c.seq)
    )
    return [ParkedPost(*row) for row in rows]


def retry(session: Session, *, id: str, now: datetime) -> bool:
    """Queue a parked post again, with those parked for lack of it; return False when it is not parked."""
    key = (
        session.connection()
        .execute(select(outbox_table.c.key).where(outbox_table.c.id == id, outbox_table.c.state == "dead"))
        .scalar()
    )
    if key is None:
        return False
    statement = update(outbox_table).where(
        outbox_table.c.state == "dead", or_(outbox_table.c.id == id, outbox_table.c.after == key)
    )
    values = {"state": "queued", "visible_at": now, "not_before": now, "expires_at": None, "attempts": 0, "error": ""}
    session.connection().execute(statement.values(values))
    return True


def discard(session: Session, *, id: str) -> bool:
    """Drop a parked post and its contents; its key stays taken."""
    statement = update(outbox_table).where(outbox_table.c.id == id, outbox_table.c.state == "dead")
    values = {"state": "expired", "payload": {}, "error": "discarded"}
    return session.connection().execute(statement.values(values)).rowcount == 1


def counts(session: Session) -> OutboxCounts:
    """Return the state of the queue, for metrics and readiness."""
    states = session.connection().execute(select(outbox_table.c.state, func.count()).group_by(outbox_table.c.state))
    oldest = select(func.min(outbox_table.c.not_before, type_=outbox_table.c.not_before.type)).where(
        outbox_table.c.state.in_(OPEN_STATES)
    )
    return OutboxCounts({row[0]: row[1] for row in states}, session.connection().execute(oldest).scalar())


def purge(session: Session, *, before: datetime, limit: int = 10_000) -> int:
    """Delete up to `limit` sent or expired posts created before `before`; their keys are free again."""
    is_settled = and_(outbox_table.c.state.in_(("sent", "expired")), outbox_table.c.created_at < before)
    old_posts = select(outbox_table.c.seq).where(is_settled).limit(limit)
    return session.connection().execute(outbox_table.delete().where(outbox_table.c.seq.in_(old_posts))).rowcount


def _thread_key(thread: str | dict[str, str] | None) -> str:
    return next(iter(thread.values())) if isinstance(thread, dict) else thread or ""
