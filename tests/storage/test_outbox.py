"""The outbox: a post is sent once, in order, within Slack's limits, and parked rather than lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage.engine.database import Store
from storage.queues import outbox
from tests.storage.posts import (
    GRACE,
    NOW,
    SECOND,
    claim,
    claim_keys,
    deliver,
    enqueue,
    enqueue_unknown,
    mark_sent,
    settle,
)


def test_post_with_a_known_key_is_not_queued_again(store: Store) -> None:
    assert enqueue(store, "digest:P1:2026-W10")
    assert not enqueue(store, "digest:P1:2026-W10", payload={"text": "other"})
    [post] = claim(store)
    assert post.payload == {"channel": "C1", "text": "digest:P1:2026-W10"}


def test_claimed_post_is_not_claimed_again(store: Store) -> None:
    enqueue(store, "a")
    assert claim_keys(store) == ["a"]
    assert claim_keys(store, 29) == []


def test_channel_gets_one_message_every_1050_milliseconds_in_order(store: Store) -> None:
    for key in "abc":
        enqueue(store, key)
    assert [deliver(store, seconds) for seconds in (0, 1.04, 1.05, 2.09, 2.1)] == [["a"], [], ["b"], [], ["c"]]


def test_each_channel_has_one_post_in_flight(store: Store) -> None:
    for key, channel, kind in (("a", "C1", "reply"), ("b", "C1", "checkin"), ("c", "C2", "reply")):
        enqueue(store, key, channel, kind=kind)
    assert claim_keys(store) == ["a", "c"]
    assert claim_keys(store, 5) == []


def test_busy_channel_does_not_starve_the_others(store: Store) -> None:
    for number in range(60):
        enqueue(store, f"flood{number}", "C1", thread_ts=f"16.{number}")
    enqueue(store, "quiet", "C2")
    assert claim_keys(store, limit=2) == ["flood0", "quiet"]


def test_urgent_posts_go_first_and_digests_last(store: Store) -> None:
    for kind in ("digest", "checkin", "reply", "escalation"):
        enqueue(store, kind, kind=kind)
    assert [deliver(store, number * 1.05) for number in range(4)] == [
        ["escalation"],
        ["reply"],
        ["checkin"],
        ["digest"],
    ]


def test_post_waiting_for_a_retry_holds_back_its_conversation(store: Store) -> None:
    enqueue(store, "a")
    enqueue(store, "b")
    enqueue(store, "thread", thread_ts="16.0")
    settle(store, outbox.retry_later, claim(store)[0], delay=10 * SECOND)
    assert deliver(store, 2) == ["thread"]
    assert deliver(store, 9) == []
    assert deliver(store, 10) == ["a"]
    assert deliver(store, 12) == ["b"]


def test_post_of_unknown_fate_holds_back_later_posts(store: Store) -> None:
    post = enqueue_unknown(store, "a")
    enqueue(store, "b")
    assert claim_keys(store, 60) == []
    store.transact_now(outbox.mark_found, id=post.id, slack_ts="17.1", channel="C1", now=NOW)
    assert claim_keys(store, 60) == ["b"]


def test_scheduled_post_holds_nothing_back(store: Store) -> None:
    enqueue(store, "later", not_before=NOW + 60 * SECOND)
    enqueue(store, "now")
    assert deliver(store, 0) == ["now"]
    assert deliver(store, 60) == ["later"]


def test_post_expires_with_its_event(store: Store) -> None:
    enqueue(store, "meeting", expires_at=NOW + 5 * SECOND, not_before=NOW + 4 * SECOND)
    assert claim_keys(store, 5) == []
    assert store.read_now(outbox.counts).states == {"expired": 1}


def test_workspace_gets_three_messages_a_second(store: Store) -> None:
    for number in range(9):
        enqueue(store, f"m{number}", f"C{number}")
    assert [len(claim_keys(store, seconds)) for seconds in (0, 0.5, 1)] == [3, 1, 2]


@pytest.mark.parametrize(("method", "kind", "burst", "a_minute"), [("chat.update", "update", 5, 50)])
def test_method_respects_its_rate_tier(store: Store, method: str, kind: str, burst: int, a_minute: int) -> None:
    for number in range(120):
        enqueue(store, f"u{number}", f"C{number}", method=method, kind=kind)
    assert len(claim_keys(store, limit=99)) == burst
    minute = sum(len(claim_keys(store, seconds, limit=99)) for seconds in range(1, 61))
    assert minute <= a_minute


def test_exhausted_method_does_not_block_others_in_its_channel(store: Store) -> None:
    for number in range(6):
        enqueue(store, f"u{number}", f"C{number}", method="chat.update", kind="update")
    enqueue(store, "digest", "C5", kind="digest")
    assert claim_keys(store) == ["u0", "u1", "u2", "u3", "u4"]
    assert claim_keys(store) == ["digest"]


def test_retry_after_pauses_the_whole_team_and_costs_no_attempt(store: Store) -> None:
    for key, channel, team in (("a", "C1", "T1"), ("b", "C2", "T1"), ("c", "C3", "T2")):
        enqueue(store, key, channel, team=team)
    posts = claim(store)
    assert len(posts) == 3
    for post in posts[:2]:
        settle(store, outbox.pause_and_retry, post, retry_after=30 * SECOND)
    enqueue(store, "d", "C4")
    enqueue(store, "e", "C5", team="T2")
    assert claim_keys(store, 29.9) == ["e"]
    retried = claim(store, 30)
    assert sorted((post.key, post.attempts) for post in retried) == [("a", 1), ("b", 1), ("d", 1)]


def test_paused_team_keeps_its_posts_until_resumed(store: Store) -> None:
    enqueue(store, "a")
    store.transact_now(outbox.pause_team, team="T1", until=datetime.max.replace(tzinfo=UTC))
    store.transact_now(outbox.pause_team, team="T1", until=NOW)
    assert claim_keys(store, 86_400) == []
    store.transact_now(outbox.resume_team, team="T1")
    assert claim_keys(store, 86_400) == ["a"]


def test_thread_reply_waits_for_its_parent_message(store: Store) -> None:
    enqueue(store, "head", kind="digest")
    enqueue(store, "detail", thread_ts={"$ts_of": "head"})
    [head] = claim(store)
    assert claim_keys(store, 10) == []
    mark_sent(store, head, "17.5")
    [detail] = claim(store, 10)
    assert detail.payload == {"channel": "C1", "text": "detail", "thread_ts": "17.5"}


def test_edit_resolves_the_channel_and_ts_of_its_message(store: Store) -> None:
    enqueue(store, "dm", "U1")
    payload = {"channel": {"$channel_of": "dm"}, "ts": {"$ts_of": "dm"}, "blocks": [{"a": 1}]}
    enqueue(store, "edit", "U1", method="chat.update", kind="update", payload=payload)
    [post] = claim(store)
    values: Any = {"id": post.id, "token": post.token, "slack_ts": "17.7", "channel": "D1", "now": NOW}
    store.transact_now(outbox.mark_sent, **values)
    assert claim(store, 2)[0].payload == {"channel": "D1", "ts": "17.7", "blocks": [{"a": 1}]}
    assert store.read_now(outbox.sent_message, key="dm") == ("D1", "17.7")
    assert store.read_now(outbox.sent_message, key="edit") is None


def test_reply_is_parked_and_retried_with_its_parent(store: Store) -> None:
    enqueue(store, "head")
    enqueue(store, "detail", thread_ts={"$ts_of": "head"})
    [head] = claim(store)
    settle(store, outbox.park_post, head, error="channel_not_found")
    assert claim_keys(store, 2) == []
    parked = store.read_now(outbox.parked_posts, team="T1")
    assert [(post.key, post.error) for post in parked] == [
        ("head", "channel_not_found"),
        ("detail", "it needs the message of head, which was not sent"),
    ]
    assert store.transact_now(outbox.retry, id=head.id, now=NOW)
    assert [deliver(store, seconds) for seconds in (4, 6)] == [["head"], ["detail"]]


def test_post_ordered_after_a_parked_one_is_sent(store: Store) -> None:
    enqueue(store, "first")
    enqueue(store, "second", "C2", after="first")
    [first] = claim(store)
    settle(store, outbox.park_post, first, error="is_archived")
    assert claim_keys(store, 2) == ["second"]


def test_post_cannot_wait_for_two_others(store: Store) -> None:
    with pytest.raises(ValueError, match="wait for one other"):
        enqueue(store, "x", payload={"ts": {"$ts_of": "a"}}, after="b")
    with pytest.raises(ValueError, match="no kind of post"):
        enqueue(store, "x", kind="shout")


def test_discarded_post_keeps_its_key(store: Store) -> None:
    enqueue(store, "a")
    [post] = claim(store)
    settle(store, outbox.park_post, post, error="msg_too_long")
    assert store.read_now(outbox.parked_posts, team="T2") == []
    assert store.transact_now(outbox.discard, id=post.id)
    assert not enqueue(store, "a")
    assert store.read_now(outbox.parked_posts, team="T1") == []


def test_text_is_dropped_once_posted(store: Store) -> None:
    enqueue(store, "a", payload={"text": "canary"})
    mark_sent(store, claim(store)[0])
    with store.engines[0].connect() as connection:
        assert "canary" not in str(connection.exec_driver_sql("SELECT * FROM outbox").all())


def test_only_settled_posts_are_purged(store: Store) -> None:
    enqueue(store, "a")
    enqueue(store, "b")
    mark_sent(store, claim(store)[0])
    assert store.transact_now(outbox.purge, before=NOW + SECOND) == 1
    counts = store.read_now(outbox.counts)
    assert (counts.states, counts.oldest) == ({"queued": 1}, NOW)


def test_channel_stays_open_after_the_clock_went_back(store: Store) -> None:
    month = 30 * 86_400
    enqueue(store, "a", now=NOW + month * SECOND)
    assert deliver(store, month) == ["a"]
    enqueue(store, "b")
    assert claim_keys(store) == ["b"]


HOUR = 3_600


def test_immediate_post_is_sent_although_the_clock_went_back(store: Store) -> None:
    enqueue(store, "a", now=NOW + HOUR * SECOND)
    assert claim_keys(store) == ["a"]


def test_scheduled_post_keeps_its_time_although_the_clock_went_back(store: Store) -> None:
    enqueue(store, "at ten", now=NOW + HOUR * SECOND, not_before=NOW + 2 * HOUR * SECOND)
    assert [claim_keys(store, seconds) for seconds in (0, HOUR, 2 * HOUR)] == [[], [], ["at ten"]]


def test_retry_delay_is_not_extended_by_a_clock_change(store: Store) -> None:
    enqueue(store, "a")
    settle(store, outbox.retry_later, claim(store)[0], HOUR, delay=300 * SECOND)
    assert claim_keys(store, 2) == ["a"]


def test_lost_claim_is_doubted_although_the_clock_went_back(store: Store) -> None:
    enqueue(store, "a", now=NOW + HOUR * SECOND)
    assert claim_keys(store, HOUR) == ["a"]
    assert claim_keys(store) == []
    assert claim_keys(store, 31) == [], "a post with a lost claim is looked up before it is sent again"
    doubted = store.transact_now(outbox.claim_unknown, now=NOW + 72 * SECOND, grace=GRACE)
    assert [post.key for post in doubted] == ["a"]


def test_claim_of_a_replica_with_a_fast_clock_holds(store: Store) -> None:
    enqueue(store, "a")
    [post] = claim(store, 25)
    assert claim_keys(store, 0) == []
    assert claim_keys(store, 54) == []
    assert mark_sent(store, post)


def test_team_pause_ends_although_the_clock_went_back(store: Store) -> None:
    enqueue(store, "a", now=NOW + HOUR * SECOND)
    settle(store, outbox.pause_and_retry, claim(store, HOUR)[0], HOUR, retry_after=30 * SECOND)
    assert claim_keys(store) == ["a"]


def test_pause_lasts_at_most_fifteen_minutes(store: Store) -> None:
    enqueue(store, "a")
    settle(store, outbox.pause_and_retry, claim(store)[0], retry_after=2 * HOUR * SECOND)
    assert [claim_keys(store, seconds) for seconds in (899, 900)] == [[], ["a"]]


def test_escalations_go_before_digests_at_full_rate(store: Store) -> None:
    """Queue thirty escalations behind thirty digests; the last is sent as soon as Slack's limit allows (R9)."""
    for number in range(30):
        enqueue(store, f"digest{number}", f"C{number}", kind="digest")
    for number in range(30):
        enqueue(store, f"escalation{number}", f"D{number}", kind="escalation")
    sent_at = {key: tenth / 10 for tenth in range(250) for key in deliver(store, tenth / 10)}
    assert list(sent_at)[:30] == [f"escalation{number}" for number in range(30)]
    assert len(sent_at) == 60
    assert max(sent_at[f"escalation{number}"] for number in range(30)) <= 30 / 3


@pytest.mark.parametrize(
    ("method", "kind"), [("chat.postEphemeral", "ephemeral"), ("reactions.add", "reaction"), ("chat.update", "update")]
)
def test_channels_second_is_kept_for_messages_alone(store: Store, method: str, kind: str) -> None:
    enqueue(store, "message")
    assert deliver(store, 0) == ["message"]
    for number in range(3):
        enqueue(store, str(number), method=method, kind=kind)
    assert [deliver(store, seconds) for seconds in (0.01, 0.02, 0.03)] == [["0"], ["1"], ["2"]]
