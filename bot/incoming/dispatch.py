"""The one way into Bolt, for socket, web and worker; every delivery that goes in is accounted for."""

import asyncio
import json
import time
from collections import Counter, OrderedDict
from dataclasses import replace

import structlog
from slack_bolt import BoltResponse
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.incoming import delivery, shapes
from bot.incoming.double_clicks import DoubleClicks
from bot.incoming.ingest import CLAIM_KEY, DELIVERY_KEY, RETRY_KEY, TAKEN_KEY
from bot.metrics import Metrics
from handlers.common.deps import Claim, Deps
from storage.queues import inbox

log = structlog.get_logger()
MAX_REMEMBERED_ANSWERS = 1_000
# What a form is answered with when it was not saved (`handlers.slack.interactions`).
REJECTING_ACTIONS = frozenset({"errors", "push"})


class Dispatcher:
    """Passes deliveries to Bolt.

    While `draining` it refuses new ones with 503, so that Slack sends them again to the next process.
    """

    def __init__(self, *, app: AsyncApp, deps: Deps, metrics: Metrics) -> None:
        self._app, self._deps, self._metrics = app, deps, metrics
        self._answers: OrderedDict[str, asyncio.Task[BoltResponse]] = OrderedDict()
        self._complaints: Counter[str] = Counter()
        self._double_clicks = DoubleClicks()
        self.draining = False
        self.entering = 0
        self._left = asyncio.Event()

    async def receive_delivery(self, body: object, *, raw: bytes | None = None) -> BoltResponse:
        """Store one delivery and work on it; the answer is 5xx (503) only if it could not be stored."""
        if self.draining:
            return BoltResponse(status=503)
        started = time.monotonic()
        self.entering += 1
        try:
            return await self._run_or_share_answer(delivery.read_delivery(body), body)
        except shapes.UnreadableDeliveryError as fault:
            return await self.park_unreadable(raw if raw is not None else json.dumps(body).encode(), str(fault))
        finally:
            self.entering -= 1
            self._left.set()
            self._left.clear()
            self._metrics.ack.observe(time.monotonic() - started)

    async def wait_until_answered(self, *, within: float) -> bool:
        """Wait until every delivery is answered; return False if that takes more than `within` seconds."""
        try:
            async with asyncio.timeout(within):
                while self.entering:
                    await self._left.wait()
        except TimeoutError:
            return False
        return True

    async def retry_work(self, work: inbox.ClaimedEvent) -> None:
        """Work again on a stored delivery; a failure is recorded on its row."""
        claim = Claim(work.id, work.token, received_at=work.received_at)
        self._metrics.redone.inc()
        try:
            request = _bolt_request(delivery.read_delivery(work.payload), work.payload)
        except shapes.UnreadableDeliveryError as fault:
            await self._fail_claim(claim, str(fault))
            return
        request.context[RETRY_KEY] = claim
        await self._settle_response(request, await self._app.async_dispatch(request))

    async def park_unreadable(self, raw: bytes, reason: str) -> BoltResponse:
        """Park an unreadable delivery where an administrator sees it, and acknowledge it."""
        self._metrics.unreadable.inc()
        log.warning("delivery_unreadable", reason=reason)
        try:
            await self._deps.store.transact(inbox.park_unreadable, raw=raw, reason=reason, now=self._deps.now())
        except Exception as error:
            log.error("delivery_not_stored", error=type(error).__name__)
            return BoltResponse(status=503)
        return BoltResponse(status=200)

    async def _run_or_share_answer(self, received: delivery.Delivery, body: object) -> BoltResponse:
        """Run the delivery; a double click, or Slack's repeat of it, gets the answer of the first one."""
        # delivery.read_delivery lets nothing else pass.
        assert isinstance(body, dict)
        if not received.waiting or not received.stored:
            return await self._run_delivery(received, body)
        received = replace(received, nat_key=self._double_clicks.first_key(body, received.nat_key))
        answer = self._answers.get(received.nat_key)
        if answer is None:
            self._answers[received.nat_key] = answer = asyncio.create_task(self._run_once(received, body))
            if len(self._answers) > MAX_REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)
        return await asyncio.shield(answer)

    async def _run_once(self, received: delivery.Delivery, body: shapes.Body) -> BoltResponse:
        """Run the delivery, under another key if it was rejected before.

        A form that was answered with errors or a refusal may be sent again unchanged.
        """
        rejections = self._complaints[received.nat_key]
        keyed = replace(received, nat_key=f"{received.nat_key}:{rejections}") if rejections else received
        response = await self._run_delivery(keyed, body)
        if response.status != 200 or _rejects_form(response):
            self._answers.pop(received.nat_key, None)
            self._complaints[received.nat_key] += response.status == 200
        return response

    async def _run_delivery(self, received: delivery.Delivery, body: shapes.Body) -> BoltResponse:
        request = _bolt_request(received, body)
        return await self._settle_response(request, await self._app.async_dispatch(request))

    async def _settle_response(self, request: AsyncBoltRequest, response: BoltResponse) -> BoltResponse:
        if response.status in (200, 503):
            return response
        received: delivery.Delivery = request.context[DELIVERY_KEY]
        claim: Claim | None = request.context.get(CLAIM_KEY)
        if "deps" not in request.context:
            return await self.park_unreadable(json.dumps(request.body).encode(), "Bolt could not read it")
        if claim and TAKEN_KEY not in request.context:
            if response.status == 404:
                self._metrics.unhandled.labels(received.kind).inc()
                await self._deps.finish_claim(claim)
            else:
                await self._fail_claim(claim, "no listener could look at it")
        return BoltResponse(status=200)

    async def _fail_claim(self, claim: Claim, error: str) -> None:
        store, now = self._deps.store, self._deps.now()
        await store.transact(inbox.fail, work_id=claim.work_id, token=claim.token, error=error, now=now)


def _rejects_form(response: BoltResponse) -> bool:
    """Return whether a form stays open; a body that is not a JSON object answers something else."""
    if not (response.body or "").startswith("{"):
        return False
    return json.loads(response.body).get("response_action") in REJECTING_ACTIONS


def _bolt_request(received: delivery.Delivery, body: shapes.Body) -> AsyncBoltRequest:
    try:
        return AsyncBoltRequest(body=delivery.storable_text(body), mode="socket_mode", context={DELIVERY_KEY: received})
    except Exception as error:
        raise shapes.UnreadableDeliveryError(f"Bolt raised {type(error).__name__}") from None
