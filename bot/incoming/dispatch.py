"""The one way into Bolt: socket, web and worker all come through here, and what goes in is always accounted for."""

import asyncio
import json
import time
from collections import Counter, OrderedDict
from dataclasses import replace

import structlog
from slack_bolt import BoltResponse
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.incoming import delivery
from bot.incoming.ingest import CLAIM, DELIVERY, REDO, TAKEN
from bot.metrics import Metrics
from handlers.common.deps import Claim, Deps
from storage.queues import inbox

log = structlog.get_logger()
REMEMBERED = 1_000
COMPLAINTS = ('"response_action": "errors"', '"response_action": "push"')


class Dispatcher:
    """`draining` refuses new deliveries with 503, so that Slack sends them again to the next process."""

    def __init__(self, *, app: AsyncApp, deps: Deps, metrics: Metrics) -> None:
        self._app, self._deps, self._metrics = app, deps, metrics
        self._answers: OrderedDict[str, asyncio.Task[BoltResponse]] = OrderedDict()
        self._complaints: Counter[str] = Counter()
        self.draining = False
        self.entering = 0
        self._left = asyncio.Event()

    async def take(self, body: object, *, raw: bytes | None = None) -> BoltResponse:
        """This will store and work on one delivery; the answer is never 5xx but for what could not be stored (503)."""
        if self.draining:
            return BoltResponse(status=503)
        began = time.monotonic()
        self.entering += 1
        try:
            return await self._admit(delivery.read(body), body)
        except delivery.Unreadable as fault:
            return await self.park(raw if raw is not None else json.dumps(body).encode(), str(fault))
        finally:
            self.entering -= 1
            self._left.set()
            self._left.clear()
            self._metrics.ack.observe(time.monotonic() - began)

    async def answered(self, *, within: float) -> bool:
        """This will wait until nobody waits for an answer; False when `within` seconds were not enough."""
        try:
            async with asyncio.timeout(within):
                while self.entering:
                    await self._left.wait()
        except TimeoutError:
            return False
        return True

    async def redo(self, work: inbox.Work) -> None:
        """This will work again on what was stored before; a fault is put down on its row."""
        claim = Claim(work.id, work.token)
        self._metrics.redone.inc()
        try:
            request = _request(delivery.read(work.payload), work.payload)
        except delivery.Unreadable as fault:
            await self._fail(claim, str(fault))
            return
        request.context[REDO] = claim
        await self._settle(request, await self._app.async_dispatch(request))

    async def park(self, raw: bytes, reason: str) -> BoltResponse:
        """This will put what nobody can read where an administrator sees it, and acknowledge it."""
        self._metrics.unreadable.inc()
        log.warning("delivery_unreadable", reason=reason)
        try:
            await self._deps.store.transact(inbox.park_unreadable, raw=raw, reason=reason, now=self._deps.now())
        except Exception as error:
            log.error("delivery_not_stored", error=type(error).__name__)
            return BoltResponse(status=503)
        return BoltResponse(status=200)

    async def _admit(self, got: delivery.Delivery, body: object) -> BoltResponse:
        """A person's double click, and Slack's repeat of it, get the very answer that the first one gets."""
        assert isinstance(body, dict)  # delivery.read let nothing else pass
        if not got.waiting or not got.stored:
            return await self._run(got, body)
        known = self._answers.get(got.nat_key)
        if known is None:
            self._answers[got.nat_key] = known = asyncio.create_task(self._run_once(got, body))
            if len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return await asyncio.shield(known)

    async def _run_once(self, got: delivery.Delivery, body: delivery.Body) -> BoltResponse:
        """A form that was answered with errors or a refusal may be sent again unchanged: it takes another key then."""
        complaints = self._complaints[got.nat_key]
        tried = replace(got, nat_key=f"{got.nat_key}:{complaints}") if complaints else got
        response = await self._run(tried, body)
        if response.status != 200 or any(complaint in (response.body or "") for complaint in COMPLAINTS):
            self._answers.pop(got.nat_key, None)
            self._complaints[got.nat_key] += response.status == 200
        return response

    async def _run(self, got: delivery.Delivery, body: delivery.Body) -> BoltResponse:
        request = _request(got, body)
        return await self._settle(request, await self._app.async_dispatch(request))

    async def _settle(self, request: AsyncBoltRequest, response: BoltResponse) -> BoltResponse:
        if response.status in (200, 503):
            return response
        got: delivery.Delivery = request.context[DELIVERY]
        claim: Claim | None = request.context.get(CLAIM)
        if "deps" not in request.context:
            return await self.park(json.dumps(request.body).encode(), "Bolt could not read it")
        if claim and TAKEN not in request.context:
            if response.status == 404:
                self._metrics.unhandled.labels(got.kind).inc()
                await self._deps.done(claim)
            else:
                await self._fail(claim, "no listener could look at it")
        return BoltResponse(status=200)

    async def _fail(self, claim: Claim, error: str) -> None:
        store, now = self._deps.store, self._deps.now()
        await store.transact(inbox.fail, work_id=claim.work, token=claim.token, error=error, now=now)


def _request(got: delivery.Delivery, body: delivery.Body) -> AsyncBoltRequest:
    try:
        return AsyncBoltRequest(body=delivery.whole(body), mode="socket_mode", context={DELIVERY: got})
    except Exception as error:
        raise delivery.Unreadable(f"Bolt raised {type(error).__name__}") from None
