"""Deliveries that arrive together are stored together: one statement, one commit, one time limit for all of them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from storage.database import Store
from storage.intake import Arrival, receive_all

LEASE = timedelta(seconds=60)
COMMIT_WITHIN = 2.5
Waiting = list[tuple[Arrival, "asyncio.Future[int | None]"]]


class TooSlow(Exception):
    """The commit took longer than Slack's patience allows; the delivery may still be stored, and counts as not."""


class Intake:
    """`store` returns the row's id after the commit, None for what is known; raises when it is not durable in time."""

    def __init__(self, *, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._gathering: Waiting = []
        self._storing: asyncio.Task[None] | None = None

    async def store(self, arrival: Arrival) -> int | None:
        """This will store one delivery, together with all that arrive until the commit before it is through."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[int | None] = loop.create_future()
        if not self._gathering:
            loop.call_later(COMMIT_WITHIN, _give_up, self._gathering)
            if self._storing is None:
                loop.call_soon(self._send)
        self._gathering.append((arrival, done))
        return await done

    def _send(self) -> None:
        batch, self._gathering = self._gathering, []
        self._storing = asyncio.create_task(self._commit(batch))
        self._storing.add_done_callback(self._stored)

    def _stored(self, _: "asyncio.Task[None]") -> None:
        self._storing = None
        if self._gathering:
            self._send()

    async def _commit(self, batch: Waiting) -> None:
        arrivals = [arrival for arrival, _ in batch]
        try:
            rows = await self._store.transact(receive_all, arrivals, now=self._now(), lease=LEASE)
        except Exception as error:
            if len(batch) == 1:
                _settle(batch[0][1], error)
                return
            for one in batch:  # one of them may spoil it for the others: alone, only that one fails
                await self._commit([one])
            return
        for (_, done), row in zip(batch, rows, strict=True):
            _settle(done, row)


def _settle(done: "asyncio.Future[int | None]", outcome: int | Exception | None) -> None:
    if done.done():
        return
    if isinstance(outcome, Exception):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)


def _give_up(batch: Waiting) -> None:
    for _, done in batch:
        _settle(done, TooSlow())
