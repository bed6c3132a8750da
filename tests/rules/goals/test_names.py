"""Names of goals as typed: quotation marks around the whole go, those of the name stay."""

import pytest

from rules.goals.goal_text import clean_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('"Sell abroad"', "Sell abroad"),
        ("“Sell”", "Sell"),
        ('Sell "abroad"', 'Sell "abroad"'),
        ('"Sell "abroad""', 'Sell "abroad"'),
        ('"Sell" and "abroad"', '"Sell" and "abroad"'),
        ("Sell\n “abroad” ", "Sell “abroad”"),
        ('"', ""),
        (' "" ', ""),
    ],
)
def test_only_quotation_marks_around_the_name_go(typed: str, name: str) -> None:
    assert clean_name(typed) == name
