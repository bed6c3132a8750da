"""Parts of a stretch: end of Q2, mid January, early next week, EOM, w/c 7 Dec, first Monday of March."""

import re
from datetime import date, timedelta

from rules.dates import forms
from rules.dates.forms import DIGIT, PLAIN, Place, Reading, form, week_of
from rules.dates.periods import STEP, Stretch, calendar_stretch, choose, months, period, reading
from rules.dates.words import ORDINALS, WEEKDAYS, any_of, ordinal

_START, _END, _MIDDLE = ("start", "beginning", "begin", "top"), ("end", "close"), ("middle", "mid")
_FIRST_HALF, _SECOND_HALF = ("first half", "1st half"), ("second half", "2nd half", "back half")
_EDGES = (*_START, *_END, *_MIDDLE, *_FIRST_HALF, *_SECOND_HALF, "early", "late", "later")


@form(
    ["the", *(edge.split()[0] for edge in _EDGES)],
    rf"(?:the )?(?P<edge>{any_of(_EDGES)})(?:(?: of| in)? |-)(?=[a-z0-9'])",
    closed=False,
)
def part_of(match: re.Match[str], place: Place) -> Reading | None:
    """End, start, middle, early, late: "end of next week" is its Friday, "early" and "late" are thirds of a month."""
    found = period(place, match.end())
    if found is None:
        return None
    edge = " ".join(match["edge"].split())
    chosen = choose(place, tuple(_edge(edge, s) for s in found.ways))
    return reading(found.end, chosen, f"{edge} of it", PLAIN)


def _edge(edge: str, s: Stretch) -> Stretch:
    last = _friday(s) if s.grain == "week" else s.last
    if s.grain == "year" and "half" in edge:
        return months(s.first.year, 1 if edge in _FIRST_HALF else 7, 6, "half")
    if edge in _START:
        return Stretch(s.first, s.first, s.grain)
    if edge in _END:
        return Stretch(s.first, last, s.grain)
    if edge in _MIDDLE:
        return Stretch(_middle(s), _middle(s), s.grain)
    if edge in ("late", "later", *_SECOND_HALF):
        return Stretch(s.first + (s.last - s.first) // 2, last, s.grain)
    return Stretch(s.first, _early(s, half=edge in _FIRST_HALF), s.grain)


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
    ["eow", "eom", "eoq", "eoy"], r"eo(?P<unit>[wmqy])(?: (?P<which>next|this|last)(?: (?:week|month|quarter|year))?)?"
)
def end_of(match: re.Match[str], place: Place) -> Reading:
    """EOW is the Friday of this week, or of the next one once that Friday is over."""
    unit = _SHORT[match["unit"]]
    steps = (STEP[match["which"]],) if match["which"] else (0, 1)
    ends = tuple(_edge("end", calendar_stretch(unit, step, place)) for step in steps)
    return reading(match.end(), choose(place, ends), f"the end of the {unit}", PLAIN)


@form(["eom", "end"], r"(?:eom|end of (?:the )?month)(?: of|,)? (?=[a-z0-9])", closed=False)
def end_of_named_month(match: re.Match[str], place: Place) -> Reading | None:
    found = period(place, match.end())
    if found is None or any(s.grain != "month" for s in found.ways):
        return None
    return reading(found.end, choose(place, tuple(_edge("end", s) for s in found.ways)), "the end of it", PLAIN)


@form(
    ["w", "wc", "week", "weekend"],
    r"(?:w ?/ ?(?P<short>[cbe])|wc|week (?P<word>(?:commencing|beginning|starting|ending)(?: on)?|of)"
    r"|(?P<end>weekend) of)"
    r" (?:the )?(?=[a-z0-9])(?!week)",
    closed=False,
)
def week_of_day(match: re.Match[str], place: Place) -> Reading | None:
    inner = forms.day(place.inner(), match.end())
    if inner is None or inner.last is None or inner.kind != "day":
        return None
    first, last = week_of(inner.last, place)
    if match["end"]:
        first, last = last - timedelta(days=1), last
    word = match["short"] or (match["word"] or "").partition(" ")[0]
    if word in ("e", "ending"):
        first, last = inner.last - timedelta(days=6), inner.last
    elif word and word != "of":
        first, last = inner.last, inner.last + timedelta(days=6)
    return reading(inner.end, Stretch(first, last, "week"), "the last day of that week", PLAIN)


@form(
    ["week", "end", "the", "first", "second", "third", "fourth", "last", DIGIT],
    r"(?:the )?(?:end of )?(?:the )?(?:week (?P<number>[1-5])|<nth> week) (?:of|in) (?:the )?",
    closed=False,
)
def week_of_month(match: re.Match[str], place: Place) -> Reading | None:
    """Week n of a month is its days 7n-6 to 7n; the last week is its last seven days."""
    found = period(place, match.end())
    if found is None or any(s.grain != "month" for s in found.ways):
        return None
    n = 0 if match["nth"] == "last" else ordinal(match["number"] or match["nth"])
    chosen = choose(place, tuple(_nth_week(s, n) for s in found.ways))
    return reading(found.end, chosen, "its last day", PLAIN)


def _nth_week(s: Stretch, n: int) -> Stretch:
    if n == 0:
        return Stretch(s.last - timedelta(days=6), s.last, "week")
    first = s.first.replace(day=7 * n - 6)
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
    ways = tuple(Stretch(d, d, "day") for way in found.ways for d in _nth(match, way))
    if not ways:
        return None
    day = choose(place, ways).last
    return Reading(found.end, day, day, "counted in that period")


def _nth(match: re.Match[str], way: Stretch) -> list[date]:
    """The one day wanted of this stretch, or none when it has too few."""
    nth = 1 if match["nth"] == "last" else ordinal(match["nth"])
    wanted = {WEEKDAYS[match["weekday"]]} if match["weekday"] else set(range(5 if match["work"] else 7))
    span = [timedelta(days=n) for n in range(min((way.last - way.first).days + 1, 31))]
    days = [way.last - n if match["nth"] == "last" else way.first + n for n in span]
    return [d for d in days if d.weekday() in wanted][nth - 1 : nth]
