"""Dates as people write them in project talk: a closed grammar that prefers silence to half a date.

`parse` takes words that should be a date and nothing else; `find_all` looks for dates in prose, where weak words
("may", "12/11", "Wed") count only when the sentence announces a date. A date without a year is the next one, a period
as a deadline is its last day, EOW is a Friday. Never enters: a library that guesses, the clock.
"""

from rules.dates.found import Delta, NotADate, ParsedDate, format_day, resolve_day
from rules.dates.plausibility import (
    DayOff,
    DoubtfulDay,
    find_day_off,
    is_near,
    read_day,
    require_ahead,
    require_begun,
    require_countable,
)
from rules.dates.reading import find_all, parse, parse_or_raise

__all__ = [
    "DayOff",
    "Delta",
    "DoubtfulDay",
    "NotADate",
    "ParsedDate",
    "find_all",
    "find_day_off",
    "format_day",
    "is_near",
    "parse",
    "parse_or_raise",
    "read_day",
    "require_ahead",
    "require_begun",
    "require_countable",
    "resolve_day",
]
