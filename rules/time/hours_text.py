"""Working hours in words: `8:00-16:30`, `9am-5pm`, `mon-thu`, `mon,tue,thu`, or both at once."""

import re
from dataclasses import dataclass
from datetime import time

from rules.plan import WEEKDAYS
from rules.refusal import Refusal

USAGE = "Write `settings hours 8:00-16:30`, `settings days mon-thu`, or `settings hours 7-15 mon-thu`."
RESET_WORDS = frozenset({"", "auto", "default", "none"})
"""The words that take a choice back."""

_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*([ap]m)?"
_TIME_RANGE = re.compile(rf"(?<!\S){_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}(?!\S)", re.IGNORECASE)
_DAY_RANGE = re.compile(r"([a-z]{3,9})(?:-|–|—)([a-z]{3,9})")
_DAY_GROUPS = {"weekdays": WEEKDAYS[:5], "daily": WEEKDAYS, "all": WEEKDAYS}


@dataclass(frozen=True, slots=True)
class HoursText:
    """What somebody wants to work: None is what they did not name."""

    start: time | None = None
    end: time | None = None
    days: tuple[str, ...] | None = None


def parse_hours(text: str) -> HoursText:
    """`7-15 mon-thu`: hours, days, or both, in any order; raises Refusal for what can't be worked."""
    found = _TIME_RANGE.search(text)
    rest = f"{text[: found.start()]} {text[found.end() :]}" if found else text
    chosen = parse_days(rest) if rest.strip(" ,") else None
    if not found:
        if chosen is None:
            raise Refusal("Which hours?", "", USAGE)
        return HoursText(days=chosen)
    start, end = _parse_clock(*found.group(1, 2, 3)), _parse_clock(*found.group(4, 5, 6))
    if _minute_of_day(end) <= _minute_of_day(start):
        raise Refusal(f"{end:%H:%M} is not after {start:%H:%M}.", "A working day ends on the day it begins.", USAGE)
    if _minute_of_day(end) - _minute_of_day(start) < 60:
        raise Refusal("That is less than an hour.", "I would hardly ever find you at work.", USAGE)
    return HoursText(start, end, chosen)


def parse_days(text: str) -> tuple[str, ...]:
    """`mon-thu`, `sun-thu`, `mon,tue thu`, `weekdays`: in the order of the week; raises Refusal."""
    joined = re.sub(r"\s*(?:-|–|—|\b(?:to|until)\b)\s*", "-", text.casefold())
    found: set[str] = set()
    for word in filter(None, re.split(r"[\s,/+&]+", joined)):
        if word != "and":
            found |= _parse_day_range(word)
    if not found:
        raise Refusal("Which days?", "It takes at least one.", USAGE)
    return tuple(day for day in WEEKDAYS if day in found)


def _parse_day_range(word: str) -> set[str]:
    if word in _DAY_GROUPS:
        return set(_DAY_GROUPS[word])
    if span := _DAY_RANGE.fullmatch(word):
        first, last = WEEKDAYS.index(_parse_day(span[1])), WEEKDAYS.index(_parse_day(span[2]))
        return {WEEKDAYS[(first + ahead) % 7] for ahead in range((last - first) % 7 + 1)}
    return {_parse_day(word)}


def _parse_day(word: str) -> str:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    found = next((name[:3] for name in full if len(word) >= 3 and name.startswith(word)), None)
    if found is None:
        raise Refusal(f"I don't know the day “{word[:30]}”.", "", USAGE)
    return found


def _parse_clock(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        hours = hours % 12 + 12 * (half.casefold() == "pm") if 1 <= hours <= 12 else 24
    if hours > 23 or minutes > 59:
        raise Refusal(f"“{hour}{f':{minute}' if minute else ''}{half or ''}” is no time of day.", "", USAGE)
    return time(hours, minutes)


def _minute_of_day(at: time) -> int:
    return 60 * at.hour + at.minute
