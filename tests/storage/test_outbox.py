"""A post is sent once, in order and at Slack's pace, and parked rather than lost."""

from datetime import UTC, datetime
from typing import Any

import pytest

from storage.engine.database import Store
from storage.queues import outbox
from tests.storage.posts import GRACE, NOW, SECOND, answer, claim, deliver, enqueue, keys, sent, unknown


def test_a_post_with_a_known_key_is_not_queued_again(store: Store) -> None:
    assert enqueue(store, "digest:P1:2026-W10")
    assert not enqueue(store, "digest:P1:2026-W10", payload={"text": "other"})
    [post] = claim(store)
    assert post.payload == {"channel": "C1", "text": "digest:P1:2026-W10"}


def test_a_post_in_somebodys_hands_is_given_to_nobody_else(store: Store) -> None:
    enqueue(store, "a")
    assert keys(store) == ["a"]
    assert keys(store, 29) == []


def test_a_channel_gets_one_message_every_1050_milliseconds_in_order(store: Store) -> None:
    for key in "abc":
        enqueue(store, key)
    assert [deliver(store, at) for at in (0, 1.04, 1.05, 2.09, 2.1)] == [["a"], [], ["b"], [], ["c"]]


def test_one_post_is_in_flight_per_channel_and_others_go_on(store: Store) -> None:
    for key, channel, kind in (("a", "C1", "reply"), ("b", "C1", "checkin"), ("c", "C2", "reply")):
        enqueue(store, key, channel, kind=kind)
    assert keys(store) == ["a", "c"]
    assert keys(store, 5) == []


def test_a_busy_channel_does_not_starve_the_others(store: Store) -> None:
    for n in range(60):
        enqueue(store, f"flood{n}", "C1", thread_ts=f"16.{n}")
    enqueue(store, "quiet", "C2")
    assert keys(store, limit=2) == ["flood0", "quiet"]


def test_the_urgent_goes_first_and_the_digest_last(store: Store) -> None:
    for kind in ("digest", "checkin", "reply", "escalation"):
        enqueue(store, kind, kind=kind)
    assert [deliver(store, n * 1.05) for n in range(4)] == [["escalation"], ["reply"], ["checkin"], ["digest"]]


def test_a_post_that_waits_for_its_next_try_keeps_its_conversation_in_order(store: Store) -> None:
    enqueue(store, "a")
    enqueue(store, "b")
    enqueue(store, "thread", thread_ts="16.0")
    answer(store, outbox.retry_later, claim(store)[0], delay=10 * SECOND)
    assert deliver(store, 2) == ["thread"]
    assert deliver(store, 9) == []
    assert deliver(store, 10) == ["a"]
    assert deliver(store, 12) == ["b"]


def test_a_post_of_unknown_fate_holds_back_what_follows_it(store: Store) -> None:
    post = unknown(store, "a")
    enqueue(store, "b")
    assert keys(store, 60) == []
    store.transact_now(outbox.mark_found, id=post.id, slack_ts="17.1", channel="C1", now=NOW)
    assert keys(store, 60) == ["b"]


def test_a_post_meant_for_later_holds_nothing_back(store: Store) -> None:
    enqueue(store, "later", not_before=NOW + 60 * SECOND)
    enqueue(store, "now")
    assert deliver(store, 0) == ["now"]
    assert deliver(store, 60) == ["later"]


def test_a_post_expires_with_the_event_it_speaks_of(store: Store) -> None:
    enqueue(store, "meeting", expires_at=NOW + 5 * SECOND, not_before=NOW + 4 * SECOND)
    assert keys(store, 5) == []
    assert store.read_now(outbox.counts).states == {"expired": 1}


def test_a_workspace_gets_three_messages_a_second(store: Store) -> None:
    for n in range(9):
        enqueue(store, f"m{n}", f"C{n}")
    assert [len(keys(store, at)) for at in (0, 0.5, 1)] == [3, 1, 2]


@pytest.mark.parametrize(("method", "kind", "burst", "a_minute"), [("chat.update", "update", 5, 50)])
def test_a_method_keeps_its_tier(store: Store, method: str, kind: str, burst: int, a_minute: int) -> None:
    for n in range(120):
        enqueue(store, f"u{n}", f"C{n}", method=method, kind=kind)
    assert len(keys(store, limit=99)) == burst
    minute = sum(len(keys(store, at, limit=99)) for at in range(1, 61))
    assert minute <= a_minute


