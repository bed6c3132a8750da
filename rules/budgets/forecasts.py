"""The forecast of a project's budget: as typed, at the pace of what was paid so far, and as its dates slip."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.budgets.months import first_of_month, month_text, months_between
from rules.budgets.sums import BudgetFigures, figures_of
from rules.money import BudgetKind, BudgetLine

# What is paid every month while the work goes on; a vendor or another cost is paid once.
RUNNING_COSTS = frozenset({BudgetKind.PEOPLE, BudgetKind.TOOLS})


@dataclass(frozen=True, slots=True)
class ProjectSpan:
    """The days of a project's start, planned end and expected end; `planned_days` and `days` are working days."""

    start: date
    planned_finish: date | None
    finish: date | None
    planned_days: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class ComputedForecast:
    """A forecast that is computed, with the figures in it."""

    amount: float
    because: str


@dataclass(frozen=True, slots=True)
class BudgetForecast:
    """The forecast of a project in one currency: what is typed, else the higher of the two that are computed.

    `typed` counts the lines with a typed forecast, of `lines`; then `kinds` are the parts of the amount by kind.
    """

    amount: float | None
    typed: int
    lines: int
    run_rate: ComputedForecast | None = None
    schedule: ComputedForecast | None = None
    kinds: Mapping[BudgetKind, float] = field(default_factory=dict)

    @property
    def because(self) -> str:
        """Say where the amount comes from."""
        if self.typed:
            rest = self.lines - self.typed
            return "as typed" if not rest else f"typed for {self.typed} of {self.lines} lines, the others as planned"
        if self.run_rate and self.amount == self.run_rate.amount:
            return self.run_rate.because
        return self.schedule.because if self.schedule else ""


def expected_of(line: BudgetLine, *, today: date) -> float | None:
    """Return what a line comes to by itself: typed; for a past month what was paid; else the largest of its figures."""
    if line.forecast is not None:
        return line.forecast
    if line.actual is not None and line.month and line.month < first_of_month(today):
        return line.actual
    return max((each for each in (line.planned, line.committed, line.actual) if each is not None), default=None)


def forecast_of(lines: Sequence[BudgetLine], *, span: ProjectSpan, today: date) -> BudgetForecast:
    """Return the forecast of a project's lines in one currency."""
    typed = sum(line.forecast is not None for line in lines)
    run_rate = _from_run_rate(lines, span=span, today=today)
    schedule = _from_schedule(lines, span=span, today=today)
    plain = _total(expected_of(line, today=today) for line in lines)
    computed = [each.amount for each in (run_rate, schedule) if each]
    amount = plain if typed or not computed else max(computed)
    return BudgetForecast(amount, typed, len(lines), run_rate, schedule, _by_kind(lines, today) if typed else {})


def _by_kind(lines: Iterable[BudgetLine], today: date) -> dict[BudgetKind, float]:
    kinds: dict[BudgetKind, float] = {}
    for line in lines:
        if (amount := expected_of(line, today=today)) is not None:
            kinds[line.kind] = kinds.get(line.kind, 0.0) + amount
    return kinds


def figures_with_forecast(lines: Sequence[BudgetLine], forecast: BudgetForecast) -> BudgetFigures:
    """Return the sums of lines in one currency, with the forecast of the whole."""
    total = sum((figures_of(line) for line in lines), BudgetFigures())
    return BudgetFigures(total.planned, total.committed, total.actual, forecast.amount)


def _total(amounts: Iterable[float | None]) -> float | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _from_run_rate(lines: Sequence[BudgetLine], *, span: ProjectSpan, today: date) -> ComputedForecast | None:
    """Return what running costs come to at their pace, paid + (paid per finished month × months left), and the rest.

    None where a payment of a running cost names no month, and when the work has ended.
    """
    running = [line for line in lines if line.kind in RUNNING_COSTS]
    paid = [(line.month, line.actual) for line in running if line.actual is not None]
    this_month = first_of_month(today)
    finished = [(month, amount) for month, amount in paid if month and month < this_month]
    if not finished or any(month is None for month, _ in paid) or span.finish is None or span.finish < today:
        return None
    first, last = min(month for month, _ in finished), max(month for month, _ in finished)
    months = months_between(first, last) + 1
    spent = sum(amount for _, amount in finished)
    left = max(months_between(last, span.finish), 0)
    amount = max(spent + spent / months * left, sum(amount for _, amount in paid))
    once = _total(expected_of(line, today=today) for line in lines if line.kind not in RUNNING_COSTS) or 0.0
    over = month_text(first, today=today) if months == 1 else _span_text(first, last, today)
    rest = f"{left} months" if left != 1 else "1 month"
    until = month_text(first_of_month(span.finish), today=today)
    others = f"; vendors and others {once:,.0f}" if once else ""
    return ComputedForecast(
        amount + once,
        f"{spent:,.0f} paid in {over} is {spent / months:,.0f} a month, with {rest} left until {until}{others}",
    )


def _span_text(first: date, last: date, today: date) -> str:
    return f"{month_text(first, today=today)}–{month_text(last, today=today)}"


def _from_schedule(lines: Sequence[BudgetLine], *, span: ProjectSpan, today: date) -> ComputedForecast | None:
    """Return the cost over the expected dates: people cost longer by as much as the work takes longer."""
    if span.planned_finish is None or span.finish is None or span.planned_days <= 0:
        return None
    people = [line for line in lines if line.kind is BudgetKind.PEOPLE]
    others = [line for line in lines if line.kind is not BudgetKind.PEOPLE]
    planned = _total(line.planned for line in people)
    base = _total(expected_of(line, today=today) for line in people) or 0.0
    rest = _total(expected_of(line, today=today) for line in others)
    if planned is None and rest is None and not base:
        return None
    stretch = max(span.days / span.planned_days, 1.0)
    people_cost = max((planned or 0.0) * stretch, base)
    amount = people_cost + (rest or 0.0)
    if stretch == 1.0 or not planned:
        return ComputedForecast(amount, "its dates are as planned")
    return ComputedForecast(
        amount,
        f"people for {planned:,.0f} were planned for {span.planned_days} days and take {span.days}: "
        f"{people_cost - planned:,.0f} more",
    )
