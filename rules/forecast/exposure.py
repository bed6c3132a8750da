"""Exposure: the expected days that each milestone's uncertainty costs the committed targets."""

from dataclasses import dataclass
from math import erf, exp, pi, sqrt

import numpy as np

from rules.forecast.simulation import SimulationResult
from rules.schedule.network import Days
from rules.schedule.scheduled_plan import ScheduledPlan

MAX_EXPOSURES = 10
MAX_DEVIATIONS = 6.0
LOSS_GRID = np.linspace(-MAX_DEVIATIONS, MAX_DEVIATIONS, 4001)
# The unit normal loss at each point of the grid.
UNIT_NORMAL_LOSS = np.array(
    [exp(-z * z / 2) / sqrt(2 * pi) - z * (1 - erf(z / sqrt(2))) / 2 for z in LOSS_GRID.tolist()]
)


@dataclass(frozen=True, slots=True)
class Exposure:
    """`days` = expected working days over all committed targets; `share` of the program's whole exposure, 0 to 1."""

    id: str
    days: float
    share: float
    owner: str | None


def expected_excess(deviation: Days, room: Days) -> Days:
    """Return the mean of max(0, S - room) for a slip S that is normal around 0 (the newsvendor loss).

    `deviation` is the standard deviation of S and `room` the float, both in working days.
    """
    z = room / np.maximum(deviation, 1e-12)
    excess: Days = deviation * np.interp(z, LOSS_GRID, UNIT_NORMAL_LOSS, right=0.0) + np.maximum(
        0, -room - MAX_DEVIATIONS * deviation
    )
    return excess


def rank_exposures(facts: ScheduledPlan, runs: SimulationResult) -> tuple[Exposure, ...]:
    """Return the milestones with the largest exposure, largest first, ties by id.

    E(x) = sum over targets of mean(max(0, slip of x - F(x, t))), where the slip has the deviation found for x in the
    runs.
    """
    ids, room = facts.schedule.network.ids, facts.target_floats
    deviation = np.where(facts.schedule.done, 0, runs.deviation)
    days = np.zeros(len(ids))
    for column in range(room.shape[1]):
        affecting = np.flatnonzero((room[:, column] < MAX_DEVIATIONS * deviation) & (deviation > 0))
        days[affecting] += expected_excess(deviation[affecting], room[affecting, column])
    total = days.sum()
    candidates = sorted(
        np.argsort(-days, kind="stable")[: 2 * MAX_EXPOSURES].tolist(),
        key=lambda position: (-days[position], len(ids[position]), ids[position]),
    )
    return tuple(
        Exposure(ids[position], float(days[position]), float(days[position] / total), facts.owner(ids[position]))
        for position in candidates[:MAX_EXPOSURES]
        if days[position] > 0
    )
