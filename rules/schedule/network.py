"""The network: typed links between milestones, laid out once by level so that a pass is a few array operations.

A link u → v bounds the start of v: FS by EF(u) + lag, SS by ES(u) + lag, FF by EF(u) + lag - d(v), SF by ES(u) + lag -
d(v) (the precedence diagramming method, as Primavera computes it). A link is therefore a single number, `weight`,
between two starts. Links into a finished milestone are history and are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rules.plan import Dependency, HandoverState, LinkStrength, LinkType, Plan
from rules.schedule.cycles import Cycle, find_cycle

__all__ = ["NEVER", "Cycle", "Days", "Network", "find_cycle", "lay_out", "of_plan", "planned_links", "refuse_loops"]

# Whole working days (fractions only where a source has them) or positions, one per milestone or link.
Days: TypeAlias = NDArray[Any]

# The start of a milestone without a date: so far below every day that any lag stays below it too.
NEVER = -(2**40)

# Array operations pay off while there are at least this many milestones per level (docs/formulas.md).
MIN_MILESTONES_PER_LEVEL = 20

FROM_FINISH_TYPES = (LinkType.FS, LinkType.FF)
TO_FINISH_TYPES = (LinkType.FF, LinkType.SF)
UNPLANNED_STATES = frozenset(
    {
        HandoverState.PROPOSED,
        HandoverState.REQUESTED,
        HandoverState.COUNTERED,
        HandoverState.DECLINED,
        HandoverState.WAIVED,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Milestones in topological order, level by level; links sorted by the milestone they lead to.

    levels[k]:levels[k + 1]: the positions of level k.
    incoming[v]:incoming[v + 1]: the links into v.
    outgoing[u]:outgoing[u + 1]: the entries of `by_source` that are links out of u.
    from_finish, to_finish: which event a link leaves and reaches.
    dependency: the row in which each link was given.
    """

    ids: tuple[str, ...]
    position: Mapping[str, int]
    duration: Days
    source: Days
    target: Days
    lag: Days
    from_finish: NDArray[np.bool_]
    to_finish: NDArray[np.bool_]
    weight: Days
    dependency: Days
    levels: Days
    incoming: Days
    by_source: Days
    outgoing: Days

    @property
    def is_deep(self) -> bool:
        """True if plain lists are faster than arrays for this shape."""
        return (len(self.levels) - 1) * MIN_MILESTONES_PER_LEVEL >= len(self.ids)


def lay_out(ids: Sequence[str], duration: Sequence[float], links: Sequence[tuple[int, int, LinkType, int]]) -> Network:
    """Lay out milestones with unique `ids` and `links` (source row, target row, type, lag); raises Cycle."""
    from_finish = np.array([link[2] in FROM_FINISH_TYPES for link in links], dtype=np.bool_)
    to_finish = np.array([link[2] in TO_FINISH_TYPES for link in links], dtype=np.bool_)
    columns = np.array([link[:2] + link[3:] for link in links], dtype=np.int64).reshape(-1, 3)
    return lay_out_columns(
        ids, np.asarray(duration), columns[:, 0], columns[:, 1], columns[:, 2], from_finish, to_finish
    )


def lay_out_columns(
    ids: Sequence[str], duration: Days, source: Days, target: Days, lag: Days, from_finish: Days, to_finish: Days
) -> Network:
    """Lay out a network like `lay_out`, with the links given as columns."""
    count = len(ids)
    level = _link_levels(ids, source, target)
    order = np.array(
        sorted(range(count), key=lambda index: (level[index], len(ids[index]), ids[index])), dtype=np.int64
    )
    position_of_row = np.empty(count, dtype=np.int64)
    position_of_row[order] = np.arange(count)
    source, target, duration = position_of_row[source], position_of_row[target], duration[order]
    by_target = np.lexsort((source, target))
    source, target, lag = source[by_target], target[by_target], lag[by_target]
    from_finish, to_finish = from_finish[by_target], to_finish[by_target]
    names = tuple(ids[index] for index in order.tolist())
    sorted_levels = np.array(level, dtype=np.int64)[order]
    return Network(
        ids=names,
        position={name: index for index, name in enumerate(names)},
        duration=duration,
        source=source,
        target=target,
        lag=lag,
        from_finish=from_finish,
        to_finish=to_finish,
        weight=lag + from_finish * duration[source] - to_finish * duration[target],
        dependency=by_target,
        levels=np.searchsorted(sorted_levels, np.arange(max(level, default=-1) + 2)),
        incoming=np.searchsorted(target, np.arange(count + 1)),
        by_source=np.argsort(source, kind="stable"),
        outgoing=np.searchsorted(np.sort(source), np.arange(count + 1)),
    )


def _link_levels(ids: Sequence[str], source: Days, target: Days) -> list[int]:
    """Return for each row the largest number of links from a start (Kahn's algorithm); raises Cycle."""
    count = len(ids)
    order = np.argsort(source, kind="stable")
    successors: list[int] = target[order].tolist()
    first_edge: list[int] = np.searchsorted(source[order], np.arange(count + 1)).tolist()
    remaining: list[int] = np.bincount(target, minlength=count).tolist()
    level = [0] * count
    ready = [row for row in range(count) if not remaining[row]]
    for row in ready:
        deeper = level[row] + 1
        for successor in successors[first_edge[row] : first_edge[row + 1]]:
            remaining[successor] -= 1
            if not remaining[successor]:
                level[successor] = deeper if deeper > level[successor] else level[successor]
                ready.append(successor)
            elif level[successor] < deeper:
                level[successor] = deeper
    if len(ready) < count:
        pairs = zip(source.tolist(), target.tolist(), strict=True)
        raise Cycle(find_cycle((ids[u], ids[v]) for u, v in pairs) or ())
    return level


def refuse_loops(ids: Sequence[str], pairs: Sequence[tuple[str, str]]) -> None:
    """Raise Cycle if the links among `ids` form a loop, whatever their state."""
    row = {name: index for index, name in enumerate(ids)}
    columns = np.array([(row[first], row[last]) for first, last in pairs], dtype=np.int64).reshape(-1, 2)
    _link_levels(ids, columns[:, 0], columns[:, 1])


def planned_links(dependencies: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Return the links that move dates: hard, committed and not waived (B-30, B-33)."""
    return tuple(
        link for link in dependencies if link.strength is LinkStrength.HARD and link.state not in UNPLANNED_STATES
    )


def of_plan(plan: Plan) -> Network:
    """Lay out a whole plan, without links into finished milestones; raises Cycle."""
    row = {milestone.id: index for index, milestone in enumerate(plan.milestones)}
    done = {milestone.id for milestone in plan.milestones if milestone.done}
    links = [link for link in planned_links(plan.dependencies) if link.consumer not in done]
    return lay_out_columns(
        list(row),
        np.array([milestone.duration for milestone in plan.milestones], dtype=np.int64),
        np.array([row[link.provider] for link in links], dtype=np.int64),
        np.array([row[link.consumer] for link in links], dtype=np.int64),
        np.array([link.lag for link in links], dtype=np.int64),
        np.array([link.type in FROM_FINISH_TYPES for link in links], dtype=np.bool_),
        np.array([link.type in TO_FINISH_TYPES for link in links], dtype=np.bool_),
    )


def level_blocks(network: Network) -> Iterable[tuple[int, int]]:
    """Yield (first, past-last) positions of each level, first level first."""
    return pairwise(network.levels.tolist())
