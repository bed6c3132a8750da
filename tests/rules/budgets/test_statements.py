"""Budget lines as people type them: amounts, months, kinds, and what is refused or asked."""

from datetime import date

import pytest

from rules.budgets.amounts import AmountUnclear, read_amount
from rules.budgets.months import read_month
from rules.budgets.statements import BudgetStatement, FigureMissing, parse_statement
from rules.money import BudgetKind
from rules.refusal import Refusal

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("12,000", 12_000, ""),
        ("12k", 12_000, ""),
        ("1.2M", 1_200_000, ""),
        ("12.000,50", 12_000.5, ""),
        ("12,000.50", 12_000.5, ""),
        ("€12k", 12_000, "EUR"),
        ("12 k €", 12_000, "EUR"),
        ("USD 9", 9, "USD"),
        ("9.5 gbp", 9.5, "GBP"),
        ("1.250.000 EUR", 1_250_000, "EUR"),
    ],
)
def test_amounts_are_read(typed: str, amount: float, currency: str) -> None:
    read = read_amount(typed)
    assert (read.amount, read.currency) == (amount, currency)


def test_amount_that_can_be_two_is_asked_about() -> None:
    with pytest.raises(AmountUnclear) as asked:
        read_amount("12.500")
    assert asked.value.choices == (("12,500", "12,500"), ("12.5", "12.5"))
    for wrong in ("", "many", "12 12", "EUR", "-5", "€5 USD", "1e9", "9" * 30):
        with pytest.raises(Refusal):
            read_amount(wrong)


@pytest.mark.parametrize(
    ("typed", "is_past", "month"),
    [
        ("Mar", False, date(2026, 3, 1)),
        ("Oct", False, date(2025, 10, 1)),
        ("Sep", False, date(2026, 9, 1)),
        ("Sep", True, date(2025, 9, 1)),
        ("september 2027", False, date(2027, 9, 1)),
        ("2027-01", False, date(2027, 1, 1)),
        ("last month", False, date(2026, 2, 1)),
    ],
)
def test_months_without_a_year_are_near(typed: str, is_past: bool, month: date) -> None:
    assert read_month(typed, today=TODAY, is_past=is_past) == month


def parse(text: str) -> BudgetStatement:
    return parse_statement(text, today=TODAY, said=f"budget PRJ-1 {text}")


def test_order_of_words_is_free() -> None:
    march = date(2026, 3, 1)
    expected = BudgetStatement({"planned": 12_000.0}, BudgetKind.PEOPLE, "Ana", march, "EUR")
    for words in (
        'people "Ana" 12,000 EUR planned Mar',
        'Mar people planned 12k EUR "Ana"',
        'planned: €12,000 for people in March 2026, "Ana"',
    ):
        assert parse(words) == expected, words
    assert parse("actual 4,300, forecast 5k Feb").figures == {"actual": 4_300.0, "forecast": 5_000.0}
    assert parse("forecast none").figures == {"forecast": None}
    assert parse("2026-04 6k committed").month == date(2026, 4, 1)


def test_amount_without_its_word_is_asked_about() -> None:
    with pytest.raises(FigureMissing) as asked:
        parse("people 5k Apr")
    assert asked.value.again == "budget PRJ-1 people 5k Apr {}"
