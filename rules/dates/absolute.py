"""Days called by their number: 2026-12-01, 12 Dec, December 12th, 12/11, the 15th, 3-7 March, Christmas."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from rules.dates.forms import (
    CLAUSE_END,
    DAYS,
    DIGIT,
    NO_SUCH_DAY,
    PLAIN,
    TRIGGERED,
    Place,
    Reading,
    form,
    named_day,
    nearest,
)
from rules.dates.words import MONTHS, WEEKDAYS, any_of, ordinal

_SPOKEN = {"may", "march", "mar", "sun", "sat"}  # words with a second meaning
_HOLIDAYS = {
    **dict.fromkeys(("christmas", "xmas", "christmas day", "xmas day"), (12, 25)),
    **dict.fromkeys(("christmas eve", "xmas eve"), (12, 24)),
    "boxing day": (12, 26),
    **dict.fromkeys(("new year's eve", "new years eve"), (12, 31)),
    **dict.fromkeys(("new year", "new year's", "new years", "new year's day", "new years day"), (1, 1)),
    "halloween": (10, 31),
}


def year_of(word: str, place: Place) -> int:
    """The year written, of two digits or four, or said: next year."""
    if word.endswith("year"):
        return place.today.year + {"next": 1, "this": 0, "last": -1}[word.split()[-2]]
    return 2000 + int(word[-2:]) if len(word) < 4 else int(word)


def _exact(match: re.Match[str], year: int, month: int, dom: int, needs: int = PLAIN) -> Reading:
    day = named_day(year, month, dom)
    if day is None:
        return Reading(match.end(), None, None, NO_SUCH_DAY)
    return _checked(match, [day], needs=needs)


def _checked(match: re.Match[str], days: list[date], *, needs: int, why: str = "") -> Reading:
    """The first of `days` that falls on the weekday named beside it; a contradiction is refused."""
    said = match.groupdict().get("weekday") or match.groupdict().get("weekday2")
    if said is None or days[0].weekday() == WEEKDAYS[said]:
        return Reading(match.end(), days[0], days[0], why or "as written", needs=needs)
    fitting = [d for d in days if d.weekday() == WEEKDAYS[said]]
    if fitting:
        return Reading(match.end(), fitting[0], fitting[0], f"the one that is a {fitting[0]:%A}", needs=needs)
    return Reading(match.end(), None, None, f"{days[0].day} {days[0]:%B %Y} is a {days[0]:%A}, not what was written")


def _yearless(match: re.Match[str], month: int, dom: int, place: Place, needs: int = PLAIN) -> Reading:
    reach = 8 if (month, dom) == (2, 29) else 1  # 29 February may be eight years away: 1896, 1904
    years = range(max(1, place.today.year - reach), min(9999, place.today.year + reach) + 1)
    days = [d for d in (named_day(y, month, dom) for y in years) if d]
    chosen = nearest(days, place)
    if chosen is None:
        return Reading(match.end(), None, None, NO_SUCH_DAY)
    others = [d for d in days if d < place.today and (place.today - d).days <= 183]
    return _checked(match, [chosen, *others], needs=needs, why="the next one" if not place.past else "the last one")


_NO_YEAR = r"(?!,? (?:\d{4}(?![\d:-])|nineteen|twenty|two thousand))"
"""Behind a day without a year: no year that this grammar can't read."""


@form([DIGIT, *WEEKDAYS], r"(?:<weekday>,? )?(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<dd>\d{1,2})")
def iso(match: re.Match[str], place: Place) -> Reading:
    return _exact(match, int(match["y"]), int(match["m"]), int(match["dd"]))


@form([DIGIT], r"(?P<y>20\d\d)(?P<m>[01]\d)(?P<dd>[0-3]\d)")
def compact(match: re.Match[str], place: Place) -> Reading:
    return _exact(match, int(match["y"]), int(match["m"]), int(match["dd"]), CLAUSE_END)


@form(
    [*DAYS, *WEEKDAYS],
    r"(?:<weekday>,? )?(?:the )?<d>\.?(?: of)?(?: ?[/-])? ?<month>(?:(?: ?, ?| |-|/)<year>)?"
    + _NO_YEAR
    + rf"(?: \((?P<weekday2>{any_of(WEEKDAYS)})(?=\))\))?",
)
def day_month(match: re.Match[str], place: Place) -> Reading:
    return _day_of_month(match, place)


@form([DIGIT], r"(?P<y>\d{4})[-/ ]<month>[-/ ]<d>")
def year_first(match: re.Match[str], place: Place) -> Reading:
    return _exact(match, int(match["y"]), MONTHS[match["month"]], ordinal(match["d"]))


@form([DIGIT], r"<d>[ -]<month>[ -](?P<yy>\d\d)")
def day_month_short_year(match: re.Match[str], place: Place) -> Reading | None:
    """A year of two digits counts only where nothing follows: "12 Dec 26 people"."""
    if place.text[match.end() :].strip():
        return None
    return _exact(match, year_of(match["yy"], place), MONTHS[match["month"]], ordinal(match["d"]))


@form(
    [*MONTHS, *WEEKDAYS],
    r"(?:<weekday>,? )?<month>[ -](?: )?(?:the )?<d>(?![:.]\d|,\d{1,3}(?!\d)|%| ?[/-]\d)(?:[, ] ?<year>)?" + _NO_YEAR,
)
def month_day(match: re.Match[str], place: Place) -> Reading | None:
    return _day_of_month(match, place)


