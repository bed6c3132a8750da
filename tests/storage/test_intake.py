"""Many deliveries stored in one statement end as they would have one by one."""

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


def test_new_ones_get_an_id_each_in_the_order_of_arrival(store: Store) -> None:
    ids = [row for row in receive(store, *(arrival(f"Ev{number}") for number in range(300))) if row is not None]
    assert ids == sorted(set(ids))
    assert len(ids) == 300


def test_what_is_known_by_either_key_gets_none_also_within_one_batch(store: Store) -> None:
    [first] = receive(store, arrival("Ev1", "T1:C1:1.0"))
    again = receive(store, arrival("Ev1"), arrival("Ev2", "T1:C1:1.0"), arrival("Ev3"), arrival("Ev3"), arrival("Ev4"))
    assert first is not None
    assert [row is not None for row in again] == [False, False, True, False, True]
    assert store.read_now(inbox.counts).waiting == 3


def test_they_are_born_claimed_and_come_due_when_the_lease_ends(store: Store) -> None:
    [row] = receive(store, arrival("Ev1"))
    assert row is not None
    assert store.transact_now(inbox.claim, now=NOW, lease=LEASE, limit=5) == []
    assert store.transact_now(inbox.finish, work_id=row, token=inbox.FIRST_TOKEN)
    [other] = receive(store, arrival("Ev2"))
    [work] = store.transact_now(inbox.claim, now=NOW + LEASE, lease=LEASE, limit=5)
    assert (work.id, work.attempts, work.payload) == (other, 2, {"text": "Ev2"})
