"""Levelling: a schedule in which no resource is booked above its capacity, as short as good heuristics make it.

Serial schedule generation by latest start and by latest finish, and parallel generation by latest finish (Kolisch
1996), each with double justification (Valls, Ballestín and Quintanilla 2005), beside the order of today's dates. The
shortest is taken, so levelling is never worse than keeping today's order. Large networks do without the serial ones.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from rules.resources.work_networks import LoadProfile, WorkNetwork

# Activities up to which all schedules are built; above it, the order of today and the parallel one (docs/formulas.md).
MOST_FOR_ALL_ORDERS = 1_000


def level(work: WorkNetwork, today: Sequence[int] | None = None) -> list[int]:
    """Return starts that keep links, releases and capacities; `today` are the starts whose order is tried first.

    Of equally long schedules the one with the earlier starts is taken, then the first.
    """
    latest = [work.critical_path - tail for tail in work.tails]
    finish = [start + days for start, days in zip(latest, work.durations, strict=True)]
    built = [build_serial(work, today or work.early_starts), build_parallel(work, finish)]
    if len(work.durations) <= MOST_FOR_ALL_ORDERS:
        built += [build_serial(work, latest), build_serial(work, finish)]
    candidates = [*built, *(justify(work, starts) for starts in built)]
    return min(candidates, key=lambda starts: (work.length_of(starts), sum(starts)))


def justify(work: WorkNetwork, starts: Sequence[int]) -> list[int]:
    """Push everything as late as the schedule's end allows, then as early as it goes; never longer than `starts`."""
    length = work.length_of(starts)
    mirror = work.mirrored(length)
    back = [length - start - days for start, days in zip(starts, work.durations, strict=True)]
    right = build_serial(mirror, back)
    pushed = [length - start - days for start, days in zip(right, work.durations, strict=True)]
    left = build_serial(work, pushed)
    return left if work.length_of(left) <= length else list(starts)


def build_serial(work: WorkNetwork, keys: Sequence[int]) -> list[int]:
    """Place one activity after the other where it first fits; of those that may be placed, the smallest key first."""
    starts = list(work.releases)
    profiles = [LoadProfile(supply) for supply in work.supplies]
    waiting = [len(links) for links in work.incoming]
    ready = [(keys[activity], activity) for activity, count in enumerate(waiting) if not count]
    heapify(ready)
    while ready:
        _, activity = heappop(ready)
        starts[activity] = _place(work, profiles, activity, starts[activity])
        for target, days in work.outgoing[activity]:
            starts[target] = max(starts[target], starts[activity] + days)
            waiting[target] -= 1
            if not waiting[target]:
                heappush(ready, (keys[target], target))
    return starts


def _place(work: WorkNetwork, profiles: Sequence[LoadProfile], activity: int, start: int) -> int:
    """Book an activity on the first day from `start` on at which all its demands fit."""
    while (later := _next_try(work, profiles, activity, start)) > start:
        start = later
    for one in work.demands[activity]:
        profiles[one.resource].place(one.amount, start + one.first, start + one.past)
    return start


def _next_try(work: WorkNetwork, profiles: Sequence[LoadProfile], activity: int, start: int) -> int:
    """Return `start` if all demands fit there, else the first day past the conflict that was found."""
    for one in work.demands[activity]:
        conflict = profiles[one.resource].last_conflict(one.amount, start + one.first, start + one.past)
        if conflict is not None:
            return conflict - one.first + 1
    return start


def build_parallel(work: WorkNetwork, keys: Sequence[int]) -> list[int]:
    """Go through time and start whatever fits, the smallest key first."""
    walk = _TimeWalk(work, keys)
    while walk.coming or walk.ready:
        walk.step()
    return walk.starts


class _TimeWalk:
    """Parallel schedule generation: activities that are coming by day, those that may start by key, and days to try."""

    def __init__(self, work: WorkNetwork, keys: Sequence[int]) -> None:
        self.work, self.keys = work, keys
        self.starts = list(work.releases)
        self.profiles = [LoadProfile(supply) for supply in work.supplies]
        self.waiting = [len(links) for links in work.incoming]
        self.coming = [(self.starts[activity], activity) for activity, count in enumerate(self.waiting) if not count]
        heapify(self.coming)
        self.ready: list[tuple[int, int]] = []
        self.tries: list[int] = []

    def step(self) -> None:
        """Start what fits on the next day on which something may have changed."""
        now = min([day for day, _ in self.coming[:1]] + self.tries[:1])
        self._admit(now)
        later: set[int] = set()
        still: list[tuple[int, int]] = []
        while self.ready:
            key, activity = heappop(self.ready)
            next_try = _next_try(self.work, self.profiles, activity, now)
            if next_try > now:
                still.append((key, activity))
                later.add(next_try)
            else:
                self._start(activity, now)
        self.ready, self.tries = still, sorted(later)

    def _start(self, activity: int, now: int) -> None:
        self.starts[activity] = _place(self.work, self.profiles, activity, now)
        for target, days in self.work.outgoing[activity]:
            self.starts[target] = max(self.starts[target], now + days)
            self.waiting[target] -= 1
            if not self.waiting[target]:
                heappush(self.coming, (self.starts[target], target))
        self._admit(now)

    def _admit(self, now: int) -> None:
        while self.coming and self.coming[0][0] <= now:
            activity = heappop(self.coming)[1]
            heappush(self.ready, (self.keys[activity], activity))
