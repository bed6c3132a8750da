"""What-if: the effect of slips on everything else, by following only what moves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import heappop, heappush
from typing import Any

import numpy as np

from rules.schedule.computed_dates import Schedule
from rules.schedule.network import NEVER, Days, Network
from rules.schedule.passes import forward
from rules.schedule.scheduled_plan import Facts

BUDGET = 5_000
"""Milestones touched one by one before a whole pass is cheaper (engine.md 3.2)."""


class Ripples:
    """Prepared once for a schedule, then any number of questions; positions in, positions out."""

    def __init__(self, schedule: Schedule) -> None:
        network = schedule.network
        self.schedule = schedule
        self.starts: list[int] = schedule.early_start.tolist()
        self.target: list[int] = network.target[network.by_source].tolist()
        self.weight: list[int] = network.weight[network.by_source].tolist()
        self.outgoing: list[int] = network.outgoing.tolist()

    def later(self, slips: Mapping[int, int]) -> dict[int, int]:
        """New early starts of all that moves when milestones start `slips` (0 or more) working days later."""
        moved = {at: self.starts[at] + days for at, days in slips.items() if days > 0}
        heap = sorted(moved)
        queued = set(heap)
        for _ in range(BUDGET):
            if not heap:
                return moved
            self._push(heappop(heap), moved, heap, queued)
        return self._whole(slips)

    def _push(self, at: int, moved: dict[int, int], heap: list[int], queued: set[int]) -> None:
        start, starts = moved[at], self.starts
        for link in range(self.outgoing[at], self.outgoing[at + 1]):
            other, bound = self.target[link], start + self.weight[link]
            if bound > moved.get(other, starts[other]):
                moved[other] = bound
                if other not in queued:
                    queued.add(other)
                    heappush(heap, other)

    def _whole(self, slips: Mapping[int, int]) -> dict[int, int]:
        floor = self.schedule.floor.copy()
        for at, days in slips.items():
            floor[at] = self.starts[at] + days
        return changed(self.schedule, forward(self.schedule.network, floor))


def shifted(schedule: Schedule, slips: Mapping[int, int]) -> dict[int, int]:
    """New early starts of all that moves when milestones come `slips` signed working days later or earlier.

    A later one still waits for its predecessors; an earlier one is taken at its word, however it is achieved.
    """
    if all(days >= 0 for days in slips.values()):
        return Ripples(schedule).later(slips)
    network, floor = schedule.network, schedule.floor.copy()
    for at, days in slips.items():
        floor[at] = schedule.early_start[at] + days
    earlier = [at for at, days in slips.items() if days < 0]
    return changed(schedule, forward(_cut_off(network, earlier), floor))


def changed(schedule: Schedule, starts: Days) -> dict[int, int]:
    at = np.flatnonzero(starts != schedule.early_start)
    return dict(zip(at.tolist(), starts[at].tolist(), strict=True))


def _cut_off(network: Network, positions: list[int]) -> Network:
    weight = np.where(np.isin(network.target, positions), NEVER, network.weight)
    return replace(network, weight=weight)


@dataclass(frozen=True, slots=True)
class Shift:
    """One milestone before and after, by computed date; `days` signed working days; `missed` a promise now broken."""

    id: str
    before: date
    after: date
    days: int
    missed: date | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What slips would do: to every target, to all else that moves (by date), and to the program's end."""

    slips: Mapping[str, int]
    targets: tuple[Shift, ...]
    moved: tuple[Shift, ...]
    finish: tuple[date, date]
    length: tuple[int, int]


def effect(facts: Facts, slips: Mapping[str, int]) -> Effect:
    """This will say what moves when each milestone of `slips` (known and open) comes so many working days later."""
    schedule = facts.schedule
    starts = shifted(schedule, {facts.at(name): days for name, days in slips.items()})
    finishes = schedule.early_finish.copy()
    for at, start in starts.items():
        finishes[at] = start + schedule.network.duration[at]
    names = {schedule.network.ids[at] for at in starts}
    moved = (_shift(facts, name, int(finishes[facts.at(name)])) for name in names - set(slips))
    before, after = int(schedule.length), int(finishes.max())
    return Effect(
        slips=dict(slips),
        targets=tuple(_shift(facts, name, int(finishes[facts.at(name)])) for name in facts.targets),
        moved=tuple(sorted(moved, key=lambda shift: (shift.after, len(shift.id), shift.id))),
        finish=(facts.axis.day(before), facts.axis.day(after)),
        length=(before, after),
    )


def _shift(facts: Facts, name: str, finish: int) -> Shift:
    milestone = facts.milestones[name]
    before, after = facts.finish(name), milestone.actual or facts.axis.day(finish, milestone.expected)
    days = finish - int(facts.schedule.early_finish[facts.at(name)])
    promise = milestone.committed
    missed = promise if promise is not None and before <= promise < after else None
    return Shift(name, before, after, days, missed, facts.owner(name))


def as_json(found: Effect) -> dict[str, Any]:
    """This will give what `whatif --json` prints."""
    return {
        "slips": dict(found.slips),
        "targets": [_plain(shift) for shift in found.targets],
        "moved": [_plain(shift) for shift in found.moved],
        "finish": {"before": found.finish[0].isoformat(), "after": found.finish[1].isoformat()},
        "length": {"before": found.length[0], "after": found.length[1]},
    }


def _plain(shift: Shift) -> dict[str, Any]:
    missed = shift.missed.isoformat() if shift.missed else None
    days = {"before": shift.before.isoformat(), "after": shift.after.isoformat(), "days": shift.days}
    return {"id": shift.id} | days | {"missed": missed, "owner": shift.owner}
