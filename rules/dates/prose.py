"""Context that makes a weak word count: a trigger before it, a clause end after it, a past tense, a negation."""

import re

from rules.dates.forms import NEEDS_TRIGGER
from rules.dates.words import any_of, split_words

_PLANNING_STEMS = split_words(
    "slip push mov shift delay postpon resched pull bring brought schedul plan target slat expect aim due "
    "deadline eta date ship land launch releas deliver finish complet done ready clos merg start begin began end "
    "arriv happen freeze live available deploy publish submit sign approv review kick meet cutover set hit make "
    "check-in fix report resolv stabiliz milestone"
)
_BY_WORDS = split_words(
    "by until till before since due eta deadline → -> => > thru through latest now target targeting targeted"
)
_BY_PHRASES = ("no later than", "not before", "target date", "on track for", "tracking to", "tracking for")
_ON_WORDS = split_words(
    "on to for from is are in at around about approx early late starting ending after during likely say date"
)
_LEANING_WORDS = [
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
_JOINING_WORDS = split_words(
    "because and but so since as if unless instead after before or then now at in with which when while latest "
    "not from was is due for to until on by via though although however too also again pls please thanks given "
    "once where we i they it"
)

_PLANNING_VERB = rf"{any_of(_PLANNING_STEMS)}[a-z-]{{0,5}}"
_VERB_TO = rf"{_PLANNING_VERB} (?:is |are |it |them |this |that |back |out |up )?(?:to|on|for|in|from|is|by|at|up|out)"
_LEANING_TAIL = rf"(?:[ :~(]|-(?=-| )|\b{any_of(_LEANING_WORDS)}\b){{0,8}}$"
_PLANNED = re.compile(
    rf"(?:(?<![a-z])(?:{any_of((*_BY_WORDS, *_BY_PHRASES))}|{_VERB_TO}|{_PLANNING_VERB})) ?{_LEANING_TAIL}"
)
_ANNOUNCED = re.compile(
    rf"(?:(?<![a-z])(?:{any_of((*_BY_WORDS, *_BY_PHRASES, *_ON_WORDS))}|as of|{_PLANNING_VERB})) ?{_LEANING_TAIL}"
)
_CLAUSE_END = re.compile(
    r" {0,9}(?:$|[\n\0;!?)\]\"(&+|~]|[.,:'](?![a-z0-9])|-[ >-]|→|=>|:[a-z]|[^\x00-\x7f]"
    + rf"|{any_of(_JOINING_WORDS)}(?![a-z]))"
)
_REACH_CHARS = 48


_FIRST_NAMES = frozenset({"may", "april", "june", "august", "jan", "march"})
_NOUN_WORDS = frozenset({"sun", "sat", "mar"})
_IN_BEFORE = re.compile(r"(?<![a-z])in $")


def is_announced(text: str, start: int, end: int, needs: int) -> bool:
    """Return whether the words before `start` announce a date.

    A fraction, a first name and a word with a second meaning need a verb of planning or "by".
    """
    before = text[max(0, start - _REACH_CHARS) : start].rpartition("\n")[2]
    word = text[start:end]
    if word in _FIRST_NAMES and _IN_BEFORE.search(before):
        return True
    needs_strong = needs == NEEDS_TRIGGER or "/" in word or "." in word or word in _FIRST_NAMES or word in _NOUN_WORDS
    return bool((_PLANNED if needs_strong else _ANNOUNCED).search(before))


def clause_ends(text: str, end: int) -> bool:
    return bool(_CLAUSE_END.match(text, end))


_PAST_VERBS = split_words(
    "was were did done finished shipped completed landed merged released since started met happened delivered "
    "closed signed approved held went began launched published deployed joined left got last arrived fixed "
    "resolved submitted"
)
_FUTURE_WORDS = split_words("now will to by until is are due eta target next ->")
_PAST_TENSE = re.compile(
    rf"(?<![a-z])(?:as of|{any_of(_PAST_VERBS)})(?![a-z])(?![^.;\n]{{0,60}}(?<![a-z]){any_of(_FUTURE_WORDS)}(?![a-z]))"
)
_PAST_CLAUSE_AFTER = re.compile(
    r",? (?:we|i|they|he|she|it|you) (?:[a-z]{2,12}ed|was|were|had|did|got|met|went|saw|made|took|held|sent)(?![a-z])"
)
_SENTENCE_BREAK = re.compile(r"[\n;!?]|\. ")


_FUTURE_VERB = re.compile(
    r"(?<![a-z])(?:will|be|should|shall|must|would|could|can|going|plan|planned|expect|expected|need|needs|hope|aim|gets?)"
    r"(?![a-z])|'ll "
)
_PAST_VERB_BESIDE = re.compile(
    rf"(?<![a-z]){any_of(w for w in _PAST_VERBS if w not in ('done', 'left'))} (?:(?:it|this|that) )?(?:on |in )?$"
)


def is_past_tense(text: str, start: int, end: int, *, weak: bool) -> bool:
    """Return whether the clause around `start:end` is about something that has happened.

    Beside a `weak` word the verb must be next to it: "shipped on Friday", but not "signed before the 27th".
    """
    before = _SENTENCE_BREAK.split(text[max(0, start - 60) : start])[-1]
    past_marker = _PAST_CLAUSE_AFTER.match(text, end) or (_PAST_VERB_BESIDE if weak else _PAST_TENSE).search(before)
    return bool(past_marker) and not _FUTURE_VERB.search(before)


_NEGATION_BEFORE = re.compile(r"(?:(?<![a-z])(?:not|never|no|without|cannot)|n't)(?: [a-z]{1,10}){0,2} $")


def is_negated(text: str, start: int) -> bool:
    return bool(_NEGATION_BEFORE.search(text[max(0, start - _REACH_CHARS) : start]))
