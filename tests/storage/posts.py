"""Helpers of the outbox tests: queue, claim and settle posts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from storage.engine.database import Store
from storage.queues import outbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE, SECOND, GRACE = timedelta(seconds=30), timedelta(seconds=1), timedelta(seconds=40)


def enqueue(store: Store, key: str, channel: str = "C1", **changes: Any) -> bool:
    values = {"key": key, "team": "T1", "method": "chat.postMessage", "channel": channel, "payload": {"text": key}}
    return store.transact_now(outbox.enqueue, **(values | {"now": NOW} | changes))


def claim(store: Store, seconds: float = 0, limit: int = 10) -> list[outbox.ClaimedPost]:
    return store.transact_now(outbox.claim_next, now=NOW + seconds * SECOND, lease=LEASE, limit=limit)


def claim_keys(store: Store, seconds: float = 0, limit: int = 10) -> list[str]:
    return [post.key for post in claim(store, seconds, limit)]


def mark_sent(store: Store, post: outbox.ClaimedPost, ts: str = "17.1") -> bool:
    values: Any = {"id": post.id, "token": post.token, "slack_ts": ts, "channel": post.channel, "now": NOW}
    return store.transact_now(outbox.mark_sent, **values)


def settle(store: Store, flow: Any, post: outbox.ClaimedPost, seconds: float = 0, **more: Any) -> bool:
    changed = store.transact_now(flow, id=post.id, token=post.token, now=NOW + seconds * SECOND, **more)
    assert isinstance(changed, bool)
    return changed


def deliver(store: Store, seconds: float) -> list[str]:
    posts = claim(store, seconds)
    assert all(mark_sent(store, post, f"{seconds}.{number}") for number, post in enumerate(posts))
    return [post.key for post in posts]


def enqueue_unknown(store: Store, key: str, **changes: Any) -> outbox.ClaimedPost:
    enqueue(store, key, **changes)
    [post] = claim(store)
    assert settle(store, outbox.mark_unknown, post, error="Timeout")
    return post
