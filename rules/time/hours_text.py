"""Parsing working hours and days: `8:00-16:30`, `9am-5pm`, `mon-thu`, `mon,tue,thu`, or both together."""

import re
from dataclasses import dataclass
from datetime import time

from rules.plan import WEEKDAYS
from rules.refusal import Refusal

USAGE = "Try `settings hours 8:00-16:30`, `settings days mon-thu`, or `settings hours 7-15 mon-thu`."
# Words that reset the setting to its default.
RESET_WORDS = frozenset({"", "auto", "default", "none"})

_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*([ap]m)?"
_TIME_RANGE = re.compile(rf"(?<!\S){_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}(?!\S)", re.IGNORECASE)
_DAY_RANGE = re.compile(r"([a-z]{3,9})(?:-|–|—)([a-z]{3,9})")
_DAY_GROUPS = {"weekdays": WEEKDAYS[:5], "daily": WEEKDAYS, "all": WEEKDAYS}


@dataclass(frozen=True, slots=True)
class HoursText:
    """The working hours and days a person asked for; None where not given."""

    start: time | None = None
    end: time | None = None
    days: tuple[str, ...] | None = None


def parse_hours(text: str) -> HoursText:
    """Parse hours, days, or both in any order, like `7-15 mon-thu`; raise Refusal for impossible hours."""
    match = _TIME_RANGE.search(text)
    remaining_text = f"{text[: match.start()]} {text[match.end() :]}" if match else text
    days = parse_days(remaining_text) if remaining_text.strip(" ,") else None
    if not match:
        if days is None:
            raise Refusal("Which hours?", "", USAGE)
        return HoursText(days=days)
    start, end = _parse_clock(*match.group(1, 2, 3)), _parse_clock(*match.group(4, 5, 6))
    if _minute_of_day(end) <= _minute_of_day(start):
        raise Refusal(f"{end:%H:%M} is not after {start:%H:%M}.", "A working day ends on the day it begins.", USAGE)
    if _minute_of_day(end) - _minute_of_day(start) < 60:
        raise Refusal("That is less than an hour.", "Working hours must be at least one hour.", USAGE)
    return HoursText(start, end, days)


def parse_days(text: str) -> tuple[str, ...]:
    """Parse days like `mon-thu`, `sun-thu`, `mon,tue thu` or `weekdays` into week order; raise Refusal if invalid."""
    joined = re.sub(r"\s*(?:-|–|—|\b(?:to|until)\b)\s*", "-", text.casefold())
    days: set[str] = set()
    for word in filter(None, re.split(r"[\s,/+&]+", joined)):
        if word != "and":
            days |= _parse_day_range(word)
    if not days:
        raise Refusal("Which days?", "It takes at least one.", USAGE)
    return tuple(day for day in WEEKDAYS if day in days)


def _parse_day_range(word: str) -> set[str]:
    if word in _DAY_GROUPS:
        return set(_DAY_GROUPS[word])
    if match := _DAY_RANGE.fullmatch(word):
        first, last = WEEKDAYS.index(_parse_day(match[1])), WEEKDAYS.index(_parse_day(match[2]))
        return {WEEKDAYS[(first + offset) % 7] for offset in range((last - first) % 7 + 1)}
    return {_parse_day(word)}


def _parse_day(word: str) -> str:
    day_names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    day = next((name[:3] for name in day_names if len(word) >= 3 and name.startswith(word)), None)
    if day is None:
        raise Refusal(f"I don't know the day “{word[:30]}”.", "", USAGE)
    return day


def _parse_clock(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        hours = hours % 12 + 12 * (half.casefold() == "pm") if 1 <= hours <= 12 else 24
    if hours > 23 or minutes > 59:
        raise Refusal(f"“{hour}{f':{minute}' if minute else ''}{half or ''}” isn't a time of day.", "", USAGE)
    return time(hours, minutes)


def _minute_of_day(at: time) -> int:
    return 60 * at.hour + at.minute
