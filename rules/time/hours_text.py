"""Working hours in words: `8:00-16:30`, `9am-5pm`, `mon-thu`, `mon,tue,thu`, or both at once."""

import re
from dataclasses import dataclass
from datetime import time

from rules.plan import WEEKDAYS
from rules.refusal import Refusal

USAGE = "Write `settings hours 8:00-16:30`, `settings days mon-thu`, or `settings hours 7-15 mon-thu`."
DEFAULT = frozenset({"", "auto", "default", "none"})
"""The words that take a choice back."""

_CLOCK = r"(\d{1,2})(?:[:.](\d\d))?\s*([ap]m)?"
_RANGE = re.compile(rf"(?<!\S){_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}(?!\S)", re.IGNORECASE)
_SPAN = re.compile(r"([a-z]{3,9})(?:-|–|—)([a-z]{3,9})")
_GROUPS = {"weekdays": WEEKDAYS[:5], "daily": WEEKDAYS, "all": WEEKDAYS}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wants to work: None is what they did not name."""

    start: time | None = None
    end: time | None = None
    days: tuple[str, ...] | None = None


def read(text: str) -> Said:
    """`7-15 mon-thu`: hours, days, or both, in any order; raises Refusal for what can't be worked."""
    found = _RANGE.search(text)
    rest = f"{text[: found.start()]} {text[found.end() :]}" if found else text
    chosen = days(rest) if rest.strip(" ,") else None
    if not found:
        if chosen is None:
            raise Refusal("Which hours?", "", USAGE)
        return Said(days=chosen)
    start, end = _clock(*found.group(1, 2, 3)), _clock(*found.group(4, 5, 6))
    if _minutes(end) <= _minutes(start):
        raise Refusal(f"{end:%H:%M} is not after {start:%H:%M}.", "A working day ends on the day it begins.", USAGE)
    if _minutes(end) - _minutes(start) < 60:
        raise Refusal("That is less than an hour.", "I would hardly ever find you at work.", USAGE)
    return Said(start, end, chosen)


def days(text: str) -> tuple[str, ...]:
    """`mon-thu`, `sun-thu`, `mon,tue thu`, `weekdays`: in the order of the week; raises Refusal."""
    joined = re.sub(r"\s*(?:-|–|—|\b(?:to|until)\b)\s*", "-", text.casefold())
    found: set[str] = set()
    for word in filter(None, re.split(r"[\s,/+&]+", joined)):
        if word != "and":
            found |= _days_of(word)
    if not found:
        raise Refusal("Which days?", "It takes at least one.", USAGE)
    return tuple(day for day in WEEKDAYS if day in found)


def _days_of(word: str) -> set[str]:
    if word in _GROUPS:
        return set(_GROUPS[word])
    if span := _SPAN.fullmatch(word):
        first, last = WEEKDAYS.index(_day(span[1])), WEEKDAYS.index(_day(span[2]))
        return {WEEKDAYS[(first + ahead) % 7] for ahead in range((last - first) % 7 + 1)}
    return {_day(word)}


def _day(word: str) -> str:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    found = next((name[:3] for name in full if len(word) >= 3 and name.startswith(word)), None)
    if found is None:
        raise Refusal(f"I don't know the day “{word[:30]}”.", "", USAGE)
    return found


def _clock(hour: str, minute: str | None, half: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        hours = hours % 12 + 12 * (half.casefold() == "pm") if 1 <= hours <= 12 else 24
    if hours > 23 or minutes > 59:
        raise Refusal(f"“{hour}{f':{minute}' if minute else ''}{half or ''}” is no time of day.", "", USAGE)
    return time(hours, minutes)


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute
