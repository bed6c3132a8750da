"""Periods by name: next week, this quarter, Q2, H1 2027, May 2027, week 50, 2027-W03."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.dates.absolute import written_year
from rules.dates.forms import (
    DIGIT_START,
    NEEDS_CLAUSE_END,
    NEEDS_NOTHING,
    NEEDS_TRIGGER,
    NEVER_IN_PROSE,
    DateReading,
    ReadingContext,
    date_form,
    week_of,
)
from rules.dates.words import MONTHS, any_of, compile_form, parse_ordinal


@dataclass(frozen=True, slots=True)
class DateSpan:
    first: date
    last: date
    grain: str


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A named period: `spans` are those it can mean, in time order (one a year when no year was given)."""

    end: int
    spans: tuple[DateSpan, ...]
    needs: int


def months_span(year: int, month: int, count: int, grain: str) -> DateSpan:
    last = month + count - 1
    return DateSpan(date(year, month, 1), date(year, last, monthrange(year, last)[1]), grain)


_LENGTH_IN_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
STEP_BY_WORD = {
    **dict.fromkeys(("this", "the", "current"), 0),
    **dict.fromkeys(("next", "coming", "following"), 1),
    **dict.fromkeys(("last", "past", "previous"), -1),
}


def calendar_span(unit: str, step: int, context: ReadingContext) -> DateSpan:
    """Return the week, weekend, month, quarter, half or year `step` away from the current one."""
    if unit in ("week", "weekend"):
        monday = week_of(context.today, context)[0] + timedelta(weeks=step)
        if unit == "week":
            return DateSpan(monday, monday + timedelta(days=6), "week")
        saturday = monday + timedelta(days=(5 - monday.weekday()) % 7)
        return DateSpan(saturday, saturday + timedelta(days=1), "day")
    length = _LENGTH_IN_MONTHS[unit]
    number = (context.today.year * 12 + context.today.month - 1) // length + step
    year, part = divmod(number, 12 // length)
    return months_span(year, part * length + 1, length, unit)


def _yearly_spans(year: str | None, context: ReadingContext, make: Callable[[int], DateSpan]) -> tuple[DateSpan, ...]:
    years = (written_year(year, context),) if year else tuple(context.today.year + n for n in (-1, 0, 1))
    return tuple(make(y) for y in years)


_CALENDAR_SHAPE = compile_form(
    rf"(?P<which>(?:the )?{any_of(STEP_BY_WORD)})? ?"
    r"(?P<unit>week|weekend|month|quarter|half|year|qtr)(?P<on> after next)?"
)
_MONTH_SHAPE = compile_form(r"<month>(?:(?:,? (?:of )?|-|/)<year>)?")
_YEAR_MONTH_SHAPE = compile_form(
    r"(?P<year>20\d\d)[-/](?P<m>0[1-9]|1[0-2])(?![-/.]\d)|(?P<m2>0?[1-9]|1[0-2])/(?P<year2>20\d\d)"
)
_QUARTER_OR_HALF_SHAPE = compile_form(
    r"(?P<kind>[qh])(?P<n>[1-4])(?:(?:,? (?:of )?|/|-)?<year>)?|(?P<year2>20\d\d)[- ]?(?P<kind2>[qh])(?P<n2>[1-4])"
)
_WEEK_SHAPE = compile_form(
    r"(?:(?P<year>20\d\d)-?w(?P<w>\d{1,2})|(?:week|wk|w|cw|kw|iso week) ?(?P<n>\d{1,2})(?: (?:of )?(?P<year2>20\d\d))?)"
)
_WHICH_MONTH_SHAPE = compile_form(r"(?:the )?(?P<which>this|next|coming|upcoming|last|past) <month>")
_NTH_QUARTER_SHAPE = compile_form(
    r"(?:the )?(?P<nth>first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter(?:(?: of)? <year>)?"
)
_YEAR_SHAPE = compile_form(r"(?:the year )?<year>(?![-/.]\d)")


def _calendar_period(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    which = (match["which"] or "this").split()[-1]
    needs = NEEDS_NOTHING if which in ("next", "coming") else NEEDS_TRIGGER
    if match["which"] in (None, "the"):
        needs = NEEDS_CLAUSE_END if match["unit"] == "weekend" else NEVER_IN_PROSE
    unit = {"qtr": "quarter"}.get(match["unit"], match["unit"])
    if match["on"]:
        return NamedPeriod(match.end(), (calendar_span(unit, 2, context),), NEEDS_NOTHING)
    steps = (0, 1) if match["which"] in (None, "the") else (STEP_BY_WORD[which],)
    return NamedPeriod(match.end(), tuple(calendar_span(unit, step, context) for step in steps), needs)


def _month_period(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    spans = _yearly_spans(match["year"], context, lambda year: months_span(year, MONTHS[match["month"]], 1, "month"))
    return NamedPeriod(match.end(), spans, NEEDS_NOTHING if match["year"] else NEEDS_CLAUSE_END)


def _which_month(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    """Read a month: "this" is this year's, "next" the first not yet begun, "last" the last one over."""
    spans = _yearly_spans(None, context, lambda year: months_span(year, MONTHS[match["month"]], 1, "month"))
    needs = NEEDS_CLAUSE_END if match["month"] in ("may", "mar", "march") else NEEDS_NOTHING
    if match["which"] == "this":
        return NamedPeriod(match.end(), (spans[1],), needs)
    if match["which"] in ("last", "past"):
        return NamedPeriod(match.end(), ([s for s in spans if s.last < context.today][-1],), needs)
    return NamedPeriod(match.end(), (next(s for s in spans if s.first > context.today),), needs)


def _nth_quarter(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    first = parse_ordinal(match["nth"]) * 3 - 2
    spans = _yearly_spans(match["year"], context, lambda year: months_span(year, first, 3, "quarter"))
    return NamedPeriod(match.end(), spans, NEEDS_NOTHING if match["year"] else NEEDS_CLAUSE_END)


def _year_month(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    year, month = int(match["year"] or match["year2"]), int(match["m"] or match["m2"])
    return NamedPeriod(match.end(), (months_span(year, month, 1, "month"),), NEEDS_TRIGGER)


def _quarter_or_half(match: re.Match[str], context: ReadingContext) -> NamedPeriod | None:
    kind, number = match["kind"] or match["kind2"], int(match["n"] or match["n2"])
    if kind == "h" and number > 2:
        return None
    length, grain = (3, "quarter") if kind == "q" else (6, "half")
    year = match["year"] or match["year2"]
    spans = _yearly_spans(year, context, lambda y: months_span(y, (number - 1) * length + 1, length, grain))
    return NamedPeriod(match.end(), spans, NEEDS_CLAUSE_END)


def _iso_week(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    number, year = int(match["w"] or match["n"]), match["year"] or match["year2"]
    # 2026 has 53 weeks; this refuses week 54.
    date.fromisocalendar(int(year or 2026), number, 1)
    spans = _yearly_spans(year, context, lambda y: _iso_week_span(y, number))
    return NamedPeriod(match.end(), spans, NEEDS_NOTHING if match["w"] else NEEDS_CLAUSE_END)


def _iso_week_span(year: int, number: int) -> DateSpan:
    first = date.fromisocalendar(year, 1, 1) + timedelta(weeks=number - 1)
    return DateSpan(first, first + timedelta(days=6), "week")


def _year_period(match: re.Match[str], context: ReadingContext) -> NamedPeriod:
    return NamedPeriod(match.end(), (months_span(written_year(match["year"], context), 1, 12, "year"),), NEVER_IN_PROSE)


_PERIOD_PARSERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], ReadingContext], NamedPeriod | None]], ...] = (
    (_WEEK_SHAPE, _iso_week),
    (_WHICH_MONTH_SHAPE, _which_month),
    (_NTH_QUARTER_SHAPE, _nth_quarter),
    (_CALENDAR_SHAPE, _calendar_period),
    (_YEAR_MONTH_SHAPE, _year_month),
    (_QUARTER_OR_HALF_SHAPE, _quarter_or_half),
    (_MONTH_SHAPE, _month_period),
    (_YEAR_SHAPE, _year_period),
)


def parse_period(context: ReadingContext, position: int) -> NamedPeriod | None:
    """Read the name of a period at `position`."""
    for pattern, make in _PERIOD_PARSERS:
        if (match := pattern.match(context.text, position)) and (period := make(match, context)):
            return period
    return None


def choose_span(context: ReadingContext, spans: tuple[DateSpan, ...]) -> DateSpan:
    """Return the span that is not over yet; in a past tense, the last that has begun; a single one as it is."""
    if context.past:
        return next((s for s in reversed(spans) if s.first <= context.today), spans[0])
    return next((s for s in spans if s.last >= context.today), spans[-1])


def period_reading(end: int, span: DateSpan, why: str, needs: int) -> DateReading:
    return DateReading(end, span.first, span.last, why, span.grain, needs, "period")


@date_form(
    [
        *MONTHS,
        DIGIT_START,
        *STEP_BY_WORD,
        "upcoming",
        "first",
        "second",
        "third",
        "fourth",
        "q",
        "h",
        "w",
        "wk",
        "cw",
        "kw",
        "iso",
        "week",
        "weekend",
    ],
    r"[a-z0-9]{1,9}(?=[^a-z0-9]|$|[0-9])",
)
def whole_period(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read a period, which as a deadline means its last day."""
    period = parse_period(context, match.start())
    if period is None or period.end < match.end():
        return None
    return period_reading(period.end, choose_span(context, period.spans), "its last day", period.needs)
