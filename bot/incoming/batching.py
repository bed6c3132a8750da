"""What comes in together is put down together: one statement, one commit, one time limit for all of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

CLAIM_LEASE = timedelta(seconds=60)
COMMIT_TIMEOUT_SECONDS = 2.5
T = TypeVar("T")
R = TypeVar("R")


class CommitTimeoutError(Exception):
    """The commit took longer than allowed; what was to be stored may still be, and counts as not."""


class Batcher(Generic[T, R]):
    """`put` returns what `commit` says of one thing after the commit; raises when it is not durable `within` seconds.

    `commit` gets what gathered while the commit before it was under way, and answers in the same order.
    """

    def __init__(
        self, commit: Callable[[list[T]], Awaitable[Sequence[R]]], *, within: float = COMMIT_TIMEOUT_SECONDS
    ) -> None:
        self._commit, self._within = commit, within
        self._gathering: list[tuple[T, asyncio.Future[R]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def submit_item(self, item: T) -> R:
        """This will store one thing, together with all that arrive until the commit before it is through."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[R] = loop.create_future()
        if not self._gathering:
            loop.call_later(self._within, _time_out_batch, self._gathering)
            if self._storing is None:
                loop.call_soon(self._start_batch)
        self._gathering.append((item, done))
        return await done

    def _start_batch(self) -> None:
        batch, self._gathering = self._gathering, []
        self._storing = asyncio.create_task(self._commit_batch(batch))
        self._storing.add_done_callback(self._on_batch_stored)

    def _on_batch_stored(self, _: "asyncio.Task[None]") -> None:
        self._storing = None
        if self._gathering:
            self._start_batch()

    async def _commit_batch(self, batch: list[tuple[T, "asyncio.Future[R]"]]) -> None:
        try:
            answers = await self._commit([one for one, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _resolve_future(batch[0][1], error)
                return
            for alone in batch:  # one of them may spoil it for the others: alone, only that one fails
                await self._commit_batch([alone])
            return
        for (_, done), answer in zip(batch, answers, strict=True):
            _resolve_future(done, answer)


def _resolve_future(future: "asyncio.Future[R]", outcome: R | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _time_out_batch(batch: list[tuple[T, "asyncio.Future[R]"]]) -> None:
    for _, done in batch:
        _resolve_future(done, CommitTimeoutError())
