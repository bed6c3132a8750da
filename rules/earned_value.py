"""Earned value and earned schedule (Lipke): how much of the plan the work done is worth, in days and in money."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

MIN_TELLING_SHARE = 0.4
"""Share earned from which the schedule performance index says something about the end (engine.md 4)."""


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Earned schedule of one project: `earned` and `actual` in working periods, `share` of the whole 0 to 1.

    `finish` is EAC(t) with the rest as planned; `performance` is SPI(t), None while less than `TELLING` is earned.
    """

    earned: float
    actual: float
    share: float
    finish: float
    performance: float | None


def earned_schedule(planned: Sequence[float], value: float) -> float:
    """ES = C + (EV - PV_C) / (PV_C+1 - PV_C), in periods; `planned` is the cumulative plan at period 0, 1, 2, …

    C is the last period whose planned value is earned; nothing earned is 0, everything earned the first period at
    which the plan is complete.
    """
    if not planned or value <= planned[0]:
        return 0.0
    if value >= planned[-1]:
        return float(next(at for at, each in enumerate(planned) if each >= planned[-1]))
    whole = bisect_right(planned, value) - 1
    return whole + (value - planned[whole]) / (planned[whole + 1] - planned[whole])


def schedule_indices(planned: Sequence[float], value: float, actual: float) -> EarnedSchedule:
    """ES, SPI(t) = ES / AT and EAC(t) = AT + (PD - ES) / PF with PF = 1 (rest as planned)."""
    reached = earned_schedule(planned, value)
    total = planned[-1] if planned else 0
    duration = earned_schedule(planned, total)
    share = min(1.0, value / total) if total else 1.0
    telling = share >= MIN_TELLING_SHARE and actual > 0
    return EarnedSchedule(reached, actual, share, actual + duration - reached, reached / actual if telling else None)


@dataclass(frozen=True, slots=True)
class CostIndices:
    """Earned value indices in one currency; None is "n/a", never infinite (B-54)."""

    spi: float | None
    cpi: float | None
    eac: float | None
    tcpi: float | None


def cost_indices(*, budget: float, planned: float, value: float, actual: float) -> CostIndices:
    """SPI = EV/PV, CPI = EV/AC, EAC = BAC/CPI, TCPI = (BAC - EV) / (BAC - AC)."""
    cpi = value / actual if actual else None
    return CostIndices(
        spi=value / planned if planned else None,
        cpi=cpi,
        eac=budget / cpi if cpi else None,
        tcpi=(budget - value) / (budget - actual) if budget != actual else None,
    )
