"""Exposure: the expected days that each milestone's uncertainty costs the promised targets."""

from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np

from rules.forecast.simulation import Simulated
from rules.schedule.network import Days
from rules.schedule.scheduled_plan import Facts

SHOWN = 10
FARTHEST = 6.0
STEPS = np.linspace(-FARTHEST, FARTHEST, 4001)
LOSS = np.array([exp(-z * z / 2) / sqrt(2 * pi) - z * (1 - erf(z / sqrt(2))) / 2 for z in STEPS.tolist()])
"""The unit normal loss, on a grid."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """`days` = expected working days over all promised targets; `share` of the program's whole exposure, 0 to 1."""

    id: str
    days: float
    share: float
    owner: str | None


def expected_excess(deviation: Days, room: Days) -> Days:
    """The mean of max(0, S - room) for a slip S that is normal around 0 with this deviation (the news-vendor loss)."""
    z = room / np.maximum(deviation, 1e-12)
    excess: Days = deviation * np.interp(z, STEPS, LOSS, right=0.0) + np.maximum(0, -room - FARTHEST * deviation)
    return excess


def ranking(facts: Facts, runs: Simulated) -> tuple[Exposure, ...]:
    """The milestones that put most at stake, most first, ties by id.

    E(x) = sum over targets of mean(max(0, slip of x - F(x, t))), the slip with the deviation that the runs gave x.
    """
    ids, room = facts.schedule.network.ids, facts.room
    loose = np.where(facts.schedule.done, 0, runs.deviation)
    days = np.zeros(len(ids))
    for column in range(room.shape[1]):
        near = np.flatnonzero((room[:, column] < FARTHEST * loose) & (loose > 0))
        days[near] += expected_excess(loose[near], room[near, column])
    whole = days.sum()
    first = sorted(
        np.argsort(-days, kind="stable")[: 2 * SHOWN].tolist(), key=lambda at: (-days[at], len(ids[at]), ids[at])
    )
    return tuple(
        Exposure(ids[at], float(days[at]), float(days[at] / whole), facts.owner(ids[at]))
        for at in first[:SHOWN]
        if days[at] > 0
    )