def test_a_method_that_is_used_up_does_not_hold_the_others_in_its_channel(store: Store) -> None:
    for n in range(6):
        enqueue(store, f"u{n}", f"C{n}", method="chat.update", kind="update")
    enqueue(store, "digest", "C5", kind="digest")
    assert keys(store) == ["u0", "u1", "u2", "u3", "u4"]
    assert keys(store) == ["digest"]


def test_retry_after_pauses_the_whole_team_and_costs_no_attempt(store: Store) -> None:
    for key, channel, team in (("a", "C1", "T1"), ("b", "C2", "T1"), ("c", "C3", "T2")):
        enqueue(store, key, channel, team=team)
    posts = claim(store)
    assert len(posts) == 3
    for post in posts[:2]:
        answer(store, outbox.pause_and_retry, post, retry_after=30 * SECOND)
    enqueue(store, "d", "C4")
    enqueue(store, "e", "C5", team="T2")
    assert keys(store, 29.9) == ["e"]
    again = claim(store, 30)
    assert sorted((post.key, post.attempts) for post in again) == [("a", 1), ("b", 1), ("d", 1)]


def test_a_paused_team_keeps_its_posts_until_it_is_resumed(store: Store) -> None:
    enqueue(store, "a")
    store.transact_now(outbox.pause_team, team="T1", until=datetime.max.replace(tzinfo=UTC))
    store.transact_now(outbox.pause_team, team="T1", until=NOW)
    assert keys(store, 86_400) == []
    store.transact_now(outbox.resume_team, team="T1")
    assert keys(store, 86_400) == ["a"]


def test_a_thread_reply_waits_for_the_message_it_answers(store: Store) -> None:
    enqueue(store, "head", kind="digest")
    enqueue(store, "detail", thread_ts={"$ts_of": "head"})
    [head] = claim(store)
    assert keys(store, 10) == []
    sent(store, head, "17.5")
    [detail] = claim(store, 10)
    assert detail.payload == {"channel": "C1", "text": "detail", "thread_ts": "17.5"}


def test_an_edit_finds_the_channel_and_ts_of_its_message(store: Store) -> None:
    enqueue(store, "dm", "U1")
    payload = {"channel": {"$channel_of": "dm"}, "ts": {"$ts_of": "dm"}, "blocks": [{"a": 1}]}
    enqueue(store, "edit", "U1", method="chat.update", kind="update", payload=payload)
    [post] = claim(store)
    values: Any = {"id": post.id, "token": post.token, "slack_ts": "17.7", "channel": "D1", "now": NOW}
    store.transact_now(outbox.mark_sent, **values)
    assert claim(store, 2)[0].payload == {"channel": "D1", "ts": "17.7", "blocks": [{"a": 1}]}
    assert store.read_now(outbox.sent_message, key="dm") == ("D1", "17.7")
    assert store.read_now(outbox.sent_message, key="edit") is None


def test_a_reply_to_a_parked_message_is_parked_and_retried_with_it(store: Store) -> None:
    enqueue(store, "head")
    enqueue(store, "detail", thread_ts={"$ts_of": "head"})
    [head] = claim(store)
    answer(store, outbox.park_post, head, error="channel_not_found")
    assert keys(store, 2) == []
    parked = store.read_now(outbox.parked_posts, team="T1")
    assert [(post.key, post.error) for post in parked] == [
        ("head", "channel_not_found"),
        ("detail", "it needs the message of head, which was not sent"),
    ]
    assert store.transact_now(outbox.retry, id=head.id, now=NOW)
    assert [deliver(store, at) for at in (4, 6)] == [["head"], ["detail"]]


def test_what_only_comes_after_a_parked_post_goes_on(store: Store) -> None:
    enqueue(store, "first")
    enqueue(store, "second", "C2", after="first")
    [first] = claim(store)
    answer(store, outbox.park_post, first, error="is_archived")
    assert keys(store, 2) == ["second"]


def test_a_post_cannot_wait_for_two_others(store: Store) -> None:
    with pytest.raises(ValueError, match="wait for one other"):
        enqueue(store, "x", payload={"ts": {"$ts_of": "a"}}, after="b")
    with pytest.raises(ValueError, match="no kind of post"):
        enqueue(store, "x", kind="shout")


