"""The words and signs of a status, and the status that a few words under a label give."""

import re

from rules.capture.wording.phrases import compile_phrases

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
STATUS_SIGNS = (
    ("off_track", r":(?:large_)?red_(?:circle|square):|:large_red_square:|🔴|🟥"),
    ("at_risk", r":large_(?:yellow|orange)_(?:circle|square):|:(?:yellow|orange)_circle:|🟡|🟠|🟨|🟧"),
    ("on_track", r":large_green_(?:circle|square):|:green_circle:|🟢|🟩"),
    ("done", r":white_check_mark:|:heavy_check_mark:|✅|:tada:"),
    ("paused", r":double_vertical_bar:|⏸"),
    ("cancelled", r":no_entry:|:x:"),
)
WORD_PATTERNS = [(status, compile_phrases(words, {})) for status, words in STATUS_WORDS.items()]
SIGN_PATTERNS = [(status, re.compile(signs)) for status, signs in STATUS_SIGNS]
TRAFFIC_LIGHT_PATTERNS = SIGN_PATTERNS[:3]
# What keeps a status from being meant: a denial, a part, a wish or a time to come.
NOT_YET_BEFORE = re.compile(
    r"(?:\b(?:not|no longer|never|almost|nearly|mostly|half|partially|partly|largely|to be|will be|should be"
    r"|be|being|get(?:ting)?|until|once|when|if|\d+\s?%|no)|n't)"
    r"(?:\s+(?:yet|fully|quite|all|completely|entirely|really))*\s+$",
    re.IGNORECASE,
)
# Something else is still to do: "design done, build not started", "the outline is complete. Drafting has not begun."
UNFINISHED = re.compile(
    r"\b(?:not (?:yet )?(?:been )?(?:started|begun|done|completed?|finished|ready|merged|tested|released|shipped)"
    r"|(?:has|have|is|are)(?:n't| not)"
    r"|in progress|on-?going|under ?way|remain(?:s|ing)?|still|pending|to ?-?do|wip|outstanding|open|left|next up"
    r"|next (?:is|are|step|comes)|to follow|to come|blocked|waiting|at risk|off track|red|amber|yellow|started"
    r"|continu(?:es|ing))\b",
    re.IGNORECASE,
)
MAX_SCANNED_CHARS = 200


def status_of(text: str) -> str | None:
    """Return the status that the words under a label give.

    A sign counts before the words, and the first word counts: "on track, though testing is late" is on track. Done is
    done only if nothing else is still to do.
    """
    scanned = text[:MAX_SCANNED_CHARS]
    unfinished = UNFINISHED.search(scanned)
    sign = _first_match(scanned, SIGN_PATTERNS)
    if sign and not (sign == "done" and unfinished):
        return sign
    first = _earliest_status(scanned, unfinished=bool(unfinished))
    return None if first == "paused" and unfinished and _says_done(scanned) else first


def traffic_light_of(text: str) -> str | None:
    """Return the coloured light in the text, or None."""
    return _first_match(text, TRAFFIC_LIGHT_PATTERNS)


def _first_match(text: str, patterns: list[tuple[str, re.Pattern[str]]]) -> str | None:
    return next((status for status, pattern in patterns if pattern.search(text)), None)


def _says_done(text: str) -> bool:
    return any(pattern.search(text) for status, pattern in (*WORD_PATTERNS, *SIGN_PATTERNS) if status == "done")


def _earliest_status(text: str, *, unfinished: bool) -> str | None:
    positioned = (
        (word.start(), status)
        for status, pattern in WORD_PATTERNS
        if not (status == "done" and unfinished)
        and (word := pattern.search(text))
        and not NOT_YET_BEFORE.search(text[: word.start()])
    )
    return min(positioned, default=(0, None))[1]
