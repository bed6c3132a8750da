"""Monte Carlo over the network: finish dates of targets, and how often each milestone decides the program's end.

A block of samples at a time passes through the network level by level; inside a level the milestones with most
predecessors come first, so that reading "the k-th predecessor of each" is one gather over a prefix.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.forecast.sampling import Draws, Floats
from rules.schedule.network import Days, Network

SHALLOW_BLOCK = 64
DEEP_BLOCK = 256
# With more levels than this, tracing every run back would take longer than the runs themselves.
MAX_TRACED_LEVELS = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class SimulationResult:
    """The results of the runs.

    finishes: finish of each target (a row each), in working days.
    ends: end of the program in each run.
    traced: the number of runs traced back: all, or only the first block beyond MAX_TRACED_LEVELS levels.
    criticality: by milestone, the share of traced runs in which it decides the end.
    contribution: by milestone, the mean working days above plan while it decides the end, over the traced runs.
    deviation: by milestone, the standard deviation of its duration in working days.
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
    """The k-th predecessors of a level's first milestones: rows first to past, and the events they need."""

    first: int
    past: int
    event: Days
    lag: Floats | None
    own: Floats | None


class Simulation:
    """A network prepared for many runs; `rows` is the network position of each row used here."""

    def __init__(self, network: Network, floor: Days, span: Days, counted: NDArray[np.bool_] | None = None) -> None:
        """Prepare the network; `span` is the part of `floor` that is unfinished work (0 = the floor is certain).

        `counted` are the milestones that may end the program: all of them, if not given.
        """
        count = len(network.ids)
        degree = np.diff(network.incoming)
        level = np.repeat(np.arange(len(network.levels) - 1), np.diff(network.levels))
        self.network = network
        self.rows = np.lexsort((-degree, level))
        self.place = np.empty(count, dtype=np.int64)
        self.place[self.rows] = np.arange(count)
        self.floor = floor[self.rows].astype(np.float32)
        self.span = span[self.rows].astype(np.float32)
        self.end_rows = None if counted is None or counted.all() else np.flatnonzero(counted[self.rows])
        self.slots = self._slots(degree[self.rows])
        self.width = DEEP_BLOCK if network.is_deep else SHALLOW_BLOCK

    def _slots(self, degree: Days) -> list[list[_PredecessorSlot]]:
        """Return the slots of each level; a level's rows are consecutive, most predecessors first."""
        slots = []
        for first, past in zip(self.network.levels[:-1].tolist(), self.network.levels[1:].tolist(), strict=True):
            max_degree = int(degree[first]) if past > first else 0
            ends = [first + int(np.searchsorted(-degree[first:past], -k)) for k in range(max_degree)]
            slots.append([self._make_slot(first, end, k) for k, end in enumerate(ends)])
        return slots

    def _make_slot(self, first: int, past: int, k: int) -> _PredecessorSlot:
        network = self.network
        links = network.incoming[self.rows[first:past]] + k
        event = self.place[network.source[links]] + len(network.ids) * network.from_finish[links]
        lag, own_duration_factor = network.lag[links], network.to_finish[links]
        return _PredecessorSlot(
            first,
            past,
            event,
            lag[:, None].astype(np.float32) if lag.any() else None,
            own_duration_factor[:, None].astype(np.float32) if own_duration_factor.any() else None,
        )

    def run(self, draws: Draws, samples: int, targets: Sequence[int]) -> SimulationResult:
        """Run `samples` simulations; `targets` are network positions."""
        count = len(self.network.ids)
        target_rows = self.place[np.asarray(targets, dtype=np.int64)]
        finishes, ends = np.empty((len(targets), samples), np.float32), np.zeros(samples, np.float32)
        sums = np.zeros((4, count))
        events = np.empty((2 * count, self.width), np.float32)
        planned, traced = draws.spread.mode[self.rows], 0
        for first in range(0, samples, self.width):
            past = min(samples, first + self.width)
            # A slice of the array would be copied at every read.
            if past - first < self.width:
                events = np.empty((2 * count, past - first), np.float32)
            durations = draws.sample_block(self.rows, first, past)
            sums[2] += durations.sum(axis=1, dtype=np.float64)
            sums[3] += np.einsum("ij,ij->i", durations, durations, dtype=np.float64)
            floor = self._forward_pass(events, durations)
            finishes[:, first:past] = events[count + target_rows]
            ends[first:past] = self._end_finishes(events).max(axis=0, initial=-np.inf) if count else 0
            if count and not (traced and len(self.slots) > MAX_TRACED_LEVELS):
                self._trace_drivers(events, durations, floor, planned, sums)
                traced = past
        sums[:2] *= samples / max(traced, 1)
        critical, contribution, mean, square = sums[:, self.place] / max(samples, 1)
        deviation = np.sqrt(np.maximum(square - mean**2, 0))
        deviation[draws.spread.fixed] = 0
        return SimulationResult(tuple(targets), finishes, ends, traced, critical, contribution, deviation)

    def _end_finishes(self, events: Floats) -> Floats:
        """Return the finishes of the milestones that may end the program; a copy only if these are not all."""
        finishes = events[len(self.network.ids) :]
        return finishes if self.end_rows is None else finishes[self.end_rows]

    def _forward_pass(self, events: Floats, drawn: Floats) -> Floats:
        """Fill `events` (starts, then finishes) and return the floors of the block."""
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
        """Return the floor of each run.

        Where the floor includes unfinished work, that work varies with the milestone's own draw. A dated milestone
        without a duration has a draw of its whole span instead.
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
        """Walk back from the last finish of every run along its drivers, counting the milestones on the way."""
        network = self.network
        runs = np.arange(events.shape[1])
        current_rows = self._end_finishes(events).argmax(axis=0)
        if self.end_rows is not None:
            current_rows = self.end_rows[current_rows]
        degree = np.diff(network.incoming)[self.rows]
        while len(runs):
            np.add.at(sums[0], current_rows, 1)
            floor_shift = floor[current_rows, runs] - self.floor[current_rows] + self.span[current_rows]
            np.add.at(sums[1], current_rows, drawn[current_rows, runs] + floor_shift - planned[current_rows])
            bounds, source = self._highest_bounds(events, drawn, current_rows, runs, int(degree[current_rows].max()))
            is_driven = bounds >= floor[current_rows, runs] - 1e-3
            current_rows, runs = source[is_driven], runs[is_driven]

    def _highest_bounds(
        self, events: Floats, drawn: Floats, here: Days, runs: Days, max_degree: int
    ) -> tuple[Floats, Days]:
        """Return the highest bound on the start of each `here`, and the row it comes from."""
        network, positions = self.network, self.rows[here]
        bounds = np.full(len(here), -np.inf, dtype=np.float32)
        source = np.zeros(len(here), dtype=np.int64)
        for k in range(max_degree):
            with_link = np.flatnonzero(network.incoming[positions] + k < network.incoming[positions + 1])
            link = network.incoming[positions[with_link]] + k
            provider_row = self.place[network.source[link]]
            bound = events[provider_row + len(drawn) * network.from_finish[link], runs[with_link]] + network.lag[link]
            bound = bound - network.to_finish[link] * drawn[here[with_link], runs[with_link]]
            higher = bound > bounds[with_link]
            bounds[with_link[higher]], source[with_link[higher]] = bound[higher], provider_row[higher]
        return bounds, source


def _level_ranges(levels: Days) -> zip:  # type: ignore[type-arg]
    return zip(levels[:-1].tolist(), levels[1:].tolist(), strict=True)


def order_statistic(sorted_runs: Floats, share: float) -> float:
    """Return the ceil(share × S)-th smallest of S runs."""
    return float(sorted_runs[max(0, int(np.ceil(share * len(sorted_runs))) - 1)])


def standard_error(sorted_runs: Floats, share: float) -> float:
    """Return half the distance between the order statistics one standard deviation of the rank apart (binomial)."""
    spread = float(np.sqrt(share * (1 - share) / len(sorted_runs)))
    low, high = max(share - spread, 0.0), min(share + spread, 1.0)
    return (order_statistic(sorted_runs, high) - order_statistic(sorted_runs, low)) / 2
