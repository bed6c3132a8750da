"""The web edge, in front of Bolt: unsigned requests are never parsed, malformed ones never become an error of ours."""

import asyncio
import hashlib
import hmac
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt import BoltResponse

from bot.incoming.dispatch import Dispatcher
from bot.metrics import Metrics
from rules.refusal import Failure

MAX_BODY_BYTES = 1024 * 1024
MAX_REQUEST_AGE_SECONDS = 300
MAX_CLOCK_SKEW_SECONDS = 60
READ_TIMEOUT_SECONDS = 10
TIMESTAMP_PATTERN = re.compile(r"[0-9]{10}\Z")
PROBE_TIMEOUT_SECONDS = 1.0


class PortTakenError(Failure):
    """Raised when the web endpoints cannot be opened."""


@dataclass(frozen=True, slots=True)
class HealthProbes:
    """The callbacks of the probes; `list_faults` returns the names of all current faults (empty when healthy)."""

    list_faults: Callable[[], Awaitable[list[str]]]
    update_gauges: Callable[[], Awaitable[None]]


class WebEndpoints:
    """`/slack/events` (only with a signing secret), `/livez`, `/healthz`, `/readyz`, `/metrics`."""

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        health: HealthProbes,
        metrics: Metrics,
        wall_clock: Callable[[], float] = time.time,
        signing_secret: str = "",
        ops_token: str = "",
    ) -> None:
        self._dispatcher, self._health, self._metrics, self._wall = dispatcher, health, metrics, wall_clock
        self._secret, self._ops = signing_secret.encode(), ops_token.encode()
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port (0 picks a free one)."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_get("/livez", self._report_alive)
        app.router.add_get("/healthz", self._report_alive)
        app.router.add_get("/readyz", self._report_readiness)
        app.router.add_get("/metrics", self._report_metrics)
        if self._secret:
            app.router.add_post("/slack/events", self._receive_slack_request)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise PortTakenError(
                f"I can't listen on {host}:{port}.", f"{error.strerror}.", "Choose another BATON_HTTP_PORT."
            ) from None
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening; requests under way are still answered."""
        if self._runner:
            await self._runner.cleanup()

    async def _receive_slack_request(self, request: web.Request) -> web.Response:
        try:
            raw = await asyncio.wait_for(request.read(), READ_TIMEOUT_SECONDS)
        except TimeoutError:
            return self._refuse_request("slow", 408)
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not self._is_fresh(timestamp):
            return self._refuse_request("timestamp", 401)
        if not has_valid_signature(self._secret, timestamp, raw, request.headers.get("X-Slack-Signature", "")):
            return self._refuse_request("signature", 401)
        try:
            body = parse_body(raw, request.content_type)
        except (ValueError, RecursionError) as fault:
            await self._dispatcher.park_unreadable(raw, f"no JSON or form: {type(fault).__name__}")
            return web.Response(status=400, headers={"x-slack-no-retry": "1"})
        if isinstance(body, dict) and body.get("type") == "url_verification":
            return web.json_response({"challenge": str(body.get("challenge"))})
        if isinstance(body, dict) and body.get("ssl_check"):
            return web.Response()
        return _web_response(await self._dispatcher.receive_delivery(body, raw=raw))

    def _is_fresh(self, timestamp: str) -> bool:
        if not TIMESTAMP_PATTERN.match(timestamp):
            return False
        age = self._wall() - int(timestamp)
        return -MAX_CLOCK_SKEW_SECONDS <= age <= MAX_REQUEST_AGE_SECONDS

    def _refuse_request(self, reason: str, status: int) -> web.Response:
        self._metrics.refused.labels(reason).inc()
        return web.Response(status=status)

    async def _report_alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _report_readiness(self, request: web.Request) -> web.Response:
        try:
            faults = await asyncio.wait_for(self._health.list_faults(), PROBE_TIMEOUT_SECONDS)
        except TimeoutError:
            faults = ["database slow"]
        report = {"ready": not faults} | ({"faults": faults} if self._is_operator(request) else {})
        return web.json_response(report, status=503 if faults else 200)

    async def _report_metrics(self, request: web.Request) -> web.Response:
        if not self._is_operator(request):
            return web.Response(status=403)
        await self._health.update_gauges()
        return web.Response(body=self._metrics.prometheus_text(), content_type="text/plain", charset="utf-8")

    def _is_operator(self, request: web.Request) -> bool:
        authorization = request.headers.get("Authorization", "").encode(errors="replace")
        return bool(self._ops) and hmac.compare_digest(authorization, b"Bearer " + self._ops)


def has_valid_signature(secret: bytes, timestamp: str, raw: bytes, signature: str) -> bool:
    """Return whether `signature` is Slack's v0 HMAC over the raw bytes; takes the same time for every wrong one."""
    expected = "v0=" + hmac.new(secret, b"v0:" + timestamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def parse_body(raw: bytes, content_type: str) -> Any:
    """Parse JSON, a form with a JSON `payload`, or a plain form; else raise ValueError or RecursionError."""
    text = raw.decode("utf-8")
    if content_type != "application/x-www-form-urlencoded":
        return _parse_json(text)
    form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=100))
    return _parse_json(form["payload"]) if "payload" in form else form


def _parse_json(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _web_response(response: BoltResponse) -> web.Response:
    content_type = (response.headers.get("content-type") or ["text/plain;charset=utf-8"])[0]
    return web.Response(
        status=response.status, body=(response.body or "").encode(), headers={"content-type": content_type}
    )
