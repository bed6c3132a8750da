"""Parts of a period: end of Q2, mid January, early next week, EOM, w/c 7 Dec, first Monday of March."""

import re
from datetime import date, timedelta

from rules.dates import forms
from rules.dates.forms import DIGIT_START, NEEDS_NOTHING, DateReading, ReadingContext, date_form, week_of
from rules.dates.periods import (
    STEP_BY_WORD,
    DateSpan,
    calendar_span,
    choose_span,
    months_span,
    parse_period,
    period_reading,
)
from rules.dates.words import ORDINALS, WEEKDAYS, any_of, parse_ordinal

_START_WORDS = ("start", "beginning", "begin", "top")
_END_WORDS = ("end", "close")
_MIDDLE_WORDS = ("middle", "mid")
_FIRST_HALF_WORDS = ("first half", "1st half")
_SECOND_HALF_WORDS = ("second half", "2nd half", "back half")
_EDGE_WORDS = (
    *_START_WORDS,
    *_END_WORDS,
    *_MIDDLE_WORDS,
    *_FIRST_HALF_WORDS,
    *_SECOND_HALF_WORDS,
    "early",
    "late",
    "later",
)


@date_form(
    ["the", *(edge.split()[0] for edge in _EDGE_WORDS)],
    rf"(?:the )?(?P<edge>{any_of(_EDGE_WORDS)})(?:(?: of| in)? |-)(?=[a-z0-9'])",
    closed=False,
)
def part_of_period(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read a part: "end of next week" is its Friday, "early" and "late" are thirds of a month."""
    period = parse_period(context, match.end())
    if period is None:
        return None
    edge = " ".join(match["edge"].split())
    span = choose_span(context, tuple(_edge_of(edge, s) for s in period.spans))
    return period_reading(period.end, span, f"{edge} of it", NEEDS_NOTHING)


def _edge_of(edge: str, span: DateSpan) -> DateSpan:
    last = _friday_of(span) if span.grain == "week" else span.last
    if span.grain == "year" and "half" in edge:
        return months_span(span.first.year, 1 if edge in _FIRST_HALF_WORDS else 7, 6, "half")
    if edge in _START_WORDS:
        return DateSpan(span.first, span.first, span.grain)
    if edge in _END_WORDS:
        return DateSpan(span.first, last, span.grain)
    if edge in _MIDDLE_WORDS:
        return DateSpan(_middle_day(span), _middle_day(span), span.grain)
    if edge in ("late", "later", *_SECOND_HALF_WORDS):
        return DateSpan(span.first + (span.last - span.first) // 2, last, span.grain)
    return DateSpan(span.first, _last_early_day(span, half=edge in _FIRST_HALF_WORDS), span.grain)


def _friday_of(span: DateSpan) -> date:
    return span.first + timedelta(days=(4 - span.first.weekday()) % 7)


def _middle_day(span: DateSpan) -> date:
    if span.grain in ("week", "day"):
        return span.first + timedelta(days=(2 - span.first.weekday()) % 7) if span.grain == "week" else span.first
    month = span.first.month + {"month": 0, "quarter": 1, "half": 3, "year": 6}[span.grain]
    return span.first.replace(month=month, day=15 if span.grain in ("month", "quarter") else 1)


def _last_early_day(span: DateSpan, *, half: bool) -> date:
    if half or span.grain in ("half", "year"):
        part = {"month": 15, "quarter": 46, "half": 91, "year": 182, "week": 3, "day": 1}[span.grain]
        return span.first + timedelta(days=(part if half or span.grain == "half" else 120) - 1)
    return span.first + timedelta(days={"week": 1, "day": 0, "month": 9, "quarter": 30}[span.grain])


_UNIT_BY_LETTER = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


@date_form(
    ["eow", "eom", "eoq", "eoy"], r"eo(?P<unit>[wmqy])(?: (?P<which>next|this|last)(?: (?:week|month|quarter|year))?)?"
)
def end_of_unit(match: re.Match[str], context: ReadingContext) -> DateReading:
    """Read EOW, EOM, EOQ or EOY; EOW is the Friday of this week, or of the next one once that Friday is over."""
    unit = _UNIT_BY_LETTER[match["unit"]]
    steps = (STEP_BY_WORD[match["which"]],) if match["which"] else (0, 1)
    ends = tuple(_edge_of("end", calendar_span(unit, step, context)) for step in steps)
    return period_reading(match.end(), choose_span(context, ends), f"the end of the {unit}", NEEDS_NOTHING)


@date_form(["eom", "end"], r"(?:eom|end of (?:the )?month)(?: of|,)? (?=[a-z0-9])", closed=False)
def end_of_named_month(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    period = parse_period(context, match.end())
    if period is None or any(s.grain != "month" for s in period.spans):
        return None
    return period_reading(
        period.end,
        choose_span(context, tuple(_edge_of("end", s) for s in period.spans)),
        "the end of it",
        NEEDS_NOTHING,
    )


@date_form(
    ["w", "wc", "week", "weekend"],
    r"(?:w ?/ ?(?P<short>[cbe])|wc|week (?P<word>(?:commencing|beginning|starting|ending)(?: on)?|of)"
    r"|(?P<end>weekend) of)"
    r" (?:the )?(?=[a-z0-9])(?!week)",
    closed=False,
)
def week_of_day(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    inner = forms.longest_reading(context.nested_context(), match.end())
    if inner is None or inner.last is None or inner.kind != "day":
        return None
    first, last = week_of(inner.last, context)
    if match["end"]:
        first, last = last - timedelta(days=1), last
    word = match["short"] or (match["word"] or "").partition(" ")[0]
    if word in ("e", "ending"):
        first, last = inner.last - timedelta(days=6), inner.last
    elif word and word != "of":
        first, last = inner.last, inner.last + timedelta(days=6)
    return period_reading(inner.end, DateSpan(first, last, "week"), "the last day of that week", NEEDS_NOTHING)


@date_form(
    ["week", "end", "the", "first", "second", "third", "fourth", "last", DIGIT_START],
    r"(?:the )?(?:end of )?(?:the )?(?:week (?P<number>[1-5])|<nth> week) (?:of|in) (?:the )?",
    closed=False,
)
def week_of_month(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read a week of a month. Week n is its days 7n-6 to 7n; the last week is its last seven days."""
    period = parse_period(context, match.end())
    if period is None or any(s.grain != "month" for s in period.spans):
        return None
    n = 0 if match["nth"] == "last" else parse_ordinal(match["number"] or match["nth"])
    span = choose_span(context, tuple(_nth_week(s, n) for s in period.spans))
    return period_reading(period.end, span, "its last day", NEEDS_NOTHING)


def _nth_week(span: DateSpan, n: int) -> DateSpan:
    if n == 0:
        return DateSpan(span.last - timedelta(days=6), span.last, "week")
    first = span.first.replace(day=7 * n - 6)
    return DateSpan(first, min(first + timedelta(days=6), span.last), "week")


@date_form(
    ["the", "last", "first", *ORDINALS, DIGIT_START],
    r"(?:the )?<nth> (?:(?P<work>working|business|work)? ?(?P<day>day)|<weekday>) (?:of|in) (?=[a-z0-9])",
    closed=False,
)
def nth_day(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read the nth weekday or (working) day of a period, or its last."""
    period = parse_period(context, match.end())
    if period is None:
        return None
    days = tuple(DateSpan(d, d, "day") for span in period.spans for d in _nth_days(match, span))
    if not days:
        return None
    day = choose_span(context, days).last
    return DateReading(period.end, day, day, "counted in that period")


def _nth_days(match: re.Match[str], way: DateSpan) -> list[date]:
    """Return the one matching day of this span, or nothing when it has too few."""
    nth = 1 if match["nth"] == "last" else parse_ordinal(match["nth"])
    weekdays = {WEEKDAYS[match["weekday"]]} if match["weekday"] else set(range(5 if match["work"] else 7))
    offsets = [timedelta(days=n) for n in range(min((way.last - way.first).days + 1, 31))]
    days = [way.last - n if match["nth"] == "last" else way.first + n for n in offsets]
    return [d for d in days if d.weekday() in weekdays][nth - 1 : nth]
