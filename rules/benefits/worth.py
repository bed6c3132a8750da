"""The worth of a program's benefits: what they bring year by year, their net present value and payback."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.benefits.curves import planned_area
from rules.benefits.delay import WEEKS_PER_YEAR, ValueFlow, npv, payback
from rules.benefits.profile import Benefit, BenefitKind, DelayRule
from rules.benefits.slip_costs import DAYS_PER_WEEK, MoneyTerms, currency_of, value_flows

# Value that would come later is not counted.
HORIZON_YEARS = 5


@dataclass(frozen=True, slots=True)
class Worth:
    """The net present value in one currency over `HORIZON_YEARS`, at a yearly `rate`.

    `payback` is after how many years the cost is paid back, None if it is not.
    """

    currency: str
    value: float
    payback: float | None
    rate: float


def value_until(flow: ValueFlow, weeks: float) -> float:
    """Return what a benefit has brought by then, counted from go-live."""
    if flow.rule is DelayRule.WINDOW and flow.half_life:
        within = min(max(weeks, 0.0), 2 * flow.half_life)
        rising = min(within, flow.half_life)
        falling = within - rising
        return flow.rate * (rising**2 / (2 * flow.half_life) + falling - falling**2 / (2 * flow.half_life))
    return flow.rate * planned_area(flow.curve, days=min(weeks, flow.life), ramp_days=flow.ramp)


def worth_of(
    benefits: Iterable[Benefit],
    go_lives: Mapping[str, date],
    *,
    start: date,
    costs: Mapping[str, float],
    terms: MoneyTerms,
) -> tuple[Worth, ...]:
    """Return the worth in each currency: likely values from `start`, less `costs`, which are paid at once."""
    flows: dict[str, list[float]] = {}
    for benefit in benefits:
        go_live = go_lives.get(benefit.id)
        rates = value_flows(benefit, go_live, discount=terms.rate) if go_live else None
        if rates is None or go_live is None:
            continue
        currency, waiting = currency_of(benefit, terms), (go_live - start).days / DAYS_PER_WEEK
        yearly = flows.setdefault(currency, [-costs.get(currency, 0.0), *([0.0] * HORIZON_YEARS)])
        sign = -1 if benefit.kind is BenefitKind.DISBENEFIT else 1
        for year in range(1, HORIZON_YEARS + 1):
            first, last = ((year - back) * WEEKS_PER_YEAR - waiting for back in (1, 0))
            yearly[year] += sign * (value_until(rates[1], last) - value_until(rates[1], first))
    return tuple(
        Worth(currency, npv(terms.rate, yearly), payback(yearly), terms.rate)
        for currency, yearly in sorted(flows.items())
    )
