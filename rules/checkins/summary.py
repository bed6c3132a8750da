"""The summary of a check-in: what came in, exceptions first; who is missing, apart from who is away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.plan import Milestone


class AnswerKind(StrEnum):
    """What became of a milestone since it was asked about, in the order a summary tells it."""

    BLOCKED = "blocked"
    MOVED = "moved"
    DONE = "done"
    PROGRESS = "progress"
    UNCHANGED = "unchanged"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One record about a milestone: `kind` as captured, `was` the day before it, `text` the reason or the words."""

    milestone: str
    kind: str
    by: str
    at: datetime
    was: date | None = None
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A milestone as it stands, and what was said of it; `was` is its day when it was asked about."""

    milestone: Milestone
    said: AnswerKind
    was: date | None = None
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RoundParticipant:
    """One person of a round: asked, suppressed (had said it before) or away."""

    user: str
    state: str
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckinSummary:
    lines: tuple[AnswerLine, ...]
    unchanged: tuple[AnswerLine, ...]
    missing: tuple[str, ...]
    away: tuple[str, ...]
    answered: tuple[str, ...]
    notes: tuple[AnswerRecord, ...] = ()

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
    """What a milestone's records, oldest first, come to: a blocker before all, else the last one that says anything."""
    about = [one for one in records if one.milestone == milestone.id]
    blocker = next((one for one in reversed(about) if one.kind == "blocker"), None)
    if blocker:
        return AnswerLine(milestone, AnswerKind.BLOCKED, text=blocker.text, source=blocker.source)
    last = next((one for one in reversed(about) if one.kind in _ANSWER_KINDS), None)
    if last is None:
        return AnswerLine(milestone, AnswerKind.PROGRESS if about else AnswerKind.SILENT)
    first = next((one for one in about if one.kind == "forecast"), last)
    return AnswerLine(milestone, _ANSWER_KINDS[last.kind], first.was, last.text, last.source)


def summarize_round(
    participants: Sequence[RoundParticipant], milestones: Mapping[str, Milestone], records: Sequence[AnswerRecord]
) -> CheckinSummary:
    """Blocked first, then what moved, is done, progressed; what is unchanged is only counted.

    Somebody has answered when something was said of each of their milestones, by whomever.
    """
    lines = {
        id: answer_line(milestones[id], records) for part in participants for id in part.milestones if id in milestones
    }
    shown = [one for one in lines.values() if one.said not in (AnswerKind.UNCHANGED, AnswerKind.SILENT)]
    shown.sort(key=lambda one: (_ANSWER_ORDER.index(one.said), one.milestone.expected or date.max, one.milestone.id))
    asked = [part for part in participants if part.state == "asked"]
    silent = [p.user for p in asked if any(lines[id].said is AnswerKind.SILENT for id in p.milestones if id in lines)]
    return CheckinSummary(
        lines=tuple(shown),
        unchanged=tuple(one for one in lines.values() if one.said is AnswerKind.UNCHANGED),
        missing=tuple(silent),
        away=tuple(part.user for part in participants if part.state == "away"),
        answered=tuple(p.user for p in participants if p.state != "away" and p.user not in silent),
        notes=tuple(one for one in records if one.kind in ("answer", "update") and one.text),
    )
