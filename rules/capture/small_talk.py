"""Greetings, thanks and questions in plain words: what is meant, and the command that comes nearest to it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.text import ID_KINDS


class TalkKind(StrEnum):
    GREETING = "greeting"
    THANKS = "thanks"
    AGREEMENT = "agreement"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Words of a person that are no command: `command` answers it, for the project or milestone `about`, if any."""

    kind: TalkKind
    command: str = ""
    about: str = ""


_EMOJI = r"(?::[\w+'-]+:|[^\w\s])"
_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|howdy|yo|good (?:morning|afternoon|evening|day)|morning|greetings|hallo|moin|servus|hola)"
    rf"(?:\s+(?:there|baton|all|team|everyone|bot))?(?:\s|{_EMOJI})*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:ok|okay|great|cool|perfect|many|awesome|super)[\s,!.]+)?"
    r"(?:thanks|thank you|thx|ty|cheers|merci|danke|gracias)\b"
    rf"[\w\s,']{{0,40}}(?:\s|{_EMOJI})*",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(
    rf"(?:ok|okay|k|kk|cool|great|nice|perfect|got it|understood|sure|fine|all right|alright|awesome|good|super|wow|yay"
    rf"|sounds good|well done|good job|lol|haha|bye|see you)(?:\s|{_EMOJI})*|{_EMOJI}(?:\s|{_EMOJI})*",
    re.IGNORECASE,
)
# First words that name a kind of thing, with the command that lists it.
_LISTED = tuple(
    (re.compile(rf"(?:new |list |show |add |create |set |all |our )*(?:{pattern})\b", re.IGNORECASE), command)
    for pattern, command in (
        (r"decisions?|decide", "decisions"),
        (r"goals?|objectives?|okrs?|kpis?", "goals"),
        (r"changes?|change requests?|crs?", "changes"),
        (r"eva?|evm|earned value", "earned"),
        (r"budgets?|costs?|money|spend(?:ing)?", "budget"),
        (r"people|persons?|team|capacity|workload|load|allocations?|assignments?|bookings?|resources?", "people"),
        (r"overloads?|overbooked|double[- ]booked", "clashes"),
        (r"benefits?|value|outcomes?", "benefits"),
    )
)
_ASKING = re.compile(
    r"(?:what(?:'?s)?|how(?:'?s)?|who(?:'?s|se)?|when(?:'?s)?|where(?:'?s)?|why|which|is|are|am|can|could|do|does|did|will|would"
    r"|should|has|have|any|show|tell|give|please|pls|i|we|let)\b",
    re.IGNORECASE,
)
_ID = re.compile(rf"\b({'|'.join(ID_KINDS)})-(\d{{1,7}})\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"\b(?:(?:status|state|health|progress|update) (?:of|on|for)|(?:how|where) (?:is|are|does)|how's)\s+"
    r"(?:the |our |project |program )*(?!(?:we|you|things|it|i|everything|everyone|that|this)\b)[\"“]?(.+?)[\"”]?"
    r"(?:\s+(?:doing|going|looking|coming along|look|stand|project|program))*[\s?!.]*$",
    re.IGNORECASE,
)
_COMMANDS_BY_WORDS = (
    (r"\b(?:what can (?:you|i)|help|how do (?:i|you)|commands?|how to)\b", "help"),
    (r"\b(?:for me|my|mine|i|me)\b.*\b(?:next|week|todo|to do|do|work|owe|open|plate|due|tasks?|milestones?)\b", "me"),
    (r"\b(?:next|due|todo|to do|work)\b.*\b(?:for me|my|mine|i|me)\b", "me"),
    (r"\bearned value", "earned"),
    (r"\bbudgets?\b|\bcosts?\b|\bmoney\b|\bspen(?:d|ding|t)\b", "budget"),
    (r"\boverload|\boverbooked|\bdouble[- ]booked|\bclash", "clashes"),
    (r"\bbooked\b|\bworkload|\bcapacity\b", "people"),
    (r"\bblock", "blockers"),
    (r"\brisk|\blate\b|\boverdue\b|\bslip|\bbehind\b|\bred\b|\bworr", "risks"),
    (r"\bdepend|\bwaiting|\bhand-?over", "deps"),
    (r"\bfinish|\blaunch|\bon time\b|\bforecast|\bdone by\b|\bgo live\b|\bship\b|\bmake it\b|\bend date", "forecast"),
    (r"\bcritical|\blongest", "critical"),
    (r"\bgoals?\b|\bobjectives?\b|\bokrs?\b|\bkpis?\b", "goals"),
    (r"\bdecid|\bdecision", "decisions"),
    (r"\bescalat", "escalate"),
    (r"\bchanged\b|\bhappened\b|\bmissed\b|\bwhat'?s new\b|\bnews\b", "since mon"),
    (r"\bhealth", "health"),
    (r"\btimeline|\broadmap|\bgantt|\bplan\b", "timeline"),
    (r"\bstatus|\bprogress|\bhow (?:are|is|'?s)|\bon track\b|\bgoing\b|\bproject|\bprogram", "status"),
)


def read_small_talk(text: str) -> SmallTalk | None:
    """Return what is meant by words that are no command, or None if they are no talk either."""
    words = " ".join(text.replace("’", "'").split())
    for kind, shape in (
        (TalkKind.GREETING, _GREETING),
        (TalkKind.THANKS, _THANKS),
        (TalkKind.AGREEMENT, _AGREEMENT),
    ):
        if shape.fullmatch(words):
            return SmallTalk(kind)
    for listed, command in _LISTED:
        if listed.match(words):
            return SmallTalk(TalkKind.QUESTION, command)
    return _read_question(words)


def _read_question(words: str) -> SmallTalk | None:
    if not (words.endswith("?") or _ASKING.match(words)):
        return None
    if named := _ID.search(words):
        return SmallTalk(TalkKind.QUESTION, f"{named[1].upper()}-{int(named[2])}")
    command = next((name for shape, name in _COMMANDS_BY_WORDS if re.search(shape, words, re.IGNORECASE)), "")
    about = _ABOUT.search(words)
    if about and command in ("", "status", "health"):
        return SmallTalk(TalkKind.QUESTION, "status", about=about[1].strip())
    return SmallTalk(TalkKind.QUESTION, command)
