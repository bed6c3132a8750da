"""Exposure: the expected days that each milestone's uncertainty costs the promised targets."""

from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np

from program.facts import Facts
from program.schedule import FAR32
from program.simulation import Simulated

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Exposure:
    """`days` = expected working days over all promised targets; `share` of the program's whole exposure, 0 to 1."""

    id: str
    days: float
    share: float
    owner: str | None


def expected_excess(deviation: float, room: float) -> float:
    """The mean of max(0, S - room) for a slip S that is normal around 0 with this deviation (the news-vendor loss)."""
    if deviation <= 0:
        return max(0.0, -room)
    z = room / deviation
    return deviation * (exp(-z * z / 2) / sqrt(2 * pi) - z * (1 - erf(z / sqrt(2))) / 2)


def ranking(facts: Facts, runs: Simulated) -> tuple[Exposure, ...]:
    """The milestones that put most at stake, most first, ties by id.

    E(x) = sum over targets of mean(max(0, slip of x - F(x, t))), the slip with the deviation that the runs gave x.
    """
    at = np.flatnonzero((runs.deviation > 0) & ~facts.schedule.done)
    room, ids = facts.room, facts.schedule.network.ids
    costs = {}
    for row in at.tolist():
        near = room[row][room[row] < min(FAR32, 4 * runs.deviation[row])]
        if len(near):
            costs[ids[row]] = sum(expected_excess(float(runs.deviation[row]), float(days)) for days in near)
    whole = sum(costs.values())
    first = sorted(costs, key=lambda name: (-costs[name], len(name), name))[:SHOWN]
    return tuple(
        Exposure(name, costs[name], costs[name] / whole, facts.owner(name)) for name in first if costs[name] > 0
    )
