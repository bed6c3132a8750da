"""What a sentence lends to a weak word: a trigger before it, the end of a clause after it, a past tense, a negation."""

import re

from rules.dates.forms import TRIGGERED
from rules.dates.words import any_of, listed

_STEMS = listed(
    "slip push mov shift delay postpon resched pull bring brought schedul plan target slat expect aim due "
    "deadline eta date ship land launch releas deliver finish complet done ready clos merg start begin began end "
    "arriv happen freeze live available deploy publish submit sign approv review kick meet cutover set hit make "
    "check-in fix report resolv stabiliz milestone"
)
_BY = listed("by until till before since due eta deadline → -> => > thru through latest now target targeting targeted")
_BY_PHRASES = ("no later than", "not before", "target date", "on track for", "tracking to", "tracking for")
_ON = listed("on to for from is are in at around about approx early late starting ending after during likely say date")
_LEANING = [
    "the",
    "on",
    "or",
    "about",
    "around",
    "likely",
    "probably",
    "maybe",
    "hopefully",
    "roughly",
    "latest",
    "approx",
    "early",
    "late",
    "mid",
    "of",
    "us",
    "end",
]
_JOINING = listed(
    "because and but so since as if unless instead after before or then now at in with which when while latest "
    "not from was is due for to until on by via though although however too also again pls please thanks given "
    "once where we i they it"
)

_VERBAL = rf"{any_of(_STEMS)}[a-z-]{{0,5}}"
_VERB_TO = rf"{_VERBAL} (?:is |are |it |them |this |that |back |out |up )?(?:to|on|for|in|from|is|by|at|up|out)"
_LEAN = rf"(?:[ :~(]|-(?=-| )|\b{any_of(_LEANING)}\b){{0,8}}$"
_PLANNED = re.compile(rf"(?:(?<![a-z])(?:{any_of((*_BY, *_BY_PHRASES))}|{_VERB_TO}|{_VERBAL})) ?{_LEAN}")
_ANNOUNCED = re.compile(rf"(?:(?<![a-z])(?:{any_of((*_BY, *_BY_PHRASES, *_ON))}|as of|{_VERBAL})) ?{_LEAN}")
_CLAUSE_END = re.compile(
    r" {0,9}(?:$|[\n\0;!?)\]\"(&+|~]|[.,:'](?![a-z0-9])|-[ >-]|→|=>|:[a-z]|[^\x00-\x7f]"
    + rf"|{any_of(_JOINING)}(?![a-z]))"
)
_REACH = 48


_NAMES = frozenset({"may", "april", "june", "august", "jan", "march"})
_NOUNS = frozenset({"sun", "sat", "mar"})
_IN = re.compile(r"(?<![a-z])in $")


def announced(text: str, start: int, end: int, needs: int) -> bool:
    """This will tell whether the words before `start` announce a date.

    A fraction, a first name and a word with a second meaning ask for a verb of planning or "by".
    """
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    word = text[start:end]
    if word in _NAMES and _IN.search(before):
        return True
    strong = needs == TRIGGERED or "/" in word or "." in word or word in _NAMES or word in _NOUNS
    return bool((_PLANNED if strong else _ANNOUNCED).search(before))


def clause_ends(text: str, end: int) -> bool:
    return bool(_CLAUSE_END.match(text, end))


_HAPPENED = listed(
    "was were did done finished shipped completed landed merged released since started met happened delivered "
    "closed signed approved held went began launched published deployed joined left got last arrived fixed "
    "resolved submitted"
)
_AHEAD = listed("now will to by until is are due eta target next ->")
_PAST = re.compile(
    rf"(?<![a-z])(?:as of|{any_of(_HAPPENED)})(?![a-z])(?![^.;\n]{{0,60}}(?<![a-z]){any_of(_AHEAD)}(?![a-z]))"
)
_TOLD = re.compile(
    r",? (?:we|i|they|he|she|it|you) (?:[a-z]{2,12}ed|was|were|had|did|got|met|went|saw|made|took|held|sent)(?![a-z])"
)
_SENTENCE = re.compile(r"[\n;!?]|\. ")


_COMING = re.compile(
    r"(?<![a-z])(?:will|be|should|shall|must|would|could|can|going|plan|planned|expect|expected|need|needs|hope|aim|gets?)"
    r"(?![a-z])|'ll "
)
_JUST = re.compile(
    rf"(?<![a-z]){any_of(w for w in _HAPPENED if w not in ('done', 'left'))} (?:(?:it|this|that) )?(?:on |in )?$"
)


def past_tense(text: str, start: int, end: int, *, weak: bool) -> bool:
    """This will tell whether the clause around `start:end` speaks of something that has happened.

    Beside a `weak` word the verb must stand next to it: "shipped on Friday", but not "signed before the 27th".
    """
    before = _SENTENCE.split(text[max(0, start - 60) : start])[-1]
    told = _TOLD.match(text, end) or (_JUST if weak else _PAST).search(before)
    return bool(told) and not _COMING.search(before)


_NEGATED = re.compile(r"(?:(?<![a-z])(?:not|never|no|without|cannot)|n't)(?: [a-z]{1,10}){0,2} $")


def negated(text: str, start: int) -> bool:
    return bool(_NEGATED.search(text[max(0, start - _REACH) : start]))
