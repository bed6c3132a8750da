"""Earned value and earned schedule (Lipke): how much of the plan the finished work is worth, in time and in money."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# Share earned from which the schedule performance index predicts the end (docs/formulas.md).
MIN_TELLING_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Earned schedule of one project: `earned` and `actual` in working periods, `share` of the whole 0 to 1.

    `finish` is EAC(t) with the rest as planned; `performance` is SPI(t), None while less than MIN_TELLING_SHARE is
    earned.
    """

    earned: float
    actual: float
    share: float
    finish: float
    performance: float | None


def earned_schedule(planned: Sequence[float], value: float) -> float:
    """Return ES = C + (EV - PV_C) / (PV_C+1 - PV_C), in periods.

    `planned` is the cumulative plan at period 0, 1, 2, … C is the last period whose planned value is earned. With
    nothing earned the result is 0; with everything earned, the first period in which the plan is complete.
    """
    if not planned or value <= planned[0]:
        return 0.0
    if value >= planned[-1]:
        return float(next(period for period, planned_value in enumerate(planned) if planned_value >= planned[-1]))
    last_period = bisect_right(planned, value) - 1
    return last_period + (value - planned[last_period]) / (planned[last_period + 1] - planned[last_period])


def schedule_indices(planned: Sequence[float], value: float, actual: float) -> EarnedSchedule:
    """Return ES, SPI(t) = ES / AT and EAC(t) = AT + (PD - ES) / PF with PF = 1 (rest as planned)."""
    earned = earned_schedule(planned, value)
    total = planned[-1] if planned else 0
    duration = earned_schedule(planned, total)
    share = min(1.0, value / total) if total else 1.0
    is_telling = share >= MIN_TELLING_SHARE and actual > 0
    return EarnedSchedule(earned, actual, share, actual + duration - earned, earned / actual if is_telling else None)


@dataclass(frozen=True, slots=True)
class CostIndices:
    """Earned value indices in one currency; None means "n/a", never infinite (B-54)."""

    spi: float | None
    cpi: float | None
    eac: float | None
    tcpi: float | None


def cost_indices(*, budget: float, planned: float, value: float, actual: float) -> CostIndices:
    """Compute SPI = EV/PV, CPI = EV/AC, EAC = BAC/CPI and TCPI = (BAC - EV) / (BAC - AC)."""
    cpi = value / actual if actual else None
    return CostIndices(
        spi=value / planned if planned else None,
        cpi=cpi,
        eac=budget / cpi if cpi else None,
        tcpi=(budget - value) / (budget - actual) if budget != actual else None,
    )
