"""The summary of a check-in: answers, exceptions first; people missing and people away, listed separately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.plan import Milestone


class AnswerKind(StrEnum):
    """The kinds of answer about a milestone, in the order of a summary."""

    BLOCKED = "blocked"
    MOVED = "moved"
    DONE = "done"
    PROGRESS = "progress"
    UNCHANGED = "unchanged"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One record about a milestone: `kind` as captured, `was` its previous date, `text` the reason or the words."""

    milestone: str
    kind: str
    by: str
    at: datetime
    was: date | None = None
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A milestone and the answer about it; `was` is its date at the time of the prompt."""

    milestone: Milestone
    said: AnswerKind
    was: date | None = None
    text: str = ""
    source: str = ""


class ParticipantState(StrEnum):
    """A person's part in a round; `SUPPRESSED`: they had already given an update."""

    ASKED = "asked"
    SUPPRESSED = "suppressed"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class RoundParticipant:
    user: str
    state: ParticipantState
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckinSummary:
    """A round in sum: `missing` said nothing at all; `silent` are open milestones of people who said something else."""

    lines: tuple[AnswerLine, ...]
    unchanged: tuple[AnswerLine, ...]
    missing: tuple[str, ...]
    away: tuple[str, ...]
    answered: tuple[str, ...]
    notes: tuple[AnswerRecord, ...] = ()
    silent: tuple[AnswerLine, ...] = ()

    @property
    def asked(self) -> int:
        return len(self.missing) + len(self.answered)


_ANSWER_KINDS = {
    "actual": AnswerKind.DONE,
    "forecast": AnswerKind.MOVED,
    "percent": AnswerKind.PROGRESS,
    "no change": AnswerKind.UNCHANGED,
}
_ANSWER_ORDER = tuple(AnswerKind)


def answer_line(milestone: Milestone, records: Sequence[AnswerRecord]) -> AnswerLine:
    """Summarise a milestone's records, oldest first: a blocker wins, else the last record with an answer."""
    milestone_records = [record for record in records if record.milestone == milestone.id]
    blocker = next((record for record in reversed(milestone_records) if record.kind == "blocker"), None)
    if blocker:
        return AnswerLine(milestone, AnswerKind.BLOCKED, text=blocker.text, source=blocker.source)
    last_answer = next((record for record in reversed(milestone_records) if record.kind in _ANSWER_KINDS), None)
    if last_answer is None:
        return AnswerLine(milestone, AnswerKind.PROGRESS if milestone_records else AnswerKind.SILENT)
    first_move = next((record for record in milestone_records if record.kind == "forecast"), last_answer)
    return AnswerLine(milestone, _ANSWER_KINDS[last_answer.kind], first_move.was, last_answer.text, last_answer.source)


def _exceptions_first(line: AnswerLine) -> tuple[int, date, str]:
    return _ANSWER_ORDER.index(line.said), line.milestone.expected or date.max, line.milestone.id


def _has_answer(person: RoundParticipant, lines: Mapping[str, AnswerLine]) -> bool:
    return any(lines[id].said is not AnswerKind.SILENT for id in person.milestones if id in lines)


def summarize_round(
    participants: Sequence[RoundParticipant], milestones: Mapping[str, Milestone], records: Sequence[AnswerRecord]
) -> CheckinSummary:
    """Summarise a round: blocked first, then moved, done and in progress; unchanged milestones are only counted.

    A person has answered when one of their milestones has an answer, no matter from whom, or when they answered
    something else in the round: no answer is shown below "0 of 1 answered".
    """
    notes = tuple(item for item in records if item.kind in ("answer", "update") and item.text)
    lines = {
        id: answer_line(milestones[id], records)
        for participant in participants
        for id in participant.milestones
        if id in milestones
    }
    notable = [item for item in lines.values() if item.said not in (AnswerKind.UNCHANGED, AnswerKind.SILENT)]
    notable.sort(key=_exceptions_first)
    asked = [participant for participant in participants if participant.state == ParticipantState.ASKED]
    silent = {
        person.user: tuple(lines[id] for id in person.milestones if id in lines and lines[id].said is AnswerKind.SILENT)
        for person in asked
    }
    heard = {note.by for note in notes} | {person.user for person in asked if _has_answer(person, lines)}
    missing = [user for user, left in silent.items() if left and user not in heard]
    return CheckinSummary(
        lines=tuple(notable),
        unchanged=tuple(item for item in lines.values() if item.said is AnswerKind.UNCHANGED),
        missing=tuple(missing),
        away=tuple(person.user for person in participants if person.state == ParticipantState.AWAY),
        answered=tuple(
            person.user
            for person in participants
            if person.state != ParticipantState.AWAY and person.user not in missing
        ),
        notes=notes,
        silent=tuple(line for user in silent if user not in missing for line in silent[user]),
    )
