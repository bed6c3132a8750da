"""The table of forms: which pattern is tried at which word, and what a form gives back."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.dates.found import Delta
from rules.dates.words import NUMBERS, ORDINALS, shape

PLAIN, TRIGGERED, CLAUSE_END, NEVER = range(4)
"""What a form needs to count in prose: nothing; a word like "by" before it; that and a clause's end; it never does."""

NO_SUCH_DAY = "there is no such day in the calendar"
_DEEPEST = 1


@dataclass(frozen=True, slots=True)
class Place:
    """The text (folded) and what its words are relative to; `weeks_start` is 0 for Monday."""

    text: str
    today: date
    month_first: bool = False
    weeks_start: int = 0
    past: bool = False
    zone: str = "UTC"
    depth: int = 0

    def inner(self) -> "Place":
        return replace(self, depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class Reading:
    """A form that fitted up to `end`: the days meant, or (`last` None, no delta) why they can't be."""

    end: int
    first: date | None
    last: date | None
    why: str
    grain: str = "day"
    needs: int = PLAIN
    kind: str = "day"
    delta: Delta | None = None
    base: date | None = None
    old: date | None = None
    alternatives: tuple[date, ...] = ()

    @property
    def impossible(self) -> bool:
        return self.last is None and self.delta is None


Build = Callable[[re.Match[str], Place], Reading | None]
_TABLE: dict[str, list[tuple[re.Pattern[str], Build]]] = {}

DIGIT = "0"
COUNTS = (DIGIT, *(w for w in NUMBERS if " " not in w))
DAYS = (DIGIT, "the", *(word for word in ORDINALS if word.isalpha()), "twenty", "thirty")


def form(starts: Iterable[str], pattern: str, *, closed: bool = True) -> Callable[[Build], Build]:
    """This will enter a form into the table under the words it can begin with ("0" for a digit).

    A form that is not `closed` goes on with a day or period after its pattern.
    """
    compiled = shape(pattern, closed=closed)

    def enter(build: Build) -> Build:
        for start in starts:
            _TABLE.setdefault(start, []).append((compiled, build))
        return build

    return enter


def begins(word: str) -> bool:
    """This will tell whether a form can begin with this word."""
    return word in _TABLE or "0" <= word[0] <= "9"


_FIRST = re.compile(r"[a-z]+|\d|[+-]", re.ASCII)


def day(place: Place, at: int) -> Reading | None:
    """This will read the longest form that stands at `at`."""
    first = _FIRST.match(place.text, at)
    if not first or place.depth > _DEEPEST:
        return None
    word = DIGIT if first[0].isdigit() else first[0]
    best: Reading | None = None
    for pattern, build in _TABLE.get(word, ()):
        match = pattern.match(place.text, at)
        reading = _build(build, match, place) if match else None
        if reading and (best is None or reading.end > best.end):
            best = reading
    return best


def _build(build: Build, match: re.Match[str], place: Place) -> Reading | None:
    try:
        return build(match, place)
    except (OverflowError, ValueError):  # beyond the calendar: 31 Nov, year 9999 and a week
        return Reading(match.end(), None, None, NO_SUCH_DAY)


def named_day(year: int, month: int, dom: int) -> date | None:
    try:
        return date(year, month, dom)
    except ValueError:
        return None


def nearest(days: Iterable[date], place: Place) -> date | None:
    """The first of these days from today on; in a past tense the last one up to today."""
    ordered = sorted(days)
    if place.past:
        return next((d for d in reversed(ordered) if d <= place.today), None)
    return next((d for d in ordered if d >= place.today), None)


def week_of(day: date, place: Place) -> tuple[date, date]:
    first = day - timedelta(days=(day.weekday() - place.weeks_start) % 7)
    return first, first + timedelta(days=6)


def coming(weekday: int, place: Place) -> date:
    """The next such weekday after today (or, in a past tense, the last one before it)."""
    if place.past:
        return place.today - timedelta(days=(place.today.weekday() - weekday - 1) % 7 + 1)
    return place.today + timedelta(days=(weekday - place.today.weekday() - 1) % 7 + 1)
