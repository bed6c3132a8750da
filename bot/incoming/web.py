"""The web edge, in front of Bolt: nothing unsigned is parsed, nothing malformed becomes a fault of ours."""

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

import structlog
from aiohttp import web
from slack_bolt import BoltResponse

from bot.incoming.dispatch import Dispatcher
from bot.metrics import Metrics
from rules.refusal import Refusal

log = structlog.get_logger()
BODY_LIMIT = 1024 * 1024
OLD, EARLY = 300, 60
READ_WITHIN = 10
TIMESTAMP = re.compile(r"[0-9]{10}\Z")
PROBE_WITHIN = 1.0


class PortTaken(Refusal):
    """This will be shown when the web endpoints cannot be opened."""


@dataclass(frozen=True, slots=True)
class Health:
    """What the probes ask: `ready` gives the names of what is not well (none when all is)."""

    ready: Callable[[], Awaitable[list[str]]]
    measure: Callable[[], Awaitable[None]]


class Web:
    """`/slack/events` (only with a signing secret), `/livez`, `/healthz`, `/readyz`, `/metrics`."""

    def __init__(
        self,
        *,
        dispatcher: Dispatcher,
        health: Health,
        metrics: Metrics,
        wall: Callable[[], float] = time.time,
        signing_secret: str = "",
        ops_token: str = "",
    ) -> None:
        self._dispatcher, self._health, self._metrics, self._wall = dispatcher, health, metrics, wall
        self._secret, self._ops = signing_secret.encode(), ops_token.encode()
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """This will listen and return the port (0 picks a free one)."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_get("/livez", self._alive)
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._measures)
        if self._secret:
            app.router.add_post("/slack/events", self._slack)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            raise PortTaken(
                f"I cannot listen on {host}:{port}.", f"{error.strerror}.", "Choose another BATON_HTTP_PORT."
            ) from None
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """This will stop listening; requests under way are answered."""
        if self._runner:
            await self._runner.cleanup()

    async def _slack(self, request: web.Request) -> web.Response:
        try:
            raw = await asyncio.wait_for(request.read(), READ_WITHIN)
        except TimeoutError:
            return self._refuse("slow", 408)
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not self._fresh(stamp):
            return self._refuse("timestamp", 401)
        if not signed(self._secret, stamp, raw, request.headers.get("X-Slack-Signature", "")):
            return self._refuse("signature", 401)
        try:
            body = parse(raw, request.content_type)
        except (ValueError, RecursionError) as fault:
            await self._dispatcher.park(raw, f"no JSON or form: {type(fault).__name__}")
            return web.Response(status=400, headers={"x-slack-no-retry": "1"})
        if isinstance(body, dict) and body.get("type") == "url_verification":
            return web.json_response({"challenge": str(body.get("challenge"))})
        if isinstance(body, dict) and body.get("ssl_check"):
            return web.Response()
        return _answer(await self._dispatcher.take(body, raw=raw))

    def _fresh(self, stamp: str) -> bool:
        if not TIMESTAMP.match(stamp):
            return False
        age = self._wall() - int(stamp)
        return -EARLY <= age <= OLD

    def _refuse(self, reason: str, status: int) -> web.Response:
        self._metrics.refused.labels(reason).inc()
        return web.Response(status=status)

    async def _alive(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _ready(self, request: web.Request) -> web.Response:
        try:
            faults = await asyncio.wait_for(self._health.ready(), PROBE_WITHIN)
        except TimeoutError:
            faults = ["database slow"]
        told = {"ready": not faults} | ({"faults": faults} if self._operator(request) else {})
        return web.json_response(told, status=503 if faults else 200)

    async def _measures(self, request: web.Request) -> web.Response:
        if not self._operator(request):
            return web.Response(status=403)
        await self._health.measure()
        return web.Response(body=self._metrics.text(), content_type="text/plain", charset="utf-8")

    def _operator(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").encode(errors="replace")
        return bool(self._ops) and hmac.compare_digest(given, b"Bearer " + self._ops)


def signed(secret: bytes, stamp: str, raw: bytes, signature: str) -> bool:
    """Whether `signature` is Slack's v0 HMAC over the raw bytes; takes the same time for every wrong one."""
    made = "v0=" + hmac.new(secret, b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made.encode(), signature.encode(errors="replace"))


def parse(raw: bytes, content_type: str) -> Any:
    """This will parse JSON, a form with a JSON `payload`, or a plain form; else ValueError or RecursionError."""
    text = raw.decode("utf-8")
    if content_type != "application/x-www-form-urlencoded":
        return _json(text)
    form = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=100))
    return _json(form["payload"]) if "payload" in form else form


def _json(text: str) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _answer(response: BoltResponse) -> web.Response:
    kind = (response.headers.get("content-type") or ["text/plain;charset=utf-8"])[0]
    return web.Response(status=response.status, body=(response.body or "").encode(), headers={"content-type": kind})
