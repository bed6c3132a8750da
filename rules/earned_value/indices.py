"""Indices of earned value (PMI) and of earned schedule (Lipke 2003); None means "n/a", never infinite (B-54)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from rules.refusal import Refusal

# Share earned from which the schedule performance index predicts the end (docs/formulas.md).
MIN_TELLING_SHARE = 0.4
# Sums of parts differ by this share of the whole where they are the same amount.
ROUNDING = 1e-9


class EarnedTooMuch(Refusal):
    """Raised where more is earned than the whole work is worth."""


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Earned schedule: `earned`, `actual` and `duration` (PD) in working periods, `share` of the whole 0 to 1.

    `finish` is EAC(t) with the rest as planned; `performance` is SPI(t), None while less than MIN_TELLING_SHARE is
    earned.
    """

    earned: float
    actual: float
    share: float
    finish: float
    performance: float | None
    duration: float = 0.0

    @property
    def variance(self) -> float:
        """SV(t) = ES - AT: how far the work is ahead of the plan, in periods."""
        return self.earned - self.actual

    @property
    def estimate(self) -> float | None:
        """IEAC(t) = PD / SPI(t), in periods from the start."""
        return self.duration / self.performance if self.performance else None


def earned_schedule(planned: Sequence[float], value: float) -> float:
    """Return ES = C + (EV - PV_C) / (PV_C+1 - PV_C), in periods.

    `planned` is the cumulative plan at period 0, 1, 2, … C is the last period whose planned value is earned, so that a
    planned pause is earned with what was before it. With nothing earned the result is 0; with everything earned, the
    first period in which the plan is complete. Raise EarnedTooMuch for more than the plan is worth.
    """
    require_within(value, planned[-1] if planned else value)
    if not planned or value <= planned[0]:
        return 0.0
    if value >= planned[-1]:
        return float(next(period for period, planned_value in enumerate(planned) if planned_value >= planned[-1]))
    last_period = bisect_right(planned, value) - 1
    return last_period + (value - planned[last_period]) / (planned[last_period + 1] - planned[last_period])


def require_within(value: float, budget: float) -> None:
    """Raise EarnedTooMuch if more is earned than the whole is worth (EV > BAC)."""
    if value > budget + ROUNDING * max(1.0, abs(budget)):
        raise EarnedTooMuch(
            f"{value:,.6g} is earned, but the whole work is worth {budget:,.6g}.",
            "No more can be earned than was planned.",
            "Check what the milestones cost.",
        )


def time_performance(earned: float, actual: float) -> float | None:
    """Return SPI(t) = ES / AT, however little is earned."""
    return earned / actual if actual else None


def schedule_indices(planned: Sequence[float], value: float, actual: float) -> EarnedSchedule:
    """Return ES, SPI(t) = ES / AT and EAC(t) = AT + (PD - ES) / PF with PF = 1 (rest as planned)."""
    earned = earned_schedule(planned, value)
    total = planned[-1] if planned else 0
    duration = earned_schedule(planned, total)
    share = min(1.0, value / total) if total else 1.0
    is_telling = share >= MIN_TELLING_SHARE - ROUNDING
    performance = time_performance(earned, actual) if is_telling and actual > 0 else None
    return EarnedSchedule(earned, actual, share, actual + duration - earned, performance, duration)


@dataclass(frozen=True, slots=True)
class CostIndices:
    """Indices in one currency.

    `eac` is BAC / CPI, `eac_as_planned` AC + (BAC - EV), `eac_at_pace` AC + (BAC - EV) / (CPI x SPI). `is_exhausted`
    is True once the budget is spent: then no performance of the rest could keep it, and `tcpi` is None.
    """

    cv: float
    sv: float
    spi: float | None
    cpi: float | None
    eac: float | None
    eac_as_planned: float
    eac_at_pace: float | None
    etc: float | None
    vac: float | None
    tcpi: float | None
    is_exhausted: bool


def _ratio(amount: float, index: float | None) -> float | None:
    """Divide by an index; None where it is zero, or so near to it that the result is no number (B-54)."""
    found = amount / index if index else None
    return found if found is not None and isfinite(found) else None


def cost_indices(
    *, budget: float, planned: float, value: float, actual: float, spi: float | None = None
) -> CostIndices:
    """Compute the indices from BAC, PV, EV and AC; raise EarnedTooMuch if EV > BAC.

    `spi` is that of the work that has a schedule, where it is less than all of the work.
    """
    require_within(value, budget)
    cpi = value / actual if actual else None
    spi = spi if spi is not None else value / planned if planned else None
    rest, eac = budget - value, _ratio(budget, cpi)
    pace = _ratio(rest, cpi * spi if cpi and spi else None)
    is_exhausted = actual >= budget
    return CostIndices(
        cv=value - actual,
        sv=value - planned,
        spi=spi,
        cpi=cpi,
        eac=eac,
        eac_as_planned=actual + rest,
        eac_at_pace=None if pace is None else actual + pace,
        etc=eac - actual if eac is not None else None,
        vac=budget - eac if eac is not None else None,
        tcpi=None if is_exhausted else rest / (budget - actual),
        is_exhausted=is_exhausted,
    )
