"""Money spent by a day (AC): the actual amounts of budget lines by their month, or by when they were entered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.money import ExchangeRate


@dataclass(frozen=True, slots=True)
class SpendingLine:
    """A budget line; `entered` are the actual amounts as they were entered, each with its day, oldest first."""

    project: str | None
    currency: str
    planned: float | None
    actual: float | None
    month: date | None
    entered: tuple[tuple[date, float], ...] = ()

    @property
    def has_amount(self) -> bool:
        return self.planned is not None or self.actual is not None

    def spent_on(self, day: date) -> tuple[tuple[date, float], ...]:
        """Return (day, amount) of what counts as spent by `day`; a month's money is spent by its end, or by `day`."""
        if self.month is None:
            before = (0.0, *(amount for _, amount in self.entered))
            return tuple(
                (at, amount - earlier) for (at, amount), earlier in zip(self.entered, before, strict=False) if at <= day
            )
        if self.actual is None or self.month > day:
            return ()
        return ((min(day, month_end(self.month)), self.actual),)


def month_end(month: date) -> date:
    """Return the last day of a month given by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def price_lines(
    lines: Iterable[SpendingLine], *, currency: str, rates: Mapping[str, ExchangeRate]
) -> tuple[tuple[tuple[SpendingLine, float], ...], tuple[str, ...]]:
    """Return each line with the worth of one unit of its currency, and the currencies that no stored rate converts."""
    with_amount = [line for line in lines if line.has_amount]
    unknown = {line.currency for line in with_amount} - {currency} - rates.keys()
    priced = tuple(
        (line, 1.0 if line.currency == currency else rates[line.currency].rate)
        for line in with_amount
        if line.currency not in unknown
    )
    return priced, tuple(sorted(unknown))
