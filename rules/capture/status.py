"""The status of an update: under a "Status" label, as a coloured sign, or stated plainly about the whole work."""

import re

from rules.capture.phrases import Phrases, compile_phrases
from rules.capture.sections import UpdatePart
from rules.capture.values import Span

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
STATUS_WORDS = {
    "cancelled": "(cancell?ed|abandoned|dropped|discontinued|withdrawn|won't do|rejected)",
    "paused": "(paused|on hold|on ice|stalled|suspended|shelved|parked|postponed|deferred|dormant|not started)",
    "off_track": """(off[ -]?track|delayed|late|behind( schedule| plan)?|red|slipp(ed|ing)|missed|critical
        |blocked)""",
    "at_risk": "(at[ -]?risk|amber|yellow|orange|some risk|needs attention|concerning|shaky)",
    "done": "(done|completed?|finished|delivered|shipped|closed|achieved|landed|released)",
    "on_track": """(on[ -]?track|green|on (schedule|plan|time)|healthy|good|fine|going well|progressing( well)?
        |in progress|ahead of (schedule|plan))""",
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
STATUS_SIGNS = (
    ("off_track", r":(?:large_)?red_(?:circle|square):|:large_red_square:|🔴|🟥"),
    ("at_risk", r":large_(?:yellow|orange)_(?:circle|square):|:(?:yellow|orange)_circle:|🟡|🟠|🟨|🟧"),
    ("on_track", r":large_green_(?:circle|square):|:green_circle:|🟢|🟩"),
    ("done", r":white_check_mark:|:heavy_check_mark:|✅|:tada:"),
    ("paused", r":double_vertical_bar:|⏸"),
    ("cancelled", r":no_entry:|:x:"),
)
WORD_PATTERNS = [(status, compile_phrases(words, STATUS_VOCABULARY)) for status, words in STATUS_WORDS.items()]
PROSE_PATTERNS = [
    (status, Phrases.from_lines(phrases, STATUS_VOCABULARY)) for status, phrases in STATUS_PHRASES.items()
]
SIGN_PATTERNS = [(status, re.compile(signs)) for status, signs in STATUS_SIGNS]
TRAFFIC_LIGHT_PATTERNS = SIGN_PATTERNS[:3]
NEGATION_BEFORE = re.compile(
    r"\b(?:not|n't|if|would|could|might|should|want|hope|hoping|whether|keep|stay|get(?:ting)? back)\b[^.]{0,40}$",
    re.IGNORECASE,
)
MAX_SCANNED_CHARS = 200


def status_from_parts(parts: tuple[UpdatePart, ...]) -> str | None:
    """Return the status under a status label, or the coloured light in a summary."""
    for part in parts:
        if part.kind == "status" and part.items:
            return _first_match(part.items[0].text, SIGN_PATTERNS) or _earliest_status(part.items[0].text)
    lights = (
        _first_match(item.text, TRAFFIC_LIGHT_PATTERNS)
        for part in parts
        if part.kind == "summary"
        for item in part.items[:1]
    )
    return next((light for light in lights if light), None)


def status_from_sentences(sentences: tuple[Span, ...]) -> str | None:
    """Return the status stated about the whole work in prose; hedged or negated statements don't count."""
    for status, phrases in PROSE_PATTERNS:
        for sentence in sentences:
            if sentence.text.rstrip().endswith("?"):
                continue
            for statement in phrases.matches_in(sentence.text):
                if not NEGATION_BEFORE.search(sentence.text[: statement.start()]):
                    return status
    return None


def _first_match(text: str, patterns: list[tuple[str, re.Pattern[str]]]) -> str | None:
    return next((status for status, pattern in patterns if pattern.search(text)), None)


def _earliest_status(text: str) -> str | None:
    """Return the status word that comes first: "on track, though testing is late" is on track."""
    negated = re.compile(r"\b(?:not|isn't|no longer)\s+$", re.IGNORECASE)
    positioned = (
        (word.start(), status)
        for status, pattern in WORD_PATTERNS
        if (word := pattern.search(text[:MAX_SCANNED_CHARS])) and not negated.search(text[: word.start()])
    )
    return min(positioned, default=(0, None))[1]
