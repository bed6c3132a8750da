"""Parsing of working hours."""

from datetime import time

import pytest

from rules.refusal import Refusal
from rules.time import hours_text
from rules.time.hours_text import HoursText

UNDERSTOOD = {
    "8:00-16:30": HoursText(time(8), time(16, 30)),
    "7-15 mon-thu": HoursText(time(7), time(15), ("mon", "tue", "wed", "thu")),
    "9am-5pm": HoursText(time(9), time(17)),
    "9 am to 5.30 pm": HoursText(time(9), time(17, 30)),
    "12am-12pm": HoursText(time(0), time(12)),
    "mon,tue,thu 10 – 18": HoursText(time(10), time(18), ("mon", "tue", "thu")),
    "sun-thu": HoursText(days=("mon", "tue", "wed", "thu", "sun")),
    "Monday to Wednesday and fri": HoursText(days=("mon", "tue", "wed", "fri")),
    "weekdays": HoursText(days=("mon", "tue", "wed", "thu", "fri")),
    "sat": HoursText(days=("sat",)),
}
REFUSED = {
    "17-9": "not after",
    "9-9": "not after",
    "9:00-9:59": "less than an hour",
    "9-25": "a time of day",
    "13pm-15": "a time of day",
    "9:75-12": "a time of day",
    "mon-noday": "don't know the day",
    "9-17 moo": "don't know the day",
    "m": "don't know the day",
    "": "Which hours?",
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_hours_and_days_are_read(text: str) -> None:
    assert hours_text.parse_hours(text) == UNDERSTOOD[text]


@pytest.mark.parametrize("text", REFUSED)
def test_impossible_hours_are_refused_with_reason_and_example(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        hours_text.parse_hours(text)
    assert REFUSED[text] in str(refusal.value)
    assert "settings hours" in refusal.value.instead


def test_empty_list_of_days_is_refused() -> None:
    with pytest.raises(Refusal, match="Which days"):
        hours_text.parse_days(" , ")
