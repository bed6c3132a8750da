"""Days counted from another: tomorrow, in 2 weeks, a week from Friday, 3 days ago, +2w, next Friday, Friday week."""

import re
from datetime import date, timedelta

from rules.dates import forms
from rules.dates.forms import (
    COUNT_STARTS,
    NEEDS_CLAUSE_END,
    NEEDS_NOTHING,
    NEEDS_TRIGGER,
    NEVER_IN_PROSE,
    DateReading,
    ReadingContext,
    coming_weekday,
    date_form,
    week_of,
)
from rules.dates.found import Delta
from rules.dates.words import UNITS, WEEKDAYS, parse_number

_DAYS_FROM_TODAY = {
    **dict.fromkeys(("today", "tonight"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "tmr", "tmw", "tomoz", "tomorow", "tommorow", "tommorrow"), 1),
    **dict.fromkeys(("yesterday", "yday"), -1),
}


@date_form(_DAYS_FROM_TODAY, "(?P<name>" + "|".join(_DAYS_FROM_TODAY) + ")")
def named_relative_day(match: re.Match[str], context: ReadingContext) -> DateReading:
    day = context.today + timedelta(days=_DAYS_FROM_TODAY[match["name"]])
    needs = NEEDS_NOTHING if _DAYS_FROM_TODAY[match["name"]] == 1 else NEEDS_TRIGGER
    return DateReading(match.end(), day, day, match["name"], needs=needs)


@date_form(["the", "day"], r"(?:the )?day (?P<side>after tomorrow|before yesterday)")
def two_days_away(match: re.Match[str], context: ReadingContext) -> DateReading:
    day = context.today + timedelta(days=2 if "tomorrow" in match["side"] else -2)
    return DateReading(match.end(), day, day, f"the day {match['side']}")


