"""The sandbox's time: real time plus an offset, so that a week can pass in a second."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SandboxClock:
    """Runs on real time unless frozen; every listener is called on each jump."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = timedelta(0)
        self._frozen: datetime | None = None
        self._listeners: list[Callable[[], None]] = []
        self._last_micros = 0
        self._used: set[int] = set()
        if start is not None:
            self._offset = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        return self._frozen if self._frozen is not None else datetime.now(UTC) + self._offset

    def epoch_seconds(self) -> int:
        return int(self.now().timestamp())

    def set_time(self, moment: datetime) -> None:
        """Jump to an aware moment, forwards or backwards."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs a time with a zone")
        self.advance(moment.astimezone(UTC) - self.now())

    def advance(self, span: timedelta) -> None:
        if self._frozen is not None:
            self._frozen += span
        else:
            self._offset += span
        if span < timedelta(0):
            self._last_micros = 0
        for listener in tuple(self._listeners):
            listener()

    def freeze(self) -> None:
        self._frozen = self.now()

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` on every jump; return a function that removes it."""
        self._listeners.append(listener)

        def remove_listener() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return remove_listener

    def next_ts(self) -> str:
        """Return a message timestamp: never used before, and later than the last one unless the clock was set back."""
        micros = max((self.now() - _EPOCH) // timedelta(microseconds=1), self._last_micros + 1)
        while micros in self._used:
            micros += 1
        self._used.add(micros)
        self._last_micros = micros
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def stopwatch() -> float:
    """Return seconds of real time, which Slack measures on the wire (acknowledgements, triggers, rate limits)."""
    return time.monotonic()
