"""The cells of a table: dates as sheets and trackers write them, percentages, durations, lists."""

import math
import re
from collections.abc import Iterable
from datetime import date

from rules import dates
from rules.files.fields import MAX_DURATION_DAYS, UNREADABLE_CHARACTERS, VALID_YEARS, UnfitValue

EMPTY_WORDS = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "null", "tbd", "tba", "open", "nan"})
# The year stands in every cell, so that this day decides nothing.
_ANY_DAY = date(2000, 1, 1)
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NUMERIC_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,T]+\d{1,2}:\d{2}.*)?")
_TRACKER_DAY = re.compile(r"(\d{1,2})[-/ ]([A-Za-z]{3})[a-z]*[-/ ](\d{4}|\d{2})(?: +\d{1,2}:\d{2}.*)?")
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*(h|hrs?|hours?|d|days?|wd|w|wks?|weeks?|)\s*\??", re.IGNORECASE)
_FORMULA_GUARD = re.compile(r"'(?=[\s\ufeff]*[=+\-@＝＋－＠\t\r])")


def clean_cell(cell: str) -> str:
    """The cell on one line, without the apostrophe that guards a formula; empty for the ways to say nothing."""
    if UNREADABLE_CHARACTERS.search(cell):
        raise UnfitValue("must be readable text")
    words = " ".join(_FORMULA_GUARD.sub("", cell, count=1).split())
    return "" if words.casefold() in EMPTY_WORDS else words


def day_first(cells: Iterable[str]) -> bool | None:
    """Whether 03/04/2026 is the third of April, judged by all dates of the file; None when nothing tells."""
    found = [match for cell in cells if (match := _NUMERIC_DAY.fullmatch(cell)) and match[2] != "."]
    first, second = (any(int(match[part]) > 12 for match in found) for part in (1, 3))
    return None if first == second else first


def parse_day(cell: str, *, is_day_first: bool | None) -> date:
    """A date with its year; `first` says whether the day stands before the month. Raises Unfit."""
    found = _parse_numeric_day(cell, is_day_first) or _parse_worded_day(cell)
    if found is None:
        raise UnfitValue("must be a date with its year, like 2026-03-14")
    if found.year not in VALID_YEARS:
        raise UnfitValue(f"must be a date between {VALID_YEARS[0]} and {VALID_YEARS[-1]}")
    return found


def _parse_numeric_day(cell: str, is_day_first: bool | None) -> date | None:
    if match := _ISO_DAY.fullmatch(cell):
        return _make_day(int(match[1]), int(match[2]), int(match[3]))
    if match := _TRACKER_DAY.fullmatch(cell):
        month = match[2].casefold()
        return _make_day(_full_year(match[3]), _MONTHS.index(month) + 1, int(match[1])) if month in _MONTHS else None
    if match := _NUMERIC_DAY.fullmatch(cell):
        one, other = int(match[1]), int(match[3])
        if match[2] == "." or is_day_first or one == other:
            return _make_day(_full_year(match[4]), other, one)
        if is_day_first is None:
            raise UnfitValue("can be read with the day or the month first; write 2026-03-14")
        return _make_day(_full_year(match[4]), one, other)
    return None


def _parse_worded_day(cell: str) -> date | None:
    if len(cell) > 200 or not _YEAR.search(cell):
        return None
    found = dates.parse(cell, today=_ANY_DAY)
    if found is None:
        found = next(iter(dates.find_all(cell, today=_ANY_DAY)), None)
    return found.day if found else None


def _full_year(digits: str) -> int:
    """Two digits: 2000 to 2069, then 1970 to 1999, as POSIX has it (69 is where it turns)."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 69 else 1900)


def _make_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnfitValue("must be a day that exists, like 2026-03-14") from None


def parse_percent(cell: str) -> int:
    """`60%`, `60` and `0.6` are 60."""
    words = cell.removesuffix("%").strip().replace(",", ".")
    try:
        value = float(words)
    except ValueError:
        raise UnfitValue("must be a percentage from 0 to 100") from None
    value = value * 100 if "." in words and 0 < value <= 1 and not cell.endswith("%") else value
    if not 0 <= value <= 100:
        raise UnfitValue("must be a percentage from 0 to 100")
    return round(value)


def parse_duration(cell: str) -> int:
    """Working days: `10`, `10d`, `2 wks` (five days each), `16 hrs` (eight hours a day, begun days count)."""
    match = _DURATION.fullmatch(cell)
    if not match:
        raise UnfitValue("must be a number of working days, like 10 or 2w")
    value = float(match[1].replace(",", "."))
    unit = match[2].casefold()[:1]
    days = math.ceil(value / 8 if unit == "h" else value * (5 if unit == "w" and match[2].casefold() != "wd" else 1))
    if days > MAX_DURATION_DAYS:
        raise UnfitValue(f"must be at most {MAX_DURATION_DAYS:,} working days")
    return days


def split_list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,;|\n]", cell) if part.strip()))
