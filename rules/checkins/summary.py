"""The summary of a check-in: what came in, exceptions first; who is missing, apart from who is away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.plan import Milestone


class Said(StrEnum):
    """What became of a milestone since it was asked about, in the order a summary tells it."""

    BLOCKED = "blocked"
    MOVED = "moved"
    DONE = "done"
    PROGRESS = "progress"
    UNCHANGED = "unchanged"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Heard:
    """One record about a milestone: `kind` as captured, `was` the day before it, `text` the reason or the words."""

    milestone: str
    kind: str
    by: str
    at: datetime
    was: date | None = None
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A milestone as it stands, and what was said of it; `was` is its day when it was asked about."""

    milestone: Milestone
    said: Said
    was: date | None = None
    text: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One person of a round: asked, suppressed (had said it before) or away."""

    user: str
    state: str
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    lines: tuple[Line, ...]
    unchanged: tuple[Line, ...]
    missing: tuple[str, ...]
    away: tuple[str, ...]
    answered: tuple[str, ...]
    notes: tuple[Heard, ...] = ()

    @property
    def asked(self) -> int:
        return len(self.missing) + len(self.answered)


_KINDS = {"actual": Said.DONE, "forecast": Said.MOVED, "percent": Said.PROGRESS, "no change": Said.UNCHANGED}
_ORDER = tuple(Said)


def line(milestone: Milestone, heard: Sequence[Heard]) -> Line:
    """What a milestone's records, oldest first, come to: a blocker before all, else the last one that says anything."""
    about = [one for one in heard if one.milestone == milestone.id]
    blocker = next((one for one in reversed(about) if one.kind == "blocker"), None)
    if blocker:
        return Line(milestone, Said.BLOCKED, text=blocker.text, source=blocker.source)
    last = next((one for one in reversed(about) if one.kind in _KINDS), None)
    if last is None:
        return Line(milestone, Said.PROGRESS if about else Said.SILENT)
    first = next((one for one in about if one.kind == "forecast"), last)
    return Line(milestone, _KINDS[last.kind], first.was, last.text, last.source)


def summary(parts: Sequence[Part], milestones: Mapping[str, Milestone], heard: Sequence[Heard]) -> Summary:
    """Blocked first, then what moved, is done, progressed; what is unchanged is only counted.

    Somebody has answered when something was said of each of their milestones, by whomever.
    """
    lines = {id: line(milestones[id], heard) for part in parts for id in part.milestones if id in milestones}
    shown = [one for one in lines.values() if one.said not in (Said.UNCHANGED, Said.SILENT)]
    shown.sort(key=lambda one: (_ORDER.index(one.said), one.milestone.expected or date.max, one.milestone.id))
    asked = [part for part in parts if part.state == "asked"]
    silent = [p.user for p in asked if any(lines[id].said is Said.SILENT for id in p.milestones if id in lines)]
    return Summary(
        lines=tuple(shown),
        unchanged=tuple(one for one in lines.values() if one.said is Said.UNCHANGED),
        missing=tuple(silent),
        away=tuple(part.user for part in parts if part.state == "away"),
        answered=tuple(p.user for p in parts if p.state != "away" and p.user not in silent),
        notes=tuple(one for one in heard if one.kind in ("answer", "update") and one.text),
    )
