"""A process that ticks check-ins and digests through simulated time, for tests that kill or double it."""

import asyncio
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from slack_sdk.web.async_client import AsyncWebClient

from handlers.checkins import listeners as checkins
from handlers.common.deps import Deps
from handlers.digests import listeners as digests
from handlers.packs import listeners as packs
from storage.engine.database import Store, open_store
from tests.forms import form

TEAM = "T1"
# A Friday evening; Europe's clocks change on the Sunday.
BEGIN = datetime(2026, 3, 27, 18, tzinfo=UTC)
END = BEGIN + timedelta(days=7, hours=8)
STEP = timedelta(hours=1)
# Midnight in UTC, 11:00 in Sydney.
MONDAY = BEGIN + timedelta(days=2, hours=6)


def run_ticks(url: str, since: datetime, tell: Connection, together: Barrier | None) -> None:
    """Tick until END and send each instant when done; with `together`, wait for the other processes at each one."""
    with open_store(url) as store:
        asyncio.run(_tick(store, since, tell, together))


def follow_ticks(url: str, hear: Connection, skew: timedelta) -> None:
    """Tick at each received instant, on a clock ahead by `skew`, until None is received."""

    async def follow_on(store: Store) -> None:
        while (now := hear.recv()) is not None:
            await _tick_once(store, now + skew)
            hear.send(now)

    with open_store(url) as store:
        asyncio.run(follow_on(store))


def next_instant(now: datetime) -> datetime:
    """Return the next instant; the short form skips the weekend, when nothing happens."""
    return max(now + STEP, form(short=MONDAY, whole=now))


async def _tick(store: Store, since: datetime, tell: Connection, together: Barrier | None) -> None:
    now = since
    while now < END:
        if together:
            together.wait(timeout=30)
        await _tick_once(store, now)
        tell.send(now)
        now = next_instant(now)


async def _tick_once(store: Store, now: datetime) -> None:
    # All people are stored, so Slack is never called.
    slack = AsyncWebClient(token="xoxb-nobody")
    deps = Deps(store, lambda: now, slack, TEAM, "UBOT", wake=lambda: None, actor="baton")
    await checkins.run_due_checkins(deps)
    await digests.post_due_digests(deps)
    await packs.post_due_packs(deps)
