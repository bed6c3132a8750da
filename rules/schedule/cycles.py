"""Cycles among links: always a real one, and the shortest one where that is cheap to find."""

from collections import deque
from collections.abc import Iterable, Mapping

from rules.refusal import Refusal

# After this many links, the shortest cycle found so far is good enough.
MAX_VISITS = 500_000

Neighbours = Mapping[str, list[str]]


class Cycle(Refusal):
    """Raised when milestones depend on each other; `path` ends on the id it starts with."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        shown = path if len(path) <= 12 else (*path[:6], "…", *path[-5:])
        super().__init__(
            f"These depend on each other: {' → '.join(shown)}.",
            "Nothing in a loop could ever start.",
            "Remove one link.",
        )


def find_cycle(edges: Iterable[tuple[str, str]]) -> tuple[str, ...] | None:
    """Return a shortest cycle that starts and ends on its smallest id, or None for an acyclic graph.

    After MAX_VISITS links, it returns the shortest cycle found so far, which may not be the shortest of all.
    """
    successors = _core(edges)
    if not successors:
        return None
    shortest = _any_loop(successors)
    visits = 0
    for start in sorted(successors, key=lambda node: (len(node), node)):
        if len(shortest) == 1 or visits > MAX_VISITS:
            break
        shorter, new_visits = _loop_through(start, successors, len(shortest))
        shortest, visits = shorter or shortest, visits + new_visits
    smallest = min(range(len(shortest)), key=lambda index: (len(shortest[index]), shortest[index]))
    cycle = shortest[smallest:] + shortest[:smallest]
    return (*cycle, cycle[0])


def _core(edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the links left after repeatedly removing nodes without predecessors or without successors."""
    successors: dict[str, list[str]] = {}
    predecessors: dict[str, list[str]] = {}
    for source, target in sorted(set(edges)):
        successors.setdefault(source, []).append(target)
        predecessors.setdefault(target, []).append(source)
    alive = _peel_ends(successors.keys() & predecessors.keys(), successors, predecessors)
    alive = _peel_ends(alive, predecessors, successors)
    return {node: [neighbour for neighbour in successors[node] if neighbour in alive] for node in alive}


def _peel_ends(alive: set[str], onwards: Neighbours, back: Neighbours) -> set[str]:
    remaining = {node: sum(neighbour in alive for neighbour in back[node]) for node in alive}
    ready = [node for node, count in remaining.items() if not count]
    for node in ready:
        for neighbour in onwards[node]:
            if neighbour in remaining:
                remaining[neighbour] -= 1
                if not remaining[neighbour]:
                    ready.append(neighbour)
    return alive - set(ready)


def _any_loop(after: Neighbours) -> tuple[str, ...]:
    node = min(after)
    visited: dict[str, int] = {}
    while node not in visited:
        visited[node] = len(visited)
        node = after[node][0]
    return tuple(list(visited)[visited[node] :])


def _loop_through(start: str, after: Neighbours, shorter_than: int) -> tuple[tuple[str, ...] | None, int]:
    """Return the shortest cycle through `start` with fewer than `shorter_than` links, and the links visited."""
    previous: dict[str, str] = {}
    depth = {start: 0}
    queue = deque([start])
    visits = 0
    while queue:
        node = queue.popleft()
        if depth[node] + 1 >= shorter_than:
            break
        for successor in after[node]:
            visits += 1
            if successor == start:
                return _walk_back(start, node, previous), visits
            if successor not in depth:
                depth[successor], previous[successor] = depth[node] + 1, node
                queue.append(successor)
    return None, visits


def _walk_back(start: str, last: str, came: Mapping[str, str]) -> tuple[str, ...]:
    path = [last]
    while path[-1] != start:
        path.append(came[path[-1]])
    return tuple(reversed(path))
