"""One tick a minute. What is due, and whether it was done, is known to the database alone; this only asks."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from bot.metrics import Metrics
from handlers.deps import Deps

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
Step = Callable[[Deps], Awaitable[None]]


class Clock:
    """Runs each step of the tick; one that raises is logged and counted, and the others still run."""

    def __init__(self, *, deps: Deps, steps: Sequence[Step], metrics: Metrics) -> None:
        self._deps, self._steps, self._metrics = deps, steps, metrics
        self._scheduler: AsyncIOScheduler | None = None
        self._one_at_a_time = asyncio.Lock()

    def start(self) -> None:
        """This will tick now and then every minute on the minute; a tick that lasts longer swallows the next one."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # slow to import; the connection stands by now

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self.tick_now,
            "cron",
            minute="*",
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

    async def tick_now(self) -> None:
        """This will run every step once, in order."""
        async with self._one_at_a_time:
            began = asyncio.get_running_loop().time()
            for step in self._steps:
                await self._run(step)
            self._metrics.tick_lag.set(asyncio.get_running_loop().time() - began)

    async def stop(self) -> None:
        """This will tick no more and wait for a tick under way."""
        if self._scheduler is None:
            return
        self._scheduler.remove_all_jobs()
        async with self._one_at_a_time:
            # Not before: it cancels what runs.
            self._scheduler.shutdown(wait=False)

    async def _run(self, step: Step) -> None:
        name = getattr(step, "__name__", "step")
        try:
            await step(self._deps)
        except Exception as error:
            self._metrics.tick_failures.labels(name).inc()
            log.error("tick_step_failed", step=name, error=type(error).__name__)
