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
from rules.capture import Raise, interpret_message
from rules.refusal import Refusal
from rules.text import Token, tokens

MAX_TEXT_LENGTH = 1000
_PERCENT_WORD = re.compile(r"(\d{1,3})%")
_DAYS_WORD = re.compile(r"(\d{1,4})(?:wd|d)", re.IGNORECASE)
_ABOUT_ID = re.compile(r"(M|PRJ)-?(\d{1,7})", re.IGNORECASE)
_QUOTED_ENTRY_LINE = re.compile(r"[\s>*_•-]*(?:risk|issue|assum(?:e|ption))\s*[:–—-]?\s*([\"“„«].+)", re.IGNORECASE)
_FILLER_WORDS = frozenset({"on", "in", "impact", "probability", "is"})


class EntryKind(StrEnum):
    RISK = "risk"
    ISSUE = "issue"
    ASSUMPTION = "assumption"


class RiskResponse(StrEnum):
    AVOID = "avoid"
    REDUCE = "reduce"
    TRANSFER = "transfer"
    ACCEPT = "accept"


class EntryOutcome(StrEnum):
    """How an entry ends; `WITHDRAWN`: it was never meant."""

    CLOSED = "closed"
    HAPPENED = "happened"
    SOLVED = "solved"
    HOLDS = "holds"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


VERB_BY_KIND: Mapping[EntryKind, str] = {
    EntryKind.RISK: "risk",
    EntryKind.ISSUE: "issue",
    EntryKind.ASSUMPTION: "assume",
}
PREFIX_BY_KIND: Mapping[EntryKind, str] = {EntryKind.RISK: "R", EntryKind.ISSUE: "I", EntryKind.ASSUMPTION: "A"}
KIND_BY_PREFIX: Mapping[str, EntryKind] = {letter: kind for kind, letter in PREFIX_BY_KIND.items()}
OUTCOMES_BY_KIND: Mapping[EntryKind, tuple[EntryOutcome, ...]] = {
    EntryKind.RISK: (EntryOutcome.CLOSED, EntryOutcome.HAPPENED),
    EntryKind.ISSUE: (EntryOutcome.SOLVED,),
    EntryKind.ASSUMPTION: (EntryOutcome.HOLDS, EntryOutcome.BROKEN),
}
OUTCOMES_BECOMING_ISSUES = frozenset({EntryOutcome.HAPPENED, EntryOutcome.BROKEN})
"""A risk that happened and an assumption that broke go on as an issue."""


@dataclass(frozen=True, slots=True)
class EntryFields:
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
    outcome: EntryOutcome | None = None

    def changed_columns(self) -> dict[str, object]:
        """The columns that it changes."""
        named = ("owner", "probability", "impact", "response", "plan", "check", "text")
        return {name: getattr(self, name) for name in named if getattr(self, name) not in (None, "")}


def entry_kind_of(id: str) -> EntryKind | None:
    """`R-5` is a risk, `A-2` an assumption, `I-4` an issue; None for the id of anything else."""
    return KIND_BY_PREFIX.get(id.partition("-")[0])


def first_quoted(text: str) -> Token | None:
    """The first words of a line that stand in quotation marks."""
    return next((word for word in tokens(text) if word.kind == "quoted"), None)


def risk_exposure(probability: int | None, impact: int | None) -> float:
    """Expected working days: probability (percent) × impact (working days); what nobody estimated counts nothing."""
    return (probability or 0) / 100 * (impact or 0)


def parse_entry(text: str, *, kind: EntryKind, today: date, locale: str, zone: str) -> EntryFields:
    """`"vendor slips" 40% 10d owner @ana reduce: second vendor check 1 May on M-3`; raises Refusal.

    Without quotes all of it is what may happen, but for `check 1 May` at its end.
    """
    if quoted := first_quoted(text):
        rest = [word for word in tokens(text) if word.start > quoted.start]
        return _parse_fields(rest, EntryFields(text=quoted.text), kind=kind, today=today, locale=locale)
    heard = interpret_message(f"{VERB_BY_KIND[kind]}: {text}", today=today, locale=locale, zone=zone)
    said = next((one for one in heard.explicit if isinstance(one, Raise)), None)
    if said is None:
        raise Refusal("Nothing was saved.", "I need it in words.", USAGE_BY_KIND[kind])
    return EntryFields(text=said.text[:MAX_TEXT_LENGTH], check=said.check.day if said.check else None)


