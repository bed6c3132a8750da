"""The status of an update: under a "Status" label, as a coloured sign, or stated plainly about the whole work."""

import re

from rules.capture.sections import UpdatePart
from rules.capture.values import Span
from rules.capture.wording import lights, polarity
from rules.capture.wording.phrases import Phrases

STATUS_VOCABULARY = {
    "whole": "(the|this|our|my) (\\w+ )?(project|goal|program|programme|milestone|effort|initiative|workstream|work)"
    "|overall|we(('re| are))?|everything|all|things",
    "thing": "project|goals?|milestone|effort|initiative|program|workstream|work",
    "all": "this|the|our|all( of)? our",
    "now": "(now|currently|still|officially|all|largely|mostly|effectively)",
    "is": "is|are|was|has been|have been|remains?|'s|'re",
    "aim": "deadline|date|target|goal|milestone|release",
    "hoped": "hoped|expected|planned|anticipated|intended|liked|we'd like",
}
STATUS_PHRASES = {
    "cancelled": r"""
        cancel/abandon/drop/discontinu ; <whole> <is> (<now> )?(cancell?ed|abandoned|dropped|discontinued)
        decided ; decided (to (cancel|abandon|drop|stop)|not to (pursue|continue)) (this|the|our) <thing>
        """,
    "paused": r"""
        hold/paused/on ice/suspend/stall/shelve ;
        | <whole> (<is> )?(<now> )?(on hold|paused|on ice|suspended|stalled|shelved)
        stalled ; (progress|<thing>) ~5 stalled
        hold/paused ; <thing> (<is> )?(<now> )?(on hold|paused)
        break/pause ; (taking|on) a (break|pause) from (this|the) \w+
        """,
    "off_track": r"""
        track/schedule ; (is|are|we're|running|remains)(?!\s+(not|no|never)\b) ~3 (off[ -]track|behind schedule)
        miss ; (will|going to|did|have) (miss|missed) (the|our|its) ~1 <aim>
        make/hit/meet ; (won't|will not|not going to|didn't|did not) (make|hit|meet) (the|our|its) ~1 <aim>
        ambitious ; too ambitious
        """,
    "at_risk": r"""
        risk ; (is|are|now|remains|currently) ~1 at risk
        slow ; (more slowly|slower) than ~3 <hoped>
        """,
    "done": r"""
        done/complete/finished/concluded/achieved ; <thing> <is> (<now> )?(done|completed?|finished|concluded|achieved)
        complete ; <thing> (complete|completed)(?=\W*$)
        done/complete/finished ; (everything|all of (this|it)) <is> (<now> )?(done|completed?|finished)
        completed/finished/achieved/met ; (we|i) (have |'ve )?(now )?(completed|finished|achieved|met) <all> <thing>
        happened! ; \w+ has happened(?=!)
        final ; final ~1 update(?=\W*$|!)
        """,
    "on_track": r"""
        green ; (everything|all|we're|still|overall|all is) ~1 green(?=\W*$|[,;:.!])
        green ; green across the board
        track/schedule ; (is|are|remains?|we're|still|everything|all|things are) ~1 on (track|schedule)(?! to miss)
        """,
}
PROSE_PATTERNS = [
    (status, Phrases.from_lines(phrases, STATUS_VOCABULARY)) for status, phrases in STATUS_PHRASES.items()
]
NEGATION_BEFORE = re.compile(
    r"(?:\b(?:not|if|would|could|might|should|want|hope|hoping|whether|keep|stay|get(?:ting)? back"
    r"|until|once|when|before|after)\b|n't\b)[^.]{0,40}$"
    r"|\b(?:no|never|nothing|none|little|hardly|barely|neither|nor|without)\b(?:\s+[\w-]+){0,4}\s*$",
    re.IGNORECASE,
)
# What is done is a part of the whole ("half of the work is done"), or something was done in it ("work was done on it").
PART_BEFORE = re.compile(
    r"\b(?:part|phase|half|step|portion|bulk|most|some|much|lots?|bits?|stage|pieces?|chunk|sprint|rest|majority|first"
    r"|\d+\s?%|groundwork|preparatory|initial|more|good)\b(?:\s+[\w-]+){0,3}\s*$",
    re.IGNORECASE,
)
PARTLY = re.compile(r"\b(?:mostly|largely|effectively|nearly|almost)\b", re.IGNORECASE)
DONE_IN_AFTER = re.compile(
    r"\s+(?:on|in|for|to|with|by|this|last|during|around|at|towards?|under|via|through|over|using|as|when|if|once|until"
    r"|before|but|so far|except|apart|up to|here|there|today|yesterday)\b",
    re.IGNORECASE,
)


def status_from_parts(parts: tuple[UpdatePart, ...]) -> str | None:
    """Return the status under a status label, or the coloured light in a summary."""
    for part in parts:
        if part.kind == "status" and part.items:
            return lights.status_of(part.items[0].text)
    shown = (lights.traffic_light_of(item.text) for part in parts if part.kind == "summary" for item in part.items[:1])
    return next((light for light in shown if light), None)


def status_from_sentences(sentences: tuple[Span, ...]) -> str | None:
    """Return the status stated about the whole work in prose; hedged or negated statements don't count."""
    for status, phrases in PROSE_PATTERNS:
        for sentence in sentences:
            if sentence.text.rstrip().endswith("?"):
                continue
            for statement in phrases.matches_in(sentence.text):
                if not _is_limited(status, statement):
                    return status
    return None


def _is_limited(status: str, statement: re.Match[str]) -> bool:
    """Return whether the statement is hedged or negated, or, if something is done, whether that is only a part."""
    before, after = statement.string[: statement.start()], statement.string[statement.end() :]
    denied = status in ("paused", "at_risk", "done", "on_track") and polarity.NEGATION_WITHIN.search(statement[0])
    if denied or NEGATION_BEFORE.search(before):
        return True
    if status != "done":
        return False
    is_work = re.match(r"(?:\w+ )?(?:work|effort)\b", statement[0], re.IGNORECASE)
    return bool(
        PARTLY.search(statement[0])
        or PART_BEFORE.search(before)
        or lights.UNFINISHED.search(after)
        or (is_work and DONE_IN_AFTER.match(after))
    )
