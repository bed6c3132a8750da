"""Verbs that are written with an id: which kinds of items take them, and what the others take instead."""

import re
from collections.abc import Mapping

from rules.refusal import Refusal
from rules.text import ID_KINDS

NAME_BY_KIND: Mapping[str, str] = {
    "M": "a milestone",
    "PRJ": "a project",
    "PRG": "a program",
    "D": "a hand-over",
    "B": "a blocker",
    "R": "a risk",
    "A": "an assumption",
    "I": "an issue",
    "E": "an escalation",
    "G": "a goal",
    "BEN": "a benefit",
    "DEC": "a decision",
    "CR": "a change request",
    "SC": "a scenario",
    "RES": "a person, team or tool",
    "AL": "an assignment",
    "CL": "a clash",
    "BUD": "a budget line",
}
_PLAN = frozenset({"M", "PRJ", "PRG"})
_ENTRIES = frozenset({"R", "A", "I"})
# Verbs before the id, with the kinds that they take: `delete M-3`.
KINDS_BY_VERB: Mapping[str, frozenset[str]] = {
    "rename": _PLAN,
    "cancel": _PLAN,
    "reopen": _PLAN,
    "move": frozenset({"M", "PRJ"}),
    "delete": _PLAN,
    "commit": frozenset({"M"}),
    "close": frozenset({"PRJ"}),
    "accept": frozenset({"PRJ"}),
    "follow": _PLAN,
    "unfollow": _PLAN,
    "mute": _PLAN,
    # Lines of digests can be muted whatever they are about.
    "unmute": _PLAN | _ENTRIES | frozenset({"B", "E", "DEC", "CR", "BEN"}),
    "publish": frozenset({"M", "B", "DEC", "BEN", "CR", "SC"}) | _ENTRIES,
    "undo": frozenset(),
    "ack": frozenset({"E"}),
    "snooze": frozenset({"E"}),
    "unblock": frozenset({"B", "M"}),
}
# Verbs after the id: `G-1 close`.
VERBS_AFTER_ID: Mapping[str, frozenset[str]] = {
    "M": frozenset({"rename", "cancel", "reopen", "move", "delete", "commit"}),
    "PRJ": frozenset({"rename", "cancel", "reopen", "move", "delete"}),
    "PRG": frozenset({"rename", "cancel", "reopen", "delete"}),
    "D": frozenset({"commit", "counter", "decline", "accept", "reject", "waive"}),
    "B": frozenset({"resolved"}),
    "R": frozenset({"happened", "accept", "close"}),
    "A": frozenset({"false", "close"}),
    "I": frozenset({"solved", "close"}),
    "E": frozenset({"resolved"}),
    "G": frozenset({"rename", "close", "reopen"}),
    "BEN": frozenset({"stop", "accept", "reopen"}),
    "DEC": frozenset({"agree", "object", "overrule", "withdraw", "supersedes"}),
    "CR": frozenset({"approve", "reject", "object", "comment", "withdraw"}),
    "SC": frozenset({"adopt", "undo", "cancel"}),
    "RES": frozenset({"rename", "close", "reopen"}),
    "AL": frozenset({"delete"}),
    "CL": frozenset(),
    "BUD": frozenset({"delete"}),
}
# What can be done to an item instead; {} is its id.
INSTEAD_BY_KIND: Mapping[str, str] = {
    "M": "Try `{} done`, `{} slip to 14 Mar because …`, `cancel {}` or `delete {}`.",
    "PRJ": 'Try `status {} amber because …`, `rename {} "New name"` or `close {}`.',
    "PRG": 'Try `follow {}`, `settings {}` or `rename {} "New name"`.',
    "D": "Try `{} by 3 Mar`, `{} decline because …` or `{} waive`.",
    "B": "Try `{} resolved`.",
    "R": "Try `{} happened`, `{} owner @bo` or `{} closed`.",
    "A": "Try `{} false`, `{} owner @bo` or `{} closed`.",
    "I": "Try `{} solved` or `{} owner @bo`.",
    "E": "Try `{} resolved`, `{} to @bo` or `snooze {} 2h`.",
    "G": 'Try `{} rename "New name"`, `{} by 31 Dec` or `{} close`.',
    "BEN": "Try `{} owner @bo`, `{} target 3.8 by 31 Dec` or `{} stop`.",
    "DEC": "Try `{} by 3 Mar`, `{} withdraw` or, once it is made, `DEC-9 supersedes {}`.",
    "CR": "Try `{} approve`, `{} reject because …`, `{} comment …` or `{} withdraw`.",
    "SC": "Try `{} M-17 +5d`, `{} undo` or `{} adopt`.",
    "RES": "Try `{} capacity 80%`, `{} skills java, sql` or `{} close`.",
    "AL": "Try `{} 40%` or `unassign {}`.",
    "CL": "Open it: `{}`.",
    "BUD": "Try `{} actual 4,300` or `{} delete`.",
}
_DONE_TO = {
    "cancel": "cancelled",
    "undo": "undone",
    "unblock": "unblocked",
    "commit": "committed to",
    "ack": "acknowledged",
    "snooze": "snoozed",
    "publish": "published",
    "accept": "accepted",
}
_ID = rf"(?P<id>(?P<kind>{'|'.join(ID_KINDS)})-?(?P<number>\d{{1,7}}))\b[:,]?"
_VERB_FIRST = re.compile(rf"(?P<verb>[a-z]+)\s+{_ID}\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ID_FIRST = re.compile(rf"{_ID}\s+(?P<verb>[a-z]+)\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)


