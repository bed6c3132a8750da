"""Months as people write them beside an amount: "Mar", "March 2027", "2026-03", "this month"."""

import re
from collections.abc import Callable
from datetime import date

from rules.dates.words import MONTHS, any_of
from rules.refusal import Refusal

_NAMED = re.compile(rf"(?P<name>{any_of(MONTHS)})\b\.?(?:\s+(?P<year>20\d\d)\b)?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])(?:-01)?\b")
_RELATIVE = re.compile(r"(?P<which>this|last|next)\s+month\b", re.IGNORECASE)
_STEPS = {"this": 0, "last": -1, "next": 1}
# Without a year, a month is one of the past five, this one or the next six; one that was paid, of the past eight.
_MONTHS_BACK = 5
_MONTHS_BACK_OF_ACTUALS = 8


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def add_months(month: date, count: int) -> date:
    """Return the first day of the month that many months later."""
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, index + 1, 1)


def months_between(first: date, last: date) -> int:
    """Return how many months after `first` the month of `last` comes; negative if it comes before."""
    return (last.year - first.year) * 12 + last.month - first.month


def match_month(text: str, at: int) -> tuple[Callable[[date, bool], date], int] | None:
    """Match a month at a position: a function of today and whether it is a past one, and where the words end."""
    if found := _NUMBERED.match(text, at):
        month = date(int(found["year"]), int(found["month"]), 1)
        return (lambda _today, _is_past: month), found.end()
    if relative := _RELATIVE.match(text, at):
        step = _STEPS[relative["which"].casefold()]
        return (lambda today, _is_past: add_months(today, step)), relative.end()
    named = _NAMED.match(text, at)
    if named is None:
        return None
    number, year = MONTHS[named["name"].casefold()], named["year"]
    if year:
        return (lambda _today, _is_past: date(int(year), number, 1)), named.end()
    return (lambda today, is_past: _nearest(number, today, is_past)), named.end()


def _nearest(number: int, today: date, is_past: bool) -> date:
    earliest = add_months(today, -(_MONTHS_BACK_OF_ACTUALS if is_past else _MONTHS_BACK))
    return add_months(earliest, (number - earliest.month) % 12)


def read_month(text: str, *, today: date, is_past: bool = False) -> date:
    """Read the whole text as a month; raise Refusal for anything else."""
    words = text.strip()
    found = match_month(words, 0)
    if found is None or found[1] != len(words):
        raise Refusal(f"“{words[:30]}” is no month.", "", "Write it like `Mar`, `Mar 2027` or `2027-03`.")
    return found[0](today, is_past)


def month_text(month: date, *, today: date) -> str:
    """Format a month as "Mar", with its year where that is not this one."""
    return f"{month:%b}" if month.year == today.year else f"{month:%b %Y}"
