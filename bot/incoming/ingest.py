"""Bolt's first global middleware of ours: a delivery is durable before anyone works on it or acknowledges it."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from slack_bolt import BoltResponse
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.incoming import delivery
from bot.incoming.batching import LEASE, Together
from bot.incoming.running_listeners import Flights
from bot.metrics import Metrics
from handlers.common.deps import Claim, Deps
from storage.queues import inbox, outbox
from storage.queues.intake import Arrival, receive_all

log = structlog.get_logger()
REVOKED_PAUSE = timedelta(minutes=5)  # then one call asks whether the token works again
DELIVERY, CLAIM, REDO, TAKEN = "baton_delivery", "baton_claim", "baton_redo", "baton_taken"
Next = Callable[[], Awaitable[BoltResponse]]


@dataclass(frozen=True, slots=True)
class Us:
    """The one workspace and app this process speaks for; an unknown app id is not compared."""

    team: str
    app: str


class Ingest(AsyncMiddleware):
    """This will store and pass on what is new, acknowledge what is known, and refuse (503) what could not be stored."""

    def __init__(self, *, deps: Deps, us: Us, flights: Flights, metrics: Metrics) -> None:
        self._deps, self._us, self._flights, self._metrics = deps, us, flights, metrics
        self._intake = Together(self._receive)

    async def async_process(self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Next) -> BoltResponse | None:
        got: delivery.Delivery = req.context[DELIVERY]
        self._metrics.received.labels(got.kind.partition(":")[0]).inc()
        if not self._ours(got):
            self._metrics.foreign.inc()
            log.warning("delivery_of_another_team_or_app_ignored", kind=got.kind)
            return BoltResponse(status=200)
        if got.kind == "app_rate_limited":
            log.warning("events_were_rate_limited_by_slack")
            return BoltResponse(status=200)
        if got.kind.removeprefix("event:") in delivery.REVOKED:
            return await self._revoked(got)
        claim = req.context.get(REDO)
        if claim is None and got.stored:
            stored = await self._store(got, req.body)
            if isinstance(stored, BoltResponse):
                return stored
            claim = stored
        self._equip(req, got, claim)
        await next()
        return None

    def _equip(self, req: AsyncBoltRequest, got: delivery.Delivery, claim: Claim | None) -> None:
        fly = self._flights.of(f"{got.team}:{got.channel or got.key}", waiting=got.waiting and REDO not in req.context)

        def flight() -> AbstractAsyncContextManager[None]:
            req.context[TAKEN] = True
            return fly()

        req.context[CLAIM] = claim
        req.context["deps"] = replace(self._deps, claim=claim)
        req.context["flight"] = flight

    def _ours(self, got: delivery.Delivery) -> bool:
        return got.team == self._us.team and (not got.app or not self._us.app or got.app == self._us.app)

    async def _store(self, got: delivery.Delivery, body: delivery.Body) -> Claim | BoltResponse:
        try:
            row = await self._intake.put(Arrival(got.team, got.kind, got.key, got.nat_key, body))
        except Exception as error:
            self._metrics.not_stored.inc()
            log.error("delivery_not_stored", kind=got.kind, error=type(error).__name__)
            return BoltResponse(status=503)
        if row is None:
            self._metrics.duplicates.inc()
            return BoltResponse(status=200)
        return Claim(row, inbox.FIRST_TOKEN)

    async def _receive(self, arrivals: list[Arrival]) -> list[int | None]:
        return await self._deps.store.transact(receive_all, arrivals, now=self._deps.now(), lease=LEASE)

    async def _revoked(self, got: delivery.Delivery) -> BoltResponse:
        until = self._deps.now() + REVOKED_PAUSE
        await self._deps.store.transact(outbox.pause_team, team=got.team, until=until)
        log.error("workspace_paused", kind=got.kind)
        return BoltResponse(status=200)
