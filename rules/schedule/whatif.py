"""What-if: the effect of slips on everything else, computed by following only the milestones that move."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush
from typing import Any

import numpy as np

from rules.schedule.computed_dates import Schedule
from rules.schedule.network import NEVER, Days, Network
from rules.schedule.passes import forward
from rules.schedule.scheduled_plan import ScheduledPlan

# Milestones visited one by one before a full pass is cheaper (docs/formulas.md).
BUDGET = 5_000


class Ripples:
    """A schedule prepared for many what-if questions; takes and returns positions."""

    def __init__(self, schedule: Schedule) -> None:
        network = schedule.network
        self.schedule = schedule
        self.starts: list[int] = schedule.early_start.tolist()
        self.target: list[int] = network.target[network.by_source].tolist()
        self.weight: list[int] = network.weight[network.by_source].tolist()
        self.outgoing: list[int] = network.outgoing.tolist()

    def later(self, slips: Mapping[int, int]) -> dict[int, int]:
        """Return the new early starts of all milestones that move when some start later.

        `slips` are working days, 0 or more.
        """
        moved = {position: self.starts[position] + days for position, days in slips.items() if days > 0}
        heap = sorted(moved)
        queued = set(heap)
        for _ in range(BUDGET):
            if not heap:
                return moved
            self._push(heappop(heap), moved, heap, queued)
        return self._full_pass(slips)

    def _push(self, position: int, moved: dict[int, int], heap: list[int], queued: set[int]) -> None:
        start, starts = moved[position], self.starts
        for link in range(self.outgoing[position], self.outgoing[position + 1]):
            successor, bound = self.target[link], start + self.weight[link]
            if bound > moved.get(successor, starts[successor]):
                moved[successor] = bound
                if successor not in queued:
                    queued.add(successor)
                    heappush(heap, successor)

    def _full_pass(self, slips: Mapping[int, int]) -> dict[int, int]:
        floor = self.schedule.floor.copy()
        for position, days in slips.items():
            floor[position] = self.starts[position] + days
        return changed_starts(self.schedule, forward(self.schedule.network, floor))


def shifted_starts(schedule: Schedule, slips: Mapping[int, int]) -> dict[int, int]:
    """Return the new early starts of everything that moves when milestones shift by signed working days.

    A later milestone still waits for its predecessors; an earlier one is assumed to be possible, whatever precedes it.
    """
    if all(days >= 0 for days in slips.values()):
        return Ripples(schedule).later(slips)
    network, floor = schedule.network, schedule.floor.copy()
    for position, days in slips.items():
        floor[position] = schedule.early_start[position] + days
    earlier = [position for position, days in slips.items() if days < 0]
    return changed_starts(schedule, forward(_cut_off(network, earlier), floor))


def changed_starts(schedule: Schedule, starts: Days) -> dict[int, int]:
    positions = np.flatnonzero(starts != schedule.early_start)
    return dict(zip(positions.tolist(), starts[positions].tolist(), strict=True))


def _cut_off(network: Network, positions: list[int]) -> Network:
    weight = np.where(np.isin(network.target, positions), NEVER, network.weight)
    return replace(network, weight=weight)


@dataclass(frozen=True, slots=True)
class MilestoneShift:
    """One milestone's computed date before and after; `missed` is a committed date that it now misses.

    `days` is signed working days.
    """

    id: str
    before: date
    after: date
    days: int
    missed: date | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class SlipEffect:
    """The effect of slips on every target, on everything else that moves (by date), and on the program's finish.

    `finish` is the date of the milestone that ends the program; `length` counts working days to the last milestone.
    """

    slips: Mapping[str, int]
    targets: tuple[MilestoneShift, ...]
    moved: tuple[MilestoneShift, ...]
    finish: tuple[date, date]
    length: tuple[int, int]


def slip_effect(facts: ScheduledPlan, slips: Mapping[str, int]) -> SlipEffect:
    """Compute what moves when each milestone of `slips` (known and open) comes that many working days later."""
    schedule = facts.schedule
    starts = shifted_starts(schedule, {facts.position_of(name): days for name, days in slips.items()})
    finishes = schedule.early_finish.copy()
    for position, start in starts.items():
        finishes[position] = start + schedule.network.duration[position]
    names = {schedule.network.ids[position] for position in starts}
    moved = (_milestone_shift(facts, name, int(finishes[facts.position_of(name)])) for name in names - set(slips))
    return SlipEffect(
        slips=dict(slips),
        targets=tuple(_milestone_shift(facts, name, int(finishes[facts.position_of(name)])) for name in facts.targets),
        moved=tuple(sorted(moved, key=lambda shift: (shift.after, len(shift.id), shift.id))),
        finish=_finish_dates(facts, finishes),
        length=(int(schedule.length), int(finishes[schedule.counted].max())),
    )


def _finish_dates(facts: ScheduledPlan, finishes: Days) -> tuple[date, date]:
    """Return the program's finish before and after, those of the milestone that ends it on every screen."""
    if facts.end is None:
        counted = facts.schedule.counted
        return facts.axis.day(int(facts.schedule.length)), facts.axis.day(int(finishes[counted].max()))
    shift = _milestone_shift(facts, facts.end.id, int(finishes[facts.position_of(facts.end.id)]))
    return shift.before, shift.after if shift.days else shift.before


def _milestone_shift(facts: ScheduledPlan, name: str, finish: int) -> MilestoneShift:
    milestone = facts.milestones[name]
    before, after = facts.finish_date(name), milestone.actual or facts.axis.day(finish, milestone.own_date)
    days = finish - int(facts.schedule.early_finish[facts.position_of(name)])
    committed = milestone.committed
    missed = committed if committed is not None and before <= committed < after else None
    return MilestoneShift(name, before, after, days, missed, facts.owner(name))


def as_json(effect: SlipEffect) -> dict[str, Any]:
    """Return the JSON values that `whatif --json` prints."""
    return {
        "slips": dict(effect.slips),
        "targets": [_shift_as_json(shift) for shift in effect.targets],
        "moved": [_shift_as_json(shift) for shift in effect.moved],
        "finish": {"before": effect.finish[0].isoformat(), "after": effect.finish[1].isoformat()},
        "length": {"before": effect.length[0], "after": effect.length[1]},
    }


def _shift_as_json(shift: MilestoneShift) -> dict[str, Any]:
    missed = shift.missed.isoformat() if shift.missed else None
    days = {"before": shift.before.isoformat(), "after": shift.after.isoformat(), "days": shift.days}
    return {"id": shift.id} | days | {"missed": missed, "owner": shift.owner}
