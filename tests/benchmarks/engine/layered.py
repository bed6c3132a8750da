"""Random layered networks as docs/formulas.md measures them, the peers to compare with, and a clock."""

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import networkx
import numpy as np

from rules.schedule.network import Days, Network, lay_out_columns

LEVELS = {1_000: 20, 10_000: 50, 100_000: 100}


def sizes() -> list[int]:
    """Milestones to measure with, from the command line; all three sizes by default."""
    return [int(word.replace("_", "").replace(",", "")) for word in sys.argv[1:]] or list(LEVELS)


def columns(count: int, levels: int | None = None, seed: int = 1) -> tuple[list[str], Days, Days, Days]:
    """Ids, durations of 1 to 19 days, and about three links a milestone from the level before."""
    levels = levels or LEVELS.get(count, max(2, round(count**0.5 / 3)))
    rng = np.random.default_rng(seed)
    per = count // levels
    target = np.repeat(np.arange(per, count), 3)
    source = np.minimum(target // per - 1, levels - 1) * per + rng.integers(0, per, len(target))
    source, target = np.divmod(np.unique(source * count + target), count)
    return [f"M-{row}" for row in range(count)], rng.integers(1, 20, count), source, target


def network(count: int, levels: int | None = None) -> Network:
    ids, duration, source, target = columns(count, levels)
    ones = np.ones(len(source), dtype=np.bool_)
    return lay_out_columns(ids, duration, source, target, np.zeros(len(source), dtype=np.int64), ones, ~ones)


def best(run: Callable[[], Any], times: int = 5) -> float:
    """The shortest of some runs, in seconds of processor time, so that a busy machine tells the same."""
    found = []
    for _ in range(times):
        start = process_time()
        run()
        found.append(process_time() - start)
    return min(found)


class DictPass:
    """Forward and backward pass as one would write it first: dicts by id."""

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
    """The same with networkx: a topological sort, then loops over its edges."""
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
