"""The days of a calendar exception that recurs: daily, weekly, monthly or yearly, as MS Project writes it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import islice

from rules.files.imports.project_xml.fields import parse_flag, parse_number
from rules.files.imports.project_xml.nodes import FileNode

_YEARLY_BY_DATE, _YEARLY_BY_PLACE, _MONTHLY_BY_DATE, _MONTHLY_BY_PLACE, _WEEKLY = "2", "3", "4", "5", "6"
_DAILY = ("1", "7")
_LAST_PLACE = 4
# In days, weeks or months: further apart, an exception never recurs.
MAX_PERIOD = 1_200
# MonthItem: any day, a weekday, a day of the weekend, or Sunday (3) to Saturday (9).
_ANY_DAY, _WEEKDAY, _WEEKEND, _SUNDAY = 0, 1, 2, 3


def recurring_days(exception: FileNode, first: int, last: int, window: range) -> Iterator[int]:
    """Yield the days (ordinals) of an exception up to the window's end; a month without such a day gives a 0."""
    kind = exception.get("Type") or "1"
    period = min(max(1, _whole(exception, "Period", 1)), MAX_PERIOD)
    is_limited = parse_flag(exception, "EnteredByOccurrences")
    limit = _whole(exception, "Occurrences", 0) if is_limited else 0
    last = min(last, window.stop - 1)
    if kind in _DAILY:
        days: Iterator[int] = iter(range(first, last + 1, period))
    elif kind == _WEEKLY:
        days = _weekly(exception, first, last, period)
    else:
        days = _by_month(exception, kind, first, last, period)
    return islice(days, limit) if limit > 0 else days


def _whole(exception: FileNode, name: str, default: int) -> int:
    return int(parse_number(exception, name, "Calendar exception", default, limit=100_000))


def _weekly(exception: FileNode, first: int, last: int, period: int) -> Iterator[int]:
    mask = _whole(exception, "DaysOfWeek", 0)
    # Ordinal 7 is a Sunday, and so is bit 0.
    weekdays = [number for number in range(7) if mask >> number & 1]
    for week in range(first - first % 7, last + 1, 7 * period):
        yield from (week + number for number in weekdays if first <= week + number <= last)


def _by_month(exception: FileNode, kind: str, first: int, last: int, period: int) -> Iterator[int]:
    start = date.fromordinal(first)
    month = start.year * 12 + start.month - 1
    step = period
    if kind in (_YEARLY_BY_DATE, _YEARLY_BY_PLACE):
        month, step = start.year * 12 + _whole(exception, "Month", 0) % 12, 12
    elif kind not in (_MONTHLY_BY_DATE, _MONTHLY_BY_PLACE):
        return
    is_by_date = kind in (_YEARLY_BY_DATE, _MONTHLY_BY_DATE)
    while date(month // 12, month % 12 + 1, 1).toordinal() <= last:
        day = _dated_day(exception, month) if is_by_date else _placed_day(exception, month)
        if first <= day <= last:
            yield day
        elif not day:
            yield 0
        month += step


def _dated_day(exception: FileNode, month: int) -> int:
    number, (_, length) = _whole(exception, "MonthDay", 1), monthrange(month // 12, month % 12 + 1)
    return date(month // 12, month % 12 + 1, number).toordinal() if 1 <= number <= length else 0


def _placed_day(exception: FileNode, month: int) -> int:
    """Return the first to fourth, or last, day of its kind in a month."""
    item, place = _whole(exception, "MonthItem", 0), _whole(exception, "MonthPosition", 0)
    start = date(month // 12, month % 12 + 1, 1).toordinal()
    length = monthrange(month // 12, month % 12 + 1)[1]
    days = [day for day in range(start, start + length) if _is_of_kind(day, item)]
    if place >= _LAST_PLACE:
        return days[-1] if days else 0
    return days[place] if 0 <= place < len(days) else 0


def _is_of_kind(day: int, item: int) -> bool:
    weekday = day % 7
    if item in (_ANY_DAY, _WEEKDAY, _WEEKEND):
        return item == _ANY_DAY or (weekday in (0, 6)) == (item == _WEEKEND)
    return weekday == item - _SUNDAY
