"""One tick a minute, and every five seconds the steps that cannot wait for it (docs/decisions/0003-brisk-steps.md).

Only the database knows which work is due and whether it was done; the clock merely asks.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from bot.metrics import Metrics
from handlers.common.deps import Deps
from storage.audit import BATON_ACTOR

if TYPE_CHECKING:
    from apscheduler.job import Job
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
TickStep = Callable[[Deps], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TickTimings:
    """The timings of the tick, in seconds.

    `step_wait` is how long the other steps wait for one, `step_timeout` when a step is given up, `max_silence` the
    silence after which a tick is made up for, `brisk_interval` how often the brisk steps run. Silence is measured on a
    monotonic clock: the scheduler uses the wall clock, and would sleep for an hour when that is set back by one.
    """

    step_wait: float = 30
    step_timeout: float = 600
    max_silence: float = 75
    brisk_interval: int = 5


class TickScheduler:
    """Runs each step of the tick; one that raises or hangs is logged and counted, and the others still run."""

    def __init__(
        self,
        *,
        deps: Deps,
        steps: Sequence[TickStep],
        metrics: Metrics,
        brisk_steps: Sequence[TickStep] = (),
        timings: TickTimings | None = None,
    ) -> None:
        self._deps, self._steps = deps.signed_by(BATON_ACTOR), steps
        self._metrics, self._pace = metrics, timings or TickTimings()
        self._brisk = tuple(brisk_steps)
        self._scheduler: AsyncIOScheduler | None = None
        self._jobs: tuple[Job, ...] = ()
        self._watch: asyncio.Task[None] | None = None
        self._one_at_a_time, self._one_brisk = asyncio.Lock(), asyncio.Lock()
        self._under_way: dict[TickStep, asyncio.Task[None]] = {}
        self._ended = 0.0

    def start(self) -> None:
        """Tick now and then every minute on the minute; a tick that lasts longer swallows the next one.

        The brisk steps have a timer of their own, so that they never wait behind a long tick.
        """
        # Slow to import; by now the connection is open.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        now, job_options = datetime.now(UTC), {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        tick = self._scheduler.add_job(self.run_tick, "cron", minute="*", next_run_time=now, **job_options)
        brisk_seconds = f"*/{self._pace.brisk_interval}"
        brisk = self._brisk and self._scheduler.add_job(
            self.run_brisk_steps, "cron", second=brisk_seconds, **job_options
        )
        self._jobs = (tick, brisk) if brisk else (tick,)
        self._scheduler.start()
        self._ended = asyncio.get_running_loop().time()
        self._watch = asyncio.create_task(self._tick_after_silence(), name="watch over the clock")

    async def run_tick(self) -> None:
        """Run every step once, in order; skip a step that is still running from an earlier tick."""
        async with self._one_at_a_time:
            loop = asyncio.get_running_loop()
            started = loop.time()
            for step in self._steps:
                if step not in self._under_way:
                    await self._start_step(step)
            self._ended = loop.time()
            self._metrics.tick_lag.set(self._ended - started)

    async def run_brisk_steps(self) -> None:
        """Run the brisk steps that are not already running."""
        async with self._one_brisk:
            for step in self._brisk:
                if step not in self._under_way:
                    await self._start_step(step)

    async def stop(self) -> None:
        """Stop ticking and wait for a tick under way."""
        if self._scheduler is None:
            return
        if self._watch:
            self._watch.cancel()
        self._scheduler.remove_all_jobs()
        try:
            async with self._one_at_a_time, self._one_brisk:
                # Not earlier: it cancels running jobs.
                self._scheduler.shutdown(wait=False)
            await asyncio.gather(*self._under_way.values())
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _start_step(self, step: TickStep) -> None:
        """Start the step and wait for it as long as the others can be kept waiting."""
        task = asyncio.create_task(self._run_step(step))
        self._under_way[step] = task
        try:
            await asyncio.wait({task}, timeout=self._pace.step_wait)
        except asyncio.CancelledError:
            task.cancel()
            raise

    async def _run_step(self, step: TickStep) -> None:
        name = getattr(step, "__name__", "step")
        try:
            async with asyncio.timeout(self._pace.step_timeout):
                await step(self._deps)
        except Exception as error:
            self._metrics.tick_failures.labels(name).inc()
            log.error("tick_step_failed", step=name, error=type(error).__name__)
        finally:
            self._under_way.pop(step, None)

    async def _tick_after_silence(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._pace.max_silence / 3)
            if loop.time() - self._ended > self._pace.max_silence and not self._one_at_a_time.locked():
                log.warning("missed_tick_rescheduled")
                self._ended = loop.time()
                for job in self._jobs:
                    job.modify(next_run_time=datetime.now(UTC))
