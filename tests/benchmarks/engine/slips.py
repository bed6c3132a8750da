"""Slips traced step by step: `python -m tests.benchmarks.engine.slips [SIZE …]`."""

import numpy as np

from rules.schedule.computed_dates import compute_schedule, floats_to_targets
from rules.schedule.whatif import Ripples
from tests.benchmarks.engine.layered import DictPass, best_time, network, requested_sizes

QUESTIONS = 300


def slips(count: int, days: int) -> None:
    net = network(count)
    schedule = compute_schedule(net)
    ripples = Ripples(schedule)
    milestones = np.random.default_rng(3).integers(0, count, QUESTIONS).tolist()
    times = np.array([best_time(lambda at=at: ripples.later({at: days}), 1) for at in milestones]) * 1e3  # type: ignore[misc]
    dict_time = best_time(DictPass(net).run, 2) * 1e3
    print(
        f"{count:>9,} slip +{days:<2} d: median {np.median(times):7.3f} ms, p95 {np.quantile(times, 0.95):7.2f}, "
        f"max {times.max():7.1f}   dict pass again {dict_time:7.1f} ms ({dict_time / np.median(times):,.0f}x)   "
        "limit at 100,000: median 1 ms (+5 d), worst 60 ms"
    )


def table(count: int) -> None:
    schedule = compute_schedule(network(count))
    targets = list(range(count - 20, count))
    room = floats_to_targets(schedule, targets)
    milestones = np.random.default_rng(3).integers(0, count, QUESTIONS).tolist()
    times = [best_time(lambda at=at: np.maximum(0, 5 - room[at]), 1) for at in milestones]  # type: ignore[misc]
    print(f"{count:>9,} what-if from the table: max {max(times) * 1e3:.3f} ms   limit 5 ms")


if __name__ == "__main__":
    for size in requested_sizes():
        slips(size, 5)
        slips(size, 30)
        table(size)
