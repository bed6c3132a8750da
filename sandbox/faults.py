"""Misbehaviour on order: the sandbox does what Slack does on a bad day."""

import random
from dataclasses import dataclass, field

FAULT_KINDS = ("429", "500", "503", "cut_before", "cut_after", "done_then_500", "late")
CALLS_PER_MINUTE_BY_TIER = {1: 1, 2: 20, 3: 50, 4: 100}
MIN_BURST = 10  # as many connections as an app may have are opened at once


@dataclass
class FaultOrder:
    """One order: for the next `times` calls of a method (or "*"), or for a share `rate` (0 to 1) of them."""

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
    stall_sockets: bool = False  # new connections; SocketMode.stall() is for those that stand
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

        retry_after is in whole seconds (429), delay in seconds (late).
        """
        count = 1 if times is None and rate is None else times
        fault = FaultOrder(method, kind, count, 1.0 if rate is None else rate, retry_after, delay)
        self._orders.append(fault)
        return fault

    def clear(self) -> None:
        self._orders.clear()
        self.duplicate_rate, self.stall_sockets, self.enforce_rate_limits = 0.0, False, False

    def next_fault(self, method: str) -> FaultOrder | None:
        """The fault that this call meets, if any."""
        for order in self._orders:
            if order.method not in (method, "*") or order.times == 0:
                continue
            if self.random.random() < order.rate:
                if order.times is not None:
                    order.times -= 1
                return order
        return None

    def is_duplicated(self) -> bool:
        """Whether the event at hand is to be delivered twice."""
        return self.duplicate_rate > 0 and self.random.random() < self.duplicate_rate

    def seconds_over_limit(self, method: str, tier: int | None, channel: str, *, now: float) -> int:
        """Seconds to wait when this call is one too many, else 0. Posting: one a second and channel.

        now is in seconds of the sandbox's clock, so that a jump of time lets everything pass again.
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
        left, seen = self._buckets.get(key, (burst, now))
        left = min(burst, left + abs(now - seen) * per_second)
        if left < 1:
            self._buckets[key] = (left, now)
            return max(1, round((1 - left) / per_second))
        self._buckets[key] = (left - 1, now)
        return 0
