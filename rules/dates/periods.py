"""Stretches of time by name: next week, this quarter, Q2, H1 2027, May 2027, week 50, 2027-W03."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.dates.absolute import year_of
from rules.dates.forms import CLAUSE_END, DIGIT, NEVER, PLAIN, TRIGGERED, Place, Reading, form, week_of
from rules.dates.words import MONTHS, any_of, ordinal, shape


@dataclass(frozen=True, slots=True)
class Stretch:
    first: date
    last: date
    grain: str


@dataclass(frozen=True, slots=True)
class Period:
    """A named stretch: `ways` are the stretches it can mean, in time order (one a year when no year was said)."""

    end: int
    ways: tuple[Stretch, ...]
    needs: int


def months(year: int, month: int, count: int, grain: str) -> Stretch:
    last = month + count - 1
    return Stretch(date(year, month, 1), date(year, last, monthrange(year, last)[1]), grain)


_LENGTH = {"month": 1, "quarter": 3, "half": 6, "year": 12}
STEP = {
    **dict.fromkeys(("this", "the", "current"), 0),
    **dict.fromkeys(("next", "coming", "following"), 1),
    **dict.fromkeys(("last", "past", "previous"), -1),
}


def calendar_stretch(unit: str, step: int, place: Place) -> Stretch:
    """The week, weekend, month, quarter, half or year `step` away from the one of today."""
    if unit in ("week", "weekend"):
        monday = week_of(place.today, place)[0] + timedelta(weeks=step)
        if unit == "week":
            return Stretch(monday, monday + timedelta(days=6), "week")
        saturday = monday + timedelta(days=(5 - monday.weekday()) % 7)
        return Stretch(saturday, saturday + timedelta(days=1), "day")
    length = _LENGTH[unit]
    number = (place.today.year * 12 + place.today.month - 1) // length + step
    year, part = divmod(number, 12 // length)
    return months(year, part * length + 1, length, unit)


def _yearly(year: str | None, place: Place, make: Callable[[int], Stretch]) -> tuple[Stretch, ...]:
    years = (year_of(year, place),) if year else tuple(place.today.year + n for n in (-1, 0, 1))
    return tuple(make(y) for y in years)


_CALENDAR = shape(
    rf"(?P<which>(?:the )?{any_of(STEP)})? ?(?P<unit>week|weekend|month|quarter|half|year|qtr)(?P<on> after next)?"
)
_MONTH = shape(r"<month>(?:(?:,? (?:of )?|-|/)<year>)?")
_YEAR_MONTH = shape(r"(?P<year>20\d\d)[-/](?P<m>0[1-9]|1[0-2])(?![-/.]\d)|(?P<m2>0?[1-9]|1[0-2])/(?P<year2>20\d\d)")
_PART = shape(
    r"(?P<kind>[qh])(?P<n>[1-4])(?:(?:,? (?:of )?|/|-)?<year>)?|(?P<year2>20\d\d)[- ]?(?P<kind2>[qh])(?P<n2>[1-4])"
)
_WEEK = shape(
    r"(?:(?P<year>20\d\d)-?w(?P<w>\d{1,2})|(?:week|wk|w|cw|kw|iso week) ?(?P<n>\d{1,2})(?: (?:of )?(?P<year2>20\d\d))?)"
)
_WHICH_MONTH = shape(r"(?:the )?(?P<which>this|next|coming|upcoming|last|past) <month>")
_NTH_QUARTER = shape(r"(?:the )?(?P<nth>first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter(?:(?: of)? <year>)?")
_YEAR = shape(r"(?:the year )?<year>(?![-/.]\d)")


def _calendar(match: re.Match[str], place: Place) -> Period:
    which = (match["which"] or "this").split()[-1]
    needs = PLAIN if which in ("next", "coming") else TRIGGERED
    if match["which"] in (None, "the"):
        needs = CLAUSE_END if match["unit"] == "weekend" else NEVER
    unit = {"qtr": "quarter"}.get(match["unit"], match["unit"])
    if match["on"]:
        return Period(match.end(), (calendar_stretch(unit, 2, place),), PLAIN)
    steps = (0, 1) if match["which"] in (None, "the") else (STEP[which],)
    return Period(match.end(), tuple(calendar_stretch(unit, step, place) for step in steps), needs)


def _month(match: re.Match[str], place: Place) -> Period:
    ways = _yearly(match["year"], place, lambda year: months(year, MONTHS[match["month"]], 1, "month"))
    return Period(match.end(), ways, PLAIN if match["year"] else CLAUSE_END)


def _which_month(match: re.Match[str], place: Place) -> Period:
    """This September is this year's; next is the first not begun, last the last one over."""
    ways = _yearly(None, place, lambda year: months(year, MONTHS[match["month"]], 1, "month"))
    needs = CLAUSE_END if match["month"] in ("may", "mar", "march") else PLAIN
    if match["which"] == "this":
        return Period(match.end(), (ways[1],), needs)
    if match["which"] in ("last", "past"):
        return Period(match.end(), ([s for s in ways if s.last < place.today][-1],), needs)
    return Period(match.end(), (next(s for s in ways if s.first > place.today),), needs)


