"""Polarity and scope of a cue: whether what stands around a phrase denies it, supposes it or puts it in the past.

"Not blocking us", "if we get stuck" and "was on hold, finished now" hold the words of a blocker and state none; "items
waiting to be picked" are things that a system holds.
"""

import re

CueMatch = re.Match[str] | None
CLAUSE_TURN = re.compile(r"[,;:(–—]|\s(?:but|and|so|though|although|however)\s", re.IGNORECASE)
CONDITIONAL_BEFORE = re.compile(
    r"\b(?:if|whether|when(?:ever)?|unless|in case|suppose|imagine|assuming|as soon as|once|lest|what happens)\b"
    r"[^,;]{0,80}$",
    re.IGNORECASE,
)
MODAL_BEFORE = re.compile(
    r"\b(?:would(?:n't)?|could(?:n't)?|might|may|should(?:n't)?|will|'ll|won't|shall|going to|want to|to|'d)"
    r"(?:\s+\w+){0,2}\s*$",
    re.IGNORECASE,
)
DENIAL = (
    r"\b(?:not|never|no longer|nothing|nobody|none|without|hardly|barely|scarcely|neither|nor|instead of|rather than"
    r"|far from|avoid(?:s|ing|ed)?|stop(?:ped)?|no|zero|any|un|non|can't|isnt|arent|wasnt)"
)
NEGATION_BEFORE = re.compile(rf"(?:{DENIAL}|n't)(?:[\s-]+\w+){{0,3}}[\s-]*$", re.IGNORECASE)
NEGATION_WITHIN = re.compile(
    r"\b(?:no|zero|never|not|nothing|nobody|none|hardly|barely|scarcely|neither|nor)\b|n't\b", re.IGNORECASE
)
# A phrase about what cannot be done is a denial itself; only these deny it.
DOUBLE_NEGATION_WITHIN = re.compile(r"\b(?:no|zero|never|not an?)\b", re.IGNORECASE)
IMPOSSIBLE = re.compile(r"\b(?:can't|cannot|can not|unable|not (?:yet )?able|won't be able)\b", re.IGNORECASE)
REFUSAL_WITHIN = re.compile(r"\b(?:not|never)\b|n't\b", re.IGNORECASE)
REFUSAL_BEFORE = re.compile(r"(?:\b(?:not|never|no longer|nor)|n't)\s+(?:really\s+)?$", re.IGNORECASE)
PAST_TENSE_BEFORE = re.compile(
    r"\b(?:was|were|had(?: been)?|used to(?: be)?|previously|formerly|earlier)(?:\s+\w+){0,2}\s*$", re.IGNORECASE
)
STILL_ONGOING = re.compile(r"\b(?:still|remains?|currently)\b", re.IGNORECASE)
# "It waits for legal, do you remember why?" states something before it asks.
QUESTION_TAIL = re.compile(
    r"(?:[\s,;–—-]+(?:and|but|so)?\s*)\b(?:do|does|did|can|could|would|will|is|are|any|who|what|how|when|should|shall)\s+"
    r"(?:you|we|anyone|someone|there)\b[^.!?]*\?\W*$",
    re.IGNORECASE,
)
QUESTION_START = re.compile(
    r"\W*(?:(?:so|and|but|or|hey|hi|also)\W+)?(?:do|does|did|can|could|would|will|is|are|was|were|has|have|any\w*|who|what|how"
    r"|when|why|where|which|should|shall|if|whether)\b",
    re.IGNORECASE,
)
MIN_STATED_WORDS = 4
SUPPOSITION_START = re.compile(r"\W*(?:if|unless|suppose|supposing|imagine|in case|should)\b", re.IGNORECASE)
# What a system holds, with what tells it apart: "jobs waiting for a slot", "orders whose payment is on hold".
HELD_THINGS_BEFORE = re.compile(
    r"\b(?:items|jobs|requests|orders|messages|events|rows|records|users|visitors|payments|entries|transactions"
    r"|packets|queries|files|elements|objects|nodes|processes|workers|pods|containers|batches|e-?mails|notifications"
    r"|calls|passengers|patients|applications|invoices|parcels|queue|list)"
    r"(?P<which>\s+(?:that|which|who|whose|where)\b(?:\s+[\w']+){0,4})?\s*$",
    re.IGNORECASE,
)
COPULA_START = re.compile(r"'|(?:is|are|was|were|am|be|been|remains?|has|have|keeps?|still|currently)\b", re.IGNORECASE)
OVER = r"(?:finished|completed?|done|resumed|restarted|resolved|fixed|solved|unblocked|unstuck|cleared|sorted|over)"
FINISHED_START = re.compile(
    rf"\W*(?:(?:we|i|they|have|has|'ve|just|finally|now|also)\s+)*(?:{OVER}|wrapped up|picked up|closed)\b",
    re.IGNORECASE,
)
# Work on a fault that blocks or gets stuck is work done: "fixed the stuck bridge", "debugged tests getting stuck".
DEALT_WITH_START = re.compile(
    r"\W*(?:(?:we|i|they|have|has|'ve|just|finally|now|also)\s+)*(?:fixed|debugged|investigated|handled|solved|patched"
    r"|documented|reproduced|tested|reviewed|added|implemented|improved|prevented?|detect(?:ed)?|reported)\s+(?!that\b)",
    re.IGNORECASE,
)
SINCE_THEN = re.compile(r"\b(?:been|was|were|had|since)\b", re.IGNORECASE)
OVER_AFTER = re.compile(
    r"^[^.;!?]{0,80}?(?:[,;(–—]|\s-|\b(?:and|but|which)\b)\s*"
    rf"(?:(?:but|and|which|it|that|this|we|is|are|'s|'re|now|finally|has|have|been|just|today|since|got)\s+)*"
    rf"(?:{OVER}|merged|landed|(?:moving|going|running|working) again)"
    r"(?:\s+(?:now|today|yesterday|again|already|since|this week|last week|on \w+))?(?=\s*(?:[.,;!)]|$|and\b|:))",
    re.IGNORECASE,
)
# "Stalled until I watched her" tells a story; "stalled until we get the keys" does not.
ENDED_BY_DEED = re.compile(
    r"\b(?:until|till)\s+(?:i|we|he|she|they)\s+(?:\w+ed|got|found|did|came|saw|was|were|had|met|made|went)\b",
    re.IGNORECASE,
)
NOTHING_CERTAIN_AFTER = re.compile(r"\W{0,3}(?:something|anything|sth)\b", re.IGNORECASE)


