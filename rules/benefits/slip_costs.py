"""The cost of a slip: how much later each benefit goes live, and what that costs as a range (docs/formulas.md)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Protocol

from rules.benefits.completeness import missing_parts
from rules.benefits.curves import ramp_length
from rules.benefits.delay import CostRange, ValueFlow, cost_range
from rules.benefits.profile import Benefit, BenefitKind, DelayRule
from rules.money import is_currency

DAYS_PER_WEEK = 7
# The days on which a milestone may come: the expected one first, then P50 and P80 where they were simulated.
PossibleDays = Mapping[str, Sequence[date]]


@dataclass(frozen=True, slots=True)
class BenefitDelay:
    """A benefit whose go-live moves by `days`, signed working days, or whose chance of going live then falls.

    `cost` is None where its profile does not say what a week is worth.
    """

    benefit: Benefit
    days: int
    cost: CostRange | None
    currency: str


@dataclass(frozen=True, slots=True)
class MoneyTerms:
    """The terms of a program's money: its currency, and the yearly discount as a share."""

    currency: str | None = None
    rate: float = 0.0


def counts(benefit: Benefit) -> bool:
    """Return whether a benefit is expected: its profile is complete, it is open, and milestones enable it."""
    return benefit.is_open and bool(benefit.milestones) and not missing_parts(benefit)


def delayed_benefits(
    benefits: Iterable[Benefit],
    before: PossibleDays,
    after: PossibleDays,
    *,
    terms: Mapping[str, MoneyTerms],
    between: Callable[[date, date], int],
) -> tuple[BenefitDelay, ...]:
    """Return the benefits whose go-live moves from `before` to `after`, the costliest first.

    `between` counts working days; `terms` are those of each program.
    """
    found = []
    for benefit in benefits:
        old, new = go_live_days(benefit, before), go_live_days(benefit, after)
        if not old or not new or old == new:
            continue
        own_terms = terms.get(benefit.program, MoneyTerms())
        slips = tuple((later - earlier).days / DAYS_PER_WEEK for earlier, later in zip(old, new, strict=True))
        cost = _cost(benefit, old[0], slips, own_terms)
        found.append(BenefitDelay(benefit, between(old[0], new[0]), cost, currency_of(benefit, own_terms)))
    return tuple(sorted(found, key=lambda delay: (-(delay.cost.likely if delay.cost else 0.0), delay.benefit.id)))


def go_live_days(benefit: Benefit, days: PossibleDays) -> tuple[date, ...]:
    """Return the days on which the last of its milestones may come, none of them before the go-live it plans.

    Empty if one of its milestones is not dated.
    """
    dated = [days[name] for name in benefit.milestones if days.get(name)]
    if not dated or len(dated) < len(benefit.milestones):
        return ()
    return tuple(max((*each, benefit.go_live or date.min)) for each in zip(*dated, strict=True))


def currency_of(benefit: Benefit, terms: MoneyTerms) -> str:
    unit = benefit.unit if is_currency(benefit.unit) else ""
    return benefit.currency or unit or terms.currency or ""


def value_flows(benefit: Benefit, go_live: date, *, discount: float) -> tuple[ValueFlow, ValueFlow, ValueFlow] | None:
    """Return what the benefit brings from a go-live at its low, likely and high rate; None if it names none."""
    likely = benefit.likely if benefit.likely is not None else benefit.high if benefit.low is None else benefit.low
    if likely is None:
        return None
    end = benefit.ends or (benefit.stop if benefit.delay_rule is DelayRule.MOVES else None)
    life = max((end - go_live).days / DAYS_PER_WEEK, 0.0) if end else inf
    low, high = (rate if rate is not None else likely for rate in (benefit.low, benefit.high))
    first, second, third = (
        ValueFlow(
            rate,
            benefit.delay_rule,
            benefit.curve,
            ramp_length(benefit, go_live) / DAYS_PER_WEEK,
            life,
            benefit.half_life,
            discount,
        )
        for rate in sorted((low, likely, high))
    )
    return first, second, third


def _cost(benefit: Benefit, go_live: date, slips: tuple[float, ...], terms: MoneyTerms) -> CostRange | None:
    """Return the cost of the slips: the expected one, then the P50 and P80 where they were simulated."""
    flows = value_flows(benefit, go_live, discount=terms.rate)
    if flows is None:
        return None
    cost = cost_range(flows, slips[1:] or slips, likely_slip=slips[min(1, len(slips) - 1)])
    return -cost if cost and benefit.kind is BenefitKind.DISBENEFIT else cost


def weekly_cost(benefit: Benefit, go_live: date, terms: MoneyTerms) -> CostRange | None:
    """Return what it costs if go-live comes a week later; None where the profile does not say what a week is worth."""
    return _cost(benefit, go_live, (1.0,), terms)


class PricedDelay(Protocol):
    """A delay with its cost, None where it is unknown or not to be seen."""

    @property
    def cost(self) -> CostRange | None: ...
    @property
    def currency(self) -> str: ...


def total_costs(delays: Iterable[PricedDelay]) -> tuple[tuple[str, CostRange], ...]:
    """Add the costs of each currency, never those of different ones; in the order of the currencies' codes."""
    totals: dict[str, CostRange] = {}
    for delay in delays:
        if delay.cost:
            totals[delay.currency] = totals.get(delay.currency, CostRange()) + delay.cost
    return tuple(sorted(totals.items()))
