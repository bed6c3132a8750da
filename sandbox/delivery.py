"""Delivery to the app: sending, waiting for the answer, sending again."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.faults import FaultInjector
from sandbox.model import Json

# How long an event that is to be overtaken waits for another.
OVERTAKEN_SECONDS = 0.2


class NotAcknowledgedError(Exception):
    """Raised when the app did not answer as Slack demands; the text is Slack's reason, such as `timeout`."""


class RetryRefusedError(NotAcknowledgedError):
    """Raised when the app answered over HTTP and asked not to be sent this again."""


class Transport(Protocol):
    """A way to the app. `kind` is Socket Mode's name: events_api, slash_commands or interactive."""

    async def send(self, kind: str, payload: Json, *, attempt: int, reason: str, patience: float) -> Any:
        """Deliver and return the app's answer (None, text or JSON); raise NotAcknowledgedError."""


@dataclass
class AppDelivery:
    """Delivers events in the background and repeats them; everything else is asked once.

    `ack_timeout` is the number of seconds until an acknowledgement is overdue. `retry_after` holds the seconds before
    each repetition of an event, multiplied by `retry_scale`, which tests set to a small number.
    """

    transport: Transport
    faults: FaultInjector
    ack_timeout: float = 3.0
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    retry_scale: float = 1.0
    undelivered: deque[Json] = field(default_factory=lambda: deque(maxlen=20_000))
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    _busy: int = 0
    _overtaken: list[Json] | None = None
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, payload: Json) -> None:
        """Deliver an event, maybe twice, in the background."""
        copies = [payload]
        if self.faults.is_duplicated():
            changed = {"event_id": payload["event_id"] + "DUP"} if self.faults.duplicate_with_new_id else {}
            copies.append(payload | changed)
        if self._overtaken is None and self.faults.is_overtaken():
            self._overtaken = copies
            asyncio.get_running_loop().call_later(OVERTAKEN_SECONDS, self._deliver_overtaken)
            self._busy += 1
            return
        self._deliver_copies(copies)
        self._deliver_overtaken()

    def _deliver_overtaken(self) -> None:
        """Deliver an event that was held back for the next one, or because none came."""
        if self._overtaken is not None:
            copies, self._overtaken = self._overtaken, None
            self._busy -= 1
            self._deliver_copies(copies)

    def _deliver_copies(self, copies: list[Json]) -> None:
        for copy in copies:
            self._busy += 1
            task = asyncio.get_running_loop().create_task(self._deliver_event(copy))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def ask(self, kind: str, payload: Json) -> Any:
        """Deliver once and return the answer; raise NotAcknowledgedError."""
        return await self.transport.send(kind, payload, attempt=0, reason="", patience=self.ack_timeout)

    async def wait_until_delivered(self, seconds: float = 10.0) -> None:
        """Wait until every event is acknowledged, given up, or waiting for its next attempt."""
        async with asyncio.timeout(seconds):
            while self._busy:
                self._quiet.clear()
                await self._quiet.wait()

    async def stop(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver_event(self, payload: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *self.retry_after)):
            await asyncio.sleep(wait * self.retry_scale)
            self._busy += attempt > 0
            try:
                await self.transport.send(
                    "events_api", payload, attempt=attempt, reason=reason, patience=self.ack_timeout
                )
                return
            except RetryRefusedError:
                break
            except NotAcknowledgedError as failure:
                reason = str(failure)
            finally:
                self._busy -= 1
                self._quiet.set()
        self.undelivered.append(payload)
