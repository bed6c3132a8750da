"""Realisation of benefits in percent, their gain in their unit, and net value in one currency (docs/formulas.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.benefits.profile import Benefit, BenefitKind
from rules.money import ExchangeRate, is_currency
from rules.refusal import Refusal


def realisation_percent(*, baseline: float, target: float, actual: float) -> float:
    """Return 100 (actual − baseline) ÷ (target − baseline), also below 0 and above 100; lower targets need no care.

    Raise Refusal where target and baseline are the same: nothing could be gained.
    """
    require_change(baseline=baseline, target=target)
    return 100 * (actual - baseline) / (target - baseline)


def require_change(*, baseline: float, target: float) -> None:
    """Raise Refusal unless the target differs from the baseline."""
    if target == baseline:
        raise Refusal(
            "The target equals the baseline.", "Then nothing could be gained.", "Write both: `baseline 4.2 target 3.8`."
        )


def realised_share(benefit: Benefit, actual: float | None) -> float | None:
    """Return the share of the planned change that is there, 1 for all of it; None while either end is missing."""
    if actual is None or benefit.baseline is None or benefit.target is None or benefit.baseline == benefit.target:
        return None
    return realisation_percent(baseline=benefit.baseline, target=benefit.target, actual=actual) / 100


def gained(benefit: Benefit, actual: float | None) -> float | None:
    """Return the change so far in the unit of the measure, positive in the direction of the target."""
    if actual is None or benefit.baseline is None or benefit.target is None:
        return None
    return (actual - benefit.baseline) * (-1 if benefit.lower_is_better else 1)


@dataclass(frozen=True, slots=True)
class NetValue:
    """Benefits less dis-benefits in one currency, realised and planned.

    `rates` are those used; `left_out` are the benefits in a currency without a rate, and those measured otherwise are
    no part of it.
    """

    currency: str
    realised: float
    planned: float
    counted: int
    rates: tuple[ExchangeRate, ...] = ()
    left_out: tuple[Benefit, ...] = ()


def net_value(
    benefits: Iterable[Benefit],
    *,
    actuals: Mapping[str, float],
    currency: str,
    rates: Mapping[str, ExchangeRate] | None = None,
) -> NetValue:
    """Return Σ benefits − Σ dis-benefits in `currency`; another currency counts only with a stored rate (B-94)."""
    known, used, left_out = rates or {}, dict[str, ExchangeRate](), list[Benefit]()
    realised = planned = 0.0
    counted = 0
    for benefit in benefits:
        if not is_currency(benefit.unit):
            continue
        rate = known.get(benefit.unit)
        if benefit.unit != currency and rate is None:
            left_out.append(benefit)
            continue
        factor = rate.rate if rate and benefit.unit != currency else 1.0
        if rate and benefit.unit != currency:
            used[rate.currency] = rate
        factor *= -1 if benefit.kind is BenefitKind.DISBENEFIT else 1
        realised += factor * (gained(benefit, actuals.get(benefit.id)) or 0.0)
        planned += factor * (gained(benefit, benefit.target) or 0.0)
        counted += 1
    return NetValue(currency, realised, planned, counted, tuple(used.values()), tuple(left_out))


def totals_by_unit(benefits: Iterable[Benefit], *, actuals: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Return realised and planned gain of each unit, dis-benefits subtracted; units are never mixed."""
    totals: dict[str, tuple[float, float]] = {}
    for benefit in benefits:
        sign = -1 if benefit.kind is BenefitKind.DISBENEFIT else 1
        before = totals.get(benefit.unit, (0.0, 0.0))
        realised = sign * (gained(benefit, actuals.get(benefit.id)) or 0.0)
        totals[benefit.unit] = (before[0] + realised, before[1] + sign * (gained(benefit, benefit.target) or 0.0))
    return totals
