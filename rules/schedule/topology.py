"""The shape of the network: how many milestones wait for each one, and which ones cannot be bypassed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rules.schedule.network import Days, Network, level_blocks
from rules.schedule.passes import backward

SKETCH_SIZE = 64


def estimate_downstream(network: Network, seed: int = 1) -> Days:
    """Estimate how many milestones wait for each one, not counting itself; the median error is about 6 %.

    The smallest of n exponential draws is exponential with rate n, so 64 smallest draws among all milestones that wait
    for one estimate their number, in one pass for all (Cohen 1997).
    """
    draws = np.random.default_rng(seed).standard_exponential((len(network.ids), SKETCH_SIZE)).astype(np.float32)
    weightless = replace(network, weight=np.zeros(len(network.source), dtype=np.float32))
    count: Days = (SKETCH_SIZE - 1) / backward(weightless, draws).sum(axis=1) - 1
    return count


def awaited_bits(network: Network, starts: Sequence[int]) -> Days:
    """Return for each milestone, as bits, which of `starts` (64 at most) it waits for, directly or not, in one pass."""
    seeds = np.zeros(len(network.ids), dtype=np.uint64)
    seeds[starts] = np.left_shift(np.uint64(1), np.arange(len(starts), dtype=np.uint64))
    awaited = _spread_lists(network, seeds) if network.is_deep else _spread_arrays(network, seeds)
    awaited[starts] &= ~seeds[starts]
    return awaited


def _spread_arrays(network: Network, bits: Days) -> Days:
    bits = bits.copy()
    for first, past in level_blocks(network):
        first_link, past_link = network.incoming[first], network.incoming[past]
        if first_link < past_link:
            arriving = bits[network.source[first_link:past_link]]
            bits[first:past] |= np.bitwise_or.reduceat(arriving, network.incoming[first:past] - first_link)
    return bits


def _spread_lists(network: Network, bits: Days) -> Days:
    spread = bits.tolist()
    for source, target in zip(network.source.tolist(), network.target.tolist(), strict=True):
        spread[target] |= spread[source]
    return np.array(spread, dtype=np.uint64)


def unavoidable(network: Network, inside: NDArray[np.bool_], position: int) -> list[int]:
    """Return the milestones on every path to `position` (its dominators), among those `inside`, which lead to it.

    A milestone is one of them if no link between two others, and no start, skips over it.
    """
    is_inside_link = inside[network.source] & inside[network.target]
    source, target = network.source[is_inside_link], network.target[is_inside_link]
    has_predecessor = np.zeros(len(network.ids), dtype=np.bool_)
    has_predecessor[target] = True
    roots = np.flatnonzero(inside & ~has_predecessor)
    low = np.concatenate((source, np.full(len(roots), -1))) + 1
    high = np.concatenate((target, roots))
    change = np.bincount(low, minlength=len(network.ids) + 1) - np.bincount(high, minlength=len(network.ids) + 1)
    spans_over = np.cumsum(change[:-1])
    return [index for index in np.flatnonzero(inside & (spans_over == 0)).tolist() if index != position]
