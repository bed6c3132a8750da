"""A stand-in for the app that records deliveries, and a wait for a condition."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import Json


async def wait_until(true: Callable[[], Any], seconds: float = 3.0) -> None:
    for _ in range(int(seconds / 0.005)):
        if true():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError("the condition never became true")


@dataclass
class RecordingTransport:
    """A transport that records every delivery and gives the answer that the test set."""

    answer: Any = None
    received: list[Json] = field(default_factory=list)

    async def send(self, kind: str, payload: Json, *, attempt: int, reason: str, patience: float) -> Any:
        self.received.append(payload)
        return self.answer

    @property
    def events(self) -> list[Json]:
        return [payload["event"] for payload in self.received]
