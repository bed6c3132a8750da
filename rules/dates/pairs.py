"""Two expressions that are one statement: a move ("from A to B", "now B, was A", "A → B") or a range ("A - B")."""

import re
from dataclasses import replace
from datetime import date

from rules.dates.expressions import Said, said
from rules.dates.forms import Place, Reading
from rules.dates.words import any_of, shape

_TARGET = (
    "now",
    "but",
    "instead",
    "moved to",
    "pushed to",
    "slipped to",
    r"new (?:eta|date|target|deadline|estimate|plan)(?: is|:)?",
)
_BETWEEN = [
    "but",
    "and",
    "so",
    "is",
    "it's",
    "it",
    "its",
    "we",
    "the",
    "our",
    "a",
    "my",
    "will",
    "be",
    "are",
    "looking",
    "like",
    "date",
]
_TOWARDS = ("on", "for", "to", "is", "at", "be", "by", "looking like", "likely", "probably", "it's", "around", "about")
_WAS = (
    *(
        "was",
        "were",
        "originally",
        "previously",
        "formerly",
        "instead of",
        "rather than",
        "not",
        "up from",
        "down from",
    ),
    *(
        "from",
        "used to be",
        "moved from",
        "slipped from",
        "replaces",
        "replacing",
        "vs",
        "was originally",
        "was previously",
    ),
)
_LINK = shape(
    r" ?(?:(?P<arrow>→|->|=>)|(?P<range>-|to|until|till|through|thru|and|up to)"
    rf"|[,;(-]{{0,2}} ?(?P<new>(?:{any_of(_BETWEEN)} )*{any_of(_TARGET)}(?: {any_of(_TOWARDS)})*)"
    rf"|[,;(-]{{0,2}} ?(?:and |but )?(?:it |which )?(?P<was>{any_of(_WAS)}:?)) ?(?:on |the )??",
    closed=False,
)
_FAILING = r"(?:won't|can't|cannot|will not|did not|didn't|not going to|never going to) (?:hit|make|meet|ship|land)"
_OLD_WORDS = (
    *("was", "were", "originally", "previously", "formerly", "from", "instead of", "not", "no longer", "rather than"),
    *("miss", "missed", "missing", "planned", "planned for", "between", _FAILING),
)
_OLD_MARK = re.compile(rf"(?<![a-z])(?P<mark>{any_of(_OLD_WORDS)})[ :]*(?:on |the |our |planned )*~?$")
_MOVING = re.compile(
    r"(?<![a-z])(?:mov|slip|push|shift|delay|postpon|resched|pull|bring|brought|chang|updat)[a-z]{0,6}(?![a-z])"
)
_TURN = re.compile(r"(?<![a-z])(?:now|new|eta|but|instead)(?![a-z])")
_FARTHEST = 60


def pair(place: Place, a: Said, b: Said) -> Said | None:
    """This will join two neighbours, or give None when they are two statements."""
    between = place.text[a.end : b.start]
    if None in (a.reading.last, b.reading.last) or a.reading.delta or b.reading.delta or len(between) > _FARTHEST:
        return None
    if between.strip() == "~" and place.text[a.start - 1 : a.start] == "~":  # struck out
        return _moved(place, a, b, old=a, new=b)
    before = place.text[max(0, a.start - _FARTHEST) : a.start].rpartition("\n")[2]
    found = _OLD_MARK.search(before)
    mark = found["mark"] if found else ""
    link = _LINK.fullmatch(between)
    if link:
        return _linked(place, a, b, link, mark, moving=bool(_MOVING.search(before)))
    if mark not in ("", "from", "between") and "\n" not in between and _TURN.search(between):
        return _moved(place, a, b, old=a, new=b)
    return None


def _linked(place: Place, a: Said, b: Said, link: re.Match[str], mark: str, *, moving: bool) -> Said | None:
    if link["was"]:
        return _moved(place, a, b, old=b, new=a)
    if link["arrow"] or link["new"] or (link["range"] == "to" and mark == "from" and moving):
        return _moved(place, a, b, old=a, new=b)
    return _range(place, a, b) if link["range"] != "and" or mark == "between" else None


def _moved(place: Place, a: Said, b: Said, *, old: Said, new: Said) -> Said:
    target = new.reading.last or place.today
    reading = replace(
        new.reading, old=_near(place, old, target), why="moved from " + _near(place, old, target).isoformat()
    )
    return Said(min(a.start, b.start), max(a.end, b.end), reading, new.clock)


def _near(place: Place, old: Said, target: date) -> date:
    """The year of an old date is the one nearest to the new date."""
    day = old.reading.last or target
    others = [said(replace(place, past=past), old.start) for past in (True, False)]
    days = [day, *(s.reading.last for s in others if s and s.reading.last and s.end == old.end)]
    return min(days, key=lambda d: (abs((d - target).days), d))


def _range(place: Place, a: Said, b: Said) -> Said | None:
    """A range; "Mon to Wed" said on a Tuesday ends on the Wednesday after its Monday."""
    first, last = a.reading.first, b
    if first is None or b.reading.last is None:
        return None
    if b.reading.last <= first:
        last = said(replace(place, today=first), b.start) or b
    if last.reading.last is None or last.reading.last <= first:
        return None
    reading = Reading(last.end, first, last.reading.last, "its last day", last.reading.grain, kind="range")
    return Said(a.start, last.end, reading, last.clock)


_OR = shape(r" ?(?:or|/) ?(?:on |by |the )?", closed=False)


def alternative(place: Place, a: Said) -> Said:
    """This will take "Friday or Monday" as one statement: the later day, the other one beside it."""
    link = _OR.match(place.text, a.end)
    b = said(place, link.end()) if link else None
    if b is None or b.reading.last is None or a.reading.last is None or a.reading.delta or b.reading.delta:
        return a
    late, soon = sorted((a.reading, b.reading), key=lambda r: r.last or place.today, reverse=True)
    both = replace(late, alternatives=(soon.last or place.today,), why="the later one", end=b.end)
    return Said(a.start, b.end, both, b.clock if late is b.reading else a.clock)
