"""The two ways in: a whole argument that must be a date, and prose that may hold some."""

import re
from dataclasses import replace
from datetime import date

from rules.dates import absolute, clock, deltas, edges, expressions, forms, masks, pairs, periods, prose, relative
from rules.dates.expressions import Said
from rules.dates.forms import CLAUSE_END, NEVER, PLAIN, Place
from rules.dates.found import Found, NotADate
from rules.dates.words import any_of, fold

GRAMMAR = (absolute, periods, edges, relative, deltas)
"""The modules whose forms make the table."""

_LONGEST_ARGUMENT = 200
_MOST_TRIED = 400
_MOST_FOUND = 60
_FARTHEST_BACK = 300  # days: "as of 1 April", said in March, is the one to come
_PREPOSITIONS = (
    *(
        "by",
        "on",
        "to",
        "until",
        "till",
        "before",
        "at",
        "for",
        "due",
        "eta",
        "is",
        "now",
        "around",
        "about",
        "approx",
        "from",
    ),
    *(
        "approximately",
        "between",
        "no later than",
        "be",
        "new date",
        "date",
        "was",
        "of",
        "latest",
        "~",
        "→",
        "->",
        ":",
    ),
)
_LEADING = re.compile(
    rf"[ \n(\"'~]*(?:{any_of(_PREPOSITIONS)}(?![a-z0-9])[ :]*(?:the (?=end|start|week|beginning|middle))?)*", re.ASCII
)
_TRAILING = re.compile(
    r"(?:[ \n.!?)\"',;~]|(?:(?:at the )?latest|please|pls|or (?:so|earlier|sooner))(?![a-z]))*", re.ASCII
)
_TOKEN = re.compile(r"[a-z]+|\d+|[+]", re.ASCII)


def _place(text: str, today: date, locale: str, zone: str, weeks_start: int, past: bool = False) -> Place:
    month_first = locale.replace("-", "_") in ("en_US", "en_PH", "es_US", "en_PR")
    return Place(text, today, month_first, weeks_start, past, zone)


def read(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0, past: bool = False
) -> Found | None:
    """This will read `text` as one date, whole: None when any of it is left over or the date can't be.

    `past` makes yearless words mean the last such day instead of the next. `locale` decides 12/11, `zone` (IANA) is
    that of a time without one, `weeks_start` is 0 for Monday.
    """
    place = _place(fold(text[:_LONGEST_ARGUMENT]), today, locale, zone, weeks_start, past)
    return None if len(text) > _LONGEST_ARGUMENT else _answer(place, _whole(place))


def must_read(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0, past: bool = False
) -> Found:
    """This will read `text` as `read` does, or raise `NotADate` that says what was not understood."""
    place = _place(fold(text[:_LONGEST_ARGUMENT]), today, locale, zone, weeks_start, past)
    said = None if len(text) > _LONGEST_ARGUMENT else _whole(place)
    found = _answer(place, said)
    if found is None:
        shown = text.strip()[:60]
        why = said.reading.why[:1].upper() + said.reading.why[1:] + "." if said and said.reading.impossible else ""
        what = f"I don't understand “{shown}” as a date." if shown else "I need a date here."
        raise NotADate(what, why, "Try 14 Mar, next fri or end of Q2.")
    return found


def _answer(place: Place, said: Said | None) -> Found | None:
    return None if said is None or said.reading.impossible else expressions.found(said, place)


def _whole(place: Place) -> Said | None:
    """The expression that is all of the text but a preposition before and a courtesy after; else nothing."""
    lead = _LEADING.match(place.text)
    starts = dict.fromkeys((len(place.text) - len(place.text.lstrip()), lead.end() if lead else 0))
    for start in starts:
        said = _joined(place, start)
        if said and _TRAILING.fullmatch(place.text, said.end):
            return said
    return None


def _joined(place: Place, start: int) -> Said | None:
    first = expressions.said(place, start)
    if first is None or first.end >= len(place.text.rstrip()):
        return first
    for at in range(first.end, min(len(place.text), first.end + 40)):
        if place.text[at - 1].isalnum() and place.text[at].isalnum():
            continue
        second = expressions.said(place, at)
        joined = pairs.pair(place, first, second) if second else None
        if joined and _TRAILING.fullmatch(place.text, joined.end):
            return joined
    return first


def find(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0
) -> tuple[Found, ...]:
    """This will find the dates a message states, in their order; positions are those of `text` (plain or wire form)."""
    place = _place(masks.mask(fold(text)), today, locale, zone, weeks_start)
    return tuple(expressions.found(said, place) for said in _paired(place, _scan(place)))


def _scan(place: Place) -> list[Said]:
    """Every expression that counts in prose; impossible ones are stepped over so that no half of them is read."""
    found: list[Said] = []
    at = tried = 0
    for match in _TOKEN.finditer(place.text):
        if match.start() < at or not (forms.begins(match[0]) or match[0] in clock.WORDS):
            continue
        tried += 1
        if tried > _MOST_TRIED or len(found) >= _MOST_FOUND:
            break
        said = _in_prose(place, match.start())
        if said:
            said = pairs.alternative(place, said)
            at = said.end
            if not said.reading.impossible:
                found.append(said)
    return found


def _in_prose(place: Place, start: int) -> Said | None:
    said = expressions.said(place, start)
    if said is None or not masks.stands_alone(place.text, said.start, said.end):
        return None
    said = _in_its_tense(place, said)
    return said if said.reading.impossible or _counts(place, said) else None


def _in_its_tense(place: Place, said: Said) -> Said:
    """The same words read back in a past tense, unless that leads further back than a tense is likely to."""
    weak = said.reading.needs == CLAUSE_END
    if said.reading.delta is not None or said.reading.needs not in (PLAIN, CLAUSE_END):
        return said
    if not prose.past_tense(place.text, said.start, said.end, weak=weak):
        return said
    back = expressions.said(replace(place, past=True), said.start)
    near = back and back.reading.last and (place.today - back.reading.last).days <= _FARTHEST_BACK
    return back if back and near else said


def _counts(place: Place, said: Said) -> bool:
    needs = said.reading.needs
    if said.reading.kind == "delta" and prose.negated(place.text, said.start):
        return False
    if needs == PLAIN or (said.clock and needs != NEVER):
        return True
    if needs == NEVER or (needs == CLAUSE_END and not prose.clause_ends(place.text, said.end)):
        return False
    return prose.announced(place.text, said.start, said.end, needs)


def _paired(place: Place, found: list[Said]) -> list[Said]:
    """Neighbours that are one statement become one."""
    result: list[Said] = []
    for said in found:
        joined = pairs.pair(place, result[-1], said) if result else None
        if joined:
            result[-1] = joined
        else:
            result.append(said)
    return result
