"""Reading the fields of MS Project's elements: flags, numbers, moments in minutes, durations and lags with their units.

A moment is a whole number of minutes since the day with ordinal 0, so that working times are plain arithmetic.
"""

import math
import re
from dataclasses import dataclass
from datetime import date

from rules.files.fields import MAX_DURATION_DAYS, VALID_YEARS, BadPlan, quote_value
from rules.files.imports.project_xml.nodes import FileNode

MINUTES_PER_DAY = 1440
WORK_MINUTES_PER_DAY = 480
# Lags and levelling delays are written in tenths of a minute.
TENTHS_PER_MINUTE = 10
MAX_SPAN_MINUTES = MAX_DURATION_DAYS * MINUTES_PER_DAY
MAX_PERCENT = 10_000
# Every second unit is elapsed: “ed” beside “d”. Estimated ones, “d?”, are 32 higher; so are the two kinds of percent.
_ESTIMATED = 32
_ELAPSED_FORMATS = frozenset({4, 6, 8, 10, 12, 20})
_PERCENT_FORMATS = frozenset({19, 20})
_TRUE_WORDS = frozenset({"1", "true", "yes", "-1"})
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")


@dataclass(frozen=True, slots=True)
class WorkSpan:
    """A duration or lag: minutes of work, of elapsed time, or percent of the predecessor's duration."""

    amount: float
    is_elapsed: bool = False
    is_percent: bool = False


def parse_flag(node: FileNode, name: str) -> bool:
    return node.get(name).casefold() in _TRUE_WORDS


def is_denied(node: FileNode, name: str) -> bool:
    """Return whether a flag that is true by default is set to false."""
    return node.get(name).casefold() in ("0", "false", "no")


def parse_number(node: FileNode, name: str, place: str, default: float = 0, *, limit: float = 1e6) -> float:
    """Return a number; raise BadPlan with the place if it is none, or beyond the limit."""
    words = node.get(name)
    try:
        number = float(words) if words else default
    except ValueError:
        number = math.nan
    if not -limit <= number <= limit:
        raise BadPlan(f"{place}: {name} {quote_value(words)} is no number that fits.")
    return number


def parse_moment(node: FileNode, name: str, place: str, *, is_end: bool = False) -> int | None:
    """Return a moment, None without one; a day without a time is its beginning, or its end where `is_end`."""
    words = node.get(name)
    if not words or words == "NA":
        return None
    match = _MOMENT.fullmatch(words)
    try:
        day = date.fromisoformat(match[1] if match else words)
    except ValueError:
        raise BadPlan(f"{place}: {name} {quote_value(words)} is no date.") from None
    if day.year not in VALID_YEARS:
        raise BadPlan(f"{place}: {name} {day} lies outside the years {VALID_YEARS[0]} to {VALID_YEARS[-1]}.")
    start = day.toordinal() * MINUTES_PER_DAY
    if match is None or match[2] is None:
        return start + MINUTES_PER_DAY if is_end else start
    return start + min(int(match[2]) * 60 + int(match[3]), MINUTES_PER_DAY)


def day_of(moment: int) -> date:
    return date.fromordinal(moment // MINUTES_PER_DAY)


def last_day_of(moment: int) -> date:
    """Return the day that a finish at this moment belongs to: midnight ends the day before."""
    return date.fromordinal((moment - 1) // MINUTES_PER_DAY)


def parse_day(node: FileNode, name: str, place: str, *, is_end: bool = False) -> date | None:
    """Return the day of a moment; midnight is the day before where `is_end`."""
    moment = parse_moment(node, name, place, is_end=is_end)
    if moment is None:
        return None
    return last_day_of(moment) if is_end else day_of(moment)


def parse_duration(
    node: FileNode, name: str, format_name: str, place: str, *, day_minutes: int = WORK_MINUTES_PER_DAY
) -> WorkSpan | None:
    """Parse a duration: `PT16H0M0S` are two days of eight hours, or 16 hours on end where its format is elapsed."""
    words = node.get(name)
    if not words:
        return None
    match = _DURATION.fullmatch(words)
    if not match:
        raise BadPlan(f"{place}: the duration {quote_value(words)} cannot be read.")
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    code = _format_code(node, format_name)
    is_elapsed = code in _ELAPSED_FORMATS
    total = days * (MINUTES_PER_DAY if is_elapsed else day_minutes) + hours * 60 + minutes
    total += 1 if seconds >= 30 else 0
    if total > MAX_SPAN_MINUTES:
        raise BadPlan(f"{place}: a duration of {quote_value(words)} is longer than {MAX_DURATION_DAYS:,} days.")
    return WorkSpan(0 if match[1] else total, is_elapsed)


def parse_lag(link: FileNode, place: str) -> WorkSpan:
    """Parse the lag of a link with its unit."""
    code = _format_code(link, "LagFormat")
    lag = parse_number(link, "LinkLag", place, limit=MAX_SPAN_MINUTES * TENTHS_PER_MINUTE)
    is_elapsed = code in _ELAPSED_FORMATS
    if code in _PERCENT_FORMATS:
        if abs(lag) > MAX_PERCENT:
            raise BadPlan(f"{place}: a lag of {lag:,.0f}% is more than {MAX_PERCENT:,}%.")
        return WorkSpan(lag, is_elapsed, is_percent=True)
    return WorkSpan(lag / TENTHS_PER_MINUTE, is_elapsed)


def _format_code(node: FileNode, name: str) -> int:
    words = node.get(name)
    code = int(words) if words.isascii() and words.isdecimal() and len(words) < 4 else 7
    return code - _ESTIMATED if code > _ESTIMATED else code
