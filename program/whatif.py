"""What-if: the effect of slips on everything else, by following only what moves."""

from collections.abc import Mapping
from dataclasses import replace
from heapq import heappop, heappush

import numpy as np

from program.network import NEVER, Days, Network
from program.passes import forward
from program.schedule import Schedule

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
