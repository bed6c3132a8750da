"""Sums of budget lines, always within one currency, and totals by stored rates with what has none (B-103)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from rules.money import BudgetLine, ExchangeRate, rates_into

K = TypeVar("K")
# A total that a reader sees without its parts adds at least so many that they may not see.
MIN_HIDDEN_PARTS = 2


@dataclass(frozen=True, slots=True)
class BudgetFigures:
    """The amounts planned, committed, paid and forecast; None where no line gives it."""

    planned: float | None = None
    committed: float | None = None
    actual: float | None = None
    forecast: float | None = None

    def __add__(self, other: "BudgetFigures") -> "BudgetFigures":
        return BudgetFigures(
            _add(self.planned, other.planned),
            _add(self.committed, other.committed),
            _add(self.actual, other.actual),
            _add(self.forecast, other.forecast),
        )

    def times(self, rate: float) -> "BudgetFigures":
        figures = (self.planned, self.committed, self.actual, self.forecast)
        return BudgetFigures(*(None if figure is None else figure * rate for figure in figures))

    @property
    def share(self) -> float | None:
        """The forecast as a share of the plan; None where either is missing or nothing is planned."""
        planned = self.planned or 0.0
        return self.forecast / planned if self.forecast is not None and planned > 0 else None


def _add(first: float | None, second: float | None) -> float | None:
    if first is None or second is None:
        return second if first is None else first
    return first + second


def figures_of(line: BudgetLine) -> BudgetFigures:
    return BudgetFigures(line.planned, line.committed, line.actual, line.forecast)


def sum_by(lines: Iterable[BudgetLine], key: Callable[[BudgetLine], K]) -> dict[K, BudgetFigures]:
    """Add lines by a key, which has to hold the currency: currencies are never added here."""
    sums: dict[K, BudgetFigures] = {}
    for line in lines:
        sums[key(line)] = sums.get(key(line), BudgetFigures()) + figures_of(line)
    return sums


@dataclass(frozen=True, slots=True)
class ConvertedTotal:
    """A total in one currency by stored rates; `left_out` are the currencies that have no rate."""

    currency: str
    figures: BudgetFigures
    rates: tuple[ExchangeRate, ...]
    left_out: tuple[str, ...]


def convert_total(
    totals: Mapping[str, BudgetFigures], *, into: str, rates: Iterable[ExchangeRate], on: date
) -> ConvertedTotal:
    """Add the totals of several currencies by the newest stored rates of the day; none is ever assumed."""
    known = rates_into(rates, into, on=on)
    total, used, left_out = BudgetFigures(), [], []
    for currency, figures in totals.items():
        if currency == into:
            total += figures
        elif currency in known:
            total += figures.times(known[currency].rate)
            used.append(known[currency])
        else:
            left_out.append(currency)
    return ConvertedTotal(into, total, tuple(used), tuple(left_out))


def two_digits(amount: float) -> float:
    """Round a total for readers who see no parts: with more digits, a change of one line could be read from two."""
    return float(f"{amount:.1e}")


def totals_without_parts(hidden: Iterable[Mapping[str, BudgetFigures]]) -> dict[str, frozenset[str]]:
    """Return, by currency, the figures of a total from which no single hidden part can be worked out.

    `hidden` are the sums by currency of each part that the reader may not see. Where only one of them gives a figure,
    the total less what they see would be exactly that part.
    """
    counts: dict[str, dict[str, int]] = {}
    for part in hidden:
        for currency, figures in part.items():
            for name in ("planned", "committed", "actual", "forecast"):
                if getattr(figures, name) is not None:
                    counts.setdefault(currency, {}).setdefault(name, 0)
                    counts[currency][name] += 1
    return {
        currency: frozenset(name for name, count in by_name.items() if count >= MIN_HIDDEN_PARTS)
        for currency, by_name in counts.items()
    }
