"""Faults to order: the sandbox does what Slack does on a bad day."""

import math
import random
from dataclasses import dataclass, field

FAULT_KINDS = (
    "429",
    "500",
    "500_json",
    "503",
    "html",
    "truncated",
    "silence",
    "cut_before",
    "cut_after",
    "done_then_500",
    "late",
)
# The name under which faults of answers at a response_url are ordered.
RESPONSE_URL = "response_url"
# What a call is recorded with that comes before the time that Retry-After named.
INSIDE_RETRY_AFTER = "inside_retry_after"
CALLS_PER_MINUTE_BY_TIER = {1: 1, 2: 20, 3: 50, 4: 100}
# An app may open all its connections at once.
MIN_BURST = 10


@dataclass
class FaultOrder:
    """One order: for the next `times` calls of a method (or "*"), or for a share `rate` (0 to 1) of them.

    `silence` never answers, within `delay` or ever; `late` answers after `delay`.
    """

    method: str
    kind: str
    times: int | None = None
    rate: float = 1.0
    retry_after: int = 1
    delay: float = 3.0

    def __post_init__(self) -> None:
        if self.kind not in FAULT_KINDS and not self.kind.startswith("ok_false:"):
            raise ValueError(f"{self.kind!r} is no fault; there are {', '.join(FAULT_KINDS)} and ok_false:ERROR")


@dataclass
class FaultInjector:
    """All orders in force. Everything random comes from `seed`, so that a run can be repeated."""

    seed: int = 0
    enforce_rate_limits: bool = False
    post_burst: float = 2.0
    duplicate_rate: float = 0.0
    duplicate_with_new_id: bool = False
    # For new connections; SocketMode.stall() is for existing ones.
    stall_sockets: bool = False
    # The next connections that are refused; their addresses are used up.
    refused_handshakes: int = 0
    reorder_rate: float = 0.0
    _closed_until: dict[tuple[str, str], float] = field(default_factory=dict)
    _orders: list[FaultOrder] = field(default_factory=list)
    _buckets: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def add(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = None,
        rate: float | None = None,
        retry_after: int = 1,
        delay: float = 3.0,
    ) -> FaultOrder:
        """Order a fault: for the next call, for `times` calls, or for a share `rate` of all calls from now on.

        retry_after is in whole seconds (429), delay in seconds (late, silence).
        """
        count = 1 if times is None and rate is None else times
        fault = FaultOrder(method, kind, count, 1.0 if rate is None else rate, retry_after, delay)
        self._orders.append(fault)
        return fault

    def clear(self) -> None:
        self._orders.clear()
        self.duplicate_rate, self.reorder_rate = 0.0, 0.0
        self.stall_sockets, self.enforce_rate_limits = False, False

    def next_fault(self, method: str) -> FaultOrder | None:
        """Return the fault that this call meets, if any."""
        for order in self._orders:
            every_call = order.method == "*" and method != RESPONSE_URL
            if not (every_call or order.method == method) or order.times == 0:
                continue
            if self.random.random() < order.rate:
                if order.times is not None:
                    order.times -= 1
                return order
        return None

    def is_duplicated(self) -> bool:
        """Return whether the current event is to be delivered twice."""
        return self.duplicate_rate > 0 and self.random.random() < self.duplicate_rate

    def is_overtaken(self) -> bool:
        """Return whether the current event is to be delivered after the next one."""
        return self.reorder_rate > 0 and self.random.random() < self.reorder_rate

    def limit(self, method: str, place: str, seconds: float, *, now: float) -> None:
        """Refuse a method, or messages of one channel, for so many seconds of the sandbox's clock."""
        self._closed_until[_limited_scope(method, place)] = now + seconds

    def seconds_limited(self, method: str, place: str, *, now: float) -> int:
        """Return for how many more seconds a call is refused after Slack asked to wait; 0 when it may go."""
        return max(0, math.ceil(self._closed_until.get(_limited_scope(method, place), now) - now))

    def seconds_over_limit(self, method: str, tier: int | None, channel: str, *, now: float) -> int:
        """Return the seconds to wait when this call exceeds its limit, else 0. Posting: one a second and channel.

        `now` is in seconds of the sandbox's clock, so that a jump in time lets everything pass again.
        """
        if not self.enforce_rate_limits:
            return 0
        if method == "chat.postMessage":
            return self._take_token((method, channel), now, per_second=1.0, burst=self.post_burst)
        if tier is None:
            return 0
        return self._take_token(
            (method, ""),
            now,
            per_second=CALLS_PER_MINUTE_BY_TIER[tier] / 60,
            burst=max(CALLS_PER_MINUTE_BY_TIER[tier], MIN_BURST),
        )

    def _take_token(self, key: tuple[str, str], now: float, *, per_second: float, burst: float) -> int:
        tokens, last_seen = self._buckets.get(key, (burst, now))
        tokens = min(burst, tokens + abs(now - last_seen) * per_second)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            return max(1, round((1 - tokens) / per_second))
        self._buckets[key] = (tokens - 1, now)
        return 0


def _limited_scope(method: str, place: str) -> tuple[str, str]:
    """Return what a limit holds for: messages of one channel, one response_url, or a whole method."""
    return method, place if method in ("chat.postMessage", RESPONSE_URL) else ""
