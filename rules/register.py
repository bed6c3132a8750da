"""The register (product.md 2): what may go wrong, what is taken for granted, what has gone wrong already.

Terms are those of the PMBOK Guide: a risk is avoided, reduced, transferred or accepted; its exposure is probability ×
impact.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from html import unescape

from rules import dates
from rules.capture import Raise, listen
from rules.refusal import Refusal
from rules.text import Token, tokens

LONGEST = 1000
_PERCENT = re.compile(r"(\d{1,3})%")
_DAYS = re.compile(r"(\d{1,4})(?:wd|d)", re.IGNORECASE)
_ABOUT = re.compile(r"(M|PRJ)-?(\d{1,7})", re.IGNORECASE)
_LINE = re.compile(r"[\s>*_•-]*(?:risk|issue|assum(?:e|ption))\s*[:–—-]?\s*([\"“„«].+)", re.IGNORECASE)
_SMALL = frozenset({"on", "in", "impact", "probability", "is"})


class Kind(StrEnum):
    RISK = "risk"
    ISSUE = "issue"
    ASSUMPTION = "assumption"


class Response(StrEnum):
    AVOID = "avoid"
    REDUCE = "reduce"
    TRANSFER = "transfer"
    ACCEPT = "accept"


class Outcome(StrEnum):
    """How an entry ends; `WITHDRAWN`: it was never meant."""

    CLOSED = "closed"
    HAPPENED = "happened"
    SOLVED = "solved"
    HOLDS = "holds"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


SPOKEN: Mapping[Kind, str] = {Kind.RISK: "risk", Kind.ISSUE: "issue", Kind.ASSUMPTION: "assume"}
PREFIX: Mapping[Kind, str] = {Kind.RISK: "R", Kind.ISSUE: "I", Kind.ASSUMPTION: "A"}
KIND_OF: Mapping[str, Kind] = {letter: kind for kind, letter in PREFIX.items()}
ENDS: Mapping[Kind, tuple[Outcome, ...]] = {
    Kind.RISK: (Outcome.CLOSED, Outcome.HAPPENED),
    Kind.ISSUE: (Outcome.SOLVED,),
    Kind.ASSUMPTION: (Outcome.HOLDS, Outcome.BROKEN),
}
BECOMES_ISSUE = frozenset({Outcome.HAPPENED, Outcome.BROKEN})
"""A risk that happened and an assumption that broke go on as an issue."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a line says of an entry, or a form's fields; None and empty for what it does not say.

    `probability` is a percentage, `impact` working days, `about` a milestone or project.
    """

    text: str = ""
    owner: str | None = None
    probability: int | None = None
    impact: int | None = None
    response: str | None = None
    plan: str = ""
    check: date | None = None
    about: str | None = None
    outcome: Outcome | None = None

    def values(self) -> dict[str, object]:
        """The columns that it changes."""
        named = ("owner", "probability", "impact", "response", "plan", "check", "text")
        return {name: getattr(self, name) for name in named if getattr(self, name) not in (None, "")}


def kind_of(id: str) -> Kind | None:
    """`R-5` is a risk, `A-2` an assumption, `I-4` an issue; None for the id of anything else."""
    return KIND_OF.get(id.partition("-")[0])


def in_quotes(text: str) -> Token | None:
    """The first words of a line that stand in quotation marks."""
    return next((word for word in tokens(text) if word.kind == "quoted"), None)


def exposure(probability: int | None, impact: int | None) -> float:
    """Expected working days: probability (percent) × impact (working days); what nobody estimated counts nothing."""
    return (probability or 0) / 100 * (impact or 0)


def read(text: str, *, kind: Kind, today: date, locale: str, zone: str) -> Words:
    """`"vendor slips" 40% 10d owner @ana reduce: second vendor check 1 May on M-3`; raises Refusal.

    Without quotes all of it is what may happen, but for `check 1 May` at its end.
    """
    if quoted := in_quotes(text):
        rest = [word for word in tokens(text) if word.start > quoted.start]
        return _rest(rest, Words(text=quoted.text), kind=kind, today=today, locale=locale)
    heard = listen(f"{SPOKEN[kind]}: {text}", today=today, locale=locale, zone=zone)
    said = next((one for one in heard.explicit if isinstance(one, Raise)), None)
    if said is None:
        raise Refusal("Nothing was saved.", "I need it in words.", USAGE[kind])
    return Words(text=said.text[:LONGEST], check=said.check.day if said.check else None)


def heard(text: str, *, said: Raise, today: date, locale: str, zone: str) -> Words:
    """The line of a message (`text` is as Slack sent it) that was understood as `said`, with its values if it has any.

    Values stand behind quotation marks; where what stands there means nothing, all of it is what may happen.
    """
    for line in text.splitlines():
        behind = _LINE.match(line)
        quoted = in_quotes(behind[1]) if behind else None
        if behind and quoted and said.text.startswith(unescape(quoted.text)[:20].strip()):
            with suppress(Refusal):
                return read(behind[1], kind=Kind(said.kind), today=today, locale=locale, zone=zone)
            return Words(text=unescape(behind[1])[:LONGEST])
    return Words(text=said.text[:LONGEST], check=said.check.day if said.check else None)


def change(text: str, *, kind: Kind, today: date, locale: str) -> Words:
    """What stands after an id: `40% 10d owner @bo check 1 May`, `happened`; raises Refusal for anything else."""
    return _rest(list(tokens(text)), Words(), kind=kind, today=today, locale=locale)


def _rest(words: list[Token], said: Words, *, kind: Kind, today: date, locale: str) -> Words:
    at = 0
    while at < len(words):
        said, at = _one(words, at, said, kind=kind, today=today, locale=locale)
    if said.probability is not None and said.probability > 100:
        raise Refusal("Nothing was saved.", "A probability is a percentage from 0 to 100.", "Write it like `40%`.")
    return replace(said, text=said.text[:LONGEST], plan=said.plan[:LONGEST])


def _one(words: list[Token], at: int, said: Words, *, kind: Kind, today: date, locale: str) -> tuple[Words, int]:
    """One value, and where the next begins."""
    word = words[at]
    bare = word.text.casefold().rstrip(":,")
    if word.kind == "user":
        return replace(said, owner=word.id), at + 1
    if bare in ("owner", *_SMALL):
        return said, at + 1
    if found := _PERCENT.fullmatch(bare):
        return replace(said, probability=int(found[1])), at + 1
    if found := _DAYS.fullmatch(bare):
        return replace(said, impact=int(found[1])), at + 1
    if found := _ABOUT.fullmatch(bare):
        return replace(said, about=f"{found[1].upper()}-{int(found[2])}"), at + 1
    if bare in ("check", "review"):
        return _day(words, at + 1, said, today=today, locale=locale)
    if bare in tuple(Response) and kind is not Kind.ASSUMPTION:
        end = next((i for i in range(at + 1, len(words)) if words[i].text.casefold() == "check"), len(words))
        plan = " ".join(each.text for each in words[at + 1 : end])
        return replace(said, response=bare, plan=plan), end
    if bare in ENDS[kind]:
        return replace(said, outcome=Outcome(bare)), at + 1
    raise Refusal("Nothing was saved.", f"I don't know what “{word.text[:60]}” means there.", USAGE[kind])


def _day(words: list[Token], at: int, said: Words, *, today: date, locale: str) -> tuple[Words, int]:
    """The longest run of words that is a day."""
    while at < len(words) and words[at].text.casefold() in ("by", "on"):
        at += 1
    for end in range(min(len(words), at + 6), at, -1):
        found = dates.read(" ".join(word.text for word in words[at:end]), today=today, locale=locale)
        if found and found.day and not found.alternatives:
            return replace(said, check=found.day), end
    part = " ".join(word.text for word in words[at : at + 4])
    raise Refusal("Nothing was saved.", f"I don't understand “{part[:60]}” as a date.", "Write `check 1 May`.")


USAGE: Mapping[Kind, str] = {
    Kind.RISK: 'Write it like this: `risk "the vendor is late" 40% 10d owner @ana check 1 May`.',
    Kind.ISSUE: 'Write it like this: `issue "the test data are wrong" 5d owner @ana on M-3`.',
    Kind.ASSUMPTION: 'Write it like this: `assume "the licence is renewed" owner @ana check 1 May`.',
}
