"""The worker that retries stored deliveries which were not finished: after a failure, an expired lease or a crash."""

import asyncio

import structlog

from bot.incoming.batching import CLAIM_LEASE
from bot.incoming.dispatch import Dispatcher
from bot.incoming.running_listeners import ListenerPool
from handlers.common.deps import Deps
from storage.queues import inbox

log = structlog.get_logger()
POLL_INTERVAL_SECONDS = 0.5
MAX_CLAIMS_PER_ROUND = 16
MAX_RUNNING_LISTENERS = 48


class InboxWorker:
    """One loop; `stop` lets it finish its round. The listeners it started are awaited with all the others."""

    def __init__(self, *, deps: Deps, dispatcher: Dispatcher, listener_pool: ListenerPool) -> None:
        self._deps, self._dispatcher, self._flights = deps, dispatcher, listener_pool
        self._task: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self._has_work = False
        listener_pool.on_landing = self._on_listener_done
        self._stopping = False

    async def start(self) -> None:
        """Release the claims that a crash left behind, then look for due work twice a second."""
        if self._deps.store.engine_name == "sqlite":
            await self._deps.store.transact(inbox.release_all_claims, now=self._deps.now())
        self._task = asyncio.create_task(self._run_loop(), name="worker")

    def wake(self) -> None:
        """Make the loop look for work now."""
        self._wanted.set()

    def _on_listener_done(self) -> None:
        """Look for the next delivery; one that may have crashed a process runs alone, so the next waits for it."""
        if self._has_work:
            self.wake()

    async def stop(self) -> None:
        self._stopping = True
        self._wanted.set()
        if self._task:
            await self._task

    async def _run_loop(self) -> None:
        while not self._stopping:
            self._wanted.clear()
            try:
                busy = await self._run_round()
            except Exception as error:
                log.error("worker_round_failed", error=type(error).__name__)
                busy = False
            self._has_work = busy or (self._has_work and self._flights.under_way > 0)
            if not busy and not self._stopping:
                await self._wait_for_work()

    async def _run_round(self) -> bool:
        room = min(MAX_CLAIMS_PER_ROUND, MAX_RUNNING_LISTENERS - self._flights.under_way)
        if room <= 0:
            return False
        works = await self._deps.store.transact(inbox.claim, now=self._deps.now(), lease=CLAIM_LEASE, limit=room)
        for work in works:
            if self._stopping:
                await self._deps.store.transact(
                    inbox.give_back, work_id=work.id, token=work.token, now=self._deps.now()
                )
            else:
                await self._retry_work(work)
        return bool(works)

    async def _retry_work(self, work: inbox.ClaimedEvent) -> None:
        try:
            await self._dispatcher.retry_work(work)
        except Exception as error:
            log.error("work_could_not_be_dispatched", work=work.id, error=type(error).__name__)
            await self._deps.store.transact(
                inbox.fail, work_id=work.id, token=work.token, error=type(error).__name__, now=self._deps.now()
            )

    async def _wait_for_work(self) -> None:
        try:
            await asyncio.wait_for(self._wanted.wait(), POLL_INTERVAL_SECONDS)
        except TimeoutError:
            return
