"""Our first global middleware in Bolt: a delivery is durable before anyone works on it or acknowledges it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from slack_bolt import BoltResponse
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.incoming import delivery, shapes
from bot.incoming.batching import CLAIM_LEASE, Batcher
from bot.incoming.running_listeners import ListenerPool
from bot.metrics import Metrics
from handlers.common.deps import Claim, Deps
from storage.queues import inbox, outbox
from storage.queues.intake import Arrival, receive_all

log = structlog.get_logger()
# After this, one call checks whether the token works again.
REVOKED_PAUSE = timedelta(minutes=5)
DELIVERY_KEY = "baton_delivery"
CLAIM_KEY = "baton_claim"
RETRY_KEY = "baton_redo"
TAKEN_KEY = "baton_taken"
NextMiddleware = Callable[[], Awaitable[BoltResponse]]


@dataclass(frozen=True, slots=True)
class OwnIdentity:
    """The one workspace and app that this process serves; an unknown app id is not compared."""

    team: str
    app: str


class IngestMiddleware(AsyncMiddleware):
    """Stores and passes on new deliveries, acknowledges known ones, and refuses (503) those it could not store."""

    def __init__(self, *, deps: Deps, identity: OwnIdentity, listener_pool: ListenerPool, metrics: Metrics) -> None:
        self._deps, self._us, self._flights, self._metrics = deps, identity, listener_pool, metrics
        self._intake = Batcher(self._receive_batch)

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: NextMiddleware
    ) -> BoltResponse | None:
        received: delivery.Delivery = req.context[DELIVERY_KEY]
        self._metrics.received.labels(received.kind.partition(":")[0]).inc()
        if not self._is_ours(received):
            self._metrics.foreign.inc()
            log.warning("foreign_delivery_ignored", kind=received.kind)
            return BoltResponse(status=200)
        if received.kind == "app_rate_limited":
            log.warning("slack_limited_events")
            return BoltResponse(status=200)
        if received.kind.removeprefix("event:") in delivery.REVOCATION_EVENTS:
            return await self._pause_revoked_team(received, req.body)
        claim = req.context.get(RETRY_KEY)
        if claim is None and received.stored:
            stored = await self._store_delivery(received, req.body)
            if isinstance(stored, BoltResponse):
                return stored
            claim = stored
        self._prepare_context(req, received, claim)
        await next()
        return None

    def _prepare_context(self, req: AsyncBoltRequest, received: delivery.Delivery, claim: Claim | None) -> None:
        occupy_slot = self._flights.slot_for(
            f"{received.team}:{received.channel or received.key}",
            waiting=received.waiting and RETRY_KEY not in req.context,
        )

        def enter_slot() -> AbstractAsyncContextManager[None]:
            req.context[TAKEN_KEY] = True
            return occupy_slot()

        req.context[CLAIM_KEY] = claim
        req.context["deps"] = replace(self._deps, claim=claim)
        req.context["flight"] = enter_slot

    def _is_ours(self, received: delivery.Delivery) -> bool:
        return received.team == self._us.team and (not received.app or not self._us.app or received.app == self._us.app)

    async def _store_delivery(self, received: delivery.Delivery, body: shapes.Body) -> Claim | BoltResponse:
        try:
            work_id = await self._intake.submit_item(
                Arrival(received.team, received.kind, received.key, received.nat_key, body)
            )
        except Exception as error:
            self._metrics.not_stored.inc()
            log.error("delivery_not_stored", kind=received.kind, error=type(error).__name__)
            return BoltResponse(status=503)
        if work_id is None:
            self._metrics.duplicates.inc()
            return BoltResponse(status=200)
        return Claim(work_id, inbox.FIRST_TOKEN)

    async def _receive_batch(self, arrivals: list[Arrival]) -> list[int | None]:
        return await self._deps.store.transact(receive_all, arrivals, now=self._deps.now(), lease=CLAIM_LEASE)

    async def _pause_revoked_team(self, received: delivery.Delivery, body: shapes.Body) -> BoltResponse:
        """Stop sending for a while when our own token is gone; a person's token is not what we send with."""
        if not delivery.revokes_bot(body["event"]):
            return BoltResponse(status=200)
        until = self._deps.now() + REVOKED_PAUSE
        await self._deps.store.transact(outbox.pause_team, team=received.team, until=until)
        log.error("workspace_paused", kind=received.kind)
        return BoltResponse(status=200)
