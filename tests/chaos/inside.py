"""Fault campaigns that need no separate process: latency, locks, lost updates, malformed requests."""

import asyncio
import time
from pathlib import Path

import aiohttp
from sqlalchemy import text
from sqlmodel import Session

from storage.engine.database import open_store
from storage.engine.upgrade import upgrade_database
from storage.queues import inbox
from tests.benchmarks.edge.ingest import measure_acknowledgements
from tests.chaos.campaigns import Outcome
from tests.edge import hostile, signed
from tests.edge.far_side import start_scene


async def r5(folder: Path, seed: int) -> Outcome:
    """Measure acknowledgements at 100 events a second for half a minute."""
    durations = await measure_acknowledgements(folder, seconds=30, rate=100)
    p99, longest = durations[int(len(durations) * 0.99)], durations[-1]
    return Outcome(p99 < 0.1 and longest < 1, f"p99 {p99 * 1000:.0f} ms, max {longest * 1000:.0f} ms")


async def r11(folder: Path, seed: int) -> Outcome:
    """Run 64 writers for a minute, and count the errors that reach them and how long they wait."""
    url = f"sqlite:///{folder}/locks.db"
    upgrade_database(url)
    waits: list[float] = []
    errors = 0
    with open_store(url) as store:
        deadline = time.monotonic() + 60

        async def write(number: int) -> None:
            nonlocal errors
            while time.monotonic() < deadline:
                began = time.perf_counter()
                try:
                    await store.transact(_touch, number=number)
                except Exception:
                    errors += 1
                waits.append(time.perf_counter() - began)

        await store.transact(_count_table)
        await asyncio.gather(*(write(number) for number in range(64)))
    waits.sort()
    p99 = waits[int(len(waits) * 0.99)]
    return Outcome(errors == 0, f"errors {errors} of {len(waits)}, p99 {p99 * 1000:.0f} ms (target 50)")


async def r12(folder: Path, seed: int) -> Outcome:
    """Let eight writers add one 10,000 times each, by reading and writing back."""
    url = f"sqlite:///{folder}/updates.db"
    upgrade_database(url)
    with open_store(url) as store:
        await store.transact(_count_table)

        async def write() -> None:
            for _ in range(10_000):
                await store.transact(_touch, number=0)

        await asyncio.gather(*(write() for _ in range(8)))
        total = await store.read(_total)
    return Outcome(total == 80_000, f"lost updates {80_000 - total} of 80000")


async def r13(folder: Path, seed: int) -> Outcome:
    """Send 10,000 signed but malformed bodies, and the same ones unsigned."""
    async with start_scene(folder, http=True) as scene, aiohttp.ClientSession() as web:
        faults = accepted = refused = 0
        for raw, content_type in hostile.bodies(signed.sample_bodies(scene), count=10_000, seed=seed):
            signed_headers = signed.sign_headers(scene, raw, kind=content_type)
            status, _ = await signed.send_body(scene, web, raw, signed_headers)
            faults += status >= 500
            refused += status == 400
            status, _ = await signed.send_body(scene, web, raw, {"Content-Type": content_type})
            faults += status >= 500
            accepted += status < 400
        parked = (await scene.baton.store.read(inbox.counts)).parked
    words = f"answers of 500 and more {faults}, unsigned accepted {accepted}, {refused} refused, {parked} bodies parked"
    return Outcome(faults == accepted == 0 and parked > 0, words)


def _count_table(session: Session) -> None:
    session.connection().execute(text("CREATE TABLE tally (number INTEGER PRIMARY KEY, total INTEGER NOT NULL)"))
    numbers = [{"number": number} for number in range(64)]
    session.connection().execute(text("INSERT INTO tally VALUES (:number, 0)"), numbers)


def _touch(session: Session, *, number: int) -> None:
    read = text("SELECT total FROM tally WHERE number = :number")
    total = session.connection().execute(read, {"number": number}).scalar_one()
    write = text("UPDATE tally SET total = :total WHERE number = :number")
    session.connection().execute(write, {"number": number, "total": total + 1})


def _total(session: Session) -> int:
    return int(session.connection().execute(text("SELECT sum(total) FROM tally")).scalar_one())
