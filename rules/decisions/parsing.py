"""Decisions as people type them: the line that asks for one, and the words after its id."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from rules import dates
from rules.decisions.decision import (
    MAX_QUESTION_LENGTH,
    MAX_TEXT_LENGTH,
    DecisionFields,
    is_option,
    require_choice,
)
from rules.refusal import Refusal
from rules.text import Token, plain, tokens

USAGE = 'Write it like this: `decide "Which region?" options EU|US by 3 Mar who @dana`.'
_CLAUSES = {
    "options": "options",
    "option": "options",
    "by": "by",
    "who": "who",
    "decider": "who",
    "agree": "agree",
    "agrees": "agree",
    "consult": "consult",
    "consulted": "consult",
    "inform": "inform",
    "informed": "inform",
    "gates": "gates",
    "gate": "gates",
    "in": "in",
    "supersedes": "supersedes",
    "replaces": "supersedes",
}
_PEOPLE = {"agree": "must_agree", "consult": "consulted", "inform": "informed"}
_ID = re.compile(r"(M|PRJ|PRG|DEC)-?(\d{1,7})", re.IGNORECASE)
_BECAUSE = re.compile(r"(?:^|\s)because\b[\s:]*", re.IGNORECASE)
_OBJECTION = re.compile(r"\s*(?:(?:my|the|this|our|an)\s+)?objections?\b", re.IGNORECASE)
_SPACES = re.compile(r"[\s\u200b\u2060\ufeff]+")
_QUOTES = "\"'“”„‟«»‘’ "


class DecisionAct(StrEnum):
    """The acts that the words after a decision's id can ask for."""

    SHOW = "show"
    CHANGE = "change"
    DECIDE = "decide"
    PROPOSE = "propose"
    AGREE = "agree"
    OBJECT = "object"
    WITHDRAW_OBJECTION = "withdraw objection"
    OVERRULE = "overrule"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersedes"


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """An act with its words: the option for a decision or proposal, the reason, or the fields that change."""

    act: DecisionAct
    words: str = ""
    because: str = ""
    fields: DecisionFields = DecisionFields()


def parse_question(text: str, *, today: date, locale: str) -> DecisionFields:
    """Parse `"Which region?" options EU|US by 3 Mar who @dana agree @bo gates M-12, M-14`; raises Refusal.

    Without quotation marks the question ends with its question mark, else before the first clause.
    """
    words = tokens(text)
    end = _end_of_question(words)
    if words and words[0].kind == "quoted":
        question = words[0].text
    else:
        question = plain(text[: words[end].start] if end < len(words) else text).strip()
    fields = DecisionFields(question=question[:MAX_QUESTION_LENGTH])
    return _parse_clauses(text, words[end:], fields, today=today, locale=locale)


def parse_request(text: str, *, today: date, locale: str) -> DecisionRequest:
    """Parse the words after a decision's id: `EU because …`, `object …`, `by 3 Mar who @bo` and the like."""
    if not text.strip():
        return DecisionRequest(DecisionAct.SHOW)
    words = tokens(text)
    first = words[0].text.casefold().rstrip(":,")
    rest = text[words[0].end :].strip()
    match first:
        case "agree" | "agreed" if not any(word.askable for word in words):
            return DecisionRequest(DecisionAct.AGREE)
        case "object":
            return DecisionRequest(DecisionAct.OBJECT, because=_reason(rest))
        case "overrule":
            return DecisionRequest(DecisionAct.OVERRULE, because=_reason(rest))
        case "withdraw" if means_objection(rest):
            return DecisionRequest(DecisionAct.WITHDRAW_OBJECTION)
        case "withdraw":
            return DecisionRequest(DecisionAct.WITHDRAW, because=_reason(rest))
        case "supersedes" | "replaces":
            fields = _parse_clauses(text, words, DecisionFields(), today=today, locale=locale)
            return DecisionRequest(DecisionAct.SUPERSEDE, words=fields.supersedes or "")
        case "decide" | "decided" | "choose":
            return _choice(DecisionAct.DECIDE, rest)
        case "propose":
            return _choice(DecisionAct.PROPOSE, rest)
    if first in _CLAUSES and words[0].kind == "word":
        fields = _parse_clauses(text, words, DecisionFields(), today=today, locale=locale)
        return DecisionRequest(DecisionAct.CHANGE, fields=fields)
    return _choice(DecisionAct.DECIDE, text)


def means_objection(words: str) -> bool:
    """Return whether the words after *withdraw* mean one's own objection ("my objection") and not all of it."""
    return _OBJECTION.match(plain(words)) is not None


