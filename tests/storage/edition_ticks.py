"""A process that posts the digests and packs of many workspaces at given instants, for tests that kill or double it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from slack_sdk.web.async_client import AsyncWebClient

from handlers.common.deps import Deps
from handlers.digests import listeners as digests
from handlers.packs import listeners as packs
from storage.engine.database import Store, open_store

Turn = tuple[datetime, str]


def run_turns(url: str, turns: Sequence[Turn], tell: Connection, together: Barrier | None) -> None:
    """Run each turn, an instant in a workspace, and tell that it is over; `together`: start each with the others."""

    async def run_on(store: Store) -> None:
        for now, team in turns:
            if together:
                await asyncio.to_thread(together.wait, 60)
            await _post_due(store, now, team)
            tell.send(True)

    with open_store(url) as store:
        asyncio.run(run_on(store))


async def _post_due(store: Store, now: datetime, team: str) -> None:
    # Nothing has been sent yet, so Slack is never called for a picture.
    slack = AsyncWebClient(token="xoxb-nobody")
    deps = Deps(store, lambda: now, slack, team, "UBOT", wake=lambda: None, actor="baton")
    await digests.post_due_digests(deps)
    await packs.post_due_packs(deps)
