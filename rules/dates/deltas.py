"""Lengths by which a date moves: slips a week, pulled in by 3 days, 2 days late, need another two weeks."""

import re

from rules.dates import prose
from rules.dates.forms import (
    COUNT_STARTS,
    NEEDS_CLAUSE_END,
    NEEDS_NOTHING,
    NEVER_IN_PROSE,
    DateReading,
    ReadingContext,
    date_form,
)
from rules.dates.relative import parse_length
from rules.dates.words import any_of


def _inflect_verbs(*stems: str) -> tuple[str, ...]:
    """Return the forms of regular verbs: push, pushes, pushed, pushing."""
    return tuple(form for stem in stems for form in _verb_forms(stem))


def _verb_forms(stem: str) -> tuple[str, ...]:
    if stem.endswith("e"):
        return stem, stem + "s", stem + "d", stem[:-1] + "ing"
    return stem, stem + "s", stem + "es", stem + "ed", stem + "ing"


_SHIFT_VERBS = (
    *_inflect_verbs("push", "delay", "postpone", "extend", "shift", "move"),
    "slip",
    "slips",
    "slipped",
    "slipping",
)
_LATER_WORDS = (
    *_SHIFT_VERBS,
    *_inflect_verbs("add"),
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
_PULL_VERBS = (*_inflect_verbs("pull", "bring", "move", "push"), "brought")
_EARLIER_WORDS = ("early", "earlier", "ahead", "won back", *_inflect_verbs("gain", "save"))
_LOOSE_VERB = re.compile(r"(?:mov|put|shift|add|cost|lost|gain|sav|late )(?!.* (?:by|out|back|right|late|another) )")

_ANY_WORD = r"(?: [a-z0-9'-]{1,20})"
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
_ABOUT_FORM = f"(?: {any_of(_ABOUT_WORDS)})*"
_AMOUNT_FORM = (
    r" \+?<n>(?: (?:more|extra|additional|further|full|whole))?<gap><unit>"
    r"(?! (?:ago|from now|hence|after|before))"
)


def _delta_reading(match: re.Match[str], sign: int, needs: int = NEEDS_NOTHING) -> DateReading | None:
    amount = parse_length(match, sign)
    if amount is None:
        return None
    why = "later than it was" if sign > 0 else "earlier than it was"
    return DateReading(match.end(), None, None, why, needs=needs, kind="delta", delta=amount)


@date_form(_LATER_WORDS, any_of(_LATER_WORDS) + _ABOUT_FORM + _AMOUNT_FORM)
@date_form(
    _LATER_WORDS, any_of(_LATER_WORDS) + _ABOUT_FORM + r" (?:another|an extra|an additional|a further) (?P<n>)<unit>"
)
def shift_later(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return None if _is_loose_verb(match, context) else _delta_reading(match, 1)


def _is_loose_verb(match: re.Match[str], context: ReadingContext) -> bool:
    """Return whether a verb of many uses means no move here: "saved 2 days of work" moves nothing.

    Such a verb counts only when the clause ends after the length.
    """
    return bool(_LOOSE_VERB.match(match[0])) and not prose.clause_ends(context.text, match.end())


@date_form(
    _SHIFT_VERBS,
    any_of(_SHIFT_VERBS)
    + _ANY_WORD
    + "{1,5}? (?:(?:out |back |right )?by|out|back|right)"
    + _ABOUT_FORM
    + _AMOUNT_FORM,
)
def shift_thing_later(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return None if re.search(r" (?:in|forwards?|up|left) ", match[0]) else _delta_reading(match, 1)


@date_form(
    _PULL_VERBS, any_of(_PULL_VERBS) + _ANY_WORD + "{0,4}? (?:in|forwards?|up|left)" + _ABOUT_FORM + _AMOUNT_FORM
)
@date_form([w.split()[0] for w in _EARLIER_WORDS], any_of(_EARLIER_WORDS) + _ABOUT_FORM + _AMOUNT_FORM)
def shift_earlier(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return None if _is_loose_verb(match, context) else _delta_reading(match, -1)


_THAN_PLANNED = r"(?: than (?:planned|expected))?"


@date_form(
    COUNT_STARTS,
    rf"<n><gap>(?:more )?<unit> (?P<word>late|behind(?: schedule| plan)?|overdue|later{_THAN_PLANNED}|to the right)",
)
def amount_late(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _delta_reading(match, 1, NEEDS_CLAUSE_END if match["word"] == "later" else NEEDS_NOTHING)


@date_form(
    COUNT_STARTS,
    rf"<n><gap><unit> (?P<word>early|sooner|earlier{_THAN_PLANNED}|ahead(?: of (?:schedule|plan|time))?|to the left)",
)
def amount_early(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _delta_reading(match, -1, NEEDS_NOTHING if " " in match["word"] else NEEDS_CLAUSE_END)


@date_form(COUNT_STARTS, r"<n><gap><unit>[ -](?:slip|slippage|delay|extension|overrun)")
def amount_slip(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _delta_reading(match, 1)


_NEED_VERBS = (*_inflect_verbs("need", "want", "require", "take"), "taken")
_NEED_OPENING = any_of(_NEED_VERBS) + r" (?:us )?(?:(?:about|at least|roughly|around|like|probably) )?"


@date_form(_NEED_VERBS, _NEED_OPENING + r"(?:another|an extra|an additional|a further) (?:<n> )?<unit>")
@date_form(_NEED_VERBS, _NEED_OPENING + r"<n> (?:more|extra|additional|further) <unit>")
def need_more_time(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _delta_reading(match, 1)


@date_form(["another", "an", "one"], r"(?:another|an extra|an additional|one more) (?:<n> )?<unit>")
@date_form(COUNT_STARTS, r"<n> (?:more|extra|additional|further) <unit>")
def additional_amount(match: re.Match[str], context: ReadingContext) -> DateReading | None:
    return _delta_reading(match, 1, NEVER_IN_PROSE)
