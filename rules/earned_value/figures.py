"""The figures of earned value as they are shown: each with its formula, and the numbers in it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.earned_value.indices import MIN_TELLING_SHARE, CostIndices, EarnedSchedule
from rules.earned_value.performance import Performance
from rules.figures import figure_text, share_text

NOT_AVAILABLE = "n/a"
# The figures that are shown first; the others are behind a button.
MAIN_FIGURES = ("PV", "EV", "AC", "CV", "SV", "CPI", "SPI", "EAC", "TCPI", "SPI(t)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its name in words, its value as text, and the formula that gave it."""

    key: str
    name: str
    value: str
    because: str


def money_figures(performance: Performance, *, currency: str, milestones: int) -> tuple[Figure, ...]:
    """Return every figure in the order of a report: sums, variances, indices, forecasts, time."""
    costs, spent = performance.cost, performance.spent
    if costs is None or spent is None:
        return ()
    count = f"{milestones} milestone{'' if milestones == 1 else 's'}"
    return (
        Figure("BAC", "Budget at completion", _sum(performance.budget, currency), f"Σ cost of {count}"),
        Figure("PV", "Planned value", _sum(performance.planned, currency), "Σ cost planned by the baseline dates"),
        Figure("EV", "Earned value", _sum(performance.value, currency), "Σ cost × what its credit rule gives"),
        Figure("AC", "Actual cost", _sum(spent, currency), "Σ actual costs of the budget lines"),
        *_variances(performance, costs, currency),
        *_cost_forecasts(performance, costs, spent, currency),
        *time_figures(performance),
    )


def time_figures(performance: Performance) -> tuple[Figure, ...]:
    """Return the figures of earned schedule, which hold no sum."""
    schedule = performance.schedule
    if schedule is None:
        because = "no milestone with progress of its own has a baseline date"
        return (Figure("SPI(t)", "Schedule performance in time", NOT_AVAILABLE, because),)
    return (
        Figure("ES", "Earned schedule", _days(schedule.earned), "the day by which the plan had what is earned now"),
        Figure(
            "SV(t)",
            "Schedule variance in time",
            _days(schedule.variance),
            f"ES − AT = {_number(schedule.earned)} − {_number(schedule.actual)}",
        ),
        *_time_indices(schedule),
    )


def _variances(performance: Performance, costs: CostIndices, currency: str) -> Iterator[Figure]:
    value, spent = _number(performance.value), _number(performance.spent or 0.0)
    yield Figure("CV", "Cost variance", _sum(costs.cv, currency), f"EV − AC = {value} − {spent}")
    variance = performance.schedule_variance
    earned, planned = _number(performance.scheduled_value), _number(performance.scheduled_planned)
    note = _schedule_note(performance)
    yield Figure("SV", "Schedule variance", _sum(variance, currency), f"EV − PV = {earned} − {planned}{note}")
    yield Figure("CPI", "Cost performance", _index(costs.cpi), _ratio("EV / AC", value, spent, costs.cpi, "AC"))
    because = _ratio("EV / PV", earned, planned, performance.spi, "PV")
    yield Figure("SPI", "Schedule performance", _index(performance.spi), f"{because}{note}")


def _schedule_note(performance: Performance) -> str:
    """Return what the schedule figures leave out."""
    left_out = performance.budget - performance.scheduled
    return ", without level of effort and undated work" if left_out > 1e-9 * max(1.0, performance.budget) else ""


def _cost_forecasts(performance: Performance, costs: CostIndices, spent: float, currency: str) -> Iterator[Figure]:
    budget, value, actual = (_number(total) for total in (performance.budget, performance.value, spent))
    rest = f"({budget} − {value})"
    yield Figure(
        "EAC",
        "Estimate at completion, at the cost so far",
        _sum(costs.eac, currency),
        _or_missing(costs.eac, f"BAC / CPI = {budget} / ({value} / {actual})", "CPI"),
    )
    yield Figure(
        "EAC, rest as planned",
        "Estimate at completion, rest as planned",
        _sum(costs.eac_as_planned, currency),
        f"AC + (BAC − EV) = {actual} + {rest}",
    )
    yield Figure(
        "EAC, cost and pace",
        "Estimate at completion, at the cost and pace so far",
        _sum(costs.eac_at_pace, currency),
        _or_missing(
            costs.eac_at_pace,
            f"AC + (BAC − EV) / (CPI × SPI) = {actual} + {rest} / ({_exact(costs.cpi)} × {_exact(costs.spi)})",
            "CPI or SPI",
        ),
    )
    eac = _number(costs.eac or 0.0)
    yield Figure(
        "ETC",
        "Estimate to complete",
        _sum(costs.etc, currency),
        _or_missing(costs.etc, f"EAC − AC = {eac} − {actual}", "EAC"),
    )
    yield Figure(
        "VAC",
        "Variance at completion",
        _sum(costs.vac, currency),
        _or_missing(costs.vac, f"BAC − EAC = {budget} − {eac}", "EAC"),
    )
    yield _to_complete(costs, budget=budget, value=value, actual=actual)


def _to_complete(costs: CostIndices, *, budget: str, value: str, actual: str) -> Figure:
    name = "To-complete performance"
    if costs.is_exhausted:
        return Figure("TCPI", name, "budget exhausted", f"AC {actual} ≥ BAC {budget}")
    formula = f"(BAC − EV) / (BAC − AC) = ({budget} − {value}) / ({budget} − {actual})"
    return Figure("TCPI", name, _index(costs.tcpi), formula)


def _time_indices(schedule: EarnedSchedule) -> Iterator[Figure]:
    if schedule.performance is None:
        share, least = share_text(schedule.share), share_text(MIN_TELLING_SHARE)
        because = f"shown once {least} is earned; {share} is" if schedule.share < MIN_TELLING_SHARE else "AT is 0"
        yield Figure("SPI(t)", "Schedule performance in time", NOT_AVAILABLE, because)
        return
    yield Figure(
        "SPI(t)",
        "Schedule performance in time",
        _index(schedule.performance),
        f"ES / AT = {_number(schedule.earned)} / {_number(schedule.actual)}",
    )
    because = f"PD / SPI(t) = {_number(schedule.duration)} / ({_number(schedule.earned)} / {_number(schedule.actual)})"
    yield Figure("IEAC(t)", "Duration at the pace so far", _days(schedule.estimate), because)


def _ratio(formula: str, above: str, below: str, index: float | None, missing: str) -> str:
    return f"{formula} = {above} / {below}" if index is not None else f"{missing} is 0"


def _or_missing(value: float | None, because: str, missing: str) -> str:
    return because if value is not None else f"{missing} is {NOT_AVAILABLE} or 0"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else figure_text(round(value, 2))


def _sum(value: float | None, currency: str) -> str:
    return NOT_AVAILABLE if value is None else f"{_number(value)} {currency}".strip()


def _index(value: float | None) -> str:
    return NOT_AVAILABLE if value is None else f"{value:.2f}"


def _exact(value: float | None) -> str:
    return NOT_AVAILABLE if value is None else f"{value:.4f}"


def _days(value: float | None) -> str:
    if value is None:
        return NOT_AVAILABLE
    text = figure_text(round(value, 1))
    return f"{text} day" if text in ("1", "-1") else f"{text} days"
