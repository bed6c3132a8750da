"""Monte Carlo: `python -m tests.benchmarks.engine.simulation [SIZE …]`."""

import random

import numpy as np

from rules.forecast.sampling import Draws, DurationRange
from rules.forecast.simulation import Simulation
from rules.schedule.network import Network
from tests.benchmarks.engine.layered import best_time, network, requested_sizes

SAMPLES, PLAIN_SAMPLES = 1_000, 5


def plain(net: Network) -> None:
    """Simulate finish dates only, one sample at a time, in pure Python."""
    incoming: list[list[int]] = [[] for _ in net.ids]
    for source, target in zip(net.source.tolist(), net.target.tolist(), strict=True):
        incoming[target].append(source)
    days = net.duration.tolist()
    for _ in range(PLAIN_SAMPLES):
        finish: list[float] = []
        for index, predecessors in enumerate(incoming):
            duration = days[index] * (0.8 + 0.7 * random.betavariate(2.14, 3.86))
            finish.append(max((finish[other] for other in predecessors), default=0.0) + duration)


def simulate(count: int) -> None:
    net = network(count)
    days = net.duration.astype(float)
    spread = DurationRange(0.8 * days, days, 1.5 * days, [f"team {index % 20}" for index in range(count)])
    targets = list(range(count - 20, count))
    zeros = np.zeros(count)

    def ours() -> None:
        draws = Draws.of(net.ids, spread, SAMPLES, 7)
        Simulation(net, zeros, zeros).run(draws, SAMPLES, targets)

    own, slow = best_time(ours, 2), best_time(lambda: plain(net), 2) * SAMPLES / PLAIN_SAMPLES
    print(
        f"{count:>9,} x {SAMPLES:,} runs, 20 targets and criticality {own:7.3f} s   pure Python, finish only "
        f"{slow:8.1f} s ({slow / own:5.0f}x)   {count * SAMPLES / own / 1e6:5.1f} million a second   "
        "limits: 60x at 10,000, 4 s at 100,000"
    )


if __name__ == "__main__":
    for size in requested_sizes():
        simulate(size)
