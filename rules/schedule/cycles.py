"""Loops among links: a real one always, the shortest one where that is cheap to know."""

from collections import deque
from collections.abc import Iterable, Mapping

from rules.refusal import Refusal

MAX_VISITS = 500_000
"""Links looked at in search of a shorter loop before the one in hand is good enough."""

Neighbours = Mapping[str, list[str]]


class Cycle(Refusal):
    """This will be shown when milestones wait for each other; `path` ends on the id it starts with."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        shown = path if len(path) <= 12 else (*path[:6], "…", *path[-5:])
        super().__init__(
            f"These wait for each other: {' → '.join(shown)}.", "Nothing in a loop could ever start.", "Drop one link."
        )


def find_cycle(edges: Iterable[tuple[str, str]]) -> tuple[str, ...] | None:
    """A shortest loop, closed (its first id again at the end) and begun at its smallest id; None when there is none.

    Past `VISITS` links looked at, the shortest loop found so far is given: real, perhaps not the shortest.
    """
    after = _core(edges)
    if not after:
        return None
    best = _any_loop(after)
    visits = 0
    for start in sorted(after, key=lambda node: (len(node), node)):
        if len(best) == 1 or visits > MAX_VISITS:
            break
        found, cost = _loop_through(start, after, len(best))
        best, visits = found or best, visits + cost
    first = min(range(len(best)), key=lambda i: (len(best[i]), best[i]))
    loop = best[first:] + best[:first]
    return (*loop, loop[0])


def _core(edges: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What is left when all that has nothing before it, or nothing after it, is taken away again and again."""
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for source, target in sorted(set(edges)):
        after.setdefault(source, []).append(target)
        before.setdefault(target, []).append(source)
    alive = _peel_ends(after.keys() & before.keys(), after, before)
    alive = _peel_ends(alive, before, after)
    return {node: [other for other in after[node] if other in alive] for node in alive}


def _peel_ends(alive: set[str], onwards: Neighbours, back: Neighbours) -> set[str]:
    waiting = {node: sum(other in alive for other in back[node]) for node in alive}
    ready = [node for node, count in waiting.items() if not count]
    for node in ready:
        for other in onwards[node]:
            if other in waiting:
                waiting[other] -= 1
                if not waiting[other]:
                    ready.append(other)
    return alive - set(ready)


def _any_loop(after: Neighbours) -> tuple[str, ...]:
    node = min(after)
    seen: dict[str, int] = {}
    while node not in seen:
        seen[node] = len(seen)
        node = after[node][0]
    return tuple(list(seen)[seen[node] :])


def _loop_through(start: str, after: Neighbours, shorter_than: int) -> tuple[tuple[str, ...] | None, int]:
    """The shortest loop through `start` with fewer than `shorter_than` links, and the links looked at."""
    came: dict[str, str] = {}
    depth = {start: 0}
    queue = deque([start])
    visits = 0
    while queue:
        node = queue.popleft()
        if depth[node] + 1 >= shorter_than:
            break
        for other in after[node]:
            visits += 1
            if other == start:
                return _walk_back(start, node, came), visits
            if other not in depth:
                depth[other], came[other] = depth[node] + 1, node
                queue.append(other)
    return None, visits


def _walk_back(start: str, last: str, came: Mapping[str, str]) -> tuple[str, ...]:
    path = [last]
    while path[-1] != start:
        path.append(came[path[-1]])
    return tuple(reversed(path))
