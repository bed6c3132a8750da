"""The words and signs of a status, and the status that a few words under a label give."""

import re
from collections.abc import Sequence

from rules.capture.wording.phrases import compile_phrases
from rules.text import TextSpan

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
NO_WORD = re.compile(r":[a-z0-9_+-]+:|[^\w\s'-]|_")
BRACKETED_LIGHT = re.compile(r"[\[(]\s*(GREEN|YELLOW|AMBER|ORANGE|RED)\s*[\])]")
LIGHT_STATUS = {"GREEN": "on_track", "YELLOW": "at_risk", "AMBER": "at_risk", "ORANGE": "at_risk", "RED": "off_track"}
OF_THE_WHOLE = re.compile(r"\b(?:status|timeline|overall|health|project|program(?:me)?|rag)\b", re.IGNORECASE)
MAX_SCANNED_CHARS = 200
# Further on, the words of a paragraph are about something else: "contributors have dropped to one".
MAX_LEAD_CHARS = 80


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


def is_bare_status(text: str) -> bool:
    """Return whether the text is a status and nothing else, such as "YELLOW" or "is on track"."""
    words = " ".join(NO_WORD.sub(" ", text).split())
    stated = re.sub(r"^(?:is|now|still|currently)\s+", "", words, flags=re.IGNORECASE)
    return any(pattern.fullmatch(stated) for _, pattern in WORD_PATTERNS) or (
        not words and any(pattern.search(text) for _, pattern in SIGN_PATTERNS)
    )


def bracketed_light(plain: str, masked: str, links: Sequence[TextSpan]) -> str | None:
    """Return the light that stands in brackets behind a title, also a linked one: "Timeline for this week [YELLOW]".

    A line that speaks of the whole counts; else all lights of the message must agree.
    """
    found: list[str] = []
    for light in BRACKETED_LIGHT.finditer(plain):
        line = plain[plain.rfind("\n", 0, light.start()) + 1 : light.start()]
        shown_only = masked[light.start() : light.end()] != light[0]
        if (shown_only and not any(link.start <= light.start() < link.end for link in links)) or not line.strip(
            " -*_•"
        ):
            continue
        status = LIGHT_STATUS[light[1].upper()]
        if OF_THE_WHOLE.search(line[-80:]):
            return status
        found.append(status)
    return found[0] if len(set(found)) == 1 and len(found) > 1 else None


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
        and word.start() <= MAX_LEAD_CHARS
        and not NOT_YET_BEFORE.search(text[: word.start()])
    )
    return min(positioned, default=(0, None))[1]
