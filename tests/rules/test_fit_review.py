"""The day of a program's yearly review."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.fit import review_day


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_review_is_a_year_later(day: date) -> None:
    later = review_day(day)
    assert timedelta(days=365) <= later - day <= timedelta(days=366)
    assert (later.month, later.day) in ((day.month, day.day), (2, 28))
