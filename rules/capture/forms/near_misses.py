"""Lines that begin with an id or a verb without the form of a statement: what they may be, for a question."""

import re
from collections.abc import Callable

from rules.capture.forms import patterns
from rules.capture.values import FormDoubt, Raise, Slip, Span, UnclearForm
from rules.dates import ParsedDate

_PLAN_ID = r"(?:M|PRJ|PRG)-\d{1,7}"
_COMMAND_LINE = re.compile(
    rf"(?:undo(?:\s+(?:that|it|this|my last change))?|(?:reopen|cancel|rename|delete|commit)\s+{_PLAN_ID}\b.*"
    rf"|move\s+{_PLAN_ID}\s+(?:to|into)\s+PR[JG]-\d.*)\W*",
    re.IGNORECASE,
)
_REOPENED = re.compile(
    r"(?:(?:(?:is|was)\s+)?not|isn't|wasn't)\s+(?:yet\s+)?(?:done|finished|complete)(?:\s+yet)?\W*"
    r"|(?:(?:is|was)\s+)?re-?open(?:ed|s)?\W*",
    re.IGNORECASE,
)
_CORRECTION = re.compile(r"(?:rename|cancel|delete|commit)\b.*|move\s+(?:to|into)\s+PR[JG]-\d.*", re.IGNORECASE)
_BARE_DAY = re.compile(r"(?:is\s+)?(?:(?:due|ready|done|on|by|until|till|before|from)\s+)*(.+)", re.IGNORECASE)
_STATE = re.compile(
    r"(?:(?:is|are|was|'s|now|still|currently|looks?|looking|likely)\s+)*(?:no\s+longer|not|never|isn't|on\s+track|off\s+track"
    r"|at\s+risk|late|early|delayed|behind|ahead|overdue|ready|started|starts|begun|in\s+progress|paused|on\s+hold|stuck"
    r"|waiting|pending|stopped|stalled|almost|nearly|mostly|half|partly|partially|cancelled|canceled|dropped|won't|can't"
    r"|cannot|could\s+slip|may\s+(?:slip|move|be\s+late)|might\s+(?:slip|move|be\s+late)|will\s+(?:slip|move|be\s+late)"
    r"|red|amber|green|yellow|\d)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"\s*[+-]?\d")
_COURTESY = re.compile(r"(?:thanks|thank you|thx|please|pls|nice|great|well done|congrats|\W)+$", re.IGNORECASE)
MAX_WORDS = 6


def doubt_about_milestone(
    id: str, rest: str, line: Span, *, hyphenated: bool, parse_date: Callable[[str], ParsedDate | None]
) -> UnclearForm | None:
    """Return the doubt about "M-3 <something>", or None where it is ordinary talk."""
    if _COURTESY.match(rest):
        return None
    if _REOPENED.fullmatch(rest):
        return UnclearForm(FormDoubt.COMMAND, f"{id} reopen", line, subject=id)
    if _CORRECTION.fullmatch(rest):
        return UnclearForm(FormDoubt.COMMAND, f"{id} {rest}", line, subject=id)
    bare = _BARE_DAY.fullmatch(rest)
    words = bare[1].strip(" .!") if bare else ""
    day = parse_date(words) if patterns.DATELIKE_START.match(words) else None
    if day and day.day and not day.alternatives:
        return UnclearForm(FormDoubt.UNKNOWN, rest, line, subject=id, reading=Slip(id, day, "", line))
    if _STATE.match(rest) or _SIGNED.match(rest) or (hyphenated and len(rest.split()) <= MAX_WORDS):
        return UnclearForm(FormDoubt.UNKNOWN, rest, line, subject=id)
    return None


def doubt_about_verb(line: Span, *, parse_date: Callable[[str], ParsedDate | None]) -> UnclearForm | None:
    """Return the doubt about a line that is a command ("undo"), or an assumption without its colon."""
    if _COMMAND_LINE.fullmatch(line.text):
        return UnclearForm(FormDoubt.COMMAND, line.text.strip(" .!"), line)
    if assumed := patterns.BARE_ASSUMPTION_FORM.fullmatch(line.text):
        reading = Raise("assumption", assumed[1].strip(" ."), None, line)
        return UnclearForm(FormDoubt.UNKNOWN, assumed[1].strip(), line, verb="assume", reading=reading)
    return None