def _nth_quarter(match: re.Match[str], place: Place) -> Period:
    first = ordinal(match["nth"]) * 3 - 2
    ways = _yearly(match["year"], place, lambda year: months(year, first, 3, "quarter"))
    return Period(match.end(), ways, PLAIN if match["year"] else CLAUSE_END)


def _year_month(match: re.Match[str], place: Place) -> Period:
    year, month = int(match["year"] or match["year2"]), int(match["m"] or match["m2"])
    return Period(match.end(), (months(year, month, 1, "month"),), TRIGGERED)


def _part(match: re.Match[str], place: Place) -> Period | None:
    kind, n = match["kind"] or match["kind2"], int(match["n"] or match["n2"])
    if kind == "h" and n > 2:
        return None
    length, grain = (3, "quarter") if kind == "q" else (6, "half")
    year = match["year"] or match["year2"]
    ways = _yearly(year, place, lambda y: months(y, (n - 1) * length + 1, length, grain))
    return Period(match.end(), ways, CLAUSE_END)


def _iso_week(match: re.Match[str], place: Place) -> Period:
    number, year = int(match["w"] or match["n"]), match["year"] or match["year2"]
    date.fromisocalendar(int(year or 2026), number, 1)  # 2026 has 53 weeks; refuses week 54
    ways = _yearly(year, place, lambda y: _week_stretch(y, number))
    return Period(match.end(), ways, PLAIN if match["w"] else CLAUSE_END)


def _week_stretch(year: int, number: int) -> Stretch:
    first = date.fromisocalendar(year, 1, 1) + timedelta(weeks=number - 1)
    return Stretch(first, first + timedelta(days=6), "week")


def _year(match: re.Match[str], place: Place) -> Period:
    return Period(match.end(), (months(year_of(match["year"], place), 1, 12, "year"),), NEVER)


_NAMED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Place], Period | None]], ...] = (
    (_WEEK, _iso_week),
    (_WHICH_MONTH, _which_month),
    (_NTH_QUARTER, _nth_quarter),
    (_CALENDAR, _calendar),
    (_YEAR_MONTH, _year_month),
    (_PART, _part),
    (_MONTH, _month),
    (_YEAR, _year),
)


def period(place: Place, at: int) -> Period | None:
    """This will read the name of a stretch at `at`, or the week some day lies in."""
    for pattern, make in _NAMED:
        if (match := pattern.match(place.text, at)) and (found := make(match, place)):
            return found
    return None


def choose(place: Place, ways: tuple[Stretch, ...]) -> Stretch:
    """The stretch that is not over yet; in a past tense the last that has begun; the only one whatever it is."""
    if place.past:
        return next((s for s in reversed(ways) if s.first <= place.today), ways[0])
    return next((s for s in ways if s.last >= place.today), ways[-1])


def reading(end: int, stretch: Stretch, why: str, needs: int) -> Reading:
    return Reading(end, stretch.first, stretch.last, why, stretch.grain, needs, "period")


@form(
    [
        *MONTHS,
        DIGIT,
        *STEP,
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
def whole(match: re.Match[str], place: Place) -> Reading | None:
    """A period as a deadline means its last day."""
    found = period(place, match.start())
    if found is None or found.end < match.end():
        return None
    return reading(found.end, choose(place, found.ways), "its last day", found.needs)
