"""Blockers: how much work waits behind one, and who is most likely to resolve it."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.dependencies.handovers import CLOSED_STATES
from rules.plan import Milestone, Plan

# Local hours in which a person can be expected to look.
AWAKE_HOURS = range(8, 19)


@dataclass(frozen=True, slots=True)
class DownstreamReach:
    """The number of open milestones and projects behind a milestone, and the earliest committed one among them."""

    milestones: int
    projects: int
    earliest: Milestone | None

    @property
    def sort_key(self) -> tuple[int, int, date]:
        """A sort key that puts the largest reach first, then the earliest committed date."""
        earliest_date = self.earliest.committed if self.earliest and self.earliest.committed else date.max
        return (-self.milestones, -self.projects, earliest_date)


@dataclass(frozen=True, slots=True)
class HelperCandidate:
    """A person who may be able to resolve a blocker.

    They own the awaited milestone (`upstream` is its id) or have resolved blockers like this before (`solved` counts
    them).
    """

    user: str
    zone: str
    upstream: str | None = None
    solved: int = 0


@dataclass(frozen=True, slots=True)
class HelperSuggestion:
    candidate: HelperCandidate
    awake: bool


def downstream_reach(plan: Plan, ids: Iterable[str]) -> Mapping[str, DownstreamReach]:
    """Return the reach of each milestone, following links to everything that waits for it, however far (B-39)."""
    milestones_by_id = {milestone.id: milestone for milestone in plan.milestones}
    consumers: dict[str, list[str]] = {}
    for link in plan.dependencies:
        if link.state not in CLOSED_STATES and link.consumer in milestones_by_id:
            consumers.setdefault(link.provider, []).append(link.consumer)
    return {id: _reach_from(id, milestones_by_id, consumers) for id in dict.fromkeys(ids)}


def _reach_from(
    start: str, milestones: Mapping[str, Milestone], consumers: Mapping[str, Sequence[str]]
) -> DownstreamReach:
    visited, queue = {start}, deque([start])
    while queue:
        for id in consumers.get(queue.popleft(), ()):
            if id not in visited:
                visited.add(id)
                queue.append(id)
    waiting = [milestones[id] for id in visited if id != start and id in milestones and not milestones[id].done]
    committed = [m for m in waiting if m.committed]
    earliest = min(committed, key=lambda m: (m.committed or date.max, m.id), default=None)
    return DownstreamReach(len(waiting), len({m.project for m in waiting}), earliest)


def suggest_helpers(
    candidates: Iterable[HelperCandidate], *, now: datetime, limit: int = 3
) -> tuple[HelperSuggestion, ...]:
    """Return the most likely helpers: owners of awaited milestones first, then whoever resolved most.

    Ties go to the person who is awake now. Candidates listed twice are merged, and their resolved blockers added up.
    """
    merged: dict[str, HelperCandidate] = {}
    for candidate in candidates:
        earlier = merged.get(candidate.user, candidate)
        solved = candidate.solved if earlier is candidate else earlier.solved + candidate.solved
        merged[candidate.user] = HelperCandidate(
            candidate.user, candidate.zone, earlier.upstream or candidate.upstream, solved
        )
    suggestions = [HelperSuggestion(candidate, _is_awake(candidate.zone, now)) for candidate in merged.values()]
    ranked = sorted(
        suggestions,
        key=lambda s: (
            s.candidate.upstream is None,
            not s.awake,
            -s.candidate.solved,
            s.candidate.user,
        ),
    )
    return tuple(ranked[:limit])


def _is_awake(zone: str, now: datetime) -> bool:
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return False
    return local.weekday() < 5 and local.hour in AWAKE_HOURS
