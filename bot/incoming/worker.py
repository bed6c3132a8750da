"""The worker that retries stored deliveries which were not finished: after a failure, an expired lease or a crash."""

import structlog

from bot.incoming.batching import CLAIM_LEASE
from bot.incoming.dispatch import Dispatcher
from bot.incoming.running_listeners import ListenerPool
from bot.polling import PollingLoop
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
        self._loop = PollingLoop("worker", self._run_round, pause_after=self._pause_seconds)
        self._has_work = False
        listener_pool.on_landing = self._on_listener_done

    async def start(self) -> None:
        """Release the claims that a crash left behind, then look for due work twice a second."""
        if self._deps.store.engine_name == "sqlite":
            await self._deps.store.transact(inbox.release_all_claims, now=self._deps.now())
        self._loop.start()

    def wake(self) -> None:
        """Make the loop look for work now."""
        self._loop.wake()

    def _on_listener_done(self) -> None:
        """Look for the next delivery; one that may have crashed a process runs alone, so the next waits for it."""
        if self._has_work:
            self.wake()

    async def stop(self) -> None:
        await self._loop.stop()

    def _pause_seconds(self, found_work: bool) -> float:
        self._has_work = found_work or (self._has_work and self._flights.under_way > 0)
        return 0 if found_work else POLL_INTERVAL_SECONDS

    async def _run_round(self) -> bool:
        room = min(MAX_CLAIMS_PER_ROUND, MAX_RUNNING_LISTENERS - self._flights.under_way)
        if room <= 0:
            return False
        works = await self._deps.store.transact(inbox.claim, now=self._deps.now(), lease=CLAIM_LEASE, limit=room)
        for work in works:
            if self._loop.stopping:
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
            log.error("dispatch_failed", work=work.id, error=type(error).__name__)
            await self._deps.store.transact(
                inbox.fail, work_id=work.id, token=work.token, error=type(error).__name__, now=self._deps.now()
            )
