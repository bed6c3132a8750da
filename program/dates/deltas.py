"""Lengths a date moves by: slips a week, pulled in by 3 days, 2 days late, need another two weeks."""

import re

from program.dates.forms import CLAUSE_END, COUNTS, NEVER, PLAIN, Place, Reading, form
from program.dates.relative import length

_LATER = (
    r"slip(?:s|ped|ping)?|push(?:ed|es|ing)?|delay(?:ed|s|ing)?|postpon(?:e|ed|es|ing)|extend(?:ed|s|ing)?|overr(?:un|uns|an)"
    r"|late|later|behind(?: schedule| plan)?|overdue|lost|adds?|added|costs?(?: us)?|shift(?:ed|s|ing)?|mov(?:e|ed|es|ing)|put"
)
_EARLIER = (
    r"(?:pull|pulled|pulls|pulling|bring|brings|brought|bringing|mov(?:e|ed|es|ing)|push(?:ed|es|ing)?)(?: [a-z0-9'-]{1,20}){0,4}?"
    r" (?:in|forward|forwards|up|left)|early|earlier|ahead(?: of (?:schedule|plan|time))?|gain(?:s|ed)?|won back|saved|saves"
)
_ABOUT = r"(?: (?:by|about|around|roughly|approximately|approx|at least|almost|nearly|another|an extra|an additional|a further|a full|up to|out|back|right|of))*"
_AMOUNT = r" \+?<n>(?: (?:more|extra|additional|further|full|whole))? ?-?<unit>(?! (?:ago|from now|hence|after|before))"
_STARTS_LATER = ["slip", "slips", "slipped", "slipping", "push", "pushed", "pushes", "pushing", "delay", "delayed", "delays", "delaying", "postpone", "postponed", "postpones", "postponing", "extend", "extended", "extends", "extending", "overrun", "overruns", "overran", "late", "later", "behind", "overdue", "lost", "add", "adds", "added", "cost", "costs", "shift", "shifted", "shifts", "shifting", "move", "moved", "moves", "moving", "put"]
_STARTS_EARLIER = ["pull", "pulled", "pulls", "pulling", "bring", "brings", "brought", "bringing", "move", "moved", "moves", "moving", "push", "pushed", "pushes", "pushing", "early", "earlier", "ahead", "gain", "gains", "gained", "won", "saved", "saves"]


def _delta(match: re.Match[str], sign: int, needs: int = PLAIN) -> Reading | None:
    amount = length(match, sign)
    if amount is None:
        return None
    why = "later than it was" if sign > 0 else "earlier than it was"
    return Reading(match.end(), None, None, why, needs=needs, kind="delta", delta=amount)


@form(_STARTS_LATER, rf"(?:{_LATER}){_ABOUT}{_AMOUNT}")
def later(match: re.Match[str], place: Place) -> Reading | None:
    moving = match[0].startswith(("mov", "put", "shift", "add", "cost", "late ", "lost"))
    loose = moving and not re.search(r" (?:by|out|back|right|late|another) ", match[0])
    return _delta(match, 1, CLAUSE_END if loose else PLAIN)


@form(
    _STARTS_LATER,
    rf"(?:slip|push|delay|postpon|extend|shift|mov)[a-z]{{0,3}}(?: [a-z0-9'-]{{1,20}}){{1,5}}? (?:(?:out|back|right) )?by{_ABOUT}{_AMOUNT}",
)
def later_thing(match: re.Match[str], place: Place) -> Reading | None:
    return None if re.search(r" (?:in|forwards?|up|left) ", match[0]) else _delta(match, 1)


@form(_STARTS_EARLIER, rf"(?:{_EARLIER}){_ABOUT}{_AMOUNT}")
def earlier(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, -1)


@form(
    COUNTS,
    r"<n>[ -]?(?:more )?<unit> (?P<word>late|behind(?: schedule| plan)?|overdue|later(?: than (?:planned|expected))?|to the right)",
)
def amount_late(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1, CLAUSE_END if match["word"] == "later" else PLAIN)


@form(
    COUNTS,
    r"<n>[ -]?<unit> (?P<word>early|sooner|earlier(?: than (?:planned|expected))?|ahead(?: of (?:schedule|plan|time))?|to the left)",
)
def amount_early(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, -1, CLAUSE_END if match["word"] in ("earlier", "early", "sooner", "ahead") else PLAIN)


@form(COUNTS, r"<n>[ -]<unit>[ -](?:slip|slippage|delay|extension|overrun)")
def amount_slip(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1)


_NEED = (
    r"(?:need|take|want|require|needing|taking)(?:s|ed)? (?:us )?(?:(?:about|at least|roughly|around|like|probably) )?"
)
_NEEDS = ["need", "needs", "needed", "needing", "take", "takes", "taking", "want", "wants", "require", "requires"]


@form(_NEEDS, rf"{_NEED}(?:another|an extra|an additional|a further) (?:<n> )?<unit>")
@form(_NEEDS, rf"{_NEED}<n> (?:more|extra|additional|further) <unit>")
def needing(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1)


@form(["another", "an", "one", *COUNTS], r"(?:another|an extra|an additional|one more) (?:<n> )?<unit>")
@form(COUNTS, r"<n> (?:more|extra|additional|further) <unit>")
def more(match: re.Match[str], place: Place) -> Reading | None:
    return _delta(match, 1, NEVER)
