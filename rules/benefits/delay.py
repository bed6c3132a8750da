"""The cost of delay of a benefit, the order of work that follows from it, net present value and payback.

Time is in weeks, a rate is value a week at the full rate, and a negative delay is a gain. The three rules say what a
delay does to the value: it is lost up to a fixed end, it only comes later, or a market closes meanwhile.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, isinf, log1p

import numpy as np

from rules.benefits.curves import planned_area, planned_share
from rules.benefits.profile import Curve, DelayRule

WEEKS_PER_YEAR = 365.25 / 7
# Gauss-Legendre nodes on the ramp: exact to rounding for what is as smooth as a discounted logistic.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


@dataclass(frozen=True, slots=True)
class ValueFlow:
    """The value of a benefit over time: `rate` a week at the full rate, growing by `curve` over `ramp` weeks.

    `life` is how many weeks it lasts from go-live as planned (infinite without an end), `half_life` half the time for
    which a market is open. `discount` is the share by which value a year later is worth less.
    """

    rate: float
    rule: DelayRule = DelayRule.FIXED_END
    curve: Curve = Curve.STEP
    ramp: float = 0.0
    life: float = inf
    half_life: float | None = None
    discount: float = 0.0


def cost_of_delay(flow: ValueFlow, weeks: float) -> float | None:
    """Return what is lost if go-live comes `weeks` later; None where the rule lacks its half life."""
    if flow.rule is DelayRule.WINDOW:
        if not flow.half_life or flow.half_life <= 0:
            return None
        return flow.rate * flow.half_life * window_loss(weeks, flow.half_life)
    if flow.rule is DelayRule.MOVES:
        return present_value(flow) * -_discounted(-log1p(flow.discount) * weeks / WEEKS_PER_YEAR)
    return fixed_end_loss(flow.rate, flow.life, weeks, curve=flow.curve, ramp=flow.ramp)


def _discounted(exponent: float) -> float:
    """Return e^x - 1, which keeps its digits where a short delay makes it small."""
    return float(np.expm1(exponent))


def fixed_end_loss(rate: float, life: float, weeks: float, *, curve: Curve = Curve.STEP, ramp: float = 0.0) -> float:
    """Return the value lost if it ends on the same day however late it begins: the integral of the lost rate.

    After an endless life a ramp that comes later is a loss of the full rate for as long.
    """
    if isinf(life):
        return rate * weeks
    return rate * (
        planned_area(curve, days=life, ramp_days=ramp) - planned_area(curve, days=life - weeks, ramp_days=ramp)
    )


def window_loss(weeks: float, half_life: float) -> float:
    """Return the share lost by entering late a market that rises for `half_life` and then falls: D(3W - D)/(2W²).

    The triangle model of Vahid & Givargis, *Embedded System Design* (2002); also Smith & Reinertsen (1991).
    """
    if weeks >= half_life:
        return 1.0
    return weeks * (3 * half_life - weeks) / (2 * half_life**2)


def present_value(flow: ValueFlow) -> float:
    """Return the value of a whole life as it is worth on the day of go-live."""
    force = log1p(flow.discount) / WEEKS_PER_YEAR
    ramp = 0.0 if flow.curve is Curve.STEP else min(flow.ramp, flow.life)
    rising = _integral(lambda at: planned_share(flow.curve, days=at, ramp_days=flow.ramp) * exp(-force * at), ramp)
    return flow.rate * (rising + _level(force, ramp, flow.life))


def _level(force: float, start: float, end: float) -> float:
    """Integrate e^(-force·t) from start to end; an endless life without a discount has no finite value."""
    if force == 0:
        return 0.0 if isinf(end) else max(end - start, 0.0)
    last = 0.0 if isinf(end) else exp(-force * max(end, start))
    return (exp(-force * start) - last) / force


def _integral(value: Callable[[float], float], end: float) -> float:
    if end <= 0:
        return 0.0
    points = (np.asarray(_NODES) + 1) * (end / 2)
    return float(sum(weight * value(float(at)) for weight, at in zip(_WEIGHTS, points, strict=True)) * end / 2)


@dataclass(frozen=True, slots=True)
class CostRange:
    """A cost as a range; `likely` lies between its ends. Negative is a gain."""

    low: float = 0.0
    likely: float = 0.0
    high: float = 0.0

    def __add__(self, other: "CostRange") -> "CostRange":
        return CostRange(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def __neg__(self) -> "CostRange":
        return CostRange(-self.high, -self.likely, -self.low)


def cost_range(
    flows: tuple[ValueFlow, ValueFlow, ValueFlow], slips: tuple[float, ...], *, likely_slip: float
) -> CostRange | None:
    """Return the cost of a slip whose length is not certain, of a value that is low, likely or high.

    `slips` are the lengths to reckon with, in weeks (P50 and P80); the ends are the least and the greatest of all
    combinations.
    """
    costs = [cost_of_delay(flow, weeks) for flow in flows for weeks in (*slips, likely_slip)]
    likely = cost_of_delay(flows[1], likely_slip)
    if likely is None or any(cost is None for cost in costs):
        return None
    known = [cost for cost in costs if cost is not None]
    return CostRange(min(known), likely, max(known))


def npv(rate: float, flows: Sequence[float]) -> float:
    """Return the net present value of yearly flows, the first of them now: Σ CFₜ/(1 + r)ᵗ."""
    return sum(flow / (1 + rate) ** year for year, flow in enumerate(flows))


def payback(flows: Sequence[float]) -> float | None:
    """Return after how many periods the sum of the flows is no longer negative; within a period it grows evenly.

    None if that never happens.
    """
    total = 0.0
    for period, flow in enumerate(flows):
        if total + flow >= 0:
            return period - 1 + -total / flow if total < 0 else float(period)
        total += flow
    return None


@dataclass(frozen=True, slots=True)
class Job:
    """Work to put in order: what a week's delay of it costs, and how many weeks it takes."""

    id: str
    cost: float
    weeks: float

    @property
    def cd3(self) -> float:
        """Cost of delay divided by duration; what takes no time comes first."""
        return self.cost / self.weeks if self.weeks > 0 else inf if self.cost > 0 else 0.0


def order_of_work(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Sort by cost of delay ÷ duration (CD3, Reinertsen), the greatest first.

    The least total cost for one team that does one job at a time, none of which waits for another (Smith 1956, the
    weighted shortest processing time); with several teams or with precedence only a guide.
    """
    return tuple(sorted(jobs, key=lambda job: (-job.cd3, len(job.id), job.id)))


def total_delay_cost(order: Sequence[str], jobs: Mapping[str, Job]) -> float:
    """Return the cost of an order: of each job, its cost a week times the week in which it is finished."""
    finished, total = 0.0, 0.0
    for id in order:
        finished += jobs[id].weeks
        total += jobs[id].cost * finished
    return total
