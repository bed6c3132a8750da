"""The register of risks, assumptions and issues (docs/behaviours.md).

Terms are those of the PMBOK Guide: a risk is avoided, reduced, transferred or accepted; its exposure is probability ×
impact.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from html import unescape

from rules import dates
from rules.capture import Raise, interpret_message
from rules.capture.forms import hints
from rules.refusal import Refusal
from rules.text import Token, plain, tokens

MAX_TEXT_LENGTH = 1000
_PERCENT_WORD = re.compile(r"(\d{1,3})%")
_DAYS_WORD = re.compile(r"(\d{1,4})(?:wd|d)", re.IGNORECASE)
_ABOUT_ID = re.compile(r"(M|PRJ)-?(\d{1,7})", re.IGNORECASE)
_QUOTED_ENTRY_LINE = re.compile(r"[\s>*_•-]*(?:risk|issue|assum(?:e|ption))\s*[:–—-]?\s*([\"“„«].+)", re.IGNORECASE)
_ENTRY_LINE = re.compile(r"[\s>*_•-]*(?:risk|issue|assum(?:e|ption))\s*[:–—-]?\s*(\S.+)", re.IGNORECASE)
_OUTCOME_WORDS = {"true": "holds", "false": "broken", "wrong": "broken", "resolved": "solved", "close": "closed"}
_RESTING_ID = re.compile(r"(M|BEN|DEC)-?(\d{1,7})", re.IGNORECASE)
RESTS_USAGE = "Name what rests on it by its ID: `A-2 rests M-12, BEN-6, DEC-4`."
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
    """The ways an entry ends; `WITHDRAWN` marks an entry made by mistake."""

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
# A risk that happened or an assumption that broke continues as an issue.
OUTCOMES_BECOMING_ISSUES = frozenset({EntryOutcome.HAPPENED, EntryOutcome.BROKEN})


@dataclass(frozen=True, slots=True)
class EntryFields:
    """The fields of an entry given on a line or in a form; None or empty for those not given.

    `probability` is a percentage, `impact` working days, `about` a milestone or project id. `rests` are the ids of what
    rests on an assumption.
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
    rests: tuple[str, ...] = ()

    def changed_columns(self) -> dict[str, object]:
        """Return the columns these fields change."""
        named = ("owner", "probability", "impact", "response", "plan", "check", "text")
        values = {name: getattr(self, name) for name in named if getattr(self, name) not in (None, "")}
        return values | ({"rests": list(self.rests)} if self.rests else {})


def entry_kind_of(id: str) -> EntryKind | None:
    """Return the kind of entry an id belongs to (`R-5` risk, `A-2` assumption, `I-4` issue), else None."""
    return KIND_BY_PREFIX.get(id.partition("-")[0])


def first_quoted(text: str) -> Token | None:
    """Return the first quoted token of a line."""
    return next((word for word in tokens(text) if word.kind == "quoted"), None)


def risk_exposure(probability: int | None, impact: int | None) -> float:
    """Return the expected working days: probability (percent) × impact (working days).

    A missing estimate counts as 0.
    """
    return (probability or 0) / 100 * (impact or 0)


def parse_entry(text: str, *, kind: EntryKind, today: date, locale: str, zone: str) -> EntryFields:
    """Parse an entry like `"vendor slips" 40% 10d owner @ana reduce: second vendor check 1 May on M-3`.

    Without quotes, everything is the text, except `check 1 May` at the end. Raises Refusal.
    """
    if quoted := first_quoted(text):
        rest = [word for word in tokens(text) if word.start > quoted.start]
        return _parse_fields(rest, EntryFields(text=quoted.text), kind=kind, today=today, locale=locale)
    interpretation = interpret_message(f"{VERB_BY_KIND[kind]}: {text}", today=today, locale=locale, zone=zone)
    if interpretation.unclear:
        raise hints.refusal_of(interpretation.unclear[0], today=today)
    statement = next(
        (candidate for candidate in interpretation.explicit if isinstance(candidate, Raise)),
        None,
    )
    if statement is None:
        raise Refusal("Nothing was saved.", "Describe it in words.", USAGE_BY_KIND[kind])
    if fields := _parse_tail(text, kind=kind, today=today, locale=locale):
        return fields
    return EntryFields(text=statement.text[:MAX_TEXT_LENGTH], check=statement.check.day if statement.check else None)


