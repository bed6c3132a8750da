"""Blockers: which of them holds most, and who is likeliest to free one."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.dependencies.handovers import CLOSED_STATES
from rules.plan import Milestone, Plan

AWAKE_HOURS = range(8, 19)
"""Local hours in which a person may be expected to look."""


@dataclass(frozen=True, slots=True)
class DownstreamReach:
    """What stands behind a milestone: how much of other people's work waits for it, and the first promise among it."""

    milestones: int
    projects: int
    earliest: Milestone | None

    @property
    def sort_key(self) -> tuple[int, int, date]:
        """The larger the reach the smaller: for sorting."""
        first = self.earliest.committed if self.earliest and self.earliest.committed else date.max
        return (-self.milestones, -self.projects, first)


@dataclass(frozen=True, slots=True)
class HelperCandidate:
    """Somebody who may free a blocker: owns what is waited for (`upstream` is its id), or freed the like before."""

    user: str
    zone: str
    upstream: str | None = None
    solved: int = 0


@dataclass(frozen=True, slots=True)
class HelperSuggestion:
    candidate: HelperCandidate
    awake: bool


def downstream_reach(plan: Plan, ids: Iterable[str]) -> Mapping[str, DownstreamReach]:
    """This will follow the links from each milestone to all that waits for it, directly or not (B-39)."""
    known = {milestone.id: milestone for milestone in plan.milestones}
    behind: dict[str, list[str]] = {}
    for link in plan.dependencies:
        if link.state not in CLOSED_STATES and link.consumer in known:
            behind.setdefault(link.provider, []).append(link.consumer)
    return {id: _reach_from(id, known, behind) for id in dict.fromkeys(ids)}


def _reach_from(
    start: str, milestones: Mapping[str, Milestone], consumers: Mapping[str, Sequence[str]]
) -> DownstreamReach:
    seen, queue = {start}, deque([start])
    while queue:
        for id in consumers.get(queue.popleft(), ()):
            if id not in seen:
                seen.add(id)
                queue.append(id)
    waiting = [milestones[id] for id in seen if id != start and id in milestones and not milestones[id].done]
    promised = [m for m in waiting if m.committed]
    first = min(promised, key=lambda m: (m.committed or date.max, m.id), default=None)
    return DownstreamReach(len(waiting), len({m.project for m in waiting}), first)


def suggest_helpers(
    candidates: Iterable[HelperCandidate], *, now: datetime, limit: int = 3
) -> tuple[HelperSuggestion, ...]:
    """The likeliest first: owners of what is waited for, then who solved most; of equals the one who is awake now.

    A person who is named twice counts once, with all that speaks for them.
    """
    merged: dict[str, HelperCandidate] = {}
    for one in candidates:
        old = merged.get(one.user, one)
        solved = one.solved if old is one else old.solved + one.solved
        merged[one.user] = HelperCandidate(one.user, one.zone, old.upstream or one.upstream, solved)
    found = [HelperSuggestion(one, _is_awake(one.zone, now)) for one in merged.values()]
    ranked = sorted(
        found, key=lambda s: (s.candidate.upstream is None, not s.awake, -s.candidate.solved, s.candidate.user)
    )
    return tuple(ranked[:limit])


def _is_awake(zone: str, now: datetime) -> bool:
    try:
        local = now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError):
        return False
    return local.weekday() < 5 and local.hour in AWAKE_HOURS
