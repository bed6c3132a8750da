"""The blast radius of a slip: its effect on everyone else, before anything is saved (B-33, B-39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.plan import Milestone, Plan
from rules.refusal import NotFound, Refusal
from rules.schedule.expected_dates import DatedNetwork, date_network


class AlreadyDone(Refusal):
    """Raised when a finished milestone would be moved."""


@dataclass(frozen=True, slots=True)
class MilestoneMove:
    """One milestone's date before and after.

    `days` is signed working days (0 if there was no date before); `committed` is the committed date that the new date
    misses, if any.
    """

    id: str
    project: str
    old: date | None
    new: date
    days: int
    committed: date | None = None


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """The effect of moving some milestones: the slipped ones first, then the others by date.

    `projects` are those of the others; `people` are the owners to notify (the project's lead where there is no owner).
    """

    slipped: tuple[MilestoneMove, ...]
    moved: tuple[MilestoneMove, ...]
    projects: tuple[str, ...]
    earliest_committed: MilestoneMove | None
    people: tuple[str, ...]


def blast_radius(
    plan: Plan, moves: Mapping[str, date], *, today: date, before: DatedNetwork | None = None
) -> BlastRadius:
    """Compute what moves when each milestone of `moves` is expected on its new day; nothing is changed.

    A milestone's computed day is the later of the day its owner expects and the day its predecessors allow. Milestones
    with neither stay undated, finished ones stay where they are, and overdue ones count as `today`. Raises NotFound for
    an unknown id, AlreadyDone for a finished milestone and Cycle for a loop. `before` is the network as dated on
    `today`, where it is known already.
    """
    before = before or date_network(plan, today=today)
    milestones = before.milestones
    _require_movable(milestones, moves)
    after = before.with_moves(moves)
    comparison = _DateComparison(before, after)
    slipped = tuple(comparison.move_at(before.network.position[name]) for name in moves)
    positions = np.flatnonzero(after.starts != before.starts).tolist()
    moved = tuple(
        sorted(
            (comparison.move_at(position) for position in positions if before.network.ids[position] not in moves),
            key=lambda move: (move.new, len(move.id), move.id),
        )
    )
    return BlastRadius(
        slipped=slipped,
        moved=moved,
        projects=tuple(dict.fromkeys(move.project for move in moved)),
        earliest_committed=min((m for m in moved if m.committed), key=lambda m: m.committed or m.new, default=None),
        people=_people_to_notify(plan, milestones, moved),
    )


def _require_movable(milestones: Mapping[str, Milestone], moves: Mapping[str, date]) -> None:
    for name in moves:
        if name not in milestones:
            raise NotFound(f"There is no milestone {name} in this program.")
        if (actual := milestones[name].actual) is not None:
            raise AlreadyDone(
                f"{name} was finished on {actual:%a} {actual.day} {actual:%b %Y}.",
                "What is done keeps its date.",
                "Reopen it first.",
            )


def _missed_commitment(milestone: Milestone, day: date) -> date | None:
    return milestone.committed if milestone.committed and milestone.committed < day else None


def _people_to_notify(
    plan: Plan, milestones: Mapping[str, Milestone], moved: tuple[MilestoneMove, ...]
) -> tuple[str, ...]:
    leads = {project.id: project.lead for project in plan.projects}
    contacts = (milestones[move.id].owner or leads.get(move.project) for move in moved)
    return tuple(dict.fromkeys(person for person in contacts if person))


@dataclass(frozen=True, slots=True, eq=False)
class _DateComparison:
    """The network before and after a change."""

    before: DatedNetwork
    after: DatedNetwork

    def move_at(self, position: int) -> MilestoneMove:
        milestone = self.before.milestones[self.before.network.ids[position]]
        old, new = self.before.day_at(position), self.after.day_at(position)
        assert new is not None, "a milestone that moved has a date"
        days = self.before.calendar.between(old, new) if old else 0
        return MilestoneMove(milestone.id, milestone.project, old, new, days, _missed_commitment(milestone, new))
