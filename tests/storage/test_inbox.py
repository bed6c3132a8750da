"""The inbox: an event is stored once, processed by one worker, retried, and parked rather than lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.engine.database import Store
from storage.queues import inbox, intake

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def receive(store: Store, key: str = "Ev1", **changes: Any) -> int | None:
    """Store an event; without a lease it waits in the queue."""
    now, lease = changes.pop("now", NOW), changes.pop("lease", None)
    values = {"team": "T1", "kind": "event", "key": key, "nat_key": None, "payload": {"text": key}}
    [id] = store.transact_now(intake.receive_all, [intake.Arrival(**values | changes)], now=now, lease=lease or LEASE)
    if id and not lease:
        store.transact_now(inbox.give_back, work_id=id, token=inbox.FIRST_TOKEN, now=now)
    return id


def claim(store: Store, *, after: timedelta = timedelta(), limit: int = 10) -> list[inbox.ClaimedEvent]:
    return store.transact_now(inbox.claim, now=NOW + after, lease=LEASE, limit=limit)


def finish(store: Store, work: inbox.ClaimedEvent) -> bool:
    return store.transact_now(inbox.finish, work_id=work.id, token=work.token)


def fail(store: Store, work: inbox.ClaimedEvent, **changes: Any) -> None:
    values: Any = {"work_id": work.id, "token": work.token, "error": "Timeout", "now": NOW, "delay": timedelta()}
    store.transact_now(inbox.fail, **(values | changes))


def test_redelivered_event_is_stored_once(store: Store) -> None:
    assert receive(store) is not None
    assert receive(store) is None
    assert store.read_now(inbox.counts).waiting == 1


def test_same_message_under_another_event_id_is_stored_once(store: Store) -> None:
    assert receive(store, "Ev1", nat_key="T1:C1:17.1") is not None
    assert receive(store, "Ev2", nat_key="T1:C1:17.1") is None


def test_events_without_a_natural_key_do_not_collide(store: Store) -> None:
    assert receive(store, "Ev1") != receive(store, "Ev2")


def test_due_events_go_oldest_first_to_one_worker(store: Store) -> None:
    ids = [receive(store, f"Ev{number}") for number in range(3)]
    assert [work.id for work in claim(store, limit=2)] == ids[:2]
    assert [work.id for work in claim(store)] == ids[2:]
    assert claim(store) == []


def test_finished_event_is_not_claimed_or_received_again(store: Store) -> None:
    receive(store)
    assert finish(store, claim(store)[0])
    assert claim(store, after=timedelta(days=1)) == []
    assert receive(store) is None


def test_finished_events_keep_no_content(store: Store) -> None:
    receive(store, payload={"text": "canary"})
    finish(store, claim(store)[0])
    with store.engines[0].connect() as connection:
        assert "canary" not in str(connection.exec_driver_sql("SELECT * FROM inbox").all())


def test_event_received_with_a_lease_is_already_claimed(store: Store) -> None:
    work_id = receive(store, lease=LEASE)
    assert work_id is not None
    assert claim(store) == []
    assert store.transact_now(inbox.finish, work_id=work_id, token=inbox.FIRST_TOKEN)


def test_finish_all_skips_events_claimed_by_others(store: Store) -> None:
    ids = [receive(store, key=f"Ev{number}", nat_key=f"n{number}", lease=LEASE) for number in range(3)]
    assert all(ids)
    claims = [(ids[0] or 0, inbox.FIRST_TOKEN), (ids[1] or 0, inbox.FIRST_TOKEN + 1)]
    store.transact_now(inbox.finish_all, claims)
    assert store.read_now(inbox.counts).waiting == 2
    # Only one suspect is claimed at a time.
    assert sorted(work.id for work in claim(store, after=LEASE)) == ids[1:2]


def test_worker_with_an_expired_lease_cannot_finish(store: Store) -> None:
    receive(store)
    slow = claim(store)[0]
    quick = claim(store, after=LEASE)[0]
    assert (quick.token, quick.attempts) == (slow.token + 1, 2)
    assert not finish(store, slow)
    assert finish(store, quick)
    assert not finish(store, quick)


def test_failures_back_off_and_the_fifth_parks(store: Store) -> None:
    receive(store)
    elapsed = timedelta()
    for seconds in (2, 4, 8, 16):
        [work] = claim(store, after=elapsed)
        fail(store, work, now=NOW + elapsed, delay=None)
        assert claim(store, after=elapsed + timedelta(seconds=seconds - 0.001)) == []
        elapsed += timedelta(seconds=seconds)
    fail(store, claim(store, after=elapsed)[0], error="KeyError")
    [parked] = store.read_now(inbox.parked_events, team="T1")
    assert (parked.kind, parked.attempts, parked.error) == ("event", 5, "KeyError")
    assert claim(store, after=timedelta(days=1)) == []


def test_event_that_kills_its_worker_three_times_is_parked(store: Store) -> None:
    receive(store)
    assert claim(store)
    assert claim(store, after=LEASE)
    assert claim(store, after=2 * LEASE)
    assert claim(store, after=3 * LEASE) == []
    assert [parked.crashes for parked in store.read_now(inbox.parked_events, team="T1")] == [3]


def test_bystanders_of_a_crash_are_not_parked(store: Store) -> None:
    ids = [receive(store, f"Ev{number}") for number in range(5)]
    killer = ids[2]
    done: list[int] = []
    elapsed = timedelta()
    # The process dies with all its claims whenever it meets the killer.
    for _ in range(20):
        claimed = claim(store, after=elapsed)
        if killer in [work.id for work in claimed]:
            elapsed += LEASE
            continue
        done += [work.id for work in claimed if finish(store, work)]
    assert done == [number for number in ids if number != killer]
    assert [parked.id for parked in store.read_now(inbox.parked_events, team="T1")] == [killer]


def test_nothing_else_is_claimed_beside_a_suspect(store: Store) -> None:
    receive(store, "Ev1")
    claim(store)
    receive(store, "Ev2")
    [suspect] = claim(store, after=LEASE)
    assert claim(store, after=LEASE) == []
    finish(store, suspect)
    assert [work.payload["text"] for work in claim(store, after=LEASE)] == ["Ev2"]


def test_suspects_are_processed_one_at_a_time(store: Store) -> None:
    receive(store, "Ev1", lease=LEASE + timedelta(seconds=10))
    receive(store, "Ev2", lease=LEASE)
    [suspect] = claim(store, after=LEASE)
    assert suspect.payload == {"text": "Ev2"}
    assert claim(store, after=LEASE + timedelta(seconds=10)) == []


def test_returned_work_does_not_count_as_an_attempt(store: Store) -> None:
    receive(store)
    work = claim(store)[0]
    assert store.transact_now(inbox.give_back, work_id=work.id, token=work.token, now=NOW)
    assert claim(store)[0].attempts == 1


def test_only_process_takes_over_its_predecessors_claims(store: Store) -> None:
    receive(store)
    claim(store)
    assert store.transact_now(inbox.release_all_claims, now=NOW) == 1
    assert len(claim(store)) == 1


def test_parked_event_can_be_retried_with_fresh_attempts(store: Store) -> None:
    work_id = receive(store)
    for number in (0, 1, 2, 3):
        claim(store, after=number * LEASE)
    assert work_id is not None
    assert store.transact_now(inbox.retry, work_id=work_id, now=NOW)
    assert not store.transact_now(inbox.retry, work_id=work_id, now=NOW)
    assert [work.payload for work in claim(store)] == [{"text": "Ev1"}]
    assert store.read_now(inbox.parked_events, team="T1") == []


def test_parked_event_can_be_discarded_for_good(store: Store) -> None:
    work_id = receive(store)
    for number in (0, 1, 2, 3):
        claim(store, after=number * LEASE)
    assert work_id is not None
    assert store.transact_now(inbox.discard, work_id=work_id)
    assert receive(store) is None
    assert store.read_now(inbox.parked_events, team="T1") == []


def test_unreadable_body_is_parked_once_and_cannot_be_retried(store: Store) -> None:
    parked = [
        store.transact_now(inbox.park_unreadable, raw=b"\xff[[[\x00" * 9_000, reason="not JSON\x00", now=NOW)
        for _ in range(2)
    ]
    assert parked == [True, False]
    [row] = store.read_now(inbox.parked_events, team="T1")
    assert (row.kind, row.error) == ("unreadable", "not JSON")
    assert not store.transact_now(inbox.retry, work_id=row.id, now=NOW)


def test_parked_events_are_visible_to_their_team_only(store: Store) -> None:
    receive(store)
    for number in (0, 1, 2, 3):
        claim(store, after=number * LEASE)
    assert store.read_now(inbox.parked_events, team="T2") == []


def test_counts_include_the_oldest_waiting_event(store: Store) -> None:
    assert store.read_now(inbox.counts) == inbox.InboxCounts(0, 0, 0, None)
    receive(store, "Ev1")
    receive(store, "Ev2", now=NOW + LEASE)
    claim(store, limit=1)
    assert store.read_now(inbox.counts) == inbox.InboxCounts(2, 1, 0, NOW)


def test_only_finished_events_are_purged(store: Store) -> None:
    receive(store, "Ev1")
    finish(store, claim(store)[0])
    receive(store, "Ev2")
    assert store.transact_now(inbox.purge, before=NOW + LEASE) == 1
    assert store.read_now(inbox.counts).waiting == 1


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "😀 & <!channel>", "'; DROP TABLE inbox; --"])
def test_any_text_is_stored_unchanged(store: Store, text: str) -> None:
    receive(store, payload={"text": text, "deep": [{"é": None}]})
    assert claim(store)[0].payload == {"text": text, "deep": [{"é": None}]}


HOUR = timedelta(hours=1)


def test_events_are_claimed_although_the_clock_went_back(store: Store) -> None:
    receive(store, now=NOW + HOUR)
    assert len(claim(store)) == 1


def test_lost_claim_expires_on_time_although_the_clock_went_back(store: Store) -> None:
    receive(store, now=NOW + HOUR)
    assert len(claim(store, after=HOUR)) == 1
    assert claim(store) == []
    assert len(claim(store, after=LEASE)) == 1


def test_claim_of_a_replica_with_a_fast_clock_holds(store: Store) -> None:
    receive(store)
    assert len(claim(store, after=LEASE - timedelta(seconds=5))) == 1
    assert claim(store) == []
    assert claim(store, after=2 * LEASE - timedelta(seconds=6)) == []
