"""Lengths a date moves by: slips a week, pulled in by 3 days, 2 days late, need another two weeks."""

import re

from rules.dates import prose
from rules.dates.forms import CLAUSE_END, COUNTS, NEVER, PLAIN, Place, Reading, form
from rules.dates.relative import length
from rules.dates.words import any_of


def _inflected(*stems: str) -> tuple[str, ...]:
    """The forms of regular verbs: push, pushes, pushed, pushing."""
    return tuple(form for stem in stems for form in _forms(stem))


def _forms(stem: str) -> tuple[str, ...]:
    if stem.endswith("e"):
        return stem, stem + "s", stem + "d", stem[:-1] + "ing"
    return stem, stem + "s", stem + "es", stem + "ed", stem + "ing"


_SHIFTS = (*_inflected("push", "delay", "postpone", "extend", "shift", "move"), "slip", "slips", "slipped", "slipping")
_LATER = (
    *_SHIFTS,
    *_inflected("add"),
    "overrun",
    "overran",
    "late",
    "later",
    "behind",
    "overdue",
    "lost",
    "cost",
    "costs",
    "put",
)
_PULLS = (*_inflected("pull", "bring", "move", "push"), "brought")
_EARLIER = ("early", "earlier", "ahead", "won back", *_inflected("gain", "save"))
_LOOSE = re.compile(r"(?:mov|put|shift|add|cost|lost|gain|sav|late )(?!.* (?:by|out|back|right|late|another) )")

_WORDS = r"(?: [a-z0-9'-]{1,20})"
_ABOUT_WORDS = (
    *("by", "about", "around", "roughly", "approx", "approximately", "at least", "almost", "nearly", "up to"),
    *(
        "another",
        "an extra",
        "an additional",
        "a further",
        "a full",
        "out",
        "back",
        "right",
        "of",
        "schedule",
        "plan",
        "us",
    ),
)
_ABOUT = f"(?: {any_of(_ABOUT_WORDS)})*"
_AMOUNT = (
    r" \+?<n>(?: (?:more|extra|additional|further|full|whole))?<gap><unit>"
    r"(?! (?:ago|from now|hence|after|before))"
)


def _delta(match: re.Match[str], sign: int, needs: int = PLAIN) -> Reading | None:
    amount = length(match, sign)
    if amount is None:
        return None
    why = "later than it was" if sign > 0 else "earlier than it was"
    return Reading(match.end(), None, None, why, needs=needs, kind="delta", delta=amount)


@form(_LATER, any_of(_LATER) + _ABOUT + _AMOUNT)
@form(_LATER, any_of(_LATER) + _ABOUT + r" (?:another|an extra|an additional|a further) (?P<n>)<unit>")
def later(match: re.Match[str], place: Place) -> Reading | None:
    return None if _loose(match, place) else _delta(match, 1)


def _loose(match: re.Match[str], place: Place) -> bool:
    """Verbs of many uses count only when the clause ends after the length: "saved 2 days of work" moves nothing."""
    return bool(_LOOSE.match(match[0])) and not prose.clause_ends(place.text, match.end())


@form(_SHIFTS, any_of(_SHIFTS) + _WORDS + "{1,5}? (?:(?:out |back |right )?by|out|back|right)" + _ABOUT + _AMOUNT)
def later_thing(match: re.Match[str], place: Place) -> Reading | None:
    return None if re.search(r" (?:in|forwards?|up|left) ", match[0]) else _delta(match, 1)


@form(_PULLS, any_of(_PULLS) + _WORDS + "{0,4}? (?:in|forwards?|up|left)" + _ABOUT + _AMOUNT)
@form([w.split()[0] for w in _EARLIER], any_of(_EARLIER) + _ABOUT + _AMOUNT)
def earlier(match: re.Match[str], place: Place) -> Reading | None:
    return None if _loose(match, place) else _delta(match, -1)


_PLANNED = r"(?: than (?:planned|expected))?"


@form(
    COUNTS, rf"<n><gap>(?:more )?<unit> (?P<word>late|behind(?: schedule| plan)?|overdue|later{_PLANNED}|to the right)"
)
def amount_late(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1, CLAUSE_END if match["word"] == "later" else PLAIN)


@form(
    COUNTS, rf"<n><gap><unit> (?P<word>early|sooner|earlier{_PLANNED}|ahead(?: of (?:schedule|plan|time))?|to the left)"
)
def amount_early(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, -1, PLAIN if " " in match["word"] else CLAUSE_END)


@form(COUNTS, r"<n><gap><unit>[ -](?:slip|slippage|delay|extension|overrun)")
def amount_slip(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1)


_NEEDS = (*_inflected("need", "want", "require", "take"), "taken")
_NEED = any_of(_NEEDS) + r" (?:us )?(?:(?:about|at least|roughly|around|like|probably) )?"


@form(_NEEDS, _NEED + r"(?:another|an extra|an additional|a further) (?:<n> )?<unit>")
@form(_NEEDS, _NEED + r"<n> (?:more|extra|additional|further) <unit>")
def needing(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1)


@form(["another", "an", "one"], r"(?:another|an extra|an additional|one more) (?:<n> )?<unit>")
@form(COUNTS, r"<n> (?:more|extra|additional|further) <unit>")
def more(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1, NEVER)
