"""Answers to the lines of a digest: which ones fit a line, and what stands under it afterwards (B-128)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.digests.editions import DigestEdition
from rules.digests.line_answers import LineAnswer, ReaderAnswer
from rules.digests.lines import LineKind, line_key

# Lines of one message that can be answered.
MAX_ANSWERABLE = 5
MAX_ANSWERABLE_ASKS = 3
# A mute ends then, or when the line changes.
MUTE_DAYS = 14

_MILESTONE = (ReaderAnswer.ASKED, ReaderAnswer.HELP, ReaderAnswer.ON_IT, ReaderAnswer.MUTED)
_TAKEN = (ReaderAnswer.ON_IT, ReaderAnswer.HELP, ReaderAnswer.ASKED, ReaderAnswer.MUTED)
_OTHER = (ReaderAnswer.ASKED, ReaderAnswer.HELP, ReaderAnswer.MUTED)
# By the kind of record that a line is about, the best answer first.
_ANSWERS: Mapping[str, tuple[ReaderAnswer, ...]] = {
    "B": _TAKEN,
    "E": _TAKEN,
    "M": _MILESTONE,
    "DEC": (ReaderAnswer.DECIDE, ReaderAnswer.ASKED, ReaderAnswer.MUTED),
    "CR": (ReaderAnswer.APPROVE, ReaderAnswer.ASKED, ReaderAnswer.MUTED),
    **dict.fromkeys(("PRJ", "BEN", "R", "A", "I"), _OTHER),
}
ANSWERABLE_KINDS = frozenset({LineKind.ASK, LineKind.TROUBLE, LineKind.OVERDUE})


@dataclass(frozen=True, slots=True)
class AnswerableLine:
    """A line that readers can answer; `name` is what it is about, in words."""

    key: str
    record: str
    name: str

    @property
    def answers(self) -> tuple[ReaderAnswer, ...]:
        """The answers that it takes, the best one first."""
        return answers_for(self.key)


@dataclass(frozen=True, slots=True)
class LineAnswers:
    """The answers to one line: who is on it, who helps, what was asked; `outcome` is what became of it."""

    on_it: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    questions: tuple[LineAnswer, ...] = ()
    outcome: str = ""

    def __bool__(self) -> bool:
        return bool(self.on_it or self.helpers or self.questions or self.outcome)


def answers_for(key: str) -> tuple[ReaderAnswer, ...]:
    """Return the answers that a line takes, the best one first; none where no person could give one."""
    kind, _, record = key.partition(":")
    prefix, _, number = record.partition("-")
    # A closed project is asked about only in order to be accepted, which its sponsor does.
    if (kind, prefix) == (LineKind.ASK, "PRJ"):
        return ()
    return _ANSWERS.get(prefix, ()) if kind in ANSWERABLE_KINDS and number else ()


def answerable_lines(edition: DigestEdition) -> dict[str, AnswerableLine]:
    """Return the lines that an edition's message lets people answer, by key: what is asked first, then causes."""
    asks = [AnswerableLine(line_key(LineKind.ASK, ask.record), ask.record, ask.text) for ask in edition.asks]
    causes = [
        AnswerableLine(line_key(LineKind.TROUBLE, issue.record), issue.record, issue.label or issue.sentence)
        for issue in edition.troubles
    ]
    asks, causes = ([line for line in lines if line.answers] for lines in (asks, causes))
    shown = {line.key: line for line in asks[: MAX_ANSWERABLE_ASKS if causes else MAX_ANSWERABLE]}
    return shown | {line.key: line for line in causes[: MAX_ANSWERABLE - len(shown)]}


def put_together(answers: Iterable[LineAnswer], *, outcome: str = "") -> LineAnswers:
    """Return the answers to one line, oldest first, each person once."""
    by_time = sorted(answers, key=lambda answer: answer.at)

    def names(kind: ReaderAnswer) -> tuple[str, ...]:
        return tuple(dict.fromkeys(answer.by for answer in by_time if answer.kind is kind))

    questions = tuple(answer for answer in by_time if answer.kind is ReaderAnswer.ASKED)
    return LineAnswers(names(ReaderAnswer.ON_IT), names(ReaderAnswer.HELP), questions, outcome)
