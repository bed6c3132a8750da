"""The table of forms: which pattern is tried at which word, and the reading that a form returns."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.dates.found import Delta
from rules.dates.words import NUMBERS, ORDINALS, compile_form

# Conditions for a form to count in prose: none; a word like "by" before it; that and the end of a clause after it;
# the last one never counts.
NEEDS_NOTHING, NEEDS_TRIGGER, NEEDS_CLAUSE_END, NEVER_IN_PROSE = range(4)

NO_SUCH_DAY = "there is no such day in the calendar"
_MAX_DEPTH = 1


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """The folded text and what its words are relative to; `weeks_start` is 0 for Monday."""

    text: str
    today: date
    month_first: bool = False
    weeks_start: int = 0
    past: bool = False
    zone: str = "UTC"
    depth: int = 0

    def nested_context(self) -> "ReadingContext":
        return replace(self, depth=self.depth + 1)


@dataclass(frozen=True, slots=True)
class DateReading:
    """A form that fits up to `end`: its days, or (`last` None, no delta) the reason why they are impossible."""

    end: int
    first: date | None
    last: date | None
    why: str
    grain: str = "day"
    needs: int = NEEDS_NOTHING
    kind: str = "day"
    delta: Delta | None = None
    base: date | None = None
    old: date | None = None
    alternatives: tuple[date, ...] = ()
    # Days that may be meant by an impossible one.
    offers: tuple[date, ...] = ()

    @property
    def impossible(self) -> bool:
        return self.last is None and self.delta is None


FormBuilder = Callable[[re.Match[str], ReadingContext], DateReading | None]
_FORMS_BY_START: dict[str, list[tuple[re.Pattern[str], FormBuilder]]] = {}

DIGIT_START = "0"
COUNT_STARTS = (DIGIT_START, *(w for w in NUMBERS if " " not in w))
DAY_STARTS = (DIGIT_START, "the", *(word for word in ORDINALS if word.isalpha()), "twenty", "thirty")


def date_form(starts: Iterable[str], pattern: str, *, closed: bool = True) -> Callable[[FormBuilder], FormBuilder]:
    """Enter a form into the table under the words it can begin with ("0" for a digit).

    A form that is not `closed` continues with a day or period after its pattern.
    """
    compiled = compile_form(pattern, closed=closed)

    def add_to_table(build: FormBuilder) -> FormBuilder:
        for start in starts:
            _FORMS_BY_START.setdefault(start, []).append((compiled, build))
        return build

    return add_to_table


def can_begin_form(word: str) -> bool:
    """Return whether a form can begin with this word."""
    return word in _FORMS_BY_START or "0" <= word[0] <= "9"


_FIRST_TOKEN = re.compile(r"[a-z]+|\d|[+-]", re.ASCII)


def longest_reading(context: ReadingContext, position: int) -> DateReading | None:
    """Return the reading of the longest form at `position`."""
    first = _FIRST_TOKEN.match(context.text, position)
    if not first or context.depth > _MAX_DEPTH:
        return None
    word = DIGIT_START if first[0].isdigit() else first[0]
    best: DateReading | None = None
    for pattern, build in _FORMS_BY_START.get(word, ()):
        match = pattern.match(context.text, position)
        reading = _try_build(build, match, context) if match else None
        if reading and (best is None or reading.end > best.end):
            best = reading
    return best


def _try_build(build: FormBuilder, match: re.Match[str], context: ReadingContext) -> DateReading | None:
    try:
        return build(match, context)
    except (OverflowError, ValueError):
        # Beyond the calendar: 31 Nov, year 9999 and a week.
        return DateReading(match.end(), None, None, NO_SUCH_DAY)


def day_or_none(year: int, month: int, dom: int) -> date | None:
    try:
        return date(year, month, dom)
    except ValueError:
        return None


def nearest_day(days: Iterable[date], context: ReadingContext) -> date | None:
    """Return the first of these days from today on; in a past tense, the last one up to today."""
    ordered = sorted(days)
    if context.past:
        return next((d for d in reversed(ordered) if d <= context.today), None)
    return next((d for d in ordered if d >= context.today), None)


def week_of(day: date, context: ReadingContext) -> tuple[date, date]:
    first = day - timedelta(days=(day.weekday() - context.weeks_start) % 7)
    return first, first + timedelta(days=6)


def coming_weekday(weekday: int, context: ReadingContext) -> date:
    """Return the next such weekday after today; in a past tense, the last one before it."""
    if context.past:
        return context.today - timedelta(days=(context.today.weekday() - weekday - 1) % 7 + 1)
    return context.today + timedelta(days=(weekday - context.today.weekday() - 1) % 7 + 1)
