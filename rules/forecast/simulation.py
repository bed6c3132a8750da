"""Monte Carlo over the network: finish dates of targets, and who decides the program's end in how many runs.

A block of samples at a time passes the network level by level; inside a level the milestones with most predecessors
come first, so that "the k-th predecessor of each" is one gathered read over a prefix.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.forecast.sampling import Draws, Floats
from rules.schedule.network import Days, Network

SHALLOW_BLOCK = 64
DEEP_BLOCK = 256
MAX_TRACED_LEVELS = 2_000
"""Levels from which walking back every run would take longer than the runs themselves."""


@dataclass(frozen=True, slots=True, eq=False)
class SimulationResult:
    """What the runs gave: `finishes` of the targets (a row each), `ends` of the program, and by milestone
    `criticality` (share of runs), `contribution` (mean working days above plan while deciding) and `deviation`.
    The first two are of the `traced` runs: all, but with more than LONG levels the first block only.
    """

    targets: tuple[int, ...]
    finishes: Floats
    ends: Floats
    traced: int
    criticality: Days
    contribution: Days
    deviation: Days


@dataclass(frozen=True, slots=True, eq=False)
class _PredecessorSlot:
    """The k-th predecessor of the first milestones of a level: rows first to past, the event each waits for."""

    first: int
    past: int
    event: Days
    lag: Floats | None
    own: Floats | None


class Simulation:
    """A network prepared for many runs; `rows` is the network position of each row used here."""

    def __init__(self, network: Network, floor: Days, span: Days) -> None:
        """`span` is the part of `floor` that is work still to be done (0 = the floor is certain)."""
        count = len(network.ids)
        degree = np.diff(network.incoming)
        level = np.repeat(np.arange(len(network.levels) - 1), np.diff(network.levels))
        self.network = network
        self.rows = np.lexsort((-degree, level))
        self.place = np.empty(count, dtype=np.int64)
        self.place[self.rows] = np.arange(count)
        self.floor = floor[self.rows].astype(np.float32)
        self.span = span[self.rows].astype(np.float32)
        self.slots = self._slots(degree[self.rows])
        self.width = DEEP_BLOCK if network.is_deep else SHALLOW_BLOCK

    def _slots(self, degree: Days) -> list[list[_PredecessorSlot]]:
        """For each level its slots; the level's rows are consecutive, most predecessors first."""
        found = []
        for first, past in zip(self.network.levels[:-1].tolist(), self.network.levels[1:].tolist(), strict=True):
            most = int(degree[first]) if past > first else 0
            ends = [first + int(np.searchsorted(-degree[first:past], -k)) for k in range(most)]
            found.append([self._make_slot(first, end, k) for k, end in enumerate(ends)])
        return found

    def _make_slot(self, first: int, past: int, k: int) -> _PredecessorSlot:
        network = self.network
        links = network.incoming[self.rows[first:past]] + k
        event = self.place[network.source[links]] + len(network.ids) * network.from_finish[links]
        lag, own = network.lag[links], network.to_finish[links]
        return _PredecessorSlot(
            first,
            past,
            event,
            lag[:, None].astype(np.float32) if lag.any() else None,
            own[:, None].astype(np.float32) if own.any() else None,
        )

    def run(self, draws: Draws, samples: int, targets: Sequence[int]) -> SimulationResult:
        """This will run `samples` runs; `targets` are network positions."""
        count = len(self.network.ids)
        at = self.place[np.asarray(targets, dtype=np.int64)]
        finishes, ends = np.empty((len(targets), samples), np.float32), np.zeros(samples, np.float32)
        sums = np.zeros((4, count))
        events = np.empty((2 * count, self.width), np.float32)
        planned, traced = draws.spread.mode[self.rows], 0
        for first in range(0, samples, self.width):
            past = min(samples, first + self.width)
            if past - first < self.width:  # a part of the array would be copied at every read
                events = np.empty((2 * count, past - first), np.float32)
            drawn = draws.sample_block(self.rows, first, past)
            sums[2] += drawn.sum(axis=1, dtype=np.float64)
            sums[3] += np.einsum("ij,ij->i", drawn, drawn, dtype=np.float64)
            floor = self._forward_pass(events, drawn)
            finishes[:, first:past] = events[count + at]
            ends[first:past] = events[count:].max(axis=0, initial=-np.inf) if count else 0
            if count and not (traced and len(self.slots) > MAX_TRACED_LEVELS):
                self._trace_drivers(events, drawn, floor, planned, sums)
                traced = past
        sums[:2] *= samples / max(traced, 1)
        critical, contribution, mean, square = sums[:, self.place] / max(samples, 1)
        deviation = np.sqrt(np.maximum(square - mean**2, 0))
        deviation[draws.spread.fixed] = 0
        return SimulationResult(tuple(targets), finishes, ends, traced, critical, contribution, deviation)

    def _forward_pass(self, events: Floats, drawn: Floats) -> Floats:
        """Fills `events` (starts, then finishes) and gives the floors of the block."""
        count = len(drawn)
        starts, finishes = events[:count], events[count:]
        floor = self._sample_floors(drawn)
        starts[:] = floor
        for (first, past), slots in zip(_level_ranges(self.network.levels), self.slots, strict=True):
            for slot in slots:
                bound = events.take(slot.event, axis=0)
                if slot.lag is not None:
                    bound += slot.lag
                if slot.own is not None:
                    bound -= slot.own * drawn[slot.first : slot.past]
                np.maximum(starts[slot.first : slot.past], bound, out=starts[slot.first : slot.past])
            np.add(starts[first:past], drawn[first:past], out=finishes[first:past])
        return floor

    def _sample_floors(self, drawn: Floats) -> Floats:
        """Each floor as given; where it stands for work, that work is as lucky as the milestone's own draw.

        A dated milestone without work of its own has a draw of its whole span instead of a duration.
        """
        floor = np.broadcast_to(self.floor[:, None], drawn.shape).copy()
        dated = np.flatnonzero(self.span > 0)
        if len(dated):
            floor[dated] += drawn[dated] - self.span[dated, None]
            drawn[dated] = 0
        return floor

    def _trace_drivers(
        self, events: Floats, drawn: Floats, floor: Floats, planned: Days, sums: NDArray[np.float64]
    ) -> None:
        """Walks back from the last finish of every run along what drove it, counting who is met."""
        count, network = len(drawn), self.network
        runs = np.arange(events.shape[1])
        here = events[count:].argmax(axis=0)
        degree = np.diff(network.incoming)[self.rows]
        while len(runs):
            np.add.at(sums[0], here, 1)
            luck = floor[here, runs] - self.floor[here] + self.span[here]
            np.add.at(sums[1], here, drawn[here, runs] + luck - planned[here])
            best, source = self._highest_bounds(events, drawn, here, runs, int(degree[here].max()))
            on = best >= floor[here, runs] - 1e-3
            here, runs = source[on], runs[on]

    def _highest_bounds(
        self, events: Floats, drawn: Floats, here: Days, runs: Days, max_degree: int
    ) -> tuple[Floats, Days]:
        """The highest bound on the start of each `here`, and the row it comes from."""
        network, position = self.network, self.rows[here]
        best = np.full(len(here), -np.inf, dtype=np.float32)
        source = np.zeros(len(here), dtype=np.int64)
        for k in range(max_degree):
            some = np.flatnonzero(network.incoming[position] + k < network.incoming[position + 1])
            link = network.incoming[position[some]] + k
            row = self.place[network.source[link]]
            bound = events[row + len(drawn) * network.from_finish[link], runs[some]] + network.lag[link]
            bound = bound - network.to_finish[link] * drawn[here[some], runs[some]]
            higher = bound > best[some]
            best[some[higher]], source[some[higher]] = bound[higher], row[higher]
        return best, source


def _level_ranges(levels: Days) -> zip:  # type: ignore[type-arg]
    return zip(levels[:-1].tolist(), levels[1:].tolist(), strict=True)


def order_statistic(sorted_runs: Floats, share: float) -> float:
    """The ceil(share x S)-th smallest of S runs."""
    return float(sorted_runs[max(0, int(np.ceil(share * len(sorted_runs))) - 1)])


def standard_error(sorted_runs: Floats, share: float) -> float:
    """Half the distance between the order statistics one standard deviation of the rank apart (binomial)."""
    spread = float(np.sqrt(share * (1 - share) / len(sorted_runs)))
    low, high = max(share - spread, 0.0), min(share + spread, 1.0)
    return (order_statistic(sorted_runs, high) - order_statistic(sorted_runs, low)) / 2
