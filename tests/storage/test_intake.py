"""Bulk intake: many deliveries stored in one statement, with the same result as one by one."""

from datetime import UTC, datetime, timedelta

from storage.engine.database import Store
from storage.queues import inbox
from storage.queues.intake import Arrival, receive_all

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def arrival(key: str, nat_key: str = "") -> Arrival:
    return Arrival("T1", "event:message", key, nat_key or key, {"text": key})


def receive(store: Store, *arrivals: Arrival) -> list[int | None]:
    return store.transact_now(receive_all, list(arrivals), now=NOW, lease=LEASE)


def test_new_deliveries_get_ids_in_order_of_arrival(store: Store) -> None:
    ids = [
        work_id for work_id in receive(store, *(arrival(f"Ev{number}") for number in range(300))) if work_id is not None
    ]
    assert ids == sorted(set(ids))
    assert len(ids) == 300


def test_known_keys_get_no_id_even_within_one_batch(store: Store) -> None:
    [first] = receive(store, arrival("Ev1", "T1:C1:1.0"))
    work_ids = receive(
        store, arrival("Ev1"), arrival("Ev2", "T1:C1:1.0"), arrival("Ev3"), arrival("Ev3"), arrival("Ev4")
    )
    assert first is not None
    assert [work_id is not None for work_id in work_ids] == [False, False, True, False, True]
    assert store.read_now(inbox.counts).waiting == 3


def test_deliveries_are_claimed_until_their_lease_ends(store: Store) -> None:
    [work_id] = receive(store, arrival("Ev1"))
    assert work_id is not None
    assert store.transact_now(inbox.claim, now=NOW, lease=LEASE, limit=5) == []
    assert store.transact_now(inbox.finish, work_id=work_id, token=inbox.FIRST_TOKEN)
    [other] = receive(store, arrival("Ev2"))
    [work] = store.transact_now(inbox.claim, now=NOW + LEASE, lease=LEASE, limit=5)
    assert (work.id, work.attempts, work.payload) == (other, 2, {"text": "Ev2"})
