"""Typed answers: a short message without an id, read as the answer to a question that is open (B-126)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.capture import ExplicitForm, FormDoubt, Owner, UnclearForm, interpret_message

MAX_ANSWER_LENGTH = 200
# Stands for the milestone until it is known which one is meant.
UNKNOWN_MILESTONE = "M-0"
_NAMED_ID = re.compile(r"\b(?:PRG|PRJ|M|D|B|R|I|A|E)-?\d+\b", re.IGNORECASE)
_OPENING = re.compile(r"(?:(?:it|that|this)(?:['’]s| is)|(?:we|i)(?:['’](?:re|m)| are| am))\s+", re.IGNORECASE)
_STATE = r"(?:on (?:track|plan|schedule|time|course)|as planned|unchanged|(?:the )?same)"
_YES = re.compile(
    r"y|yes|yep|yeah|yup|correct|right|true|still (?:true|a risk|open)|i commit|i can"
    r"|yes,? (?:it (?:is|does)|we can|i can|still)"
)
_NO = re.compile(
    r"n|no|nope|not (?:any ?more|really|yet)|no longer|no,? (?:it isn['’]t|i can['’]t|we can['’]t|not any ?more)"
)
_SAME = re.compile(rf"(?:yes,?\s+)?(?:still\s+)?(?:{_STATE}|on)|no change")
_ALL_SAME = re.compile(
    rf"(?:they['’]?re |they are |it['’]?s )?(?:all|everything|both)(?:['’]s| is| are)?\s+(?:still\s+)?"
    rf"(?:fine|good|ok|okay|well|no change|{_STATE})"
    r"|no changes?(?: (?:to any|at all|for all|anywhere))?|nothing(?: has|['’]s)? changed"
)


class TypedAnswerKind(StrEnum):
    """The kinds of typed answer: `REPORT` says something of a milestone, `ALL_SAME` holds for everything asked."""

    YES = "yes"
    NO = "no"
    SAME = "same"
    ALL_SAME = "all same"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """An answer; the `words` of a report follow a milestone's id."""

    kind: TypedAnswerKind
    words: str = ""


def read_answer(text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC") -> TypedAnswer | None:
    """Read a short message as an answer; None if it is something else, or names what it is about."""
    plain = text.strip()
    if not plain or "\n" in plain or len(plain) > MAX_ANSWER_LENGTH or plain.endswith("?") or _NAMED_ID.search(plain):
        return None
    words = _OPENING.sub("", plain, count=1) if _OPENING.match(plain) else plain
    bare = words.casefold().strip(" .!,👍✅")
    for kind, pattern in (
        (TypedAnswerKind.SAME, _SAME),
        (TypedAnswerKind.ALL_SAME, _ALL_SAME),
        (TypedAnswerKind.YES, _YES),
        (TypedAnswerKind.NO, _NO),
    ):
        if pattern.fullmatch(bare):
            return TypedAnswer(kind, plain)
    for candidate in (words, f"-> {words}"):
        if _is_report(candidate, today=today, locale=locale, zone=zone):
            return TypedAnswer(TypedAnswerKind.REPORT, candidate)
    return None


def _is_report(words: str, *, today: date, locale: str, zone: str) -> bool:
    form = read_report(words, UNKNOWN_MILESTONE, today=today, locale=locale, zone=zone)
    if isinstance(form, UnclearForm):
        return form.doubt in (FormDoubt.TEXT, FormDoubt.PERCENT) or bool(form.choices)
    return form is not None and not isinstance(form, Owner)


def read_report(
    words: str, milestone: str, *, today: date, locale: str = "en_GB", zone: str = "UTC"
) -> ExplicitForm | UnclearForm | None:
    """Return the statement about a milestone; an UnclearForm if it is understood in part."""
    interpretation = interpret_message(f"{milestone} {words}", today=today, locale=locale, zone=zone)
    return next(iter((*interpretation.explicit, *interpretation.unclear)), None)
