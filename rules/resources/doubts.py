"""Days of an assignment that are hardly meant are asked about before they are saved (B-129)."""

import re
from datetime import date

from rules import dates
from rules.dates import DoubtfulDay

_SURE = re.compile(r"\s+sure$", re.IGNORECASE)


def take_sure(text: str) -> tuple[str, bool]:
    """Return the words without a `sure` at their end, and whether it was there: then no day is asked about."""
    left = _SURE.sub("", text)
    return left, left != text


def choose_again(verb: str, text: str, part: str) -> str:
    """Return the command with a place for a day that was read in several ways; "" where it can't be said again."""
    before, found, after = text.replace("{", "").rpartition(part)
    return f"{verb} {before}{{}}{after} sure" if verb and found else ""


def doubt_about(day: date, *, today: date, is_end: bool = False) -> str:
    """Return why a day is hardly meant; "" for one that is. An end in the past is refused elsewhere."""
    said = dates.format_day(day, today=today)
    if day < today:
        return "" if is_end else f"{said} is in the past."
    return "" if dates.is_near(day, today) else f"{said} is more than a year ahead."


def require_meant(first: date | None, last: date | None, *, today: date, again: str) -> None:
    """Raise DoubtfulDay for the first day that is hardly meant; `again` is the command up to its dates."""
    if last and last < today:
        return
    for day, is_end in ((first, False), (last, True)):
        if day and (doubt := doubt_about(day, today=today, is_end=is_end)):
            raise DoubtfulDay(
                doubt,
                "",
                "Is that the day you mean?",
                days=_may_be_meant(day, today=today),
                again=f"{again} {_span_words(first, last, doubtful=day)} sure",
                today=today,
            )


def _span_words(first: date | None, last: date | None, *, doubtful: date) -> str:
    """Return `from {} to 2026-04-30`, with a place for the day that is asked about."""
    begin, end = ("{}" if day == doubtful else day and day.isoformat() for day in (first, last))
    if begin is None:
        return f"until {end}"
    return f"from {begin} to {end}" if end else f"from {begin}"


def _may_be_meant(day: date, *, today: date) -> tuple[date, ...]:
    """Return the day as said, and the same day within the next year."""
    soon = (_in_year(day, year) for year in (today.year, today.year + 1))
    near = next((other for other in soon if other and other >= today and dates.is_near(other, today)), None)
    return tuple(dict.fromkeys((day, near))) if near else (day,)


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
