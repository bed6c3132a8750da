"""Fault campaigns that need the bot as a process; each returns its figures and whether they are good enough."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.rig import Rig, run_under_fire, start_rig

POISONED, DEADLY = 97, 3


@dataclass(frozen=True)
class Outcome:
    """One line of the report."""

    passed: bool
    words: str


Campaign = Callable[[Path, int], Coroutine[Any, Any, Outcome]]


async def r1(folder: Path, seed: int) -> Outcome:
    """Send 10,000 events, a fifth of them repeated, with five kill -9; one post in ten meets a fault."""
    async with start_rig(folder, seed=seed, channels=100) as rig:
        figures = await run_under_fire(rig, events=10_000, kills=5, rate=400)
    return Outcome(figures.clean and bool(figures.more["settled"]), str(figures))


async def r4(folder: Path, seed: int) -> Outcome:
    """Send 2,000 events with five kill -9, and count those acknowledged but lost."""
    async with start_rig(folder, seed=seed) as rig:
        figures = await run_under_fire(rig, events=2_000, kills=5)
    return Outcome(figures.lost == 0, f"acknowledged but lost {figures.lost} of 2000, parked {figures.parked}")


async def r14(folder: Path, seed: int) -> Outcome:
    """Send 10,000 events, 100 of which always fail, three of these by ending the process."""
    async with start_rig(folder, seed=seed, channels=100) as rig:
        await rig.boot()
        failing = dict.fromkeys(rig.chance.sample(range(10_000), POISONED + DEADLY), "poison")
        failing |= dict.fromkeys(list(failing)[:DEADLY], "deadly")
        for number in range(10_000):
            await rig.send(f"{failing.get(number, 'note')} {number}")
            if number % 400 == 0:
                await _revive(rig)
                await asyncio.sleep(0.5)
        settled = await _until_settled(rig, within=240)
        figures = rig.figures()
    effects = int(figures.more["effects"])
    passed = settled and figures.clean and (figures.parked, effects) == (100, 9_900)
    return Outcome(passed, f"{effects} done, {figures.parked} parked (of 9900 and 100), lost {figures.lost}")


async def r15(folder: Path, seed: int) -> Outcome:
    """Answer one 429 with Retry-After 10 s while posts wait: no calls until then, and all posts arrive afterwards."""
    async with start_rig(folder, seed=seed, channels=20) as rig:
        await rig.boot()
        rig.sandbox.faults.add("chat.postMessage", "429", times=1, retry_after=10)
        for number in range(60):
            await rig.send(f"post {number}")
        settled = await rig.settled(within=60)
        times = sorted(call.time for call in rig.sandbox.calls if call.method == "chat.postMessage")
        early_calls = sum(1 for called_at in times[1:] if 1 < called_at - times[0] < 9.5)
        figures = rig.figures()
    passed = settled and figures.clean and early_calls == 0
    return Outcome(passed, f"calls during the ban {early_calls}, posts missing {figures.posts_missing} of 60")


async def r16(folder: Path, seed: int) -> Outcome:
    """Send twenty SIGTERMs under load, as in a rolling restart."""
    slowest, unknown = 0.0, 0
    async with start_rig(folder, seed=seed) as rig:
        for turn in range(20):
            await rig.boot()
            for number in range(60):
                kind = "slow" if number % 10 == 0 else "post" if number % 7 == 0 else "note"
                await rig.send(f"{kind} {turn}.{number}")
                await asyncio.sleep(0.005)
            slowest = max(slowest, await rig.stop())
            unknown += int(rig._column("SELECT count(*) FROM outbox WHERE state IN ('sending', 'unknown')")[0])
        await rig.boot()
        settled = await rig.settled(within=60)
        figures = rig.figures()
    passed = settled and figures.clean and unknown == 0 and slowest < 10
    return Outcome(passed, f"unknown rows {unknown}, slowest exit {slowest:.1f} s, lost {figures.lost} of 1200")


async def _revive(rig: Rig) -> None:
    if rig.process is None or rig.process.returncode is not None:
        await rig.boot()


async def _until_settled(rig: Rig, *, within: float) -> bool:
    """Wait until the queues are empty, restarting the bot as needed.

    Poison still kills after the last event, and five attempts take a while.
    """
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        await _revive(rig)
        if await rig.settled(within=3):
            return True
    return False
