"""The loop of the sender and the inbox worker: rounds that look for due work, with a pause that `wake` cuts short."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()


class PollingLoop:
    """Calls `run_round` until it is stopped; a round that raises is logged and counts as one that found no work.

    `run_round` returns whether it found work; `pause_after` turns that into the seconds until the next round.
    """

    def __init__(
        self, name: str, run_round: Callable[[], Awaitable[bool]], *, pause_after: Callable[[bool], float]
    ) -> None:
        self._name, self._run_round, self._pause_after = name, run_round, pause_after
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.stopping = False

    def start(self) -> None:
        """Run rounds in a task of their own."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    def wake(self) -> None:
        """Start the next round now."""
        self._wanted.set()

    async def stop(self) -> None:
        """Start no further round, and wait for the one under way."""
        self.stopping = True
        self.wake()
        if self._task:
            await self._task

    async def _run(self) -> None:
        while not self.stopping:
            self._wanted.clear()
            try:
                found_work = await self._run_round()
            except Exception as error:
                log.error("polling_round_failed", step=self._name, error=type(error).__name__)
                found_work = False
            if (pause := self._pause_after(found_work)) and not self.stopping:
                await self._wait_for_wake(pause)

    async def _wait_for_wake(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wanted.wait(), seconds)
        except TimeoutError:
            return
