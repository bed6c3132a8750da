"""Exposure: the expected days that each milestone's uncertainty costs the promised targets."""

from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np

from rules.forecast.simulation import SimulationResult
from rules.schedule.network import Days
from rules.schedule.scheduled_plan import ScheduledPlan

MAX_EXPOSURES = 10
MAX_DEVIATIONS = 6.0
LOSS_GRID = np.linspace(-MAX_DEVIATIONS, MAX_DEVIATIONS, 4001)
UNIT_NORMAL_LOSS = np.array(
    [exp(-z * z / 2) / sqrt(2 * pi) - z * (1 - erf(z / sqrt(2))) / 2 for z in LOSS_GRID.tolist()]
)
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
    excess: Days = deviation * np.interp(z, LOSS_GRID, UNIT_NORMAL_LOSS, right=0.0) + np.maximum(
        0, -room - MAX_DEVIATIONS * deviation
    )
    return excess


def rank_exposures(facts: ScheduledPlan, runs: SimulationResult) -> tuple[Exposure, ...]:
    """The milestones that put most at stake, most first, ties by id.

    E(x) = sum over targets of mean(max(0, slip of x - F(x, t))), the slip with the deviation that the runs gave x.
    """
    ids, room = facts.schedule.network.ids, facts.target_floats
    loose = np.where(facts.schedule.done, 0, runs.deviation)
    days = np.zeros(len(ids))
    for column in range(room.shape[1]):
        near = np.flatnonzero((room[:, column] < MAX_DEVIATIONS * loose) & (loose > 0))
        days[near] += expected_excess(loose[near], room[near, column])
    whole = days.sum()
    first = sorted(
        np.argsort(-days, kind="stable")[: 2 * MAX_EXPOSURES].tolist(),
        key=lambda at: (-days[at], len(ids[at]), ids[at]),
    )
    return tuple(
        Exposure(ids[at], float(days[at]), float(days[at] / whole), facts.owner(ids[at]))
        for at in first[:MAX_EXPOSURES]
        if days[at] > 0
    )
