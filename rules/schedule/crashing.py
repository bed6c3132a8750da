"""Buying days: the cheapest set of shortenings that ends a target a number of days sooner, exact.

The cheapest cost of each length is the largest profit of a flow from the start to the target (Fulkerson 1961): every
path carries its length in days, and a milestone carries at its normal duration as much as a day of it costs. Paths are
loaded longest first, undoing what a longer one took too much of; a path that can carry anything is the floor.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from rules.schedule.network import Days, Network
from rules.schedule.passes import forward


@dataclass(frozen=True, slots=True)
class Shortening:
    """Days that can be saved of a milestone: at most `days`, each for `cost` (units of the smallest coin)."""

    days: int
    cost: int


@dataclass(frozen=True, slots=True)
class BoughtDays:
    """The cheapest shortenings by position, their cost, the days gained, and the milestone that allows no more.

    `days` is less than what was asked for where the floor is reached; `pinned_by` is then the position whose own
    earliest start begins the path that cannot be shortened.
    """

    shortened: Mapping[int, int]
    cost: int
    days: int
    pinned_by: int | None = None


@dataclass(slots=True)
class _Arc:
    """A bound between two events: `target` at least `days` after `source`; `room` for flow, `back` its reverse."""

    source: int
    target: int
    days: int
    room: float
    back: int


def buy_days(
    network: Network, floor: Days, shortenings: Mapping[int, Shortening], targets: Sequence[int], days: int
) -> BoughtDays:
    """Return the cheapest way to end the last of `targets` so many days sooner, or as many as can be bought."""
    finishes = forward(network, floor) + network.duration
    normal = int(finishes[list(targets)].max())
    wanted = normal - max(days, 0)
    flow = _EventFlow(network, floor, shortenings, targets)
    while (reached := int(flow.longest()[flow.sink])) > wanted:
        if not flow.load_longest():
            break
    length = max(wanted, reached)
    shortened = flow.shortened_at(length) if length < normal else {}
    cost = sum(shortenings[position].cost * bought for position, bought in shortened.items())
    return BoughtDays(shortened, cost, normal - length, flow.first_milestone_of_longest() if reached > wanted else None)


class _EventFlow:
    """Starts and finishes as nodes; a milestone that cannot be shortened has only its start.

    Node 0 is day 0, node 1 + p the start of position p; then the finishes, last the target.
    """

    def __init__(
        self, network: Network, floor: Days, shortenings: Mapping[int, Shortening], targets: Sequence[int]
    ) -> None:
        count = len(network.ids)
        self.duration: list[int] = [int(days) for days in network.duration]
        self.shortenings = {at: one for at, one in shortenings.items() if one.days > 0}
        self.finish = {at: 1 + count + row for row, at in enumerate(sorted(self.shortenings))}
        self.sink = 1 + count + len(self.finish)
        self.arcs: list[_Arc] = []
        self.out: list[list[int]] = [[] for _ in range(self.sink + 1)]
        for at, day in enumerate(floor.tolist()):
            self._bound(0, 1 + at, int(day))
        for at, one in self.shortenings.items():
            self._bound(1 + at, self.finish[at], self.duration[at], one.cost)
            self._bound(1 + at, self.finish[at], self.duration[at] - one.days)
            self._bound(self.finish[at], 1 + at, -self.duration[at])
        self._add_links(network)
        for target in targets:
            node, days = self._event(target, of_finish=True)
            self._bound(node, self.sink, days)

    def _add_links(self, network: Network) -> None:
        columns = (network.source, network.target, network.lag, network.from_finish, network.to_finish)
        for source, target, lag, from_finish, to_finish in zip(*(column.tolist() for column in columns), strict=True):
            first, days = self._event(source, of_finish=from_finish)
            last, later = self._event(target, of_finish=to_finish)
            self._bound(first, last, days + lag - later)

    def _event(self, at: int, *, of_finish: bool) -> tuple[int, int]:
        """Return the node of a milestone's event and the days from the node to the event."""
        if not of_finish:
            return 1 + at, 0
        return (self.finish[at], 0) if at in self.finish else (1 + at, self.duration[at])

    def _bound(self, source: int, target: int, days: int, room: float = inf) -> None:
        if not room:
            return
        number = len(self.arcs)
        self.arcs.append(_Arc(source, target, days, room, number + 1))
        self.arcs.append(_Arc(target, source, -days, 0, number))
        self.out[source].append(number)
        self.out[target].append(number + 1)

    def longest(self, extra: Iterable[tuple[int, int, int]] = ()) -> list[float]:
        """Return the longest way from day 0 to each node along arcs with room; `extra` bounds count as well."""
        return self._search(tuple(extra))[0]

    def _search(self, extra: tuple[tuple[int, int, int], ...] = ()) -> tuple[list[float], list[int]]:
        reach, came_by = [-inf] * len(self.out), [-1] * len(self.out)
        reach[0] = 0
        queue, queued = deque([0]), {0}
        while queue:
            node = queue.popleft()
            queued.discard(node)
            for target, days, number in self._ways(node, extra):
                if reach[node] + days > reach[target]:
                    reach[target], came_by[target] = reach[node] + days, number
                    if target not in queued:
                        queued.add(target)
                        queue.append(target)
        return reach, came_by

    def _ways(self, node: int, extra: tuple[tuple[int, int, int], ...]) -> list[tuple[int, int, int]]:
        """Return (target, days, arc) of each bound from a node that has room; -1 for an extra one."""
        arcs = [(number, self.arcs[number]) for number in self.out[node]]
        ways = [(arc.target, arc.days, number) for number, arc in arcs if arc.room > 0]
        return ways + [(target, days, -1) for source, target, days in extra if source == node]

    def _longest_path(self) -> list[int]:
        """Return the arcs of the longest way to the target, the last one first."""
        came_by = self._search()[1]
        path, node = [], self.sink
        while node:
            path.append(came_by[node])
            node = self.arcs[came_by[node]].source
        return path

    def load_longest(self) -> bool:
        """Send as much as fits along the longest way; return False if it can carry anything."""
        path = self._longest_path()
        amount = min(self.arcs[number].room for number in path)
        if amount == inf:
            return False
        for number in path:
            self.arcs[number].room -= amount
            self.arcs[self.arcs[number].back].room += amount
        return True

    def first_milestone_of_longest(self) -> int:
        """Return the position whose own earliest start begins the longest way."""
        return self.arcs[self._longest_path()[-1]].target - 1

    def shortened_at(self, length: int) -> dict[int, int]:
        """Return the days by which each milestone is shortened so that the target ends on day `length`.

        Events at which every arc with room is kept and every loaded one is exact cost the least (complementary
        slackness).
        """
        reach = self.longest([(self.sink, 0, -length), (0, self.sink, length)])
        spans = {at: self.duration[at] - int(reach[node] - reach[1 + at]) for at, node in self.finish.items()}
        return {at: days for at, days in sorted(spans.items()) if days > 0}