def _parse_tail(text: str, *, kind: EntryKind, today: date, locale: str) -> EntryFields | None:
    """Parse the values at the end of a line without quotes: `the vendor is late 40% 10d check 1 May on M-3`."""
    words = list(tokens(text))
    for index in range(1, len(words)):
        if not _begins_value(words, index):
            continue
        entry_text = text[: words[index].start].strip(" ,;–—-")
        try:
            fields = EntryFields(text=plain(entry_text)[:MAX_TEXT_LENGTH])
            return _parse_fields(words[index:], fields, kind=kind, today=today, locale=locale)
        except dates.DoubtfulDay:
            raise
        except Refusal:
            continue
    return None


def _begins_value(words: list[Token], index: int) -> bool:
    """Return whether a word can begin the values of an entry."""
    word, following = words[index].text.casefold(), words[index + 1].text if index + 1 < len(words) else ""
    return bool(
        _PERCENT_WORD.fullmatch(word)
        or _DAYS_WORD.fullmatch(word)
        or word.rstrip(":") in ("owner", "check", "review", "rests")
        or (word in ("on", "in") and _ABOUT_ID.fullmatch(following.strip(",.")))
        or (word.endswith(":") and word.rstrip(":") in tuple(RiskResponse))
    )


def entry_from_message(text: str, *, statement: Raise, today: date, locale: str, zone: str) -> EntryFields:
    """Parse the entry behind `statement` from the message line that contains it, with any values given.

    `text` is Slack's wire form. Values follow the closing quotation mark; if they can't be parsed, the whole line is
    the entry's text.
    """
    for line in text.splitlines():
        unquoted = _ENTRY_LINE.match(line)
        words = plain(unquoted[1]).strip(' "“”') if unquoted else ""
        if unquoted and first_quoted(unquoted[1]) is None and statement.text and words.startswith(statement.text[:20]):
            return _parse_tail(unquoted[1], kind=EntryKind(statement.kind), today=today, locale=locale) or EntryFields(
                text=statement.text[:MAX_TEXT_LENGTH], check=statement.check.day if statement.check else None
            )
        entry_line = _QUOTED_ENTRY_LINE.match(line)
        quoted = first_quoted(entry_line[1]) if entry_line else None
        if entry_line and quoted and statement.text.startswith(unescape(quoted.text)[:20].strip()):
            try:
                return parse_entry(entry_line[1], kind=EntryKind(statement.kind), today=today, locale=locale, zone=zone)
            except dates.DoubtfulDay:
                raise
            except Refusal:
                return EntryFields(text=unescape(entry_line[1])[:MAX_TEXT_LENGTH])
    return EntryFields(text=statement.text[:MAX_TEXT_LENGTH], check=statement.check.day if statement.check else None)


def require_text(text: str, *, kind: EntryKind) -> None:
    """Raise a refusal for an entry without words."""
    if not text.strip():
        raise Refusal("Nothing was saved.", f"The {kind} has no description.", USAGE_BY_KIND[kind])


def parse_change(text: str, *, kind: EntryKind, today: date, locale: str) -> EntryFields:
    """Parse the words after an entry's id, like `40% 10d owner @bo check 1 May` or `happened`; raises Refusal."""
    return _parse_fields(list(tokens(text)), EntryFields(), kind=kind, today=today, locale=locale)


def _parse_fields(words: list[Token], fields: EntryFields, *, kind: EntryKind, today: date, locale: str) -> EntryFields:
    index = 0
    while index < len(words):
        fields, index = _parse_field(words, index, fields, kind=kind, today=today, locale=locale)
    if fields.probability is not None and fields.probability > 100:
        raise Refusal("Nothing was saved.", "A probability is a percentage from 0 to 100.", "Write it like `40%`.")
    return replace(fields, text=fields.text[:MAX_TEXT_LENGTH], plan=fields.plan[:MAX_TEXT_LENGTH])


