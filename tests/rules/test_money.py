"""Sums in sentences: short, in one unit, and never a crash."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.money import amount_text

CASES = (
    ((20_000, "EUR", 60_000), "20–60 k EUR"),
    ((20_000, "EUR", None), "20 k EUR"),
    ((3_100, "", None), "3.1 k"),
    ((0, "EUR", 0), "0 EUR"),
    ((0.04, "EUR", None), "0 EUR"),
    ((-0.04, "EUR", None), "0 EUR"),
    ((400, "EUR", 60_000), "0.4–60 k EUR"),
    ((850, "USD", None), "850 USD"),
    ((999_600, None, None), "1 M"),
    ((1_250_000, "EUR", None), "1.2 M EUR"),
    ((-5_000, "EUR", 20_000), "-5 to 20 k EUR"),
    ((60_000, "EUR", 20_000), "20–60 k EUR"),
    ((20_100, "EUR", 20_200), "20 k EUR"),
    ((None, "EUR", None), "n/a"),
    ((1.0, "EUR", math.inf), "n/a"),
)


@pytest.mark.parametrize(("given_values", "expected"), CASES, ids=lambda value: str(value))
def test_amounts_read_short(given_values: tuple[float, str, float | None], expected: str) -> None:
    low, currency, high = given_values
    assert amount_text(low, currency, high) == expected


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_every_range_reads_the_same_both_ways(low: float, high: float) -> None:
    text = amount_text(low, "EUR", high)
    assert text == amount_text(high, "EUR", low)
    assert text.endswith("EUR")
    assert "-0 " not in text
