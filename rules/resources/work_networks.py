"""Work that shares resources: activities with minimal lags and demands, resources with a capacity per day.

Days are whole working days from day 0; what lies before it is history and limits nothing. A demand that alone exceeds
a day's capacity may still run there by itself, so that every network has a schedule (docs/formulas.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Demand:
    """`amount` of a resource from `first` to before `past`, counted from the start of the activity."""

    resource: int
    amount: int
    first: int
    past: int


@dataclass(frozen=True, slots=True)
class Supply:
    """Capacity of a resource on each of the first days; after them `usual` counts.

    `taken` is what work that does not move takes of these days.
    """

    usual: int
    days: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()

    def on(self, day: int) -> int:
        return self.days[day] if 0 <= day < len(self.days) else self.usual

    def taken_on(self, day: int) -> int:
        return self.taken[day] if 0 <= day < len(self.taken) else 0


@dataclass(frozen=True)
class WorkNetwork:
    """Activities by number: `durations`, `releases` (earliest starts), `demands`, and `links` between starts.

    A link (u, v, days) means that v starts at least that many days after the start of u; links form no loop.
    """

    durations: tuple[int, ...]
    releases: tuple[int, ...]
    links: tuple[tuple[int, int, int], ...]
    demands: tuple[tuple[Demand, ...], ...]
    supplies: tuple[Supply, ...]

    @cached_property
    def incoming(self) -> list[list[tuple[int, int]]]:
        """Return (source, days) of the links into each activity."""
        lists: list[list[tuple[int, int]]] = [[] for _ in self.durations]
        for source, target, days in self.links:
            lists[target].append((source, days))
        return lists

    @cached_property
    def outgoing(self) -> list[list[tuple[int, int]]]:
        """Return (target, days) of the links out of each activity."""
        lists: list[list[tuple[int, int]]] = [[] for _ in self.durations]
        for source, target, days in self.links:
            lists[source].append((target, days))
        return lists

    @cached_property
    def order(self) -> list[int]:
        """Return the activities with sources before targets."""
        waiting = [len(links) for links in self.incoming]
        ready = [activity for activity, count in enumerate(waiting) if not count]
        for activity in ready:
            for target, _ in self.outgoing[activity]:
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
        return ready

    @cached_property
    def early_starts(self) -> list[int]:
        """Return the starts that links and releases allow, without regard to resources."""
        starts = list(self.releases)
        for activity in self.order:
            for target, days in self.outgoing[activity]:
                starts[target] = max(starts[target], starts[activity] + days)
        return starts

    @cached_property
    def tails(self) -> list[int]:
        """Return for each activity the days from its start to the end of all that depends on it."""
        tails = list(self.durations)
        for activity in reversed(self.order):
            for target, days in self.outgoing[activity]:
                tails[activity] = max(tails[activity], days + tails[target])
        return tails

    @cached_property
    def critical_path(self) -> int:
        """Return the end of the early schedule."""
        return self.length_of(self.early_starts)

    def length_of(self, starts: Sequence[int]) -> int:
        return max((start + days for start, days in zip(starts, self.durations, strict=True)), default=0)

    def mirrored(self, length: int) -> "WorkNetwork":
        """Return the network with time running backwards from `length`; its releases limit nothing."""
        durations = self.durations
        return WorkNetwork(
            durations,
            tuple(min(0, length - days) for days in durations),
            tuple(
                (target, source, days + durations[target] - durations[source]) for source, target, days in self.links
            ),
            tuple(
                tuple(Demand(one.resource, one.amount, days - one.past, days - one.first) for one in demands)
                for days, demands in zip(durations, self.demands, strict=True)
            ),
            tuple(
                Supply(
                    supply.usual,
                    tuple(supply.on(day) for day in range(length - 1, -1, -1)),
                    tuple(supply.taken_on(day) for day in range(length - 1, -1, -1)),
                )
                for supply in self.supplies
            ),
        )


@dataclass(slots=True)
class LoadProfile:
    """Room left on each day of one resource while activities are placed."""

    supply: Supply
    room: list[int] = field(default_factory=list)

    def reach(self, past: int) -> None:
        """Extend the days to before `past`."""
        if len(self.room) >= past:
            return
        if not self.room:
            supply = self.supply
            count = max(len(supply.days), len(supply.taken))
            self.room.extend(supply.on(day) - supply.taken_on(day) for day in range(count))
        self.room.extend([self.supply.usual] * (past + 32 - len(self.room)))

    def last_conflict(self, amount: int, first: int, past: int) -> int | None:
        """Return the last day of [first, past) on which `amount` does not fit beside what is placed there."""
        self.reach(past)
        room = self.room
        for day in range(past - 1, max(first, 0) - 1, -1):
            if room[day] < amount and not amount > self.supply.on(day) == room[day]:
                return day
        return None

    def place(self, amount: int, first: int, past: int) -> None:
        self.reach(past)
        room = self.room
        for day in range(max(first, 0), past):
            room[day] -= amount


def overbooked_days(work: WorkNetwork, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return (resource, day) wherever several activities together exceed the capacity, by summing day by day."""
    load: dict[tuple[int, int], list[int]] = {}
    for start, demands in zip(starts, work.demands, strict=True):
        for one in demands:
            for day in range(max(start + one.first, 0), start + one.past):
                load.setdefault((one.resource, day), []).append(one.amount)
    return sorted(
        (resource, day)
        for (resource, day), amounts in load.items()
        if sum(amounts) + (taken := work.supplies[resource].taken_on(day)) > work.supplies[resource].on(day)
        and (taken or len(amounts) > 1)
    )


def is_schedule(work: WorkNetwork, starts: Sequence[int]) -> bool:
    """Return whether starts keep every release, every link and every capacity."""
    return (
        all(start >= release for start, release in zip(starts, work.releases, strict=True))
        and all(starts[target] >= starts[source] + days for source, target, days in work.links)
        and not overbooked_days(work, starts)
    )
