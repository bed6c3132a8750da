"""Exchange rates: only a rate with a day converts, and there and back is the same amount."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import ExchangeRate, rates_into

DAY = date(2026, 3, 2)
RATES = (ExchangeRate("USD", "EUR", DAY, 0.9), ExchangeRate("USD", "EUR", DAY + timedelta(days=30), 0.8))


def convert(amount: float, currency: str, into: str, *, on: date) -> float | None:
    """Convert by the rate of the day, as totals do; None without one."""
    if currency == into:
        return amount
    rate = rates_into(RATES, into, on=on).get(currency)
    return None if rate is None else amount * rate.rate


@pytest.mark.parametrize(
    ("currency", "into", "days", "expected"),
    [
        ("USD", "EUR", 0, 90.0),
        ("USD", "EUR", 29, 90.0),
        ("USD", "EUR", 30, 80.0),
        ("EUR", "USD", 30, 125.0),
        ("USD", "EUR", -1, None),
        ("GBP", "EUR", 0, None),
        ("EUR", "EUR", -1, 100.0),
    ],
)
def test_newest_rate_of_the_day_converts(currency: str, into: str, days: int, expected: float | None) -> None:
    assert convert(100.0, currency, into, on=DAY + timedelta(days=days)) == pytest.approx(expected)


@given(st.floats(-1e9, 1e9), st.integers(0, 60))
def test_there_and_back_is_the_same_amount(amount: float, days: int) -> None:
    day = DAY + timedelta(days=days)
    there = convert(amount, "USD", "EUR", on=day)
    assert there is not None
    assert convert(there, "EUR", "USD", on=day) == pytest.approx(amount)
