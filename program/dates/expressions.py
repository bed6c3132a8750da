"""A whole expression: a day with the time beside it, or two days that make a range or a move."""

import re
from dataclasses import dataclass, replace
from datetime import date

from program.dates import clock, forms
from program.dates.clock import Clock
from program.dates.forms import Place, Reading
from program.dates.found import Found
from program.dates.words import shape


@dataclass(frozen=True, slots=True)
class Said:
    """A reading with its place in the text and the time of day said with it."""

    start: int
    end: int
    reading: Reading
    clock: Clock | None = None


def said(place: Place, at: int) -> Said | None:
    """This will read the expression at `at`: a time, a day, a time; or the end of the day, which alone means today."""
    lead = clock.leading(place.text, at)
    reading = forms.day(place, lead.end if lead else at)
    if lead and reading is None:
        plain = forms.day(place, at)
        if plain is None and lead.whole_day:
            end = len(place.text[: lead.end].rstrip())
            return Said(at, end, Reading(end, place.today, place.today, "today", kind="day"), lead)
        reading, lead = plain, None
    elif lead and reading and (alone := forms.day(place, at)) and alone.end >= reading.end:
        reading, lead = alone, None
    if reading is None:
        return None
    trail = clock.trailing(place.text, reading.end) if lead is None and reading.delta is None else None
    return Said(at, trail.end if trail else reading.end, reading, lead or trail)


def found(said: Said, place: Place) -> Found:
    """This will turn a possible reading into the answer that leaves this package."""
    reading, at = said.reading, said.clock.at if said.clock else None
    moment = None
    if at and reading.last and said.clock:
        moment = clock.moment(reading.last, at, said.clock.zone, place.zone)
    return Found(
        kind=reading.kind,
        start=said.start,
        end=said.end,
        day=reading.last,
        first=reading.first,
        old=reading.old,
        delta=reading.delta,
        base=reading.base,
        grain=reading.grain,
        time=at,
        moment=moment,
        why=reading.why,
        alternatives=reading.alternatives,
    )


_LINK = shape(
    r" ?(?:(?P<arrow>→|->|=>)|(?P<range>-|to|until|till|through|thru|and|up to)"
    r"|[,;(-]{0,2} ?(?P<new>(?:but |and |so |is |it's |it is |its |we |the |our |a |my |will |be |are |looking |like |date )*"
    r"(?:now|new (?:eta|date|target|deadline|estimate|plan)(?: is|:)?|but|moved to|pushed to|slipped to|instead)(?: (?:on|for|to|is|at|be|by|looking like|likely|probably|it's|around|about))*)"
    r"|[,;(-]{0,2} ?(?:and |but )?(?P<was>(?:it |which )?(?:was|were|originally|previously|formerly|instead of|rather than|not|up from|down from|from|used to be|moved from|slipped from|replaces|replacing|vs|was originally|was previously):?)) ?"
    r"(?:on |the )??",
    closed=False,
)
OLD_MARK = re.compile(
    r"(?:(?<![a-z])(?:was|were|originally|previously|formerly|from|instead of|not|won't (?:hit|make|meet|ship|land)|miss(?:ed|ing)?|can't (?:hit|make|meet)"
    r"|cannot (?:hit|make|meet)|(?:not|never) going to (?:hit|make|meet)|no longer|rather than|(?:will|did) not (?:hit|make|meet)|planned for|planned|between))[ :]*(?:on |the |our |planned )*~?$"
)
_MOVING = re.compile(
    r"(?<![a-z])(?:mov|slip|push|shift|delay|postpon|resched|pull|bring|brought|chang|updat)[a-z]{0,6}(?![a-z])"
)


def pair(place: Place, a: Said, b: Said) -> Said | None:
    """This will join two expressions: a move ("from A to B", "now B, was A", "A → B") or a range ("A - B")."""
    between = place.text[a.end : b.start]
    if a.reading.last is None or b.reading.last is None or a.reading.delta or b.reading.delta or len(between) > 60:
        return None
    link = _LINK.fullmatch(between)
    before = place.text[max(0, a.start - 50) : a.start].rpartition("\n")[2]
    mark = OLD_MARK.search(before)
    marked = mark[0].split()[0] if mark else ""
    if link and link["was"]:
        return _moved(place, a, b, old=b, new=a)
    if link and (link["arrow"] or link["new"]) and (link["arrow"] or marked != "between"):
        return _moved(place, a, b, old=a, new=b)
    if link and link["range"] == "to" and marked == "from" and _MOVING.search(before):
        return _moved(place, a, b, old=a, new=b)
    if link and link["range"] and (link["range"] not in ("and",) or marked == "between"):
        return _range(place, a, b)
    if (
        marked
        and marked not in ("from", "between")
        and re.search(r"(?<![a-z])(?:now|new|eta|but|instead)(?![a-z])", between)
    ):
        return None if "\n" in between else _moved(place, a, b, old=a, new=b)
    return None


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
    first = a.reading.first
    later = said(replace(place, today=first), b.start) if first and not place.past else b
    if first is None or later is None or later.reading.last is None or later.reading.last <= first:
        return None
    reading = Reading(
        b.end,
        first,
        later.reading.last,
        "its last day",
        later.reading.grain,
        min(a.reading.needs, b.reading.needs),
        "range",
    )
    return Said(a.start, later.end, reading, later.clock)
