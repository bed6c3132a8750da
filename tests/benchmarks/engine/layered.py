"""Random layered networks as docs/formulas.md measures them, implementations to compare with, and a timer."""

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import networkx
import numpy as np

from rules.schedule.network import Days, Network, lay_out_columns

LEVELS = {1_000: 20, 10_000: 50, 100_000: 100}


def requested_sizes() -> list[int]:
    """Return the milestone counts to measure, from the command line; all three sizes by default."""
    return [int(word.replace("_", "").replace(",", "")) for word in sys.argv[1:]] or list(LEVELS)


def columns(count: int, levels: int | None = None, seed: int = 1) -> tuple[list[str], Days, Days, Days]:
    """Return ids, durations of 1 to 19 days, and about three links per milestone from the previous level."""
    levels = levels or LEVELS.get(count, max(2, round(count**0.5 / 3)))
    rng = np.random.default_rng(seed)
    per_level = count // levels
    target = np.repeat(np.arange(per_level, count), 3)
    source = np.minimum(target // per_level - 1, levels - 1) * per_level + rng.integers(0, per_level, len(target))
    source, target = np.divmod(np.unique(source * count + target), count)
    return [f"M-{row}" for row in range(count)], rng.integers(1, 20, count), source, target


def network(count: int, levels: int | None = None) -> Network:
    ids, duration, source, target = columns(count, levels)
    all_true = np.ones(len(source), dtype=np.bool_)
    return lay_out_columns(ids, duration, source, target, np.zeros(len(source), dtype=np.int64), all_true, ~all_true)


def best_time(run: Callable[[], Any], times: int = 5) -> float:
    """Return the shortest of several runs in processor seconds, which do not depend on how busy the machine is."""
    durations = []
    for _ in range(times):
        start = process_time()
        run()
        durations.append(process_time() - start)
    return min(durations)


class DictPass:
    """A forward and backward pass in the most obvious way: dicts by id."""

    def __init__(self, net: Network) -> None:
        self.duration: dict[str, int] = dict(zip(net.ids, net.duration.tolist(), strict=True))
        self.before: dict[str, list[str]] = {name: [] for name in net.ids}
        self.after: dict[str, list[str]] = {name: [] for name in net.ids}
        for source, target in zip(net.source.tolist(), net.target.tolist(), strict=True):
            self.before[net.ids[target]].append(net.ids[source])
            self.after[net.ids[source]].append(net.ids[target])

    def run(self) -> int:
        finish: dict[str, int] = {}
        for name, days in self.duration.items():
            finish[name] = max((finish[other] for other in self.before[name]), default=0) + days
        end = max(finish.values())
        late: dict[str, int] = {}
        for name in reversed(self.duration):
            late[name] = min((late[other] - self.duration[other] for other in self.after[name]), default=end)
        return end


def networkx_pass(net: Network) -> Callable[[], None]:
    """Build the same passes with networkx: a topological sort, then loops over its edges."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from((name, {"days": days}) for name, days in zip(net.ids, net.duration.tolist(), strict=True))
    graph.add_edges_from(
        (net.ids[u], net.ids[v]) for u, v in zip(net.source.tolist(), net.target.tolist(), strict=True)
    )

    def run() -> None:
        order, days = list(networkx.topological_sort(graph)), graph.nodes
        finish: dict[str, int] = {}
        for name in order:
            finish[name] = max((finish[other] for other in graph.predecessors(name)), default=0) + days[name]["days"]
        late: dict[str, int] = {}
        end = max(finish.values())
        for name in reversed(order):
            late[name] = min((late[o] - days[o]["days"] for o in graph.successors(name)), default=end)

    return run