def in_order(text: str) -> str:
    """Return a command with verb and id in the order that its kind takes (`rename G-1` is `G-1 rename`).

    Raise Refusal for a general verb that the kind does not take, with what it takes instead. Other words are returned
    as they are.
    """
    if match := _VERB_FIRST.fullmatch(text.strip()):
        return _with_verb_first(match, text)
    if match := _ID_FIRST.fullmatch(text.strip()):
        return _with_id_first(match, text)
    return text


def refusal_of(verb: str, id: str) -> Refusal:
    """Return the refusal of a verb that this kind of item does not take."""
    kind = id.partition("-")[0]
    done = _DONE_TO.get(verb, f"{verb.removesuffix('e')}ed")
    return Refusal(f"{id} is {NAME_BY_KIND[kind]}, which can't be {done}.", "", INSTEAD_BY_KIND[kind].format(*[id] * 4))


def require_words(verb_only: str, id: str) -> None:
    """Raise Refusal where the words that answer a question are only a general verb, like `DEC-1 cancel`."""
    if verb_only.strip().casefold() in KINDS_BY_VERB:
        raise refusal_of(verb_only.strip().casefold(), id)


def _with_verb_first(match: re.Match[str], text: str) -> str:
    verb, kind = match["verb"].casefold(), match["kind"].upper()
    if kind in KINDS_BY_VERB.get(verb, ()):
        return text
    if verb in VERBS_AFTER_ID[kind]:
        return f"{_id_of(match)} {verb} {match['rest']}".strip()
    if verb in KINDS_BY_VERB:
        raise refusal_of(verb, _id_of(match))
    return text


def _with_id_first(match: re.Match[str], text: str) -> str:
    verb, kind = match["verb"].casefold(), match["kind"].upper()
    # The words after a decision's id are the answer, which may begin with any word.
    if kind == "DEC" or verb not in KINDS_BY_VERB or verb in VERBS_AFTER_ID[kind]:
        return text
    if kind in KINDS_BY_VERB[verb]:
        return f"{verb} {_id_of(match)} {match['rest'].strip()}".strip()
    raise refusal_of(verb, _id_of(match))


def _id_of(match: re.Match[str]) -> str:
    return f"{match['kind'].upper()}-{int(match['number'])}"