def test_a_parked_post_can_be_discarded_and_its_key_stays_taken(store: Store) -> None:
    enqueue(store, "a")
    [post] = claim(store)
    answer(store, outbox.park_post, post, error="msg_too_long")
    assert store.read_now(outbox.parked_posts, team="T2") == []
    assert store.transact_now(outbox.discard, id=post.id)
    assert not enqueue(store, "a")
    assert store.read_now(outbox.parked_posts, team="T1") == []


def test_words_are_dropped_once_they_stand_in_slack(store: Store) -> None:
    enqueue(store, "a", payload={"text": "canary"})
    sent(store, claim(store)[0])
    with store.engines[0].connect() as connection:
        assert "canary" not in str(connection.exec_driver_sql("SELECT * FROM outbox").all())


def test_only_settled_posts_are_purged(store: Store) -> None:
    enqueue(store, "a")
    enqueue(store, "b")
    sent(store, claim(store)[0])
    assert store.transact_now(outbox.purge, before=NOW + SECOND) == 1
    counts = store.read_now(outbox.counts)
    assert (counts.states, counts.oldest) == ({"queued": 1}, NOW)


def test_a_clock_put_back_does_not_leave_a_channel_shut(store: Store) -> None:
    month = 30 * 86_400
    enqueue(store, "a", now=NOW + month * SECOND)
    assert deliver(store, month) == ["a"]
    enqueue(store, "b")
    assert keys(store) == ["b"]


HOUR = 3_600


def test_after_a_clock_was_put_back_what_was_meant_at_once_goes_at_once(store: Store) -> None:
    enqueue(store, "a", now=NOW + HOUR * SECOND)
    assert keys(store) == ["a"]


def test_what_was_meant_for_a_moment_keeps_it_though_the_clock_was_put_back(store: Store) -> None:
    enqueue(store, "at ten", now=NOW + HOUR * SECOND, not_before=NOW + 2 * HOUR * SECOND)
    assert [keys(store, at) for at in (0, HOUR, 2 * HOUR)] == [[], [], ["at ten"]]


def test_a_pause_before_another_try_is_no_hour_longer(store: Store) -> None:
    enqueue(store, "a")
    answer(store, outbox.retry_later, claim(store)[0], HOUR, delay=300 * SECOND)
    assert keys(store, 2) == ["a"]


def test_a_lost_claim_is_doubted_within_two_leases_though_the_clock_was_put_back(store: Store) -> None:
    enqueue(store, "a", now=NOW + HOUR * SECOND)
    assert keys(store, HOUR) == ["a"]
    assert keys(store) == []
    assert keys(store, 31) == [], "whoever held it is gone, and it is looked for first"
    looked_for = store.transact_now(outbox.claim_unknown, now=NOW + 72 * SECOND, grace=GRACE)
    assert [post.key for post in looked_for] == ["a"]


def test_a_claim_of_a_replica_whose_clock_is_ahead_is_left_alone(store: Store) -> None:
    enqueue(store, "a")
    [post] = claim(store, 25)
    assert keys(store, 0) == []
    assert keys(store, 54) == []
    assert sent(store, post)


def test_a_teams_pause_ends_though_the_clock_was_put_back(store: Store) -> None:
    enqueue(store, "a", now=NOW + HOUR * SECOND)
    answer(store, outbox.pause_and_retry, claim(store, HOUR)[0], HOUR, retry_after=30 * SECOND)
    assert keys(store) == ["a"]


def test_slack_is_asked_again_after_a_quarter_of_an_hour_however_long_it_wants_to_rest(store: Store) -> None:
    enqueue(store, "a")
    answer(store, outbox.pause_and_retry, claim(store)[0], retry_after=2 * HOUR * SECOND)
    assert [keys(store, at) for at in (899, 900)] == [[], ["a"]]


def test_escalations_that_fall_due_at_once_go_before_every_digest_at_the_workspaces_pace(store: Store) -> None:
    """R9 in program time: thirty timers behind thirty digests; the last goes as late as the pace says, not later."""
    for n in range(30):
        enqueue(store, f"digest{n}", f"C{n}", kind="digest")
    for n in range(30):
        enqueue(store, f"escalation{n}", f"D{n}", kind="escalation")
    went = {key: tenth / 10 for tenth in range(250) for key in deliver(store, tenth / 10)}
    assert list(went)[:30] == [f"escalation{n}" for n in range(30)]
    assert len(went) == 60
    assert max(went[f"escalation{n}"] for n in range(30)) <= 30 / 3
