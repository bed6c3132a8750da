"""An event is stored once, worked on by one, tried again, and parked rather than lost."""

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


def test_a_redelivered_event_is_stored_once(store: Store) -> None:
    assert receive(store) is not None
    assert receive(store) is None
    assert store.read_now(inbox.counts).waiting == 1


def test_the_same_message_under_another_event_id_is_stored_once(store: Store) -> None:
    assert receive(store, "Ev1", nat_key="T1:C1:17.1") is not None
    assert receive(store, "Ev2", nat_key="T1:C1:17.1") is None


def test_events_without_a_natural_key_do_not_collide(store: Store) -> None:
    assert receive(store, "Ev1") != receive(store, "Ev2")


def test_due_events_come_oldest_first_and_to_one_worker_only(store: Store) -> None:
    ids = [receive(store, f"Ev{n}") for n in range(3)]
    assert [work.id for work in claim(store, limit=2)] == ids[:2]
    assert [work.id for work in claim(store)] == ids[2:]
    assert claim(store) == []


def test_what_is_finished_is_forgotten_but_its_key_stays_taken(store: Store) -> None:
    receive(store)
    assert finish(store, claim(store)[0])
    assert claim(store, after=timedelta(days=1)) == []
    assert receive(store) is None


def test_finished_events_keep_no_contents(store: Store) -> None:
    receive(store, payload={"text": "canary"})
    finish(store, claim(store)[0])
    with store.engines[0].connect() as connection:
        assert "canary" not in str(connection.exec_driver_sql("SELECT * FROM inbox").all())


def test_an_event_born_claimed_is_given_to_nobody_else_and_finishes_under_the_first_token(store: Store) -> None:
    work_id = receive(store, lease=LEASE)
    assert work_id is not None
    assert claim(store) == []
    assert store.transact_now(inbox.finish, work_id=work_id, token=inbox.FIRST_TOKEN)


def test_many_are_finished_at_once_and_what_another_holds_stays(store: Store) -> None:
    ids = [receive(store, key=f"Ev{n}", nat_key=f"n{n}", lease=LEASE) for n in range(3)]
    assert all(ids)
    claims = [(ids[0] or 0, inbox.FIRST_TOKEN), (ids[1] or 0, inbox.FIRST_TOKEN + 1)]
    store.transact_now(inbox.finish_all, claims)
    assert store.read_now(inbox.counts).waiting == 2
    assert sorted(work.id for work in claim(store, after=LEASE)) == ids[1:2]  # one suspect at a time


def test_a_worker_whose_lease_ran_out_can_finish_nothing(store: Store) -> None:
    receive(store)
    slow = claim(store)[0]
    quick = claim(store, after=LEASE)[0]
    assert (quick.token, quick.attempts) == (slow.token + 1, 2)
    assert not finish(store, slow)
    assert finish(store, quick)
    assert not finish(store, quick)


def test_a_failure_waits_twice_as_long_each_time_and_the_fifth_parks(store: Store) -> None:
    receive(store)
    at = timedelta()
    for wait in (2, 4, 8, 16):
        [work] = claim(store, after=at)
        fail(store, work, now=NOW + at, delay=None)
        assert claim(store, after=at + timedelta(seconds=wait - 0.001)) == []
        at += timedelta(seconds=wait)
    fail(store, claim(store, after=at)[0], error="KeyError")
    [parked] = store.read_now(inbox.parked_events, team="T1")
    assert (parked.kind, parked.attempts, parked.error) == ("event", 5, "KeyError")
    assert claim(store, after=timedelta(days=1)) == []


def test_what_kills_its_worker_three_times_is_parked(store: Store) -> None:
    receive(store)
    assert claim(store)
    assert claim(store, after=LEASE)
    assert claim(store, after=2 * LEASE)
    assert claim(store, after=3 * LEASE) == []
    assert [parked.crashes for parked in store.read_now(inbox.parked_events, team="T1")] == [3]


def test_bystanders_of_a_crash_are_not_blamed_for_the_next_one(store: Store) -> None:
    ids = [receive(store, f"Ev{n}") for n in range(5)]
    killer = ids[2]
    done: list[int] = []
    at = timedelta()
    for _ in range(20):  # a process that dies, with all that it holds, whenever it meets the killer
        works = claim(store, after=at)
        if killer in [work.id for work in works]:
            at += LEASE
            continue
        done += [work.id for work in works if finish(store, work)]
    assert done == [n for n in ids if n != killer]
    assert [parked.id for parked in store.read_now(inbox.parked_events, team="T1")] == [killer]


