"""Dates as spreadsheets, planners and trackers write them: by the tools' defaults, in six languages, with ranges.

The order of day and month is one for a whole file; `is_day_first` says it. Excel's serial numbers are for `columns`.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from rules import dates
from rules.files.fields import VALID_YEARS, UnfitValueError
from rules.files.imports.tables.day_words import MONTH_NUMBERS, MOVED_WORDS, UNTIL_WORDS, WEEKDAY_NUMBERS

# Every cell names its year, so this day never matters.
_ANY_DAY = date(2000, 1, 1)
_EXCEL_DAY_ZERO = date(1899, 12, 30)
EXCEL_SERIALS = range(29_221, 73_051)
_TIME = (
    r"(?:(?:T|,?\s+(?:at |um |a las |à )?|,)\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?|uhr)?"
    r"|[T,]?\s+\d{1,2}\s?[ap]m)"
    r"(?:\s*(?:z|utc|gmt|[a-z]{2,5}|[+-]\d{2}:?\d{2}))*\s*(?:\([^()]*\))?"
)
_TRAILING_TIME = re.compile(rf"(?<=[\d日]){_TIME}$", re.IGNORECASE)
_ISO_DAY = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日|((?:19|20)\d\d)([01]\d)([0-3]\d)"
)
_NUMERIC_DAY = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|[.ºª])?[-/ ]*(?:of |de |d')?([a-z]{3,})[.,]?[-/ ]*(?:de |del )?(\d{4}|'?\d{2})"
)
_MONTH_DAY = re.compile(r"([a-z]{3,})[. ]+(\d{1,2})(?:st|nd|rd|th)?,? *(\d{4}|'\d{2})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/ ]([a-z]{3,})[-/. ]+(\d{1,2})")
# "Fri Mar 06 2026 00:00:00 GMT+0100 (…)", as JavaScript prints, and "Fri Mar 6 16:00:00 UTC 2026", as `date` does.
_SCRIPT_DAY = re.compile(
    r"[a-z]{3} ([a-z]{3}) (\d{1,2}) (\d{4}) .*|[a-z]{3} ([a-z]{3}) +(\d{1,2}) [\d:]+ (?:[a-z+\d:-]+ )?(\d{4})"
)
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})(?:\.0+)?")
_WEEKDAY = re.compile(r"([a-z]{2,}(?:-feira)?)\.?,?\s+(?=\S)")
_YEAR = re.compile(r"\b(?:19|20|21)\d\d\b")
_ACTUAL_MARK = re.compile(r"(?<=\d)\s*(?:A|\*)$")
_ARROW = re.compile(r"\s*(?:→|⟶|➔|->|=>|➜|\.\.|…)\s*|\s+[–—-]\s+|(?<=\d{4})\s?–\s?(?=\d)|(?<=\d\d)/(?=\d{4}-)")
_UNTIL = re.compile(rf"\s+(?:{UNTIL_WORDS})\s+", re.IGNORECASE)
_MOVED = re.compile(rf"[\s,;]+(?:{MOVED_WORDS})[:\s]+", re.IGNORECASE)
_WAS = re.compile(r"[\s,;]*\(?\b(?:was|previously|originally|formerly|war|vorher|etait|era)\b.*", re.IGNORECASE)
_FROM = re.compile(r"^(?:from|von|du|de|del|da|van)\s+(?=\S*\d)", re.IGNORECASE)
MAX_DATE_LENGTH = 200
_NO_DATE = "must be a date with its year, like 2026-03-14"


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """The days of one cell: the last is what is due; the first where a range was written.

    P6 marks what has happened with an A.
    """

    first: date | None
    last: date
    has_happened: bool = False


def fold(text: str) -> str:
    """Return text without case and accents."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()


def day_first(cells: Iterable[str]) -> bool | None:
    """Return whether 03/04/2026 means 3 April, judged by all dates of a file; None if they don't tell.

    A number above twelve tells, and so does a weekday beside it: Fri 3/6/26 is in March.
    """
    votes = {True: 0, False: 0}
    for cell in cells:
        for part in _ARROW.split(cell) if len(cell) < 80 else ():
            if (vote := _order_of(part)) is not None:
                votes[vote] += 1
    return None if bool(votes[True]) == bool(votes[False]) else bool(votes[True])


def is_ambiguous(cell: str) -> bool:
    """Return whether a date could be read with the day or with the month first."""
    return any(_order_of(part) is None and _both_orders(part) for part in _ARROW.split(cell[:80]))


def _numeric_part(cell: str) -> tuple[str, re.Match[str]] | None:
    weekday, rest = _without_weekday(fold(_TRAILING_TIME.sub("", cell.strip())))
    match = _NUMERIC_DAY.fullmatch(_ACTUAL_MARK.sub("", rest))
    return (weekday, match) if match and match[2] != "." else None


def _both_orders(cell: str) -> bool:
    found = _numeric_part(cell)
    return bool(found) and int(found[1][1]) <= 12 and int(found[1][3]) <= 12 and found[1][1] != found[1][3]  # type: ignore[index]


def _order_of(cell: str) -> bool | None:
    """Return the order that one date proves, None if it proves none."""
    if "/" not in cell and "-" not in cell:
        return None
    found = _numeric_part(cell)
    if not found:
        return None
    weekday, match = found
    first, second = int(match[1]), int(match[3])
    if (first > 12) != (second > 12):
        return first > 12
    if not weekday or first == second:
        return None
    year = _full_year(match[4])
    is_right = [_falls_on(weekday, year, month, day) for month, day in ((second, first), (first, second))]
    return is_right[0] if is_right[0] != is_right[1] else None


