"""A process that ticks check-ins and digests through program time, to be killed or doubled by a test."""

import asyncio
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from slack_sdk.web.async_client import AsyncWebClient

from handlers.checkins import listeners as checkins
from handlers.common.deps import Deps
from handlers.digests import listeners as digests
from storage.engine.database import Store, open_store
from tests.forms import form

TEAM = "T1"
BEGIN = datetime(2026, 3, 27, 18, tzinfo=UTC)
"""A Friday evening: Europe's clocks change on the Sunday."""
END = BEGIN + timedelta(days=7, hours=8)
STEP = timedelta(hours=1)
MONDAY = BEGIN + timedelta(days=2, hours=6)
"""Midnight in UTC; in Sydney it is eleven."""


def run(url: str, since: datetime, tell: Connection, together: Barrier | None) -> None:
    """This will tick until END, telling each instant that is done; with others at the same instants if `together`."""
    with open_store(url) as store:
        asyncio.run(_tick(store, since, tell, together))


def follow(url: str, hear: Connection, skew: timedelta) -> None:
    """This will tick at each instant it is told, by a clock that is ahead by `skew`, until it is told no more."""

    async def follow_on(store: Store) -> None:
        while (now := hear.recv()) is not None:
            await _once(store, now + skew)
            hear.send(now)

    with open_store(url) as store:
        asyncio.run(follow_on(store))


def following(now: datetime) -> datetime:
    """The next instant; the short form leaves out the weekend, at which nothing happens."""
    return max(now + STEP, form(short=MONDAY, whole=now))


async def _tick(store: Store, since: datetime, tell: Connection, together: Barrier | None) -> None:
    now = since
    while now < END:
        if together:
            together.wait(timeout=30)
        await _once(store, now)
        tell.send(now)
        now = following(now)


async def _once(store: Store, now: datetime) -> None:
    slack = AsyncWebClient(token="xoxb-nobody")  # everybody is known: it is never asked
    deps = Deps(store, lambda: now, slack, TEAM, "UBOT", wake=lambda: None, actor="baton")
    await checkins.run_due_checkins(deps)
    await digests.post_due_digests(deps)