def test_while_a_suspect_is_worked_on_nothing_else_is_claimed(store: Store) -> None:
    receive(store, "Ev1")
    claim(store)
    receive(store, "Ev2")
    [suspect] = claim(store, after=LEASE)
    assert claim(store, after=LEASE) == []
    finish(store, suspect)
    assert [work.payload["text"] for work in claim(store, after=LEASE)] == ["Ev2"]


def test_two_suspects_are_never_worked_on_together(store: Store) -> None:
    receive(store, "Ev1", lease=LEASE + timedelta(seconds=10))
    receive(store, "Ev2", lease=LEASE)
    [suspect] = claim(store, after=LEASE)
    assert suspect.payload == {"text": "Ev2"}
    assert claim(store, after=LEASE + timedelta(seconds=10)) == []


def test_work_given_back_at_a_clean_stop_does_not_count_as_an_attempt(store: Store) -> None:
    receive(store)
    work = claim(store)[0]
    assert store.transact_now(inbox.give_back, work_id=work.id, token=work.token, now=NOW)
    assert claim(store)[0].attempts == 1


def test_the_only_process_takes_over_what_its_predecessor_held(store: Store) -> None:
    receive(store)
    claim(store)
    assert store.transact_now(inbox.release_all_claims, now=NOW) == 1
    assert len(claim(store)) == 1


def test_a_parked_event_can_be_retried_with_all_its_attempts(store: Store) -> None:
    work_id = receive(store)
    for n in (0, 1, 2, 3):
        claim(store, after=n * LEASE)
    assert work_id is not None
    assert store.transact_now(inbox.retry, work_id=work_id, now=NOW)
    assert not store.transact_now(inbox.retry, work_id=work_id, now=NOW)
    assert [work.payload for work in claim(store)] == [{"text": "Ev1"}]
    assert store.read_now(inbox.parked_events, team="T1") == []


def test_a_parked_event_can_be_discarded_and_does_not_come_back(store: Store) -> None:
    work_id = receive(store)
    for n in (0, 1, 2, 3):
        claim(store, after=n * LEASE)
    assert work_id is not None
    assert store.transact_now(inbox.discard, work_id=work_id)
    assert receive(store) is None
    assert store.read_now(inbox.parked_events, team="T1") == []


def test_an_unreadable_body_is_parked_once_and_cannot_be_retried(store: Store) -> None:
    parked = [
        store.transact_now(inbox.park_unreadable, raw=b"\xff[[[\x00" * 9_000, reason="not JSON\x00", now=NOW)
        for _ in range(2)
    ]
    assert parked == [True, False]
    [row] = store.read_now(inbox.parked_events, team="T1")
    assert (row.kind, row.error) == ("unreadable", "not JSON")
    assert not store.transact_now(inbox.retry, work_id=row.id, now=NOW)


def test_one_team_does_not_see_what_another_has_parked(store: Store) -> None:
    receive(store)
    for n in (0, 1, 2, 3):
        claim(store, after=n * LEASE)
    assert store.read_now(inbox.parked_events, team="T2") == []


def test_counts_tell_how_long_the_oldest_has_waited(store: Store) -> None:
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
def test_any_text_comes_back_as_it_was(store: Store, text: str) -> None:
    receive(store, payload={"text": text, "deep": [{"é": None}]})
    assert claim(store)[0].payload == {"text": text, "deep": [{"é": None}]}


HOUR = timedelta(hours=1)


def test_after_a_clock_was_put_back_nothing_waits_until_the_hour_has_come_again(store: Store) -> None:
    receive(store, now=NOW + HOUR)
    assert len(claim(store)) == 1


def test_a_claim_of_somebody_who_is_gone_lasts_no_hour_longer_though_the_clock_was_put_back(store: Store) -> None:
    receive(store, now=NOW + HOUR)
    assert len(claim(store, after=HOUR)) == 1
    assert claim(store) == []
    assert len(claim(store, after=LEASE)) == 1


def test_a_claim_of_a_replica_whose_clock_is_ahead_is_left_as_it_is(store: Store) -> None:
    receive(store)
    assert len(claim(store, after=LEASE - timedelta(seconds=5))) == 1
    assert claim(store) == []
    assert claim(store, after=2 * LEASE - timedelta(seconds=6)) == []
