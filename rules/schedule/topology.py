"""The shape of the network: how much waits for each milestone, and what nothing routes around."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rules.schedule.network import Days, Network, level_blocks
from rules.schedule.passes import backward

SKETCH_SIZE = 64


def estimate_downstream(network: Network, seed: int = 1) -> Days:
    """About how many milestones wait for each, itself not counted: error about 6 % (median).

    The smallest of n exponential draws is exponential with rate n; so 64 smallest draws among all that waits for a
    milestone tell how many there are, in one pass for everybody (Cohen 1997).
    """
    draws = np.random.default_rng(seed).standard_exponential((len(network.ids), SKETCH_SIZE)).astype(np.float32)
    weightless = replace(network, weight=np.zeros(len(network.source), dtype=np.float32))
    count: Days = (SKETCH_SIZE - 1) / backward(weightless, draws).sum(axis=1) - 1
    return count


def awaited_bits(network: Network, starts: Sequence[int]) -> Days:
    """For each milestone, as bits, which of `starts` (64 at most) it waits for, directly or not; all in one pass."""
    seeds = np.zeros(len(network.ids), dtype=np.uint64)
    seeds[starts] = np.left_shift(np.uint64(1), np.arange(len(starts), dtype=np.uint64))
    found = _spread_lists(network, seeds) if network.is_deep else _spread_arrays(network, seeds)
    found[starts] &= ~seeds[starts]
    return found


def _spread_arrays(network: Network, bits: Days) -> Days:
    bits = bits.copy()
    for first, past in level_blocks(network):
        low, high = network.incoming[first], network.incoming[past]
        if low < high:
            arriving = bits[network.source[low:high]]
            bits[first:past] |= np.bitwise_or.reduceat(arriving, network.incoming[first:past] - low)
    return bits


def _spread_lists(network: Network, bits: Days) -> Days:
    spread = bits.tolist()
    for source, target in zip(network.source.tolist(), network.target.tolist(), strict=True):
        spread[target] |= spread[source]
    return np.array(spread, dtype=np.uint64)


def unavoidable(network: Network, inside: NDArray[np.bool_], position: int) -> list[int]:
    """The milestones every way to `at` passes (its dominators), among those `inside`, which lead to it.

    They are those that no link between two of them, nor any start, steps over.
    """
    link = inside[network.source] & inside[network.target]
    source, target = network.source[link], network.target[link]
    entered = np.zeros(len(network.ids), dtype=np.bool_)
    entered[target] = True
    roots = np.flatnonzero(inside & ~entered)
    low = np.concatenate((source, np.full(len(roots), -1))) + 1
    high = np.concatenate((target, roots))
    change = np.bincount(low, minlength=len(network.ids) + 1) - np.bincount(high, minlength=len(network.ids) + 1)
    over = np.cumsum(change[:-1])
    return [i for i in np.flatnonzero(inside & (over == 0)).tolist() if i != position]
