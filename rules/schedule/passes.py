"""Forward and backward pass over a network: arrays by level where it is shallow, plain lists where it is deep."""

from typing import cast

import numpy as np

from rules.schedule.network import Days, Network, level_blocks

UNLIMITED_START = 2**40
"""A latest start that nothing limits."""


def forward(network: Network, floor: Days) -> Days:
    """Early starts, in working days: the longest path from `floor`, the earliest start each milestone may have."""
    return _forward_lists(network, floor) if network.is_deep else _forward_arrays(network, floor)


def backward(network: Network, last: Days) -> Days:
    """Late starts: `last` is the latest start each milestone may have by itself.

    `last` may have a second axis, one column a target: then so has the answer, and FAR or more means "no path".
    """
    return _backward_lists(network, last) if network.is_deep and last.ndim == 1 else _backward_arrays(network, last)


def _forward_arrays(network: Network, floor: Days) -> Days:
    starts = floor.copy()
    source, weight, incoming = network.source, network.weight, network.incoming
    for first, past in level_blocks(network):
        low, high = incoming[first], incoming[past]
        if low == high:
            continue
        bound = starts[source[low:high]] + weight[low:high]
        np.maximum(starts[first:past], np.maximum.reduceat(bound, incoming[first:past] - low), out=starts[first:past])
    return starts


def _forward_lists(network: Network, floor: Days) -> Days:
    starts = floor.tolist()
    links = zip(network.source.tolist(), network.target.tolist(), network.weight.tolist(), strict=True)
    for source, target, weight in links:
        bound = starts[source] + weight
        if bound > starts[target]:
            starts[target] = bound
    return np.array(starts, dtype=np.result_type(floor, network.weight))


def _backward_arrays(network: Network, last: Days) -> Days:
    starts = last.copy()
    by_source, outgoing = network.by_source, network.outgoing
    target, weight = network.target[by_source], network.weight[by_source]
    if last.ndim == 2:
        weight = weight[:, None].astype(last.dtype)
    for first, past in reversed(list(level_blocks(network))):
        low, high = outgoing[first], outgoing[past]
        if low == high:
            continue
        edges = outgoing[first : past + 1]
        busy = np.flatnonzero(edges[1:] > edges[:-1])
        bound = starts[target[low:high]] - weight[low:high]
        tightest = np.minimum.reduceat(bound, edges[busy] - low, axis=0)
        starts[first + busy] = np.minimum(starts[first + busy], tightest)
    return starts


def _backward_lists(network: Network, last: Days) -> Days:
    starts = cast("list[int]", last.tolist())
    links = zip(
        reversed(network.source.tolist()),
        reversed(network.target.tolist()),
        reversed(network.weight.tolist()),
        strict=True,
    )
    for source, target, weight in links:
        bound = starts[target] - weight
        if bound < starts[source]:
            starts[source] = bound
    return np.array(starts, dtype=np.result_type(last, network.weight))
