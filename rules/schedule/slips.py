"""The blast radius of a slip: its effect on everyone else, before anything is saved (B-33, B-39)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.plan import Milestone, Plan
from rules.refusal import NotFound, Refusal
from rules.schedule.network import NEVER, Days, Network, of_plan
from rules.schedule.passes import forward
from rules.time.calendars import Calendar


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


def blast_radius(plan: Plan, moves: Mapping[str, date], *, today: date) -> BlastRadius:
    """Compute what moves when each milestone of `moves` is expected on its new day; nothing is changed.

    A milestone's computed day is the later of the day its owner expects and the day its predecessors allow. Milestones
    with neither stay undated, finished ones stay where they are, and overdue ones count as `today`. Raises NotFound for
    an unknown id, AlreadyDone for a finished milestone and Cycle for a loop.
    """
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    _require_movable(milestones, moves)
    calendar, network = Calendar.of(plan.program.calendar), of_plan(plan)
    floor = _earliest_starts(network, milestones, calendar, today)
    before = forward(network, floor)
    for name, day in moves.items():
        position = network.position[name]
        floor[position] = calendar.count(day) - network.duration[position]
    after = forward(network, floor)
    slipped = tuple(_slipped_move(milestones[name], day, calendar) for name, day in moves.items())
    moved_positions = [index for index in np.flatnonzero(after != before).tolist() if network.ids[index] not in moves]
    comparison = _StartComparison(network, milestones, calendar, before, after)
    moved = tuple(
        sorted(
            (comparison.move_at(position) for position in moved_positions),
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
                f"{name} was finished on {actual:%a %d %b %Y}.", "What is done keeps its date.", "Reopen it first."
            )


def _earliest_starts(network: Network, milestones: Mapping[str, Milestone], calendar: Calendar, today: date) -> Days:
    """Return the earliest start of each milestone by its own date, as a count of working days."""
    floor = np.full(len(network.ids), NEVER, dtype=np.int64)
    for position, name in enumerate(network.ids):
        milestone = milestones[name]
        if (day := milestone.expected) is not None:
            floor[position] = calendar.count(day if milestone.done else max(day, today)) - milestone.duration
    return floor


def _slipped_move(milestone: Milestone, day: date, calendar: Calendar) -> MilestoneMove:
    old = milestone.expected
    days = calendar.between(old, day) if old else 0
    return MilestoneMove(milestone.id, milestone.project, old, day, days, _missed_commitment(milestone, day))


def _missed_commitment(milestone: Milestone, day: date) -> date | None:
    return milestone.committed if milestone.committed and milestone.committed < day else None


def _people_to_notify(
    plan: Plan, milestones: Mapping[str, Milestone], moved: tuple[MilestoneMove, ...]
) -> tuple[str, ...]:
    leads = {project.id: project.lead for project in plan.projects}
    contacts = (milestones[move.id].owner or leads.get(move.project) for move in moved)
    return tuple(dict.fromkeys(person for person in contacts if person))


@dataclass(frozen=True, slots=True, eq=False)
class _StartComparison:
    """Early starts before and after, with the parts needed to express them as dates."""

    network: Network
    milestones: Mapping[str, Milestone]
    calendar: Calendar
    before: Days
    after: Days

    def move_at(self, position: int) -> MilestoneMove:
        milestone = self.milestones[self.network.ids[position]]
        old, new = (
            self.expected_day(self.before, position, milestone),
            self.expected_day(self.after, position, milestone),
        )
        assert new is not None, "a milestone that moved has a date"
        days = self.calendar.between(old, new) if old else 0
        return MilestoneMove(milestone.id, milestone.project, old, new, days, _missed_commitment(milestone, new))

    def expected_day(self, starts: Days, position: int, milestone: Milestone) -> date | None:
        """Return the milestone's own day unless its predecessors push past it, else the computed day."""
        finish = int(starts[position]) + milestone.duration
        if finish < NEVER // 2:
            return None
        own_day = milestone.expected
        if own_day is not None and finish <= self.calendar.count(own_day):
            return own_day
        return self.calendar.day(finish)


def computed_days(plan: Plan, *, today: date, network: Network | None = None) -> dict[str, date]:
    """Return the computed day of each milestone: its own, or later if a predecessor pushes it.

    Milestones without a date are left out. `network` is the plan's layout, if it is already built.
    """
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    calendar, network = Calendar.of(plan.program.calendar), network or of_plan(plan)
    starts = forward(network, _earliest_starts(network, milestones, calendar, today))
    comparison = _StartComparison(network, milestones, calendar, starts, starts)
    days = {
        name: comparison.expected_day(starts, position, milestones[name]) for position, name in enumerate(network.ids)
    }
    return {name: day for name, day in days.items() if day is not None}
