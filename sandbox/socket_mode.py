"""Socket Mode, the server side: one-time addresses, envelopes, acknowledgements."""

import asyncio
import json
import secrets
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.delivery import NotAcknowledgedError
from sandbox.faults import FaultInjector
from sandbox.model import Json

MAX_CONNECTIONS = 10
MAX_ENVELOPES_KEPT = 5_000


@dataclass(eq=False)
class AppSocket:
    """One open socket and its envelopes that are not yet answered."""

    ws: web.WebSocketResponse
    stalled: bool = False
    pending: dict[str, "asyncio.Future[Any]"] = field(default_factory=dict)


@dataclass
class SocketMode:
    """All connections of the one app. An envelope goes to any one of them."""

    app_id: str
    faults: FaultInjector
    connections: list[AppSocket] = field(default_factory=list)
    envelopes: deque[Json] = field(default_factory=lambda: deque(maxlen=MAX_ENVELOPES_KEPT))
    # Acknowledgements that no envelope waits for: `doubled` or `unknown`, and the id.
    strays: list[str] = field(default_factory=list)
    _acknowledged: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_ENVELOPES_KEPT))
    _tickets: set[str] = field(default_factory=set)
    _turn: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def new_address(self, host: str) -> str:
        """Return a one-time address for a new connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"ws://{host}/link/?ticket={ticket}&app_id={self.app_id}"

    async def serve_connection(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends. A used or unknown ticket gets 404, as does the eleventh connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self.connections) >= MAX_CONNECTIONS:
            raise web.HTTPNotFound
        self._tickets.discard(ticket)
        if self.faults.refused_handshakes:
            self.faults.refused_handshakes -= 1
            raise web.HTTPServiceUnavailable
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        connection = AppSocket(ws, self.faults.stall_sockets)
        self.connections.append(connection)
        try:
            if not connection.stalled:
                await ws.send_json(self._hello_frame())
            self._news.set()
            await self._read_answers(connection)
        except ConnectionError:
            pass
        finally:
            self._remove_connection(connection)
        return ws

    async def wait_connected(self, seconds: float = 5.0, count: int = 1) -> None:
        """Wait until that many connections are open."""
        async with asyncio.timeout(seconds):
            while len(self.connections) < count:
                self._news.clear()
                await self._news.wait()

    async def send(self, kind: str, payload: Json, *, attempt: int, reason: str, patience: float) -> Any:
        """Put an envelope on one connection and wait for its acknowledgement."""
        connection = self._next_connection()
        envelope = _make_envelope(kind, payload, attempt, reason)
        acknowledgement: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.pending[envelope["envelope_id"]] = acknowledgement
        self.envelopes.append(envelope)
        try:
            if not connection.stalled:
                await connection.ws.send_str(json.dumps(envelope))
            async with asyncio.timeout(patience):
                answer = await acknowledgement
        except TimeoutError:
            raise NotAcknowledgedError("timeout") from None
        except ConnectionError:
            raise NotAcknowledgedError("connection_failed") from None
        finally:
            connection.pending.pop(envelope["envelope_id"], None)
        return answer if envelope["accepts_response_payload"] else None

    async def disconnect(self, reason: str = "refresh_requested", *, close: bool = True) -> None:
        """Ask every connection to go (`warning`, `refresh_requested`, `link_disabled`); a warning closes nothing."""
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        for connection in tuple(self.connections):
            if not connection.ws.closed:
                await connection.ws.send_json(frame)
            if close and reason != "warning":
                await connection.ws.close()

    async def drop(self) -> None:
        """Cut every connection without notice, as a broken network does."""
        for connection in tuple(self.connections):
            transport = connection.ws._req.transport if connection.ws._req else None
            self._remove_connection(connection)
            if transport is not None:
                transport.abort()

    def stall(self) -> None:
        """Stall the present connections: they take everything and answer nothing, not even a ping."""
        for connection in self.connections:
            connection.stalled = True

    def _hello_frame(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }

    def _next_connection(self) -> AppSocket:
        alive = [connection for connection in self.connections if not connection.ws.closed]
        if not alive:
            raise NotAcknowledgedError("connection_failed")
        self._turn += 1
        return alive[self._turn % len(alive)]

    async def _read_answers(self, connection: AppSocket) -> None:
        async for frame in connection.ws:
            if connection.stalled:
                continue
            if frame.type is WSMsgType.PING:
                await connection.ws.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._settle_envelope(connection, frame.data)

    def _settle_envelope(self, connection: AppSocket, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if not isinstance(answer, dict):
            return
        envelope = str(answer.get("envelope_id"))
        acknowledgement = connection.pending.get(envelope)
        if acknowledgement is not None and not acknowledgement.done():
            self._acknowledged.append(envelope)
            acknowledgement.set_result(answer.get("payload") or None)
        elif envelope in self._acknowledged:
            self.strays.append(f"doubled {envelope}")
        elif envelope not in (sent["envelope_id"] for sent in self.envelopes):
            self.strays.append(f"unknown {envelope}")

    def _remove_connection(self, connection: AppSocket) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for acknowledgement in connection.pending.values():
            if not acknowledgement.done():
                acknowledgement.set_exception(NotAcknowledgedError("connection_failed"))


def _make_envelope(kind: str, payload: Json, attempt: int, reason: str) -> Json:
    takes_answer = kind == "slash_commands" or payload.get("type") in ("view_submission", "block_suggestion")
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "accepts_response_payload": takes_answer,
        "payload": payload,
    }
    return envelope | ({"retry_attempt": attempt, "retry_reason": reason} if kind == "events_api" else {})
