"""Posts of unknown fate: looked up before they are sent again; a sender that lost its claim changes nothing."""

import pytest

from storage.engine.database import Store
from storage.queues import outbox
from tests.storage.posts import GRACE, NOW, SECOND, claim, claim_keys, enqueue, enqueue_unknown, mark_sent, settle


def test_missing_post_is_sent_again_after_a_look_up(store: Store) -> None:
    enqueue_unknown(store, "a")
    assert store.transact_now(outbox.claim_unknown, now=NOW + 39 * SECOND, grace=GRACE) == []
    [post] = store.transact_now(outbox.claim_unknown, now=NOW + GRACE, grace=GRACE)
    assert store.transact_now(outbox.claim_unknown, now=NOW + GRACE, grace=GRACE) == []
    assert (post.first_attempt_at, post.payload["text"]) == (NOW, "a")
    assert settle(store, outbox.mark_missing, post, 40)
    assert [(retried.key, retried.attempts) for retried in claim(store, 41)] == [("a", 2)]


def test_found_post_is_not_sent_again(store: Store) -> None:
    enqueue_unknown(store, "a")
    [post] = store.transact_now(outbox.claim_unknown, now=NOW + GRACE, grace=GRACE)
    assert settle(store, outbox.mark_found, post, slack_ts="17.3", channel="C1")
    assert store.read_now(outbox.sent_message, key="a") == ("C1", "17.3")
    assert claim_keys(store, 999) == []


def test_message_event_settles_its_post_without_a_look_up(store: Store) -> None:
    post = enqueue_unknown(store, "a")
    assert store.transact_now(outbox.mark_found, id=post.id, slack_ts="17.3", channel="C1", now=NOW)
    assert not store.transact_now(outbox.mark_found, id=post.id, slack_ts="17.4", channel="C1", now=NOW)
    assert store.transact_now(outbox.claim_unknown, now=NOW + GRACE, grace=GRACE) == []


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        *((kind, "unknown") for kind in ("escalation", "reply", "checkin", "digest")),
        *((kind, "queued") for kind in ("view", "reaction", "update", "ephemeral")),
    ],
)
def test_lost_answer_is_handled_by_kind_of_post(store: Store, kind: str, state: str) -> None:
    enqueue_unknown(store, "a", kind=kind)
    assert store.read_now(outbox.counts).states == {state: 1}


@pytest.mark.parametrize("kind", ["reply", "update", "ephemeral"])
def test_vanished_sender_leaves_the_same_doubt(store: Store, kind: str) -> None:
    enqueue(store, "a", kind=kind)
    claim(store)
    claim(store, 30)
    states = {"reply": "unknown", "update": "queued", "ephemeral": "queued"}
    assert store.read_now(outbox.counts).states == {states[kind]: 1}


@pytest.mark.parametrize(("kind", "state"), [("escalation", "queued"), ("digest", "dead")])
def test_unverifiable_escalation_is_repeated_and_others_are_parked(store: Store, kind: str, state: str) -> None:
    enqueue_unknown(store, "a", kind=kind)
    [post] = store.transact_now(outbox.claim_unknown, now=NOW + GRACE, grace=GRACE)
    assert settle(store, outbox.mark_unverifiable, post, 40)
    assert store.read_now(outbox.counts).states == {state: 1}
    assert [retried.repeat for retried in claim(store, 41)] == [True] * (kind == "escalation")


def test_sender_that_lost_its_claim_changes_nothing(store: Store) -> None:
    post = enqueue_unknown(store, "a")
    [looked_up] = store.transact_now(outbox.claim_unknown, now=NOW + GRACE, grace=GRACE)
    assert not mark_sent(store, post)
    assert not settle(store, outbox.park_post, post, error="x")
    assert not settle(store, outbox.retry_later, looked_up, delay=SECOND)
    assert settle(store, outbox.mark_missing, looked_up)
    assert not settle(store, outbox.mark_found, looked_up, slack_ts="1", channel="C1")


def test_late_answer_of_a_vanished_sender_is_accepted(store: Store) -> None:
    enqueue(store, "a")
    [post] = claim(store)
    claim(store, 31)
    assert mark_sent(store, post)


def test_returned_post_costs_no_attempt(store: Store) -> None:
    enqueue(store, "a")
    assert settle(store, outbox.give_back, claim(store)[0])
    assert [post.attempts for post in claim(store, 2)] == [1]


def test_only_process_doubts_its_predecessors_posts(store: Store) -> None:
    enqueue(store, "a")
    enqueue(store, "b", "C2")
    claim(store, limit=1)
    assert store.transact_now(outbox.doubt_interrupted, now=NOW) == 1
    assert store.read_now(outbox.counts).states == {"unknown": 1, "queued": 1}


def test_restore_doubts_every_attempted_post(store: Store) -> None:
    for key, channel in (("tried", "C1"), ("fresh", "C2"), ("sending", "C3")):
        enqueue(store, key, channel)
    attempted, _fresh, _sending = claim(store)
    settle(store, outbox.retry_later, attempted, delay=SECOND)
    enqueue(store, "new", "C4")
    assert store.transact_now(outbox.doubt_interrupted, now=NOW, restored=True) == 3
    assert store.read_now(outbox.counts).states == {"unknown": 3, "queued": 1}
