"""Socket Mode with a watchdog: the SDK's client can wait forever on an address that no longer answers."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.metrics import Metrics

log = structlog.get_logger()


class DeliveryReceiver(Protocol):
    """The destination of deliveries."""

    async def receive_delivery(self, body: object) -> BoltResponse:
        """Store a delivery and return the answer to it."""
        ...


@dataclass(frozen=True, slots=True)
class ReconnectPolicy:
    """Seconds between checks, before each remedy for a lost connection and between pings; the number of remedies."""

    check_interval: float = 5
    remedy_after: float = 15
    ping_interval: float = 10
    max_attempts: int = 5


class SocketHandler(AsyncSocketModeHandler):
    """Bolt's handler, with deliveries routed through our dispatcher."""

    def __init__(self, app: AsyncApp, app_token: str, receiver: DeliveryReceiver, ping_interval: float) -> None:
        super().__init__(app, app_token, web_client=app.client, ping_interval=ping_interval)
        self._taker = receiver

    async def connect_socket(self) -> None:
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def close_socket(self) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        started = time.time()
        await send_async_response(client, req, await self._taker.receive_delivery(req.payload), started)


class SocketConnection:
    """The live connection; `on_give_up` is called when no remedy helped, so that the process can be restarted."""

    def __init__(
        self,
        *,
        app: AsyncApp,
        app_token: str,
        receiver: DeliveryReceiver,
        metrics: Metrics,
        on_give_up: Callable[[], None],
        policy: ReconnectPolicy | None = None,
    ) -> None:
        self._patience = policy or ReconnectPolicy()
        self._app, self._app_token, self._taker = app, app_token, receiver
        self._metrics, self._given_up = metrics, on_give_up
        self._handler: SocketHandler | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._connecting: asyncio.Task[None] | None = None

    async def open(self, *, address: str | None = None, within: float = 10) -> bool:
        """Connect (to `address` first) and keep watching; return False if that takes more than `within` seconds."""
        self._start_handler(address)
        # _start_handler has just set it.
        assert self._connecting is not None
        await asyncio.wait({self._connecting}, timeout=within)
        self._tasks.append(asyncio.create_task(self._watch_connection(), name="watchdog"))
        return self._connecting.done()

    async def is_connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    async def close(self) -> None:
        """Stop listening; work under way continues."""
        for task in [*self._tasks, *([self._connecting] if self._connecting else [])]:
            task.cancel()
        if self._handler:
            await self._close_handler(self._handler)

    async def _watch_connection(self) -> None:
        lost_at: float | None = None
        attempts = 0
        while True:
            await asyncio.sleep(self._patience.check_interval)
            if await self.is_connected():
                lost_at, attempts = None, 0
                continue
            lost_at = lost_at or time.monotonic()
            self._forget_address()
            if time.monotonic() - lost_at < self._patience.remedy_after:
                continue
            attempts, lost_at = attempts + 1, time.monotonic()
            if attempts > self._patience.max_attempts:
                log.error("socket_gave_up", attempts=attempts)
                self._given_up()
                return
            await self._apply_remedy(attempts)

    def _forget_address(self) -> None:
        """Let the client ask for a new address: Slack's can be used once, even if the handshake was refused."""
        if self._handler and self._handler.client.wss_uri is not None:
            self._metrics.reconnects.labels("new_address").inc()
            self._handler.client.wss_uri = None

    async def _apply_remedy(self, attempt: int) -> None:
        """Replace the handler, which heals a client that hangs."""
        self._metrics.reconnects.labels("new_handler").inc()
        log.warning("socket_lost", remedy="new_handler", attempts=attempt)
        old_handler, connecting = self._handler, self._connecting
        if connecting:
            connecting.cancel()
        self._start_handler()
        if old_handler:
            await self._close_handler(old_handler)

    def _start_handler(self, address: str | None = None) -> None:
        self._handler = SocketHandler(self._app, self._app_token, self._taker, self._patience.ping_interval)
        self._handler.client.wss_uri = address or None
        self._connecting = asyncio.create_task(self._handler.connect_socket(), name="connect")

    async def _close_handler(self, handler: SocketHandler) -> None:
        try:
            await asyncio.wait_for(handler.close_socket(), 2)
        except Exception as error:
            log.warning("socket_close_failed", error=type(error).__name__)
