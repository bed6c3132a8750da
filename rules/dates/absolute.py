"""Days given by number or name: 2026-12-01, 12 Dec, December 12th, 12/11, the 15th, 3-7 March, Christmas."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from rules.dates.forms import (
    DAY_STARTS,
    DIGIT_START,
    NEEDS_CLAUSE_END,
    NEEDS_NOTHING,
    NEEDS_TRIGGER,
    NO_SUCH_DAY,
    DateReading,
    ReadingContext,
    date_form,
    day_or_none,
    nearest_day,
)
from rules.dates.words import MONTHS, WEEKDAYS, any_of, parse_ordinal

# A day without a year is in another year only within six months.
MAX_ROLL_DAYS = 183
# Words with a second meaning.
_AMBIGUOUS_WORDS = {"may", "march", "mar", "sun", "sat"}
_MONTH_DAY_BY_HOLIDAY = {
    **dict.fromkeys(("christmas", "xmas", "christmas day", "xmas day"), (12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve"), (12, 24)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new year's eve", "new years eve"), (12, 31)),
    **dict.fromkeys(("new year", "new year's", "new years", "new year's day", "new years day"), (1, 1)),
    "halloween": (10, 31),
}


def written_year(word: str, context: ReadingContext) -> int:
    """Return the year: written, with two digits or four, or in words (next year)."""
    if word.endswith("year"):
        return context.today.year + {"next": 1, "this": 0, "last": -1}[word.split()[-2]]
    return 2000 + int(word[-2:]) if len(word) < 4 else int(word)


def _exact_day(match: re.Match[str], year: int, month: int, dom: int, needs: int = NEEDS_NOTHING) -> DateReading:
    day = day_or_none(year, month, dom)
    if day is None:
        return DateReading(match.end(), None, None, NO_SUCH_DAY)
    return _check_weekday(match, [day], needs=needs)


def _check_weekday(match: re.Match[str], days: list[date], *, needs: int, why: str = "") -> DateReading:
    """Return the first of `days` that falls on the weekday named beside it; a contradiction is refused."""
    weekday = match.groupdict().get("weekday") or match.groupdict().get("weekday2")
    if weekday is None or days[0].weekday() == WEEKDAYS[weekday]:
        return DateReading(match.end(), days[0], days[0], why or "as written", needs=needs)
    matching = [d for d in days if d.weekday() == WEEKDAYS[weekday]]
    if matching:
        return DateReading(match.end(), matching[0], matching[0], f"the one that is a {matching[0]:%A}", needs=needs)
    return DateReading(
        match.end(),
        None,
        None,
        f"{days[0].day} {days[0]:%B %Y} is a {days[0]:%A}, not what was written",
        offers=tuple(sorted((days[0], _nearest_weekday(days[0], WEEKDAYS[weekday])))),
    )


def _nearest_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday() + 3) % 7 - 3)


def _yearless_day(
    match: re.Match[str], month: int, dom: int, context: ReadingContext, needs: int = NEEDS_NOTHING
) -> DateReading:
    # 29 February may be eight years away: 1896, 1904.
    reach = 8 if (month, dom) == (2, 29) else 1
    years = range(max(1, context.today.year - reach), min(9999, context.today.year + reach) + 1)
    days = [d for d in (day_or_none(y, month, dom) for y in years) if d]
    chosen = nearest_day(days, context)
    if chosen is None:
        return DateReading(match.end(), None, None, NO_SUCH_DAY)
    recent_days = [d for d in days if d < context.today and (context.today - d).days <= MAX_ROLL_DAYS]
    reading = _check_weekday(
        match, [chosen, *recent_days], needs=needs, why="the next one" if not context.past else "the last one"
    )
    return reading if context.past else _doubt_far_year(reading, recent_days, context)


def _doubt_far_year(reading: DateReading, recent_days: list[date], context: ReadingContext) -> DateReading:
    """Doubt a day that rolled into a later year by more than six months: "1 Mar" on 2 March may be yesterday."""
    day = reading.last
    if day is None or day.year == context.today.year or (day - context.today).days <= MAX_ROLL_DAYS:
        return reading
    if recent_days and recent_days[-1] != day:
        return replace(reading, alternatives=(recent_days[-1],))
    return DateReading(reading.end, None, None, f"the next {day.day} {day:%B} is in {day.year}", offers=(day,))


# Follows a day without a year, so that a year which this grammar can't read is not cut off.
_NO_YEAR = r"(?!,? (?:\d{4}(?![\d:-])|nineteen|twenty|two thousand))"


@date_form([DIGIT_START, *WEEKDAYS], r"(?:<weekday>,? )?(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<dd>\d{1,2})")
def iso_date(match: re.Match[str], context: ReadingContext) -> DateReading:
    return _exact_day(match, int(match["y"]), int(match["m"]), int(match["dd"]))


@date_form([DIGIT_START], r"(?P<y>20\d\d)(?P<m>[01]\d)(?P<dd>[0-3]\d)")
def compact_date(match: re.Match[str], context: ReadingContext) -> DateReading:
    return _exact_day(match, int(match["y"]), int(match["m"]), int(match["dd"]), NEEDS_CLAUSE_END)


@date_form(
    [*DAY_STARTS, *WEEKDAYS],
    r"(?:<weekday>,? )?(?:the )?<d>\.?(?: of)?(?: ?[/-])? ?<month>(?:(?: ?, ?| |-|/)<year>)?"
    + _NO_YEAR
    + rf"(?: \((?P<weekday2>{any_of(WEEKDAYS)})(?=\))\))?",
)
def day_month(match: re.Match[str], context: ReadingContext) -> DateReading:
    return _day_of_month(match, context)


@date_form([DIGIT_START], r"(?P<y>\d{4})[-/ ]<month>[-/ ]<d>")
def year_first(match: re.Match[str], context: ReadingContext) -> DateReading:
    return _exact_day(match, int(match["y"]), MONTHS[match["month"]], parse_ordinal(match["d"]))


@date_form([DIGIT_START], r"<d>[ -]<month>[ -](?P<yy>\d\d)")
def day_month_short_year(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read a year of two digits only where nothing follows it: "12 Dec 26 people" has none."""
    if context.text[match.end() :].strip():
        return None
    return _exact_day(match, written_year(match["yy"], context), MONTHS[match["month"]], parse_ordinal(match["d"]))