def _choice(act: DecisionAct, text: str) -> DecisionRequest:
    parts = _BECAUSE.split(text, maxsplit=1)
    chosen = re.sub(r"\s+by consent\s*$", "", plain(parts[0]), flags=re.IGNORECASE)
    because = plain(parts[1]).strip()[:MAX_TEXT_LENGTH] if len(parts) > 1 else ""
    return DecisionRequest(act, words=chosen.strip(f"{_QUOTES}:,;–—"), because=because)


def _reason(text: str) -> str:
    return plain(_BECAUSE.sub("", text, count=1) if _BECAUSE.match(text) else text).strip(" :,")[:MAX_TEXT_LENGTH]


def _end_of_question(words: Sequence[Token]) -> int:
    """Return the index of the first word after the question."""
    if words and words[0].kind == "quoted":
        return 1
    asked = next((n for n, word in enumerate(words) if word.kind == "word" and word.text.endswith("?")), None)
    if asked is not None:
        return asked + 1
    return next((n for n, word in enumerate(words) if n and _clause_of(word)), len(words))


def _clause_of(word: Token) -> str:
    return _CLAUSES.get(word.text.casefold().rstrip(":"), "") if word.kind == "word" else ""


def _parse_clauses(
    text: str, words: Sequence[Token], fields: DecisionFields, *, today: date, locale: str
) -> DecisionFields:
    starts = [n for n, word in enumerate(words) if _clause_of(word)]
    if words and (not starts or starts[0] != 0):
        raise Refusal("Nothing was saved.", f"I don't know what “{words[0].text[:60]}” means there.", USAGE)
    clauses = [_clause_of(words[start]) for start in starts]
    if twice := next((clause for clause in clauses if clauses.count(clause) > 1), None):
        raise Refusal("Nothing was saved.", f"“{twice}” is there twice.", "Write it once.")
    for start, end in zip(starts, [*starts[1:], len(words)], strict=True):
        said = text[words[start].end : words[end].start if end < len(words) else len(text)]
        fields = _parse_clause(_clause_of(words[start]), said, words[start + 1 : end], fields, today, locale)
    return fields


def _parse_clause(
    clause: str, said: str, words: Sequence[Token], fields: DecisionFields, today: date, locale: str
) -> DecisionFields:
    match clause:
        case "options":
            options = split_options(plain(said))
            require_choice(options)
            return replace(fields, options=options)
        case "by":
            return replace(fields, decide_by=dates.read_day(plain(said).strip(" ,"), today=today, locale=locale))
        case "who":
            users = _users(words, "who @dana")
            if len(users) > 1:
                raise Refusal("Only one person decides.", "", "Name the others with `agree @bo` or `consult @bo`.")
            return replace(fields, decider=users[0])
        case "agree" | "consult" | "inform":
            people: dict[str, Any] = {_PEOPLE[clause]: _users(words, f"{clause} @bo")}
            return replace(fields, **people)
        case "gates":
            return replace(fields, gates=_ids(said, "M", "gates M-12, M-14"))
        case "in":
            return replace(fields, about=_ids(said, "PRJ PRG", "in PRJ-2")[0])
    return replace(fields, supersedes=_ids(said, "DEC", "DEC-7 supersedes DEC-4")[0])


def split_options(text: str) -> tuple[str, ...]:
    """Return the options of `EU|"US east"`, a line break counting as a bar; pieces that say nothing are left out."""
    pieces = (_SPACES.sub(" ", piece).strip(f"{_QUOTES},") for piece in re.split(r"[|\n]", text))
    return tuple(piece for piece in pieces if is_option(piece))


def _users(words: Sequence[Token], example: str) -> tuple[str, ...]:
    """Return the people and user groups mentioned; refuse anything else, because nobody else could be asked."""
    others = [word for word in words if not word.askable and word.text.casefold().strip(",&") not in ("", "and")]
    users = tuple(dict.fromkeys(word.id for word in words if word.askable))
    if others or not users:
        said = f"“{others[0].text[:40]}” isn't a person I can ask." if others else "No person is named."
        raise Refusal("Nothing was saved.", said, f"Mention them: `{example}`.")
    return users


def _ids(said: str, kinds: str, example: str) -> tuple[str, ...]:
    found = []
    for word in re.split(r"[\s,&]+|\band\b", plain(said).strip()):
        match = _ID.fullmatch(word)
        if word and (match is None or match[1].upper() not in kinds.split()):
            raise Refusal("Nothing was saved.", f"I don't know what “{word[:40]}” means there.", f"Write `{example}`.")
        if match:
            found.append(f"{match[1].upper()}-{int(match[2])}")
    if not found:
        raise Refusal("Nothing was saved.", "An ID is missing.", f"Write `{example}`.")
    return tuple(dict.fromkeys(found))
