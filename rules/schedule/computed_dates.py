"""Early and late dates, float, drag and the driving link of every milestone, in whole working days from the start.

The rules are Primavera's: typed links with lag, one calendar, total float to the last finish of the program. Finished
milestones keep their dates: they bound their successors, and have neither float nor drag.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rules.schedule.network import Days, Network
from rules.schedule.passes import UNLIMITED_START, backward, forward

# The float of a milestone to a target it has no path to.
NO_PATH_FLOAT = np.int32(2**30)

# Targets per backward pass; more would not fit in the processor's cache.
TARGETS_PER_PASS = 32


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """The computed schedule, with one value per network position; `driver` is a position, -1 where nothing drives.

    `floor` is the earliest start each milestone may have by itself, `done` marks finished milestones, `length` is the
    last early finish of the `counted` ones, which `leads_to_end` marks with all that they depend on.
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
    counted: NDArray[np.bool_]
    leads_to_end: NDArray[np.bool_]

    @property
    def critical(self) -> NDArray[np.bool_]:
        """Open milestones without float to the program's end (B-40)."""
        return (self.total_float <= 0) & ~self.done & self.leads_to_end

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Milestones that stand beside the plan: without a link, and not among those that may end the program."""
        has_link: NDArray[np.bool_] = (np.diff(self.network.incoming) > 0) | (np.diff(self.network.outgoing) > 0)
        alone: NDArray[np.bool_] = ~(self.counted | has_link)
        return alone

    @property
    def last_position(self) -> int | None:
        """The first position of those with the last early finish that may end the program."""
        positions = np.flatnonzero(self.counted)
        return int(positions[self.early_finish[positions].argmax()]) if len(positions) else None


def compute_schedule(
    network: Network,
    floor: Days | None = None,
    done: NDArray[np.bool_] | None = None,
    counted: NDArray[np.bool_] | None = None,
) -> Schedule:
    """Schedule a network; without `floor` everything may start on day 0, without `done` nothing is finished.

    Without `counted`, any milestone may end the program. The others have float until its end, but never less than none.
    """
    count = len(network.ids)
    floor = np.zeros(count, dtype=np.int64) if floor is None else floor
    done = np.zeros(count, dtype=np.bool_) if done is None else done
    counted = np.ones(count, dtype=np.bool_) if counted is None else counted
    starts = forward(network, floor)
    finishes = starts + network.duration
    length = finishes[counted].max(initial=0)
    latest_starts = backward(network, np.where(counted, length - network.duration, UNLIMITED_START))
    leads_to_end = latest_starts < UNLIMITED_START // 2
    unhurried_starts = np.maximum(starts, length - network.duration)
    late_starts = np.where(done, starts, np.where(leads_to_end, latest_starts, unhurried_starts))
    return Schedule(
        network=network,
        floor=floor,
        done=done,
        early_start=starts,
        early_finish=finishes,
        late_start=late_starts,
        late_finish=late_starts + network.duration,
        total_float=late_starts - starts,
        free_float=np.where(done, 0, _free(network, starts, length)),
        drag=np.where(done, 0, _drag(network, floor, starts, latest_starts, length)),
        driver=_drivers(network, starts),
        length=length.item(),
        counted=counted,
        leads_to_end=leads_to_end,
    )


def slack(network: Network, starts: Days) -> Days:
    """Return how far each link can stretch before it moves the milestone it leads to."""
    return starts[network.target] - starts[network.source] - network.weight


def _free(network: Network, starts: Days, length: Days) -> Days:
    """Return the days each milestone can slip before any other early date moves."""
    free = length - starts - network.duration
    np.minimum.at(free, network.source, slack(network, starts))
    clipped: Days = np.maximum(free, 0)
    return clipped


def _drivers(network: Network, starts: Days) -> Days:
    """Return each milestone's first predecessor, in network order, whose link has no slack; else -1."""
    tight_links = np.flatnonzero(slack(network, starts) == 0)
    targets, first_index = np.unique(network.target[tight_links], return_index=True)
    driver = np.full(len(network.ids), -1, dtype=np.int64)
    driver[targets] = network.source[tight_links[first_index]]
    return driver


def _drag(network: Network, floor: Days, starts: Days, late: Days, length: Days) -> Days:
    """Return how many days sooner the program would end if each milestone took no time (Devaux), for all at once.

    A path that avoids position i crosses it by exactly one link (u, v) with u before i before v, so the longest such
    path is the best of all links painted over the positions they span (docs/formulas.md). A path through i is the best
    arrival at its two events plus the best departure from them, with both events at one instant.
    """
    count, duration = len(network.ids), network.duration
    source, target, weight = network.source, network.target, network.weight
    positions = np.arange(count)
    low = np.concatenate((source, np.full(count, -1), positions)) + 1
    high = np.concatenate((target, positions, np.full(count, count)))
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
    """Return the highest `worth` over each position, each spread over low <= position < high.

    Every span is covered by two overlapping blocks of a power of two; blocks are then halved down to single positions.
    """
    not_empty = high > low
    low, high, worth = low[not_empty], high[not_empty], worth[not_empty]
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
    """Return the days every milestone can slip before each target moves, as a table.

    Rows are positions, columns targets; NO_PATH_FLOAT means no path. F(x, t) = EF(t) - (EF(x) + longest work from x to
    t): the least slack along any path from x to t, summed over its links. Finished milestones cannot slip.
    """
    network = schedule.network
    slack_network = replace(network, weight=-slack(network, schedule.early_start))
    table = np.empty((len(network.ids), len(targets)), dtype=np.int32)
    for first in range(0, len(targets), TARGETS_PER_PASS):
        target_group = targets[first : first + TARGETS_PER_PASS]
        latest = np.full((len(network.ids), len(target_group)), NO_PATH_FLOAT, dtype=np.int32)
        latest[target_group, np.arange(len(target_group))] = 0
        np.minimum(backward(slack_network, latest), NO_PATH_FLOAT, out=table[:, first : first + len(target_group)])
    table[schedule.done] = NO_PATH_FLOAT
    return table


def driving_chain(schedule: Schedule, position: int) -> list[int]:
    """Return the positions that drive a milestone, first cause first, the milestone itself last."""
    chain = [position]
    while (predecessor := int(schedule.driver[chain[-1]])) >= 0:
        chain.append(predecessor)
    return chain[::-1]
