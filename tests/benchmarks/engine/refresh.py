"""The full refresh of a plan, and double bookings: `python -m tests.benchmarks.engine.refresh [SIZE …]`."""

import resource
from datetime import date, timedelta

import numpy as np

from rules.alerts.analysis import analyze_plan
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.resources.bookings import Booking, CapacityPeriod
from rules.resources.overloads import CapacitySteps, find_overloads, intervals
from tests.benchmarks.engine.layered import best_time, columns, requested_sizes

START = date(2026, 1, 5)


def plan(count: int) -> Plan:
    """Build a plan of forty projects; one milestone in 500 is committed, and one in fifty has a forecast."""
    ids, duration, source, target = columns(count)
    milestones = tuple(
        Milestone(
            name,
            f"PRJ-{index % 40}",
            f"Thing {index}",
            f"U{index % 500}",
            days,
            committed=START + timedelta(days=index % 900) if index % 500 == 7 else None,
            forecast=START + timedelta(days=index % 700) if index % 50 == 3 else None,
        )
        for index, (name, days) in enumerate(zip(ids, duration.tolist(), strict=True))
    )
    pairs = zip(source.tolist(), target.tolist(), strict=True)
    links = tuple(Dependency(f"D-{index}", ids[u], ids[v]) for index, (u, v) in enumerate(pairs))
    return Plan(
        Program("PRG-1", "big", START),
        tuple(Project(f"PRJ-{number}", f"P{number}") for number in range(40)),
        milestones,
        links,
    )


def refresh(count: int) -> None:
    built = plan(count)
    seconds = best_time(lambda: analyze_plan(built, samples=1_000), 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:>9,} whole refresh {seconds:7.2f} s, peak {peak:,.0f} MB   limits at 100,000: 8 s, 1,000 MB")


def bookings(people: int, allocations: int) -> None:
    rng = np.random.default_rng(5)
    person, first = rng.integers(0, people, allocations), rng.integers(739_000, 739_800, allocations)
    last, share = first + rng.integers(5, 90, allocations), rng.integers(1, 9, allocations) * 10.0
    limit = np.full(people, 100.0)
    overloads = intervals(person, first, last, share, limit)
    seconds = best_time(lambda: intervals(person, first, last, share, limit))
    print(
        f"{people:,} people x {allocations:,} allocations: {len(overloads):,} overloads in {seconds * 1e3:.1f} ms   "
        "limit at 10,000 x 100,000: 60 ms"
    )
    away = np.arange(0, people, 7, dtype=np.int64)
    start = np.full(len(away), 739_400, dtype=np.int64)
    steps = CapacitySteps(away, start, start + 10, np.full(len(away), -100.0))
    seconds = best_time(lambda: intervals(person, first, last, share, limit, steps))
    print(f"the same with {len(away):,} people away: {seconds * 1e3:.1f} ms")
    recheck()


def recheck() -> None:
    """Print how long one person with twenty bookings takes, with days away, as after an edit."""
    day = date(2026, 3, 2)
    booked = [
        Booking("ana", "PRJ-1", None, 40.0, day + timedelta(days=5 * number), day + timedelta(days=5 * number + 9))
        for number in range(20)
    ]
    away = {"ana": (CapacityPeriod(day, day + timedelta(days=4), 0.0),)}
    seconds = best_time(lambda: find_overloads(booked, {}, away))
    print(f"one person with {len(booked)} bookings: {seconds * 1e3:.2f} ms   limit 5 ms")


if __name__ == "__main__":
    for size in requested_sizes():
        refresh(size)
    bookings(10_000, 100_000)