@date_form(
    [*MONTHS, *WEEKDAYS],
    r"(?:<weekday>,? )?<month>[ -](?: )?(?:the )?<d>(?![:.]\d|,\d{1,3}(?!\d)|%| ?[/-]\d)(?:[, ] ?<year>)?" + _NO_YEAR,
)
def month_day(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _day_of_month(match, context)


def _day_of_month(match: re.Match[str], context: ReadingContext) -> DateReading:
    month, dom = MONTHS[match["month"]], parse_ordinal(match["d"])
    if year := match["year"]:
        return _exact_day(match, written_year(year, context), month, dom)
    is_weak = match["month"] in _AMBIGUOUS_WORDS and match["d"].isdigit() and match.start("month") < match.start("d")
    return _yearless_day(
        match, month, dom, context, NEEDS_TRIGGER if is_weak or not match["d"][0].isdigit() else NEEDS_NOTHING
    )


@date_form(
    [DIGIT_START, *WEEKDAYS],
    r"(?:<weekday>,? )?(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)",
)
def numeric_with_year(match: re.Match[str], context: ReadingContext) -> DateReading:
    needs = NEEDS_NOTHING if len(match["y"]) == 4 else NEEDS_CLAUSE_END
    return _numeric_date(match, context, written_year(match["y"], context), needs)


@date_form([DIGIT_START, *WEEKDAYS], r"(?:<weekday>,? )?(?P<a>\d{1,2})/(?P<b>\d{1,2})(?!/)")
def numeric_day_month(match: re.Match[str], context: ReadingContext) -> DateReading:
    return _numeric_date(match, context, None, NEEDS_CLAUSE_END)


@date_form([DIGIT_START, *WEEKDAYS], r"(?:<weekday>,? )?(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.")
def numeric_with_dots(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return None if int(match["b"]) > 12 else _numeric_date(match, context, None, NEEDS_CLAUSE_END)


def _numeric_date(match: re.Match[str], context: ReadingContext, year: int | None, needs: int) -> DateReading:
    """Read day and month in the order of the reader's locale; dots mean day first.

    The other order is used when only that is possible, and offered as an alternative when both are.
    """
    a, b = int(match["a"]), int(match["b"])
    dotted = "." in match[0]
    month_first = context.month_first and not dotted
    orders = [(b, a)] if dotted else [(a, b), (b, a)] if month_first else [(b, a), (a, b)]
    readings = [
        _exact_day(match, year, month, dom, needs) if year else _yearless_day(match, month, dom, context, needs)
        for month, dom in dict.fromkeys(orders)
        if month <= 12
    ] or [DateReading(match.end(), None, None, NO_SUCH_DAY)]
    best, *others = [r for r in readings if not r.impossible] or readings
    if not others or best.last is None or others[0].last is None:
        return best
    order = "month" if month_first else "day"
    return DateReading(
        best.end, best.first, best.last, f"read {order} first", needs=needs, alternatives=(others[0].last,)
    )


@date_form(
    [*DAY_STARTS, *WEEKDAYS],
    r"(?:<weekday>,? )?(?:the )?(?P<dd>\d{1,2})(?:st|nd|rd|th)(?: of (?P<which>this|the|next) month)?",
)
def day_of_month(match: re.Match[str], context: ReadingContext) -> DateReading:
    days = [d for d in _days_in_nearby_months(context, int(match["dd"])) if _in_month(d, match["which"], context)]
    chosen = nearest_day(days, context) or (days[0] if days and match["which"] else None)
    if chosen is None:
        return DateReading(match.end(), None, None, NO_SUCH_DAY)
    needs = NEEDS_NOTHING if match["which"] or match["weekday"] else NEEDS_CLAUSE_END
    return _check_weekday(match, [chosen], needs=needs, why="the next one")


def _in_month(day: date, which: str | None, context: ReadingContext) -> bool:
    ahead = (day.year - context.today.year) * 12 + day.month - context.today.month
    return which is None or ahead == (1 if which == "next" else 0)


def _days_in_nearby_months(context: ReadingContext, dom: int) -> Iterator[date]:
    for n in range(-3, 4):
        year, month = divmod(context.today.year * 12 + context.today.month - 1 + n, 12)
        if day := day_or_none(year, month + 1, dom):
            yield day


_RANGE_LINK = r" ?(?P<by>-|to|→|->|until|till|through|thru|and|&|or|/) ?"


@date_form(
    [*DAY_STARTS, *WEEKDAYS],
    rf"(?:the )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_RANGE_LINK}(?:the )?<d>(?: of)?[ -]<month>(?:,? <year>)?{_NO_YEAR}",
)
def days_of_month(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _days_in_month(match, context)


@date_form(
    MONTHS, rf"<month> (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_RANGE_LINK}<d>(?![:.]\d| ?-\d)(?:,? <year>)?{_NO_YEAR}"
)
def month_days(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _days_in_month(match, context)


def _days_in_month(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    last = _day_of_month(match, context)
    if last.last is None:
        return last
    first = last.last.replace(day=int(match["d1"]))
    if match["by"] in ("→", "->"):
        return DateReading(match.end(), last.last, last.last, "moved from the first to the second", old=first)
    if match["by"] in ("or", "/"):
        return DateReading(match.end(), last.last, last.last, "the later one", alternatives=(first,))
    if first >= last.last:
        return DateReading(match.end(), None, None, "it ends before it begins")
    return DateReading(match.end(), first, last.last, "its last day", kind="range")


@date_form(
    [w.split()[0] for w in _MONTH_DAY_BY_HOLIDAY],
    "(?P<name>" + "|".join(sorted(_MONTH_DAY_BY_HOLIDAY, key=len, reverse=True)) + ")",
)
def named_holiday(match: re.Match[str], context: ReadingContext) -> DateReading:
    month, dom = _MONTH_DAY_BY_HOLIDAY[" ".join(match["name"].split())]
    return _yearless_day(match, month, dom, context, NEEDS_CLAUSE_END)


@date_form(["easter"], "easter(?: (?:sunday|monday))?")
def easter_day(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    """Read Easter Sunday or Monday, by the Gregorian computus (Meeus, Jones, Butcher)."""
    offset = timedelta(days=1 if match[0].endswith("monday") else 0)
    day = nearest_day((_easter_sunday(context.today.year + n) + offset for n in (-1, 0, 1)), context)
    return DateReading(match.end(), day, day, "the next one", needs=NEEDS_CLAUSE_END) if day else None


def _easter_sunday(year: int) -> date:
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
