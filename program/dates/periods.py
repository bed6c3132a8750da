"""Stretches of time and their parts: next week, Q2, May 2027, end of next month, mid January, w/c 7 Dec, 2027-W03, EOM."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from program.dates import forms
from program.dates.absolute import year_of
from program.dates.forms import CLAUSE_END, DIGIT, PLAIN, TRIGGERED, Place, Reading, form, week_of
from program.dates.words import MONTHS, ORDINALS, WEEKDAYS, ordinal, shape


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
_STEP = {
    "this": 0,
    "the": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
    "last": -1,
    "past": -1,
    "previous": -1,
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
    years = (year_of(year),) if year else tuple(place.today.year + n for n in (-1, 0, 1))
    return tuple(make(y) for y in years)


_CALENDAR = shape(
    r"(?P<which>this|the|next|the next|current|the current|coming|the coming|following|the following|last|past|previous)? ?"
    r"(?P<unit>week|weekend|month|quarter|half|year|qtr)"
)
_MONTH = shape(r"<month>(?:(?:,? (?:of )?|-|/)<year>)?")
_YEAR_MONTH = shape(r"(?P<year>20\d\d)[-/](?P<m>0[1-9]|1[0-2])(?![-/.]\d)|(?P<m2>0?[1-9]|1[0-2])/(?P<year2>20\d\d)")
_PART = shape(
    r"(?P<kind>[qh])(?P<n>[1-4])(?:(?:,? (?:of )?|/|-)?<year>)?|(?P<year2>20\d\d)[- ]?(?P<kind2>[qh])(?P<n2>[1-4])"
)
_WEEK = shape(
    r"(?:(?P<year>20\d\d)-?w(?P<w>\d{1,2})|(?:week|wk|w|cw|kw|iso week) ?(?P<n>\d{1,2})(?: (?:of )?(?P<year2>20\d\d))?)"
)
_YEAR = shape(r"(?:the year )?<year>(?![-/.]\d)")


def _calendar(match: re.Match[str], place: Place) -> Period:
    which = (match["which"] or "this").split()[-1]
    needs = CLAUSE_END if match["which"] in (None, "the") else PLAIN if which in ("next", "coming") else TRIGGERED
    unit = {"qtr": "quarter"}.get(match["unit"], match["unit"])
    return Period(match.end(), (calendar_stretch(unit, _STEP[which], place),), needs)


def _month(match: re.Match[str], place: Place) -> Period:
    ways = _yearly(match["year"], place, lambda year: months(year, MONTHS[match["month"]], 1, "month"))
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
    return Period(match.end(), ways, PLAIN if year else CLAUSE_END)


def _iso_week(match: re.Match[str], place: Place) -> Period:
    number, year = int(match["w"] or match["n"]), match["year"] or match["year2"]
    date.fromisocalendar(int(year or 2026), number, 1)  # 2026 has 53 weeks; refuses week 54
    ways = _yearly(year, place, lambda y: _week_stretch(y, number))
    return Period(match.end(), ways, PLAIN if match["w"] else CLAUSE_END)


def _week_stretch(year: int, number: int) -> Stretch:
    first = date.fromisocalendar(year, 1, 1) + timedelta(weeks=number - 1)
    return Stretch(first, first + timedelta(days=6), "week")


def _year(match: re.Match[str], place: Place) -> Period:
    return Period(match.end(), (months(year_of(match["year"]), 1, 12, "year"),), forms.NEVER)


_NAMED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Place], Period | None]], ...] = (
    (_WEEK, _iso_week),
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


def _choose(place: Place, ways: tuple[Stretch, ...]) -> Stretch:
    """The stretch that is not over yet; in a past tense the last that has begun; the only one whatever it is."""
    if place.past:
        return next((s for s in reversed(ways) if s.first <= place.today), ways[0])
    return next((s for s in ways if s.last >= place.today), ways[-1])


def _reading(end: int, stretch: Stretch, why: str, needs: int) -> Reading:
    return Reading(end, stretch.first, stretch.last, why, stretch.grain, needs, "period")


@form(
    [*MONTHS, DIGIT, *_STEP, "q", "h", "w", "wk", "cw", "kw", "iso", "week", "weekend"],
    r"[a-z0-9]{1,9}(?=[^a-z0-9]|$|[0-9])",
)
def whole(match: re.Match[str], place: Place) -> Reading | None:
    """A period as a deadline means its last day."""
    found = period(place, match.start())
    if found is None or found.end < match.end():
        return None
    return _reading(found.end, _choose(place, found.ways), "its last day", found.needs)


_EDGES = r"end|start|beginning|begin|middle|mid|early|late|first half|second half|close|top|later|back half|1st half|2nd half"


@form(
    [
        "the",
        "end",
        "start",
        "beginning",
        "begin",
        "middle",
        "mid",
        "early",
        "late",
        "first",
        "second",
        "close",
        "top",
        "later",
    ],
    rf"(?:the )?(?P<edge>{_EDGES})(?:(?: of| in)? |-)(?=[a-z0-9'])",
    closed=False,
)
def part_of(match: re.Match[str], place: Place) -> Reading | None:
    """End, start, middle, early, late: "end of next week" is its Friday, "early" and "late" are thirds of a month."""
    found = period(place, match.end())
    if found is None:
        return None
    edge = match["edge"].split()[-1] if "half" not in match["edge"] else " ".join(match["edge"].split())
    chosen = _choose(place, tuple(_edge(edge, s) for s in found.ways))
    return _reading(found.end, chosen, f"{match['edge']} of it", PLAIN)


def _edge(edge: str, s: Stretch) -> Stretch:
    days = (s.last - s.first).days + 1
    if edge in ("start", "beginning", "begin", "top"):
        return Stretch(s.first, s.first, s.grain)
    if edge in ("end", "close"):
        last = _friday(s) if s.grain == "week" else s.last
        return Stretch(s.first, last, s.grain)
    if edge in ("late", "later", "second half", "2nd half", "back half"):
        return Stretch(s.first + timedelta(days=days // 2), _friday(s) if s.grain == "week" else s.last, s.grain)
    if edge in ("middle", "mid"):
        day = _middle(s)
        return Stretch(day, day, s.grain)
    return Stretch(s.first, _early(s, half="half" in edge), s.grain)


def _friday(s: Stretch) -> date:
    return s.first + timedelta(days=(4 - s.first.weekday()) % 7)


def _middle(s: Stretch) -> date:
    if s.grain in ("week", "day"):
        return s.first + timedelta(days=(2 - s.first.weekday()) % 7) if s.grain == "week" else s.first
    month = s.first.month + {"month": 0, "quarter": 1, "half": 3, "year": 6}[s.grain]
    return s.first.replace(month=month, day=15 if s.grain in ("month", "quarter") else 1)


def _early(s: Stretch, *, half: bool) -> date:
    if half or s.grain in ("half", "year"):
        part = {"month": 15, "quarter": 46, "half": 91, "year": 182, "week": 3, "day": 1}[s.grain]
        return s.first + timedelta(days=(part if half or s.grain == "half" else 120) - 1)
    return s.first + timedelta(days={"week": 1, "day": 0, "month": 9, "quarter": 30}[s.grain])


_SHORT = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


@form(
    ["eow", "eom", "eoq", "eoy", "eofy", "bow", "bom"],
    r"(?P<edge>eo|bo)(?P<unit>[wmqy])(?: (?P<which>next|this|last)(?: (?:week|month|quarter|year))?)?",
)
def end_of(match: re.Match[str], place: Place) -> Reading:
    """EOW is the Friday of this week, or of the next one once that Friday is over."""
    unit, step = _SHORT[match["unit"]], _STEP[match["which"] or "this"]
    edge = "end" if match["edge"] == "eo" else "start"
    stretches = [_edge(edge, calendar_stretch(unit, step + n, place)) for n in (0, 1)]
    chosen = stretches[0] if match["which"] or stretches[0].last >= place.today else stretches[1]
    return _reading(match.end(), chosen, f"the {edge} of the {unit}", PLAIN)


@form(
    ["w", "wc", "we", "wb", "week", "weekend"],
    r"(?:w ?/ ?(?P<wx>[cbe])|w(?P<wy>[cbe])|week (?P<word>commencing|beginning|starting|ending|of)|(?P<end>weekend) of) ",
    closed=False,
)
def week_of_day(match: re.Match[str], place: Place) -> Reading | None:
    inner = forms.day(place.inner(), match.end())
    if inner is None or inner.last is None or inner.kind != "day":
        return None
    first, last = week_of(inner.last, place)
    if match["end"]:
        first, last = last - timedelta(days=1), last
    if "e" in (match["wx"], match["wy"]) or match["word"] == "ending":
        first, last = inner.last - timedelta(days=6), inner.last
    return _reading(inner.end, Stretch(first, last, "week"), "the last day of that week", PLAIN)


@form(
    ["week", "end", "the", "first", "second", "third", "fourth", "last", DIGIT],
    r"(?:the )?(?:end of )?(?:the )?(?:week (?P<n>[1-5])|(?P<nth>first|second|third|fourth|last|[1-5](?:st|nd|rd|th)) (?P<unit>week|half)) (?:of|in) (?:the )?",
    closed=False,
)
def week_of_month(match: re.Match[str], place: Place) -> Reading | None:
    """Week n of a month is its days 7n-6 to 7n; the last week is its last seven days."""
    found = period(place, match.end())
    if found is None or match["unit"] == "half" or any(s.grain != "month" for s in found.ways):
        return None
    n = 0 if match["nth"] == "last" else int(match["n"] or ordinal(match["nth"]))
    chosen = _choose(place, tuple(_nth_week(s, n) for s in found.ways))
    return _reading(found.end, chosen, "its last day", PLAIN)


def _nth_week(s: Stretch, n: int) -> Stretch:
    if n == 0:
        return Stretch(s.last - timedelta(days=6), s.last, "week")
    first = s.first + timedelta(days=7 * (n - 1))
    return Stretch(first, min(first + timedelta(days=6), s.last), "week")


@form(
    ["the", "last", "first", *ORDINALS, DIGIT],
    r"(?:the )?<nth> (?:(?P<work>working|business|work)? ?(?P<day>day)|<weekday>) (?:of|in) (?=[a-z0-9])",
    closed=False,
)
def nth_day(match: re.Match[str], place: Place) -> Reading | None:
    """The nth weekday or (working) day of a period, or its last."""
    found = period(place, match.end())
    if found is None:
        return None
    ways = tuple(s for way in found.ways for s in _nth(match, way))
    return _reading_day(found.end, _choose(place, ways)) if ways else None


def _reading_day(end: int, s: Stretch) -> Reading:
    return Reading(end, s.first, s.last, "counted in that period")


def _nth(match: re.Match[str], way: Stretch) -> Iterator[Stretch]:
    nth = 0 if match["nth"] == "last" else ordinal(match["nth"])
    wanted = {WEEKDAYS[match["weekday"]]} if match["weekday"] else set(range(5 if match["work"] else 7))
    span = min((way.last - way.first).days + 1, 31)
    edge = (
        [way.last - timedelta(days=n) for n in range(span)]
        if nth == 0
        else [way.first + timedelta(days=n) for n in range(span)]
    )
    days = [d for d in edge if d.weekday() in wanted]
    if len(days) >= max(nth, 1):
        day = days[max(nth, 1) - 1]
        yield Stretch(day, day, "day")
