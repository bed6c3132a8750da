"""The shape of the network: how much waits for each milestone, and what nothing routes around."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from program.network import Days, Network
from program.passes import backward

SKETCH = 64


def downstream(network: Network, seed: int = 1) -> Days:
    """About how many milestones wait for each, itself not counted: error about 6 % (median).

    The smallest of n exponential draws is exponential with rate n; so 64 smallest draws among all that waits for a
    milestone tell how many there are, in one pass for everybody (Cohen 1997).
    """
    draws = np.random.default_rng(seed).standard_exponential((len(network.ids), SKETCH)).astype(np.float32)
    weightless = replace(network, weight=np.zeros(len(network.source), dtype=np.float32))
    count: Days = (SKETCH - 1) / backward(weightless, draws).sum(axis=1) - 1
    return count


def waiting_for(network: Network, at: int) -> list[int]:
    """All that waits for a milestone, directly or not, in the network's order; exact."""
    seen = np.zeros(len(network.ids), dtype=np.bool_)
    stack = [at]
    while stack:
        here = stack.pop()
        links = network.by_source[network.outgoing[here] : network.outgoing[here + 1]]
        for other in network.target[links].tolist():
            if not seen[other]:
                seen[other] = True
                stack.append(other)
    found: list[int] = np.flatnonzero(seen).tolist()
    return found


def leads_to(network: Network, at: int) -> NDArray[np.bool_]:
    """Which milestones a milestone waits for, directly or not; itself included."""
    seen = np.zeros(len(network.ids), dtype=np.bool_)
    seen[at] = True
    stack = [at]
    while stack:
        here = stack.pop()
        for other in network.source[network.incoming[here] : network.incoming[here + 1]].tolist():
            if not seen[other]:
                seen[other] = True
                stack.append(other)
    return seen


def unavoidable(network: Network, at: int) -> list[int]:
    """The milestones every way to `at` passes (its dominators): those no link, nor any start, steps over."""
    inside = leads_to(network, at)
    link = inside[network.target]
    source, target = network.source[link], network.target[link]
    roots = np.flatnonzero(inside & (network.incoming[1:] == network.incoming[:-1]))
    low = np.concatenate((source, np.full(len(roots), -1))) + 1
    high = np.concatenate((target, roots))
    change = np.zeros(len(network.ids) + 1, dtype=np.int64)
    np.add.at(change, low, 1)
    np.add.at(change, high, -1)
    over = np.cumsum(change[:-1])
    return [i for i in np.flatnonzero(inside & (over == 0)).tolist() if i != at]