def entry_from_message(text: str, *, statement: Raise, today: date, locale: str, zone: str) -> EntryFields:
    """The line of a message (`text` is as Slack sent it) that was understood as `said`, with its values if it has any.

    Values stand behind quotation marks; where what stands there means nothing, all of it is what may happen.
    """
    for line in text.splitlines():
        behind = _QUOTED_ENTRY_LINE.match(line)
        quoted = first_quoted(behind[1]) if behind else None
        if behind and quoted and statement.text.startswith(unescape(quoted.text)[:20].strip()):
            with suppress(Refusal):
                return parse_entry(behind[1], kind=EntryKind(statement.kind), today=today, locale=locale, zone=zone)
            return EntryFields(text=unescape(behind[1])[:MAX_TEXT_LENGTH])
    return EntryFields(text=statement.text[:MAX_TEXT_LENGTH], check=statement.check.day if statement.check else None)


def parse_change(text: str, *, kind: EntryKind, today: date, locale: str) -> EntryFields:
    """What stands after an id: `40% 10d owner @bo check 1 May`, `happened`; raises Refusal for anything else."""
    return _parse_fields(list(tokens(text)), EntryFields(), kind=kind, today=today, locale=locale)


def _parse_fields(words: list[Token], fields: EntryFields, *, kind: EntryKind, today: date, locale: str) -> EntryFields:
    at = 0
    while at < len(words):
        fields, at = _parse_field(words, at, fields, kind=kind, today=today, locale=locale)
    if fields.probability is not None and fields.probability > 100:
        raise Refusal("Nothing was saved.", "A probability is a percentage from 0 to 100.", "Write it like `40%`.")
    return replace(fields, text=fields.text[:MAX_TEXT_LENGTH], plan=fields.plan[:MAX_TEXT_LENGTH])


def _parse_field(
    words: list[Token], index: int, fields: EntryFields, *, kind: EntryKind, today: date, locale: str
) -> tuple[EntryFields, int]:
    """One value, and where the next begins."""
    word = words[index]
    bare = word.text.casefold().rstrip(":,")
    if word.kind == "user":
        return replace(fields, owner=word.id), index + 1
    if bare in ("owner", *_FILLER_WORDS):
        return fields, index + 1
    if found := _PERCENT_WORD.fullmatch(bare):
        return replace(fields, probability=int(found[1])), index + 1
    if found := _DAYS_WORD.fullmatch(bare):
        return replace(fields, impact=int(found[1])), index + 1
    if found := _ABOUT_ID.fullmatch(bare):
        return replace(fields, about=f"{found[1].upper()}-{int(found[2])}"), index + 1
    if bare in ("check", "review"):
        return _parse_check_day(words, index + 1, fields, today=today, locale=locale)
    if bare in tuple(RiskResponse) and kind is not EntryKind.ASSUMPTION:
        end = next((i for i in range(index + 1, len(words)) if words[i].text.casefold() == "check"), len(words))
        plan = " ".join(each.text for each in words[index + 1 : end])
        return replace(fields, response=bare, plan=plan), end
    if bare in OUTCOMES_BY_KIND[kind]:
        return replace(fields, outcome=EntryOutcome(bare)), index + 1
    raise Refusal("Nothing was saved.", f"I don't know what “{word.text[:60]}” means there.", USAGE_BY_KIND[kind])


def _parse_check_day(
    words: list[Token], index: int, fields: EntryFields, *, today: date, locale: str
) -> tuple[EntryFields, int]:
    """The longest run of words that is a day."""
    while index < len(words) and words[index].text.casefold() in ("by", "on"):
        index += 1
    for end in range(min(len(words), index + 6), index, -1):
        found = dates.parse(" ".join(word.text for word in words[index:end]), today=today, locale=locale)
        if found and found.day and not found.alternatives:
            return replace(fields, check=found.day), end
    part = " ".join(word.text for word in words[index : index + 4])
    raise Refusal("Nothing was saved.", f"I don't understand “{part[:60]}” as a date.", "Write `check 1 May`.")


USAGE_BY_KIND: Mapping[EntryKind, str] = {
    EntryKind.RISK: 'Write it like this: `risk "the vendor is late" 40% 10d owner @ana check 1 May`.',
    EntryKind.ISSUE: 'Write it like this: `issue "the test data are wrong" 5d owner @ana on M-3`.',
    EntryKind.ASSUMPTION: 'Write it like this: `assume "the licence is renewed" owner @ana check 1 May`.',
}