def _falls_on(weekday: str, year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() in WEEKDAY_NUMBERS[weekday]
    except ValueError:
        return False


def parse_day(cell: str, *, is_day_first: bool | None) -> date:
    """Parse a date with its year; of a range, its last day. Raise UnfitValueError."""
    return parse_span(cell, is_day_first=is_day_first).last


def day_or_none(cell: str, *, is_day_first: bool) -> date | None:
    """Parse a date, None for what is none."""
    try:
        return parse_day(cell, is_day_first=is_day_first)
    except UnfitValueError:
        return None


@lru_cache(maxsize=8192)
def _parse_span(cell: str, is_day_first: bool | None) -> WrittenDays:
    has_happened = bool(_ACTUAL_MARK.search(cell)) and cell.endswith("A")
    text = _ACTUAL_MARK.sub("", cell.strip())
    day = _parse_one(text, is_day_first)
    if day is not None:
        return WrittenDays(None, _checked(day), has_happened)
    if span := _parse_range(text, is_day_first):
        return span
    day = _parse_worded_day(text)
    if day is None:
        raise UnfitValueError(_NO_DATE)
    return WrittenDays(None, _checked(day), has_happened)


def parse_span(cell: str, *, is_day_first: bool | None) -> WrittenDays:
    """Parse a date or a range of dates; raise UnfitValueError."""
    if len(cell) > MAX_DATE_LENGTH:
        raise UnfitValueError(_NO_DATE)
    return _parse_span(cell, is_day_first)


def _parse_range(text: str, is_day_first: bool | None) -> WrittenDays | None:
    if len(text) > 120:
        return None
    for pattern, is_range in ((_ARROW, True), (_UNTIL, True), (_MOVED, False)):
        parts = [part for part in pattern.split(_FROM.sub("", text)) if part]
        days = [_parse_one(part, is_day_first) for part in parts] if len(parts) == 2 else []
        if len(days) == 2 and days[0] and days[1]:
            first, last = _checked(days[0]), _checked(days[1])
            if is_range and first > last:
                raise UnfitValueError("must not end before it begins")
            return WrittenDays(first if is_range else None, last)
    earlier = _WAS.sub("", text)
    day = _parse_one(earlier, is_day_first) if earlier != text else None
    return WrittenDays(None, _checked(day)) if day else None


def serial_day(cell: str) -> date:
    """Return the day of a serial number of Excel."""
    return _EXCEL_DAY_ZERO + timedelta(days=int(float(cell)))


def _checked(day: date) -> date:
    if day.year not in VALID_YEARS:
        raise UnfitValueError(f"must be a date between {VALID_YEARS[0]} and {VALID_YEARS[-1]}")
    return day


def _parse_one(cell: str, is_day_first: bool | None) -> date | None:
    if len(cell) > 80 or not any(map(str.isdigit, cell)):
        return None
    if match := _EPOCH.fullmatch(cell):
        return datetime.fromtimestamp(int(match[1]) if match[1] else int(match[2]) / 1000, UTC).date()
    folded = fold(_TRAILING_TIME.sub("", cell.strip()))
    if match := _ISO_DAY.fullmatch(folded):
        return _make_day(*(int(part) for part in match.groups() if part))
    if match := _SCRIPT_DAY.fullmatch(fold(cell.strip())):
        month, day, year = (part for part in match.groups() if part)
        return _named_day(int(year), month, int(day))
    weekday, text = _without_weekday(folded)
    if match := _ISO_DAY.fullmatch(text):
        return _make_day(*(int(part) for part in match.groups() if part))
    if match := _NUMERIC_DAY.fullmatch(text):
        return _parse_numeric_day(match, is_day_first)
    return _parse_named_month(text, weekday)


def _parse_named_month(text: str, weekday: str) -> date | None:
    if match := _DAY_MONTH.fullmatch(text):
        return _named_day(_full_year(match[3]), match[2], int(match[1]))
    if match := _YEAR_MONTH.fullmatch(text):
        return _named_day(int(match[1]), match[2], int(match[3]))
    # "Mar 6, 2026" begins with what could be a weekday.
    for candidate in (text, f"{weekday} {text}"):
        if match := _MONTH_DAY.fullmatch(candidate):
            return _named_day(_full_year(match[3]), match[1], int(match[2]))
    return None


def _without_weekday(text: str) -> tuple[str, str]:
    match = _WEEKDAY.match(text)
    return (match[1], text[match.end() :]) if match and match[1] in WEEKDAY_NUMBERS else ("", text)


def _parse_numeric_day(match: re.Match[str], is_day_first: bool | None) -> date:
    first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    if match[2] == "." or first == second:
        return _make_day(year, second, first)
    if (first > 12) != (second > 12):
        return _make_day(year, second, first) if first > 12 else _make_day(year, first, second)
    if is_day_first is None:
        raise UnfitValueError("can be read with the day or the month first; write 2026-03-14")
    return _make_day(year, second, first) if is_day_first else _make_day(year, first, second)


def _parse_worded_day(cell: str) -> date | None:
    if not _YEAR.search(cell):
        return None
    expression = dates.parse(cell, today=_ANY_DAY)
    if expression is None:
        expression = next(iter(dates.find_all(cell, today=_ANY_DAY)), None)
    return expression.day if expression else None


def _named_day(year: int, month: str, day: int) -> date | None:
    return _make_day(year, MONTH_NUMBERS[month], day) if month in MONTH_NUMBERS else None


def _full_year(digits: str) -> int:
    """Complete a two-digit year to 1969 to 2068, as POSIX does."""
    year = int(digits.removeprefix("'"))
    return year if len(digits) == 4 else year + (2000 if year < 69 else 1900)


def _make_day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnfitValueError("must be a day that exists, like 2026-03-14") from None
