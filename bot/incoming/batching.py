"""Batches of concurrent deliveries: one INSERT, one commit and one time limit for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

CLAIM_LEASE = timedelta(seconds=60)
COMMIT_TIMEOUT_SECONDS = 2.5
T = TypeVar("T")
R = TypeVar("R")


class CommitTimeoutError(Exception):
    """Raised when a commit takes longer than allowed; its items may still be stored, but count as not stored."""


class Batcher(Generic[T, R]):
    """Commits items together that arrive while the previous commit is under way.

    `submit_item` returns the result of its item after the commit, and raises if that is not durable `within` seconds.
    `commit` gets the items gathered during the previous commit and returns their results in the same order.
    """

    def __init__(
        self, commit: Callable[[list[T]], Awaitable[Sequence[R]]], *, within: float = COMMIT_TIMEOUT_SECONDS
    ) -> None:
        self._commit, self._within = commit, within
        self._gathering: list[tuple[T, asyncio.Future[R]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def submit_item(self, item: T) -> R:
        """Commit one item, together with all that arrive until the previous commit ends."""
        loop = asyncio.get_running_loop()
        result: asyncio.Future[R] = loop.create_future()
        if not self._gathering:
            loop.call_later(self._within, _time_out_batch, self._gathering)
            if self._storing is None:
                loop.call_soon(self._start_batch)
        self._gathering.append((item, result))
        return await result

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
            answers = await self._commit([item for item, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _resolve_future(batch[0][1], error)
                return
            # One bad item fails the whole batch: committed alone, only that one fails.
            for entry in batch:
                await self._commit_batch([entry])
            return
        for (_, result), answer in zip(batch, answers, strict=True):
            _resolve_future(result, answer)


def _resolve_future(future: "asyncio.Future[R]", outcome: R | Exception) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _time_out_batch(batch: list[tuple[T, "asyncio.Future[R]"]]) -> None:
    for _, result in batch:
        _resolve_future(result, CommitTimeoutError())
