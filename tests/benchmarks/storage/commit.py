"""Group commit compared with one transaction each: `python -m tests.benchmarks.storage.commit [--events N]`.

Both store events in the real inbox with synchronous=FULL. One transaction each is the same writer with groups of one.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.engine import upgrade, writer
from storage.engine.database import Store, open_store
from storage.queues.intake import Arrival, receive_all

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)
PRODUCERS = 64


def main() -> None:
    """Print the rates, the waits and their ratio."""
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
    """Return events per second and the wait of each (s), with 64 producers and up to `group` flows per commit."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'baton.db'}"
        upgrade.upgrade_database(url)
        default_size, writer.MAX_GROUP_SIZE = writer.MAX_GROUP_SIZE, group
        try:
            with open_store(url) as store:
                asyncio.run(produce(store, PRODUCERS, lambda n: f"warm{n}"))
                gc.collect()
                # As in the bot after its start: collecting all modules would pause everything for 80 ms.
                gc.freeze()
                started = time.perf_counter()
                waits = asyncio.run(produce(store, events, lambda n: f"Ev{n}"))
                return events / (time.perf_counter() - started), waits
        finally:
            writer.MAX_GROUP_SIZE = default_size


async def produce(store: Store, events: int, key: Callable[[int], str]) -> list[float]:
    """Store `events` events from 64 tasks and return how long each waited (s)."""
    waits: list[float] = []
    numbers = iter(range(events))

    async def producer() -> None:
        for number in numbers:
            started = time.perf_counter()
            arrival = Arrival("T", "event", key(number), f"T:C:{key(number)}", {"text": "x" * 200})
            await store.transact(receive_all, [arrival], now=NOW, lease=LEASE)
            waits.append(time.perf_counter() - started)

    await asyncio.gather(*(producer() for _ in range(PRODUCERS)))
    return waits


if __name__ == "__main__":
    main()
