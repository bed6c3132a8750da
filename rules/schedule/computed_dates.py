"""Early and late dates, float, drag and the driving link of every milestone, in whole working days from the start.

Rules are Primavera's: typed links with lag, one calendar, total float to the last finish of the program. What is done
keeps its days: it bounds what follows, and has neither float nor drag.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rules.schedule.network import Days, Network
from rules.schedule.passes import UNLIMITED_START, backward, forward

NO_PATH_FLOAT = np.int32(2**30)
"""The float of a milestone to a target it has no path to."""

TARGETS_PER_PASS = 32
"""Targets passed back at once: more would fall out of the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """One answer for each position of the network; `driver` is a position, -1 where nothing drives.

    `floor` is the earliest start each milestone may have by itself, `done` which are history, `length` the last
    early finish.
    """

    network: Network
    floor: Days
    done: NDArray[np.bool_]
    early_start: Days
    early_finish: Days
    late_start: Days
    late_finish: Days
    total_float: Days
    free_float: Days
    drag: Days
    driver: Days
    length: float

    @property
    def critical(self) -> NDArray[np.bool_]:
        """Open milestones without float (B-40)."""
        return (self.total_float <= 0) & ~self.done


def compute_schedule(network: Network, floor: Days | None = None, done: NDArray[np.bool_] | None = None) -> Schedule:
    """This will schedule a network; no floor means "from day 0", no `done` means that nothing is finished yet."""
    count = len(network.ids)
    floor = np.zeros(count, dtype=np.int64) if floor is None else floor
    done = np.zeros(count, dtype=np.bool_) if done is None else done
    starts = forward(network, floor)
    finishes = starts + network.duration
    length = finishes.max(initial=0)
    needed = backward(network, length - network.duration)
    late = np.where(done, starts, needed)
    return Schedule(
        network=network,
        floor=floor,
        done=done,
        early_start=starts,
        early_finish=finishes,
        late_start=late,
        late_finish=late + network.duration,
        total_float=late - starts,
        free_float=np.where(done, 0, _free(network, starts, length)),
        drag=np.where(done, 0, _drag(network, floor, starts, needed, length)),
        driver=_drivers(network, starts),
        length=length.item(),
    )


def slack(network: Network, starts: Days) -> Days:
    """How much each link could take before it moves the milestone it leads to."""
    return starts[network.target] - starts[network.source] - network.weight


def _free(network: Network, starts: Days, length: Days) -> Days:
    """Days a milestone can slip before any other early date moves."""
    free = length - starts - network.duration
    np.minimum.at(free, network.source, slack(network, starts))
    return free


def _drivers(network: Network, starts: Days) -> Days:
    """The first (in the network's order) milestone whose link leaves no room."""
    tight = np.flatnonzero(slack(network, starts) == 0)
    targets, first = np.unique(network.target[tight], return_index=True)
    driver = np.full(len(network.ids), -1, dtype=np.int64)
    driver[targets] = network.source[tight[first]]
    return driver


def _drag(network: Network, floor: Days, starts: Days, late: Days, length: Days) -> Days:
    """Days the program would end sooner if a milestone took no time (Devaux), for all at once.

    A path that avoids position i crosses it by exactly one link (u, v), u before i before v; so the longest such path
    is the best of all links painted over the positions they span (engine.md 3.2). A path through i is what arrives at
    its two events and what leaves them, with the two events at one instant.
    """
    count, duration = len(network.ids), network.duration
    source, target, weight = network.source, network.target, network.weight
    here = np.arange(count)
    low = np.concatenate((source, np.full(count, -1), here)) + 1
    high = np.concatenate((target, here, np.full(count, count)))
    through = starts[source] + weight + length - late[target]
    worth = np.concatenate((through, floor + length - late, starts + duration))
    around = _paint(count, low, high, worth)
    arrives = floor.copy()
    np.maximum.at(arrives, target, starts[source] + weight + network.to_finish * duration[target])
    leaves = np.zeros_like(floor)
    np.maximum.at(leaves, source, length - late[target] + weight - network.from_finish * duration[source])
    saved = length - np.maximum(around, arrives + leaves)
    drag: Days = np.clip(saved, 0, duration)
    return drag


def _paint(count: int, low: Days, high: Days, worth: Days) -> Days:
    """The highest `worth` over each position, each spread over low <= position < high.

    Every span is two overlapping blocks of a power of two; blocks are then halved down to single positions.
    """
    wide = high > low
    low, high, worth = low[wide], high[wide], worth[wide]
    power = np.frexp((high - low).astype(np.float64))[1] - 1
    painted = np.full(count, -UNLIMITED_START, dtype=worth.dtype)
    order = np.argsort(power, kind="stable")
    edges = np.searchsorted(power[order], np.arange(int(power.max(initial=0)) + 2))
    for level in range(len(edges) - 2, -1, -1):
        spans = order[edges[level] : edges[level + 1]]
        np.maximum.at(painted, low[spans], worth[spans])
        np.maximum.at(painted, high[spans] - (1 << level), worth[spans])
        if level:
            half = 1 << (level - 1)
            painted[half:] = np.maximum(painted[half:], painted[:-half].copy())
    return painted


def floats_to_targets(schedule: Schedule, targets: list[int]) -> Days:
    """Days every milestone can slip before each target moves: rows are positions, columns targets; FAR32 = no path.

    F(x, t) = EF(t) - (EF(x) + longest work from x to t): the least slack along any path from x to t, summed over its
    links. What is done cannot slip any more.
    """
    network = schedule.network
    room = replace(network, weight=-slack(network, schedule.early_start))
    table = np.empty((len(network.ids), len(targets)), dtype=np.int32)
    for first in range(0, len(targets), TARGETS_PER_PASS):
        some = targets[first : first + TARGETS_PER_PASS]
        last = np.full((len(network.ids), len(some)), NO_PATH_FLOAT, dtype=np.int32)
        last[some, np.arange(len(some))] = 0
        np.minimum(backward(room, last), NO_PATH_FLOAT, out=table[:, first : first + len(some)])
    table[schedule.done] = NO_PATH_FLOAT
    return table


def driving_chain(schedule: Schedule, position: int) -> list[int]:
    """What drives a milestone, first cause first, itself last."""
    found = [position]
    while (before := int(schedule.driver[found[-1]])) >= 0:
        found.append(before)
    return found[::-1]
