"""What comes in together is put down together: one statement, one commit, one time limit for all of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

LEASE = timedelta(seconds=60)
COMMIT_WITHIN = 2.5
T = TypeVar("T")
R = TypeVar("R")


class TooSlow(Exception):
    """The commit took longer than allowed; what was to be stored may still be, and counts as not."""


class Together(Generic[T, R]):
    """`put` returns what `commit` says of one thing after the commit; raises when it is not durable `within` seconds.

    `commit` gets what gathered while the commit before it was under way, and answers in the same order.
    """

    def __init__(self, commit: Callable[[list[T]], Awaitable[Sequence[R]]], *, within: float = COMMIT_WITHIN) -> None:
        self._commit, self._within = commit, within
        self._gathering: list[tuple[T, asyncio.Future[R]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def put(self, one: T) -> R:
        """This will store one thing, together with all that arrive until the commit before it is through."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[R] = loop.create_future()
        if not self._gathering:
            loop.call_later(self._within, _give_up, self._gathering)
            if self._storing is None:
                loop.call_soon(self._send)
        self._gathering.append((one, done))
        return await done

    def _send(self) -> None:
        batch, self._gathering = self._gathering, []
        self._storing = asyncio.create_task(self._store(batch))
        self._storing.add_done_callback(self._stored)

    def _stored(self, _: "asyncio.Task[None]") -> None:
        self._storing = None
        if self._gathering:
            self._send()

    async def _store(self, batch: list[tuple[T, "asyncio.Future[R]"]]) -> None:
        try:
            answers = await self._commit([one for one, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _settle(batch[0][1], error)
                return
            for alone in batch:  # one of them may spoil it for the others: alone, only that one fails
                await self._store([alone])
            return
        for (_, done), answer in zip(batch, answers, strict=True):
            _settle(done, answer)


def _settle(done: "asyncio.Future[R]", outcome: R | Exception) -> None:
    if done.done():
        return
    if isinstance(outcome, Exception):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)


def _give_up(batch: list[tuple[T, "asyncio.Future[R]"]]) -> None:
    for _, done in batch:
        _settle(done, TooSlow())