def _parse_field(
    words: list[Token], index: int, fields: EntryFields, *, kind: EntryKind, today: date, locale: str
) -> tuple[EntryFields, int]:
    """Parse one value and return the index of the next."""
    word = words[index]
    plain_word = word.text.casefold().rstrip(":,")
    if word.askable:
        return replace(fields, owner=word.id), index + 1
    if plain_word in ("owner", *_FILLER_WORDS):
        return fields, index + 1
    if match := _PERCENT_WORD.fullmatch(plain_word):
        return replace(fields, probability=int(match[1])), index + 1
    if match := _DAYS_WORD.fullmatch(plain_word):
        return replace(fields, impact=int(match[1])), index + 1
    if match := _ABOUT_ID.fullmatch(plain_word):
        return replace(fields, about=f"{match[1].upper()}-{int(match[2])}"), index + 1
    if plain_word in ("rests", "rest") and kind is EntryKind.ASSUMPTION:
        return _parse_rests(words, index + 1, fields)
    if plain_word in ("check", "review"):
        return _parse_check_day(words, index + 1, fields, today=today, locale=locale)
    if plain_word in tuple(RiskResponse) and kind is not EntryKind.ASSUMPTION:
        end = next(
            (i for i in range(index + 1, len(words)) if words[i].text.casefold() == "check"),
            len(words),
        )
        plan = " ".join(plan_word.text for plan_word in words[index + 1 : end])
        if word.text.endswith(":") and not plan:
            raise Refusal(f"Nothing saved: say how to {plain_word} it.", "", "Try `R-5 reduce: a second vendor`.")
        return replace(fields, response=plain_word, plan=plan), end
    outcome = _OUTCOME_WORDS.get(plain_word, plain_word)
    if outcome in OUTCOMES_BY_KIND[kind]:
        return replace(fields, outcome=EntryOutcome(outcome)), index + 1
    raise Refusal("Nothing was saved.", f"I don't know what “{word.text[:60]}” means there.", USAGE_BY_KIND[kind])


def read_resting_ids(text: str) -> tuple[str, ...]:
    """Return the ids of `M-12, BEN-6 and DEC-4`; raise Refusal for anything else."""
    words = [word for word in re.split(r"[\s,&]+|\band\b", text) if word]
    wrong = next((word for word in words if not _RESTING_ID.fullmatch(word)), None)
    if wrong:
        raise Refusal("Nothing was saved.", f"“{wrong[:40]}” is no milestone, benefit or decision.", RESTS_USAGE)
    found = (match for word in words if (match := _RESTING_ID.fullmatch(word)))
    return tuple(dict.fromkeys(f"{match[1].upper()}-{int(match[2])}" for match in found))


def _parse_rests(words: list[Token], index: int, fields: EntryFields) -> tuple[EntryFields, int]:
    """Parse the ids that follow `rests` or `rests on`."""
    end = index + (index < len(words) and words[index].text.casefold() == "on")
    said = []
    while end < len(words) and (_RESTING_ID.fullmatch(words[end].text.strip(",&")) or words[end].text in ("and", "&")):
        said.append(words[end].text)
        end += 1
    ids = read_resting_ids(" ".join(said))
    if not ids:
        raise Refusal("Nothing was saved.", "What rests on it?", RESTS_USAGE)
    return replace(fields, rests=ids), end


def _parse_check_day(
    words: list[Token], index: int, fields: EntryFields, *, today: date, locale: str
) -> tuple[EntryFields, int]:
    """Parse the longest run of words that is a date."""
    while index < len(words) and words[index].text.casefold() in ("by", "on"):
        index += 1
    for end in range(min(len(words), index + 6), index, -1):
        try:
            text = " ".join(word.text for word in words[index:end])
            return replace(fields, check=dates.read_day(text, today=today, locale=locale)), end
        except dates.NotADate:
            continue
    part = " ".join(word.text for word in words[index : index + 4])
    raise Refusal("Nothing was saved.", f"I don't understand “{part[:60]}” as a date.", "Write `check 1 May`.")


USAGE_BY_KIND: Mapping[EntryKind, str] = {
    EntryKind.RISK: 'Write it like this: `risk "the vendor is late" 40% 10d owner @ana check 1 May`.',
    EntryKind.ISSUE: 'Write it like this: `issue "the test data are wrong" 5d owner @ana on M-3`.',
    EntryKind.ASSUMPTION: 'Write it like this: `assume "the licence is renewed" owner @ana check 1 May`.',
}
