"""What a slip does to everybody else, before anything is saved: the blast radius (B-33, B-39)."""

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
    """This will be shown when somebody moves a milestone that is done."""


@dataclass(frozen=True, slots=True)
class MilestoneMove:
    """One milestone's date, before and after.

    `days` is signed working days (0 when there was no date before); `committed` is the promised day the new date
    misses, if it does; `via` the chain of ids along which the slip came, from the slipped milestone to this one.
    """

    id: str
    project: str
    old: date | None
    new: date
    days: int
    committed: date | None = None
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """What moves when some milestones move: the slipped ones first, then the others by date.

    `projects` are those of the others; `people` are the owners to tell (a project's lead where nobody owns).
    """

    slipped: tuple[MilestoneMove, ...]
    moved: tuple[MilestoneMove, ...]
    projects: tuple[str, ...]
    earliest_committed: MilestoneMove | None
    people: tuple[str, ...]


def blast_radius(plan: Plan, moves: Mapping[str, date], *, today: date) -> BlastRadius:
    """This will say what moves when each milestone of `moves` is expected on its new day; nothing is changed.

    A milestone's computed day is the later of the day its owner expects and the day its predecessors allow; what has
    neither stays undated, what is finished stays, and what is overdue counts as `today`. Raises NotFound for an
    unknown id, Finished for one that is done, Cycle for a loop.
    """
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    _require_movable(milestones, moves)
    calendar, network = Calendar.of(plan.program.calendar), of_plan(plan)
    floor = _earliest_starts(network, milestones, calendar, today)
    before = forward(network, floor)
    for name, day in moves.items():
        at = network.position[name]
        floor[at] = calendar.count(day) - network.duration[at]
    after = forward(network, floor)
    slipped = tuple(_slipped_move(milestones[name], day, calendar) for name, day in moves.items())
    changed = [i for i in np.flatnonzero(after != before).tolist() if network.ids[i] not in moves]
    later = _StartComparison(network, milestones, calendar, before, after, moves)
    moved = tuple(sorted((later.move_at(at) for at in changed), key=lambda move: (move.new, len(move.id), move.id)))
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
    """The earliest start of each milestone by its own date, as a count of working days."""
    floor = np.full(len(network.ids), NEVER, dtype=np.int64)
    for at, name in enumerate(network.ids):
        milestone = milestones[name]
        if (day := milestone.expected) is not None:
            floor[at] = calendar.count(day if milestone.done else max(day, today)) - milestone.duration
    return floor


def _slipped_move(milestone: Milestone, day: date, calendar: Calendar) -> MilestoneMove:
    old = milestone.expected
    days = calendar.between(old, day) if old else 0
    return MilestoneMove(
        milestone.id, milestone.project, old, day, days, _missed_commitment(milestone, day), (milestone.id,)
    )


def _missed_commitment(milestone: Milestone, day: date) -> date | None:
    return milestone.committed if milestone.committed and milestone.committed < day else None


def _people_to_notify(
    plan: Plan, milestones: Mapping[str, Milestone], moved: tuple[MilestoneMove, ...]
) -> tuple[str, ...]:
    leads = {project.id: project.lead for project in plan.projects}
    told = (milestones[move.id].owner or leads.get(move.project) for move in moved)
    return tuple(dict.fromkeys(person for person in told if person))


@dataclass(frozen=True, slots=True, eq=False)
class _StartComparison:
    """Early starts before and after, and what is needed to tell them as dates."""

    network: Network
    milestones: Mapping[str, Milestone]
    calendar: Calendar
    before: Days
    after: Days
    moves: Mapping[str, date]

    def move_at(self, position: int) -> MilestoneMove:
        milestone = self.milestones[self.network.ids[position]]
        old, new = (
            self.expected_day(self.before, position, milestone),
            self.expected_day(self.after, position, milestone),
        )
        assert new is not None, "a milestone that moved has a date"
        days = self.calendar.between(old, new) if old else 0
        return MilestoneMove(
            milestone.id, milestone.project, old, new, days, _missed_commitment(milestone, new), self.path_to(position)
        )

    def expected_day(self, starts: Days, position: int, milestone: Milestone) -> date | None:
        """The day a person would say: their own when nothing pushes past it, else the computed one."""
        finish = int(starts[position]) + milestone.duration
        if finish < NEVER // 2:
            return None
        own = milestone.expected
        if own is not None and finish <= self.calendar.count(own):
            return own
        return self.calendar.day(finish)

    def path_to(self, position: int) -> tuple[str, ...]:
        """Back along the links that pushed (or, for a date pulled in, had held) to the milestone that was slipped."""
        chain = [position]
        while self.network.ids[chain[-1]] not in self.moves:
            chain.append(self.pushing_position(chain[-1]))
        return tuple(self.network.ids[i] for i in reversed(chain))

    def pushing_position(self, position: int) -> int:
        links = slice(self.network.incoming[position], self.network.incoming[position + 1])
        sources = self.network.source[links]
        starts = self.after if self.after[position] > self.before[position] else self.before
        moving = self.after[sources] != self.before[sources]
        bound = np.where(moving, starts[sources] + self.network.weight[links], 4 * NEVER)
        return int(sources[int(np.argmax(bound))])


def computed_days(plan: Plan, *, today: date, network: Network | None = None) -> dict[str, date]:
    """The day each milestone comes out at: its own, or later where a predecessor pushes it; the undated are left out.

    `network` is the plan's layout, where somebody has it already.
    """
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    calendar, network = Calendar.of(plan.program.calendar), network or of_plan(plan)
    starts = forward(network, _earliest_starts(network, milestones, calendar, today))
    ripple = _StartComparison(network, milestones, calendar, starts, starts, {})
    days = {name: ripple.expected_day(starts, at, milestones[name]) for at, name in enumerate(network.ids)}
    return {name: day for name, day in days.items() if day is not None}