def _day_of_month(match: re.Match[str], place: Place) -> Reading:
    month, dom = MONTHS[match["month"]], ordinal(match["d"])
    if year := match["year"]:
        return _exact(match, year_of(year, place), month, dom)
    bare = match["month"] in _SPOKEN and match["d"].isdigit() and match.start("month") < match.start("d")
    return _yearless(match, month, dom, place, TRIGGERED if bare or not match["d"][0].isdigit() else PLAIN)


@form([DIGIT, *WEEKDAYS], r"(?:<weekday>,? )?(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)")
def numeric_with_year(match: re.Match[str], place: Place) -> Reading:
    needs = PLAIN if len(match["y"]) == 4 else CLAUSE_END
    return _numeric(match, place, year_of(match["y"], place), needs)


@form([DIGIT, *WEEKDAYS], r"(?:<weekday>,? )?(?P<a>\d{1,2})/(?P<b>\d{1,2})(?!/)")
def numeric(match: re.Match[str], place: Place) -> Reading:
    return _numeric(match, place, None, CLAUSE_END)


@form([DIGIT, *WEEKDAYS], r"(?:<weekday>,? )?(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.")
def numeric_with_dots(match: re.Match[str], place: Place) -> Reading | None:
    return None if int(match["b"]) > 12 else _numeric(match, place, None, CLAUSE_END)


def _numeric(match: re.Match[str], place: Place, year: int | None, needs: int) -> Reading:
    """Day and month by the reader's locale, the other way round when only that is possible; dots mean day first."""
    a, b = int(match["a"]), int(match["b"])
    dotted = "." in match[0]
    month_first = place.month_first and not dotted
    ways = [(b, a)] if dotted else [(a, b), (b, a)] if month_first else [(b, a), (a, b)]
    readings = [
        _exact(match, year, month, dom, needs) if year else _yearless(match, month, dom, place, needs)
        for month, dom in dict.fromkeys(ways)
        if month <= 12
    ] or [Reading(match.end(), None, None, NO_SUCH_DAY)]
    best, *others = [r for r in readings if not r.impossible] or readings
    if not others or best.last is None or others[0].last is None:
        return best
    order = "month" if month_first else "day"
    return Reading(best.end, best.first, best.last, f"read {order} first", needs=needs, alternatives=(others[0].last,))


@form(
    [*DAYS, *WEEKDAYS],
    r"(?:<weekday>,? )?(?:the )?(?P<dd>\d{1,2})(?:st|nd|rd|th)(?: of (?P<which>this|the|next) month)?",
)
def day_of_month(match: re.Match[str], place: Place) -> Reading:
    days = [d for d in _months(place, int(match["dd"])) if _in_month(d, match["which"], place)]
    chosen = nearest(days, place) or (days[0] if days and match["which"] else None)
    if chosen is None:
        return Reading(match.end(), None, None, NO_SUCH_DAY)
    needs = PLAIN if match["which"] or match["weekday"] else CLAUSE_END
    return _checked(match, [chosen], needs=needs, why="the next one")


def _in_month(day: date, which: str | None, place: Place) -> bool:
    ahead = (day.year - place.today.year) * 12 + day.month - place.today.month
    return which is None or ahead == (1 if which == "next" else 0)


def _months(place: Place, dom: int) -> Iterator[date]:
    for n in range(-3, 4):
        year, month = divmod(place.today.year * 12 + place.today.month - 1 + n, 12)
        if day := named_day(year, month + 1, dom):
            yield day


_RANGE = r" ?(?P<by>-|to|→|->|until|till|through|thru|and|&|or|/) ?"


@form(
    [*DAYS, *WEEKDAYS],
    rf"(?:the )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_RANGE}(?:the )?<d>(?: of)?[ -]<month>(?:,? <year>)?{_NO_YEAR}",
)
def days_of_month(match: re.Match[str], place: Place) -> Reading | None:
    return _span(match, place)


@form(MONTHS, rf"<month> (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_RANGE}<d>(?![:.]\d| ?-\d)(?:,? <year>)?{_NO_YEAR}")
def month_days(match: re.Match[str], place: Place) -> Reading | None:
    return _span(match, place)


def _span(match: re.Match[str], place: Place) -> Reading | None:
    last = _day_of_month(match, place)
    if last.last is None:
        return last
    first = last.last.replace(day=int(match["d1"]))
    if match["by"] in ("→", "->"):
        return Reading(match.end(), last.last, last.last, "moved from the first to the second", old=first)
    if match["by"] in ("or", "/"):
        return Reading(match.end(), last.last, last.last, "the later one", alternatives=(first,))
    if first >= last.last:
        return Reading(match.end(), None, None, "it ends before it begins")
    return Reading(match.end(), first, last.last, "its last day", kind="range")


@form([w.split()[0] for w in _HOLIDAYS], "(?P<name>" + "|".join(sorted(_HOLIDAYS, key=len, reverse=True)) + ")")
def holiday(match: re.Match[str], place: Place) -> Reading:
    month, dom = _HOLIDAYS[" ".join(match["name"].split())]
    return _yearless(match, month, dom, place, CLAUSE_END)


@form(["easter"], "easter(?: (?:sunday|monday))?")
def easter(match: re.Match[str], place: Place) -> Reading | None:
    """Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher)."""
    extra = timedelta(days=1 if match[0].endswith("monday") else 0)
    day = nearest((_easter(place.today.year + n) + extra for n in (-1, 0, 1)), place)
    return Reading(match.end(), day, day, "the next one", needs=CLAUSE_END) if day else None


def _easter(year: int) -> date:
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
