"""Group commit against one transaction each, in the same run: `python -m tests.benchmarks.storage.commit [--events N]`.

Both store events in the real inbox with synchronous=FULL. One transaction each is the same writer told to gather one.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from storage.engine import upgrade, writer
from storage.engine.database import Store, open_store
from storage.queues import inbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PRODUCERS = 64


def main() -> None:
    """This will print the rates, the waits and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5000)
    events = parser.parse_args().events
    rates = {}
    for name, group in (("one transaction each", 1), ("group commit", writer.MAX_GROUP_SIZE)):
        rates[name], waits = measure(group, events)
        p50, p99 = (1000 * statistics.quantiles(waits, n=100)[n] for n in (49, 98))
        print(f"{name:>21}: {rates[name]:8,.0f} events/s   wait p50 {p50:6.2f} ms   p99 {p99:6.2f} ms")
    print(f"{'ratio':>21}: {rates['group commit'] / rates['one transaction each']:8.1f}")


def measure(group: int, events: int) -> tuple[float, list[float]]:
    """Events a second and the wait of each (s), with 64 producers, when up to `group` flows share a commit."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'baton.db'}"
        upgrade.upgrade_database(url)
        before, writer.MAX_GROUP_SIZE = writer.MAX_GROUP_SIZE, group
        try:
            with open_store(url) as store:
                asyncio.run(produce(store, PRODUCERS, lambda n: f"warm{n}"))
                gc.collect()
                gc.freeze()  # as the bot should after its start: collecting all modules pauses everyone for 80 ms
                started = time.perf_counter()
                waits = asyncio.run(produce(store, events, lambda n: f"Ev{n}"))
                return events / (time.perf_counter() - started), waits
        finally:
            writer.MAX_GROUP_SIZE = before


async def produce(store: Store, events: int, key: Callable[[int], str]) -> list[float]:
    """This will store `events` events from 64 tasks and return how long each waited (s)."""
    waits: list[float] = []
    left = iter(range(events))

    async def producer() -> None:
        for n in left:
            started = time.perf_counter()
            values = {"team": "T", "kind": "event", "key": key(n), "nat_key": f"T:C:{key(n)}", "now": NOW}
            await store.transact(inbox.receive, payload={"text": "x" * 200}, **values)  # type: ignore[arg-type]
            waits.append(time.perf_counter() - started)

    await asyncio.gather(*(producer() for _ in range(PRODUCERS)))
    return waits


if __name__ == "__main__":
    main()