def parse_length(match: re.Match[str], sign: int = 1) -> Delta | None:
    """Return the length of an amount and a unit; hours count only in whole days, "a d" is not a length."""
    if match["n"] and not match["n"].isdigit() and len(match["unit"]) < 3:
        return None
    amount, unit = parse_number(match["n"] or "one") * sign, UNITS[" ".join(match["unit"].split())]
    if unit == "hour":
        return Delta(amount // 24, "day") if amount % 24 == 0 else None
    factor, unit = {"fortnight": (2, "week"), "quarter": (3, "month")}.get(unit, (1, unit))
    return Delta(amount * factor, unit)


def _counted_from_today(
    match: re.Match[str], context: ReadingContext, sign: int, needs: int = NEEDS_NOTHING
) -> DateReading | None:
    delta = parse_length(match, sign)
    return _counted_from(match.end(), delta, context.today, "counted from today", needs) if delta else None


def _counted_from(end: int, delta: Delta, base: date, why: str, needs: int = NEEDS_NOTHING) -> DateReading:
    day = delta.after(base)
    return DateReading(end, day, day, why, needs=needs, delta=delta, base=base)


@date_form(
    ["in", "within"],
    r"(?:in|within) (?:about |around |roughly |approx |another |the next )?<n> (?:more )?<unit>(?:'s|')?(?: time)?"
    r"(?: (?:from|as of) (?:now|today))?(?! (?:of|after|before|following|from) |,? (?:and )?\d)",
)
def within_length(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _counted_from_today(match, context, 1)


@date_form(["in"], r"in (?P<n>\d{1,3}) ?(?P<unit>[dwmyh]|wd|wk|mo)")
def within_short(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return None if match["unit"] == "m" else _counted_from_today(match, context, 1)


@date_form(
    COUNT_STARTS,
    r"<n> (?:more )?<unit> (?P<side>from now|from today|from tomorrow|hence|ago|back|today|tomorrow)",
)
def from_now(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    side = match["side"]
    back = side in ("ago", "back")
    day = _counted_from_today(match, context, -1 if back else 1, NEEDS_TRIGGER if back else NEEDS_NOTHING)
    if day is None or day.delta is None or "tomorrow" not in side:
        return day
    return _counted_from(match.end(), day.delta, context.today + timedelta(days=1), "counted from tomorrow")


@date_form(
    [*COUNT_STARTS, "the"],
    r"(?:<n> <unit>|the (?P<one>day|week)) (?P<side>from|after|before|following|on) (?:the )?(?=[a-z0-9])",
    closed=False,
)
def from_day(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    inner = forms.longest_reading(context.nested_context(), match.end())
    sign = -1 if match["side"] == "before" else 1
    delta = Delta(sign, match["one"]) if match["one"] else parse_length(match, sign)
    if inner is None or delta is None:
        return None
    if inner.last is None or (inner.delta is not None and inner.base is None):
        return inner if inner.impossible else None
    return _counted_from(inner.end, delta, inner.last, f"counted from {inner.last.isoformat()}")


@date_form(["+", "-"], r"(?P<sign>[+-]) ?(?P<n>\d{1,3})<gap><unit>")
def signed_length(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read "+2w", which moves the date a thing has; without one it counts from today."""
    return _shift_reading(match, context, -1 if match["sign"] == "-" else 1)


@date_form(COUNT_STARTS, r"<n><gap><unit>")
def bare_length(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _shift_reading(match, context, 1)


def _shift_reading(match: re.Match[str], context: ReadingContext, sign: int) -> DateReading | None:
    delta = parse_length(match, sign)
    if delta is None:
        return None
    day = delta.after(context.today)
    return DateReading(match.end(), day, day, "counted from today", needs=NEVER_IN_PROSE, delta=delta)


_WHICH_WEEKDAY = r"(?P<which>this coming|this|next|coming|last|past|the|the next|the coming|the following|following)"


@date_form(
    [*WEEKDAYS, "this", "next", "coming", "last", "past", "the", "following"], rf"(?:{_WHICH_WEEKDAY} )?<weekday>"
)
def single_weekday(match: re.Match[str], context: ReadingContext) -> DateReading:
    """Read a weekday.

    A bare one is the next after today; "next" is that of the next calendar week, with the other one as an alternative.
    """
    weekday, which = WEEKDAYS[match["weekday"]], (match["which"] or "").split()
    if which[-1:] in (["last"], ["past"]):
        day = context.today - timedelta(days=(context.today.weekday() - weekday - 1) % 7 + 1)
        return _weekday_reading(match, day, "the last one")
    coming_day = coming_weekday(weekday, context)
    if which == ["this"] and context.today.weekday() == weekday:
        return _weekday_reading(match, context.today, "today")
    if which[-1:] == ["next"]:
        return _next_weekday(match, context, weekday, coming_day)
    explicit = which[:1] == ["this"] or which[-1:] == ["coming"]
    return _weekday_reading(
        match,
        coming_day,
        "the last one" if context.past else "the coming one",
        NEEDS_NOTHING if explicit else NEEDS_CLAUSE_END,
    )


def _weekday_reading(match: re.Match[str], day: date, why: str, needs: int = NEEDS_NOTHING) -> DateReading:
    return DateReading(match.end(), day, day, why, needs=needs)


def _next_weekday(match: re.Match[str], context: ReadingContext, wanted: int, soon: date) -> DateReading:
    monday = week_of(context.today, context)[0] + timedelta(days=7)
    day = monday + timedelta(days=(wanted - monday.weekday()) % 7)
    other = soon if day != soon else day + timedelta(days=7)
    return DateReading(match.end(), day, day, "that of next week", alternatives=(other,))


@date_form(
    [*WEEKDAYS, "the", "on"],
    r"(?:the )?<weekday>,? (?:(?P<after>after next)|(?P<week>week|fortnight)|(?:of |in )?(?P<which>next|this|last) week"
    r"|in (?:a|one) week)",
)
def weekday_of_week(match: re.Match[str], context: ReadingContext) -> DateReading:
    weekday = WEEKDAYS[match["weekday"]]
    monday = week_of(context.today, context)[0]
    in_week = monday + timedelta(days=(weekday - monday.weekday()) % 7)
    if match["which"]:
        day = in_week + timedelta(weeks={"this": 0, "next": 1, "last": -1}[match["which"]])
        return _weekday_reading(match, day, f"of {match['which']} week")
    if match["after"]:
        return _weekday_reading(match, in_week + timedelta(weeks=2), "the one after next week's")
    weeks = 2 if match["week"] == "fortnight" else 1
    return _weekday_reading(
        match, coming_weekday(weekday, context) + timedelta(weeks=weeks), "a week after the coming one"
    )


@date_form(["this", "next", "last"], r"(?P<which>this|next|last) week(?:,| on|'s)? (?:on )?<weekday>")
def week_then_weekday(match: re.Match[str], context: ReadingContext) -> DateReading:
    monday = week_of(context.today, context)[0] + timedelta(weeks={"this": 0, "next": 1, "last": -1}[match["which"]])
    day = monday + timedelta(days=(WEEKDAYS[match["weekday"]] - monday.weekday()) % 7)
    return _weekday_reading(match, day, f"of {match['which']} week")


@date_form(
    [*WEEKDAYS, "the"], r"(?:the )?<weekday> (?P<side>after|before|following) (?:the )?(?=[a-z0-9])", closed=False
)
def weekday_beside(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read the first such weekday after another day, or the last before it: the Monday after Easter."""
    inner = forms.longest_reading(context.nested_context(), match.end())
    if inner is None or inner.last is None:
        return inner
    weekday, day = WEEKDAYS[match["weekday"]], inner.last
    if match["side"] == "before":
        beside = day - timedelta(days=(day.weekday() - weekday - 1) % 7 + 1)
    else:
        beside = day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)
    return DateReading(inner.end, beside, beside, f"counted from {day.isoformat()}")
