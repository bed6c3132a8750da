"""Alerts about the shape of the plan: what everything waits for, where many inputs meet, links that say too little."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erf, prod, sqrt

import numpy as np

from rules.forecast.target_dates import ASSUMED
from rules.schedule.computed_dates import FAR32, slack
from rules.schedule.scheduled_plan import THIN, Alert, Facts, said, wd, who
from rules.schedule.topology import downstream, reached, unavoidable

SHARE, FEWEST, PROJECTS, SHOWN = 0.1, 3, 3, 5
"""A single point has a tenth of the open milestones behind it (at least three) or three projects; some are told."""

CANDIDATES, EXACT = 32, 20
"""Milestones counted exactly, of each sort; targets whose sole ways are looked for."""

INPUTS = 3
LONG = 44
"""Working days above which a duration hides what happens inside it (DCMA)."""


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone others cannot do without; `target` is a promised one that every way to passes through it."""

    id: str
    waiting: int
    projects: int
    target: str | None


def points(facts: Facts) -> list[Point]:
    """The worst single points of failure, most waiting first."""
    network, done = facts.schedule.network, facts.schedule.done
    count = np.where(done, 0, downstream(network))
    sole = _sole_ways(facts)
    widest = np.argsort(-count, kind="stable")[:CANDIDATES].tolist()
    passed = sorted(sole, key=lambda at: (-count[at], at))[:CANDIDATES]
    found = _weighed(facts, [at for at in dict.fromkeys([*widest, *passed]) if not done[at]], sole)
    enough = max(FEWEST, SHARE * len(facts.open))
    telling = [
        point
        for point in found
        if point.waiting >= FEWEST and (point.target or point.waiting >= enough or point.projects >= PROJECTS)
    ]
    return sorted(telling, key=lambda point: (-point.waiting, len(point.id), point.id))[:SHOWN]


def _sole_ways(facts: Facts) -> dict[int, str]:
    """What the first promised targets cannot be reached without, and the first target of each."""
    sole: dict[int, str] = {}
    for column, target in enumerate(facts.promised[:EXACT]):
        for at in unavoidable(facts.schedule.network, facts.room[:, column] < FAR32, facts.at(target)):
            sole.setdefault(at, target)
    return sole


def _weighed(facts: Facts, candidates: list[int], sole: dict[int, str]) -> list[Point]:
    """Exactly how many open milestones, in how many projects, wait for each candidate."""
    network = facts.schedule.network
    places = np.unique([facts.milestones[name].project for name in network.ids], return_inverse=True)[1]
    bits = np.where(facts.schedule.done, np.uint64(0), reached(network, candidates))
    found = []
    for row, at in enumerate(candidates):
        waits = np.flatnonzero(bits >> np.uint64(row) & np.uint64(1))
        found.append(Point(network.ids[at], len(waits), len(np.unique(places[waits])), sole.get(at)))
    return found


def single_points(facts: Facts) -> Iterator[Alert]:
    """Single points of failure."""
    for point in points(facts):
        owner = facts.owner(point.id)
        around = f"; nothing routes around it to {facts.label(point.target)}" if point.target else ""
        room = facts.reach(point.id).get(point.target, None) if point.target else None
        places = f"in {point.projects} project{'s' if point.projects > 1 else ''}"
        yield Alert(
            "single point of failure",
            "amber" if point.target else "info",
            point.id,
            f"{point.waiting} milestones {places} wait for {facts.label(point.id)}, expected "
            f"{said(facts.finish(point.id))}{around}; {who(owner)}.",
            room or 0,
            (point.id, point.target) if point.target else (point.id,),
            owner,
        )


def merges(facts: Facts) -> Iterator[Alert]:
    """Merge risk: three or more inputs arrive at the last moment, and all must be there."""
    network, schedule = facts.schedule.network, facts.schedule
    room = slack(network, schedule.early_start)
    near = (room <= THIN) & ~schedule.done[network.source]
    meeting = np.bincount(network.target[near], minlength=len(network.ids))
    worst = np.argsort(-meeting, kind="stable")[:SHOWN].tolist()
    for at in worst:
        if meeting[at] >= INPUTS and not schedule.done[at]:
            links = [i for i in range(network.incoming[at], network.incoming[at + 1]) if near[i]]
            yield _merge(facts, at, [(network.ids[network.source[i]], int(room[i])) for i in links])


def chance(duration: int, low: float, high: float, room: int) -> float:
    """The chance that a beta-PERT duration takes at most `room` working days more than its most likely value.

    By the normal curve with the same mean and variance ((a + 4m + b) / 6, ((b - a) / 6)^2), as PERT does.
    """
    spread = (high - low) / 6
    if spread <= 0:
        return 1.0
    mean = (low + 4 * duration + high) / 6
    return 0.5 * (1 + erf((duration + room - mean) / spread / sqrt(2)))


def _sure(facts: Facts, name: str, room: int) -> float:
    milestone = facts.milestones[name]
    days = milestone.duration or max(0, facts.axis.calendar.between(facts.today, facts.finish(name)))
    low = ASSUMED[0] * days if milestone.optimistic is None else milestone.optimistic
    high = ASSUMED[1] * days if milestone.pessimistic is None else milestone.pessimistic
    return chance(days, low, high, room)


def _merge(facts: Facts, at: int, inputs: list[tuple[str, int]]) -> Alert:
    name = facts.schedule.network.ids[at]
    sure = {other: _sure(facts, other, room) for other, room in inputs}
    together, least, owner = prod(sure.values()), min(sure, key=lambda other: sure[other]), facts.owner(name)
    return Alert(
        "merge risk",
        "amber" if together < 0.5 else "info",
        name,
        f"{facts.label(name)} needs {len(inputs)} inputs by {said(facts.finish(name))}, all within {wd(THIN)} of the "
        f"last: together {together:.0%} sure, least so {facts.label(least)} ({sure[least]:.0%}); {who(owner)}.",
        THIN,
        tuple(other for other, _ in inputs),
        owner,
    )


def loose_ends(facts: Facts) -> Iterator[Alert]:
    """Data quality: projects in which many open milestones have nothing before or nothing after them."""
    network = facts.schedule.network
    if not len(network.source):
        return
    alone = (np.diff(network.incoming) == 0) & (np.diff(network.outgoing) == 0)
    own: dict[str, list[str]] = {project.id: [] for project in facts.plan.projects}
    for milestone in facts.open:
        own[milestone.project].append(milestone.id)
    for project, names in own.items():
        loose = [name for name in names if alone[facts.at(name)]]
        if len(loose) > 1 and len(loose) > 0.05 * len(names):
            yield _loose(facts, project, loose, len(names))


def _loose(facts: Facts, project: str, loose: list[str], of: int) -> Alert:
    first, lead = min(loose, key=lambda name: (facts.finish(name), name)), facts.projects[project].lead
    return Alert(
        "data quality",
        "info",
        project,
        f"{len(loose)} of {of} open milestones of {facts.projects[project].name or project} are linked to nothing, "
        f"first {facts.label(first)} on {said(facts.finish(first))}: their float means little; {who(lead)}.",
        0,
        tuple(loose[:4]),
        lead,
    )


RULES = (single_points, merges, loose_ends)
