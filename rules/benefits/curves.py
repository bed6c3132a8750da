"""Planned growth of a benefit's value after go-live: nothing before, all of it at the end (docs/formulas.md)."""

from datetime import date, timedelta
from math import exp, log1p

from rules.benefits.profile import Benefit, Curve

# The logistic curve is cut at ±5 and stretched, so that it begins at 0 and ends at 1 (Verhulst 1838).
_LOGISTIC_REACH = 5.0


def planned_share(curve: Curve, *, days: float, ramp_days: float) -> float:
    """Return the share of the full value that is planned `days` after go-live: monotone, 0 before, at most 1."""
    if days < 0:
        return 0.0
    if curve is Curve.STEP or ramp_days <= 0:
        return 1.0
    progress = min(1.0, days / ramp_days)
    return progress if curve is Curve.RAMP else _normalised_logistic(progress)


def _normalised_logistic(progress: float) -> float:
    lowest = 1 / (1 + exp(_LOGISTIC_REACH))
    raw = 1 / (1 + exp(-_LOGISTIC_REACH * (2 * progress - 1)))
    return min(1.0, max(0.0, (raw - lowest) / (1 - 2 * lowest)))


def planned_area(curve: Curve, *, days: float, ramp_days: float) -> float:
    """Return the integral of `planned_share` from go-live: the days of the full value that give as much."""
    if days <= 0:
        return 0.0
    if curve is Curve.STEP or ramp_days <= 0:
        return days
    inside = min(days, ramp_days)
    beyond = days - inside
    if curve is Curve.RAMP:
        return inside * inside / (2 * ramp_days) + beyond
    lowest, steepness = 1 / (1 + exp(_LOGISTIC_REACH)), 2 * _LOGISTIC_REACH / ramp_days
    raw = (_softplus(steepness * inside - _LOGISTIC_REACH) - _softplus(-_LOGISTIC_REACH)) / steepness
    return (raw - lowest * inside) / (1 - 2 * lowest) + beyond


def _softplus(x: float) -> float:
    """Return the integral of the logistic function, log(1 + e^x), without overflow."""
    return max(x, 0.0) + log1p(exp(-abs(x)))


def ramp_length(benefit: Benefit, go_live: date) -> int:
    """Return the days from go-live to the full value: those given, else up to the day of the target."""
    if benefit.ramp_days or benefit.curve is Curve.STEP or benefit.target_on is None:
        return benefit.ramp_days
    return max(0, (benefit.target_on - go_live).days)


def planned_share_on(benefit: Benefit, day: date, *, go_live: date | None) -> float | None:
    """Return the share of the planned change that should be there on a day; None without a go-live date."""
    if go_live is None:
        return None
    return planned_share(benefit.curve, days=(day - go_live).days, ramp_days=ramp_length(benefit, go_live))


def planned_value_on(benefit: Benefit, day: date, *, go_live: date | None) -> float | None:
    """Return the value that the measure should have on a day; None while the plan has no go-live or no target."""
    share = planned_share_on(benefit, day, go_live=go_live)
    if share is None or benefit.baseline is None or benefit.target is None:
        return None
    return benefit.baseline + share * (benefit.target - benefit.baseline)


def curve_points(
    benefit: Benefit, *, first: date, last: date, go_live: date, most: int = 60
) -> list[tuple[date, float]]:
    """Return the planned values from `first` to `last`, with the days on both sides of go-live."""
    step = max(1, (last - first).days // most)
    days = {first + timedelta(days=number) for number in range(0, (last - first).days + 1, step)}
    full = go_live + timedelta(days=ramp_length(benefit, go_live))
    days |= {day for day in (last, go_live - timedelta(days=1), go_live, full) if first <= day <= last}
    values = ((day, planned_value_on(benefit, day, go_live=go_live)) for day in sorted(days))
    return [(day, value) for day, value in values if value is not None]
