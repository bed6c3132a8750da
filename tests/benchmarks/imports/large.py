"""A large import, step by step, and how long other people's clicks wait meanwhile to be stored and acknowledged.

Run `python -m tests.benchmarks.imports.large --rows 50000`.
"""

import argparse
import asyncio
import gc
import statistics
import tempfile
import time
from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import storage.people
from handlers.imports import flows
from handlers.schedule import recompute
from rules.files import imports
from rules.files.imports import ImportedPlan
from rules.people import Person
from storage.engine import upgrade
from storage.engine.database import Store, open_store
from storage.queues.intake import Arrival, receive_all

T = TypeVar("T")
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ANA = Person("U1", "T1", "Ana", is_admin=True)
PAUSE_SECONDS = 0.02


def table(rows: int) -> bytes:
    """Return a table of tasks with owners, projects, dates and what they depend on."""
    lines = ["id,name,owner,project,due,depends on"]
    for number in range(1, rows + 1):
        day = date(2026, 12, 1) + timedelta(days=number * 7 % 700)
        before = f"T-{number - 1}" if number % 5 else ""
        lines.append(f"T-{number},Task number {number},Person {number % 200},Team {number % 50},{day},{before}")
    return "\n".join(lines).encode()


def xml(rows: int) -> bytes:
    """Return an MS Project file of as many tasks of one day, in chains of five."""
    tasks = []
    for number in range(1, rows + 1):
        start = datetime(2026, 12, 1, 8, tzinfo=UTC) + timedelta(days=number * 7 % 700)
        link = f"<PredecessorLink><PredecessorUID>{number - 1}</PredecessorUID><Type>1</Type></PredecessorLink>"
        tasks.append(
            f"<Task><UID>{number}</UID><Name>Task number {number}</Name><OutlineLevel>1</OutlineLevel>"
            f"<Start>{start:%Y-%m-%dT%H:%M:%S}</Start><Finish>{start:%Y-%m-%d}T17:00:00</Finish>"
            f"<Duration>PT8H0M0S</Duration>{link if number % 5 and number > 1 else ''}</Task>"
        )
    head = '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project">'
    body = f"<Title>Large</Title><StartDate>2026-12-01T08:00:00</StartDate><Tasks>{''.join(tasks)}</Tasks>"
    return f"{head}{body}</Project>".encode()


def main() -> None:
    """Print the seconds of each step, and the waits beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    rows = parser.parse_args().rows
    for name, content in (("large.csv", table(rows)), ("large.xml", xml(rows))):
        print(f"{name}, {rows:,} rows, {len(content) / 1e6:.1f} MB")
        total = asyncio.run(measure(content, name))
        print(f"  {'together':>28}: {total:6.2f} s")


async def measure(content: bytes, name: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'baton.db'}"
        upgrade.upgrade_database(url)
        with open_store(url) as store:
            await store.transact(storage.people.save_person, person=ANA, now=NOW)
            gc.collect()
            gc.freeze()
            started = time.perf_counter()
            imported = await beside(store, "read", asyncio.to_thread(imports.read, content, name=name))
            await import_file(store, imported, name)
            return time.perf_counter() - started


async def import_file(store: Store, imported: ImportedPlan, name: str) -> None:
    """Preview and import, as the listeners do."""
    asked = partial(flows.preview_changes, person=ANA, imported=imported, program=None, now=NOW)
    changes = await beside(store, "preview", store.read(asked))
    mark = await beside(store, "mark", asyncio.to_thread(lambda: changes.fingerprint))
    prepare = partial(
        flows.prepare_import, person=ANA, imported=imported, program=None, mark=mark, source=name, now=NOW
    )
    ready = await beside(store, "prepare", store.read(prepare))
    save = partial(flows.import_program, person=ANA, ready=ready, again=prepare, source=name, command="/program")
    await beside(store, "save", store.transact(partial(save, receipt=None, now=NOW)))
    place = {"team": "T1", "program": changes.plan.program.id, "now": NOW}
    computed = await beside(store, "compute dates", store.read(partial(recompute.compute_program, **place)))
    await beside(store, "save dates", store.transact(partial(recompute.save_after_import, computed=computed, **place)))


async def beside(store: Store, step: str, work: Awaitable[T]) -> T:
    """Await a step while clicks of other people are stored; print how long both took."""
    waits: list[float] = []
    task = asyncio.ensure_future(work)
    started = time.perf_counter()
    while not task.done():
        clicked = time.perf_counter()
        key = f"{step}{len(waits)}"
        arrival = Arrival("T1", "click", key, f"T1:{key}", {"text": "x" * 200})
        await store.transact(receive_all, [arrival], now=NOW, lease=timedelta(seconds=30))
        waits.append(time.perf_counter() - clicked)
        await asyncio.sleep(PAUSE_SECONDS)
    result = await task
    seconds = time.perf_counter() - started
    middle = statistics.median(waits) * 1000 if waits else 0.0
    print(f"  {step:>28}: {seconds:6.2f} s   a click waits {middle:6.1f} ms, at most {max(waits, default=0):5.2f} s")
    return result


if __name__ == "__main__":
    main()
