"""Forward and backward passes over a network: by level with arrays if it is shallow, with plain lists if it is deep."""

from typing import cast

import numpy as np

from rules.schedule.network import Days, Network, level_blocks

# A latest start without a limit.
UNLIMITED_START = 2**40


def forward(network: Network, floor: Days) -> Days:
    """Compute early starts in working days: the longest path from `floor`, each milestone's earliest possible start."""
    return _forward_lists(network, floor) if network.is_deep else _forward_arrays(network, floor)


def backward(network: Network, last: Days) -> Days:
    """Compute late starts; `last` is the latest start each milestone may have by itself.

    `last` may have a second axis with one column per target; the result has the same shape, and UNLIMITED_START or more
    means no path.
    """
    return _backward_lists(network, last) if network.is_deep and last.ndim == 1 else _backward_arrays(network, last)


def _forward_arrays(network: Network, floor: Days) -> Days:
    starts = floor.copy()
    source, weight, incoming = network.source, network.weight, network.incoming
    for first, past in level_blocks(network):
        first_link, past_link = incoming[first], incoming[past]
        if first_link == past_link:
            continue
        bound = starts[source[first_link:past_link]] + weight[first_link:past_link]
        np.maximum(
            starts[first:past], np.maximum.reduceat(bound, incoming[first:past] - first_link), out=starts[first:past]
        )
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
        first_link, past_link = outgoing[first], outgoing[past]
        if first_link == past_link:
            continue
        edges = outgoing[first : past + 1]
        with_links = np.flatnonzero(edges[1:] > edges[:-1])
        bound = starts[target[first_link:past_link]] - weight[first_link:past_link]
        tightest = np.minimum.reduceat(bound, edges[with_links] - first_link, axis=0)
        starts[first + with_links] = np.minimum(starts[first + with_links], tightest)
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
