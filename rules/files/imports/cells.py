"""Parsing the cells of a table: dates as spreadsheets and trackers write them, percentages, durations, lists."""

import math
import re
from collections.abc import Iterable
from datetime import date

from rules import dates
from rules.files.fields import MAX_DURATION_DAYS, UNREADABLE_CHARACTERS, VALID_YEARS, UnfitValueError

EMPTY_WORDS = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "null", "tbd", "tba", "open", "nan"})
# Every cell names its year, so this day never matters.
_ANY_DAY = date(2000, 1, 1)
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NUMERIC_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,T]+\d{1,2}:\d{2}.*)?")
_TRACKER_DAY = re.compile(r"(\d{1,2})[-/ ]([A-Za-z]{3})[a-z]*[-/ ](\d{4}|\d{2})(?: +\d{1,2}:\d{2}.*)?")
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h|hrs?|hours?|d|days?|wd|w|wks?|weeks?|)\s*\??", re.IGNORECASE)
_FORMULA_GUARD = re.compile(r"\A'(?=[\s\ufeff]*[=+\-@＝＋－＠\t\r])")


def clean_cell(cell: str) -> str:
    """Return the cell on one line, without the apostrophe that guards a formula; empty for words like "n/a"."""
    if UNREADABLE_CHARACTERS.search(cell):
        raise UnfitValueError("must be readable text")
    text = " ".join(_FORMULA_GUARD.sub("", cell, count=1).split())
    return "" if text.casefold() in EMPTY_WORDS else text


def day_first(cells: Iterable[str]) -> bool | None:
    """Return whether 03/04/2026 means 3 April, judged by all dates of the file; None if they don't tell."""
    matches = [match for cell in cells if (match := _NUMERIC_DAY.fullmatch(cell)) and match[2] != "."]
    first_exceeds, second_exceeds = (any(int(match[part]) > 12 for match in matches) for part in (1, 3))
    return None if first_exceeds == second_exceeds else first_exceeds


def parse_day(cell: str, *, is_day_first: bool | None) -> date:
    """Parse a date with its year; `is_day_first` says whether the day comes first. Raises UnfitValueError."""
    day = _parse_numeric_day(cell, is_day_first) or _parse_worded_day(cell)
    if day is None:
        raise UnfitValueError("must be a date with its year, like 2026-03-14")
    if day.year not in VALID_YEARS:
        raise UnfitValueError(f"must be a date between {VALID_YEARS[0]} and {VALID_YEARS[-1]}")
    return day


def _parse_numeric_day(cell: str, is_day_first: bool | None) -> date | None:
    if match := _ISO_DAY.fullmatch(cell):
        return _make_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _TRACKER_DAY.fullmatch(cell):
        month = match[2].casefold()
        return _make_day(_full_year(match[3]), _MONTHS.index(month) + 1, int(match[1])) if month in _MONTHS else None
    if match := _NUMERIC_DAY.fullmatch(cell):
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or is_day_first or first == second:
            return _make_day(_full_year(match[4]), second, first)
        if is_day_first is None:
            raise UnfitValueError("can be read with the day or the month first; write 2026-03-14")
        return _make_day(_full_year(match[4]), first, second)
    return None


def _parse_worded_day(cell: str) -> date | None:
    if len(cell) > 200 or not _YEAR.search(cell):
        return None
    expression = dates.parse(cell, today=_ANY_DAY)
    if expression is None:
        expression = next(iter(dates.find_all(cell, today=_ANY_DAY)), None)
    return expression.day if expression else None


def _full_year(digits: str) -> int:
    """Complete a two-digit year to 1969 to 2068, as POSIX does."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 69 else 1900)


def _make_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnfitValueError("must be a day that exists, like 2026-03-14") from None


def parse_percent(cell: str) -> int:
    """Parse a percentage: `60%`, `60` and `0.6` are all 60."""
    number_text = cell.removesuffix("%").strip().replace(",", ".")
    try:
        value = float(number_text)
    except ValueError:
        raise UnfitValueError("must be a percentage from 0 to 100") from None
    value = value * 100 if "." in number_text and 0 < value <= 1 and not cell.endswith("%") else value
    if not 0 <= value <= 100:
        raise UnfitValueError("must be a percentage from 0 to 100")
    return round(value)


def parse_duration(cell: str) -> int:
    """Parse working days: `10`, `10d`, `2 wks` (five days each), `16 hrs` (eight hours a day, rounded up)."""
    match = _DURATION.fullmatch(cell)
    if not match:
        raise UnfitValueError("must be a number of working days, like 10 or 2w")
    value = float(match[1].replace(",", "."))
    unit = match[2].casefold()[:1]
    days = math.ceil(value / 8 if unit == "h" else value * (5 if unit == "w" and match[2].casefold() != "wd" else 1))
    if days > MAX_DURATION_DAYS:
        raise UnfitValueError(f"must be at most {MAX_DURATION_DAYS:,} working days")
    return days


def split_list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,;|\n]", cell) if part.strip()))
