"""What is no date whatever it looks like: code, links, mentions, ids, versions, paths; and what lends a weak word weight."""

import re

BLANK = "\0"
"""Stands for what was masked: it is part of no form, and a clause may end at it."""

_CLOSED = re.compile(r"```.*?```|`[^`\n]{1,500}`|<(?:[@#!]|https?:|mailto:)[^<>\n]*>", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+")
_BEFORE = re.compile(r"[a-z0-9_@#/\\$€£¥&=%^.]$|[0-9][:,-]$|[a-z]-$|:[a-z0-9_+-]{0,20}$", re.ASCII)
_AFTER = re.compile(r"[_@/=%+]|[.:-][a-z0-9]|'s(?![a-z])|:[a-z0-9_+-]{0,30}:", re.ASCII)


def mask(folded: str) -> str:
    """This will blank code, mentions and addresses, every other character staying in its place."""
    if "`" in folded or "<" in folded:
        folded = _CLOSED.sub(_blanks, folded)
    if "://" in folded or "www." in folded:
        folded = _ADDRESS.sub(_blanks, folded)
    return folded


def _blanks(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


def stands_alone(text: str, start: int, end: int) -> bool:
    """This will tell whether the words at `start:end` are words of the sentence, not a piece of an id, path or number."""
    return not _BEFORE.search(text[max(0, start - 24) : start]) and not _AFTER.match(text, end)


_VERB = (
    r"slip|push|mov|shift|delay|postpon|resched|pull|bring|brought|schedul|plan|target|slat|expect|aim|due|deadline|eta|etc|date|ship"
    r"|land|launch|releas|deliver|finish|complet|done|ready|clos|merg|start|begin|began|end|arriv|happen|freeze|live|available|deploy"
    r"|publish|submit|sign|approv|review|kick|meet|cutover|set|hit|make|done|check-?in|fixed|report|resolve|fix|stabiliz|milestone"
)
_VERBAL = rf"(?:{_VERB})[a-z-]{{0,5}}"
_BY = r"by|until|till|before|since|due|eta|deadline|→|->|=>|thru|through|no later than|not before|latest|now|target(?:ing|ed)?(?: date)?"
_ON = r"on|to|for|from|is|are|in|at|around|about|approx|approximately|early|late|starting|ending|after|during|likely|say|date|as of"
_LEAN = r"(?:[ :*~(]|-(?=-| )|\b(?:the|on|or|about|around|likely|probably|maybe|hopefully|roughly|latest|approx|early|late|mid|of|us|end)\b)*$"
_STRONG_TRIGGER = re.compile(
    rf"(?:(?<![a-z])(?:{_BY}|{_VERBAL} (?:is |are |it |them |this |that )?(?:to|on|for|in|from|is|by|at|up|out)|{_VERBAL}))[ ]?{_LEAN}"
)
_TRIGGER = re.compile(rf"(?:(?<![a-z])(?:{_BY}|{_ON}|{_VERBAL}))[ ]?{_LEAN}")
_CLAUSE_END = re.compile(
    r"[ ]*(?:$|[\n\0;!?)\]\"]|[.,:'](?![a-z0-9])|-[ >-]|→|=>|:[a-z]|[(&+|~]|[^\x00-\x7f]|"
    r"(?:because|and|but|so|since|as|if|unless|instead|after|before|or|then|now|at|in|with|which|when|while|latest|not|from|was|is"
    r"|due|for|to|until|on|by|via|though|although|however|too|also|again|pls|please|thanks|given|once|where|we|i|they|it)(?![a-z]))"
)


def triggered(text: str, start: int, *, strong: bool) -> bool:
    """This will tell whether the words before `start` announce a date; `strong` asks for a verb of planning or a "by"."""
    before = text[max(0, start - 48) : start].rpartition("\n")[2]
    return bool((_STRONG_TRIGGER if strong else _TRIGGER).search(before))


def clause_ends(text: str, end: int) -> bool:
    return bool(_CLAUSE_END.match(text, end))


_PAST = re.compile(
    r"(?<![a-z])(?:was|were|did|done|finished|shipped|completed|landed|merged|released|since|started|met|happened|delivered|closed"
    r"|signed|approved|held|went|began|launched|published|deployed|joined|left|got|last|as of|arrived|fixed|resolved|submitted)(?![a-z])"
    r"(?![^.;\n]{0,60}(?<![a-z])(?:now|will|to|by|until|is|are|due|eta|target|next|->)(?![a-z]))"
)


def past_tense(text: str, start: int) -> bool:
    """This will tell whether the clause before `start` speaks of something that has happened."""
    clause = re.split(r"[\n;!?]|\. ", text[max(0, start - 60) : start])[-1]
    return bool(_PAST.search(clause))


_NEGATED = re.compile(r"(?:(?<![a-z])(?:not|never|no|without|won't|cannot)|n't)(?: [a-z]{1,10}){0,2} $")


def negated(text: str, start: int) -> bool:
    return bool(_NEGATED.search(text[max(0, start - 40) : start]))