def stated_part(sentence: str) -> str:
    """Return what a sentence states: all of it, what stands before the question at its end, or nothing."""
    if not sentence.rstrip(" )]\"'*_").endswith("?"):
        return sentence
    asked = QUESTION_TAIL.search(sentence)
    stated = sentence[: asked.start()] if asked else ""
    return stated if len(stated.split()) >= MIN_STATED_WORDS and not QUESTION_START.match(stated) else ""


def clause_before(sentence: str, position: int) -> str:
    """Return the text between the last turn of the sentence and the cue."""
    before = sentence[max(0, position - 160) : position]
    turns = list(CLAUSE_TURN.finditer(before))
    return before[turns[-1].end() :] if turns else before


def is_hypothetical(before: str) -> bool:
    return bool(CONDITIONAL_BEFORE.search(before) or MODAL_BEFORE.search(before))


def is_denied(cue: re.Match[str], before: str) -> bool:
    """Return whether the cue is negated, before it or between its words."""
    within = DOUBLE_NEGATION_WITHIN if IMPOSSIBLE.search(cue[0]) else NEGATION_WITHIN
    return bool(within.search(cue[0]) or NEGATION_BEFORE.search(before))


def is_over(sentence: str, cue: re.Match[str], before: str) -> bool:
    """Return whether the sentence says that the state has ended: "finished, it's been on hold since May"."""
    if STILL_ONGOING.search(sentence):
        return False
    ended_first = FINISHED_START.match(sentence) and SINCE_THEN.search(sentence[cue.start() :])
    return bool(
        PAST_TENSE_BEFORE.search(before)
        or ended_first
        or ENDED_BY_DEED.search(sentence, cue.start())
        or OVER_AFTER.match(sentence[cue.end() : cue.end() + 160])
    )


def is_of_things(sentence: str, cue: re.Match[str]) -> bool:
    """Return whether the cue only tells which things of a system are meant, or names nothing certain."""
    things = HELD_THINGS_BEFORE.search(sentence[max(0, cue.start() - 80) : cue.start()])
    reduced = things and (things["which"] or not COPULA_START.match(cue[0]))
    return bool(reduced or NOTHING_CERTAIN_AFTER.match(sentence, cue.end()))
