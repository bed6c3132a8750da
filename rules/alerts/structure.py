"""Alerts about the shape of the plan: what everything waits for, where many inputs meet, links that say too little."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erf, prod, sqrt

import numpy as np

from rules.forecast.target_dates import ASSUMED_RANGE
from rules.schedule.computed_dates import NO_PATH_FLOAT, slack
from rules.schedule.scheduled_plan import THIN_FLOAT_DAYS, PlanAlert, ScheduledPlan, day_text, days_text, owner_text
from rules.schedule.topology import awaited_bits, estimate_downstream, unavoidable

MIN_WAITING_SHARE = 0.1
MIN_WAITING = 3
MIN_PROJECTS = 3
MAX_ALERTS = 5
"""A single point has a tenth of the open milestones behind it (at least three) or three projects; some are told."""

MAX_CANDIDATES = 32
MAX_EXACT_TARGETS = 20
"""Milestones counted exactly, of each sort; targets whose sole ways are looked for."""

MIN_MERGE_INPUTS = 3
LONG_DURATION_DAYS = 44
"""Working days above which a duration hides what happens inside it (DCMA)."""


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A milestone others cannot do without; `target` is a promised one that every way to passes through it."""

    id: str
    waiting: int
    projects: int
    target: str | None


def worst_points(facts: ScheduledPlan) -> list[SinglePoint]:
    """The worst single points of failure, most waiting first."""
    network, done = facts.schedule.network, facts.schedule.done
    count = np.where(done, 0, estimate_downstream(network))
    sole = _unavoidable_milestones(facts)
    widest = np.argsort(-count, kind="stable")[:MAX_CANDIDATES].tolist()
    passed = sorted(sole, key=lambda at: (-count[at], at))[:MAX_CANDIDATES]
    found = _count_waiting(facts, [at for at in dict.fromkeys([*widest, *passed]) if not done[at]], sole)
    enough = max(MIN_WAITING, MIN_WAITING_SHARE * len(facts.open_milestones))
    telling = [
        point
        for point in found
        if point.waiting >= MIN_WAITING and (point.target or point.waiting >= enough or point.projects >= MIN_PROJECTS)
    ]
    return sorted(telling, key=lambda point: (-point.waiting, len(point.id), point.id))[:MAX_ALERTS]


def _unavoidable_milestones(facts: ScheduledPlan) -> dict[int, str]:
    """What the first promised targets cannot be reached without, and the first target of each."""
    sole: dict[int, str] = {}
    for column, target in enumerate(facts.committed_targets[:MAX_EXACT_TARGETS]):
        for at in unavoidable(
            facts.schedule.network, facts.target_floats[:, column] < NO_PATH_FLOAT, facts.position_of(target)
        ):
            sole.setdefault(at, target)
    return sole


def _count_waiting(facts: ScheduledPlan, candidates: list[int], sole: dict[int, str]) -> list[SinglePoint]:
    """Exactly how many open milestones, in how many projects, wait for each candidate."""
    network = facts.schedule.network
    places = np.unique([facts.milestones[name].project for name in network.ids], return_inverse=True)[1]
    bits = np.where(facts.schedule.done, np.uint64(0), awaited_bits(network, candidates))
    found = []
    for row, at in enumerate(candidates):
        waits = np.flatnonzero(bits >> np.uint64(row) & np.uint64(1))
        found.append(SinglePoint(network.ids[at], len(waits), len(np.unique(places[waits])), sole.get(at)))
    return found


def single_points(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Single points of failure."""
    for point in worst_points(facts):
        owner = facts.owner(point.id)
        around = f"; nothing routes around it to {facts.label(point.target)}" if point.target else ""
        room = facts.float_by_target(point.id).get(point.target, None) if point.target else None
        places = f"in {point.projects} project{'s' if point.projects > 1 else ''}"
        yield PlanAlert(
            "single point of failure",
            "amber" if point.target else "info",
            point.id,
            f"{point.waiting} milestones {places} wait for {facts.label(point.id)}, expected "
            f"{day_text(facts.finish_date(point.id))}{around}; {owner_text(owner)}.",
            room or 0,
            (point.id, point.target) if point.target else (point.id,),
            owner,
        )


def merge_risks(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Merge risk: three or more inputs arrive at the last moment, and all must be there."""
    network, schedule = facts.schedule.network, facts.schedule
    room = slack(network, schedule.early_start)
    near = (room <= THIN_FLOAT_DAYS) & ~schedule.done[network.source]
    meeting = np.bincount(network.target[near], minlength=len(network.ids))
    worst = np.argsort(-meeting, kind="stable")[:MAX_ALERTS].tolist()
    for at in worst:
        if meeting[at] >= MIN_MERGE_INPUTS and not schedule.done[at]:
            links = [i for i in range(network.incoming[at], network.incoming[at + 1]) if near[i]]
            yield _merge_alert(facts, at, [(network.ids[network.source[i]], int(room[i])) for i in links])


def on_time_chance(duration: int, low: float, high: float, room: int) -> float:
    """The chance that a beta-PERT duration takes at most `room` working days more than its most likely value.

    By the normal curve with the same mean and variance ((a + 4m + b) / 6, ((b - a) / 6)^2), as PERT does.
    """
    spread = (high - low) / 6
    if spread <= 0:
        return 1.0
    mean = (low + 4 * duration + high) / 6
    return 0.5 * (1 + erf((duration + room - mean) / spread / sqrt(2)))


def _arrival_chance(facts: ScheduledPlan, name: str, room: int) -> float:
    milestone = facts.milestones[name]
    days = milestone.duration or max(0, facts.axis.calendar.between(facts.today, facts.finish_date(name)))
    low = ASSUMED_RANGE[0] * days if milestone.optimistic is None else milestone.optimistic
    high = ASSUMED_RANGE[1] * days if milestone.pessimistic is None else milestone.pessimistic
    return on_time_chance(days, low, high, room)


def _merge_alert(facts: ScheduledPlan, position: int, inputs: list[tuple[str, int]]) -> PlanAlert:
    name = facts.schedule.network.ids[position]
    sure = {other: _arrival_chance(facts, other, room) for other, room in inputs}
    together, least, owner = prod(sure.values()), min(sure, key=lambda other: sure[other]), facts.owner(name)
    return PlanAlert(
        "merge risk",
        "amber" if together < 0.5 else "info",
        name,
        f"{facts.label(name)} needs {len(inputs)} inputs by {day_text(facts.finish_date(name))}, "
        f"all within {days_text(THIN_FLOAT_DAYS)} of the last: together {together:.0%} sure, "
        f"least so {facts.label(least)} ({sure[least]:.0%}); {owner_text(owner)}.",
        THIN_FLOAT_DAYS,
        tuple(other for other, _ in inputs),
        owner,
    )


def loose_ends(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Data quality: projects in which many open milestones have nothing before or nothing after them."""
    network = facts.schedule.network
    if not len(network.source):
        return
    alone = (np.diff(network.incoming) == 0) & (np.diff(network.outgoing) == 0)
    own: dict[str, list[str]] = {project.id: [] for project in facts.plan.projects}
    for milestone in facts.open_milestones:
        own[milestone.project].append(milestone.id)
    for project, names in own.items():
        loose = [name for name in names if alone[facts.position_of(name)]]
        if len(loose) > 1 and len(loose) > 0.05 * len(names):
            yield _loose_ends_alert(facts, project, loose, len(names))


def _loose_ends_alert(facts: ScheduledPlan, project: str, loose: list[str], total: int) -> PlanAlert:
    first, lead = min(loose, key=lambda name: (facts.finish_date(name), name)), facts.projects[project].lead
    return PlanAlert(
        "data quality",
        "info",
        project,
        f"{len(loose)} of {total} open milestones of {facts.projects[project].name or project} are linked to nothing, "
        f"first {facts.label(first)} on {day_text(facts.finish_date(first))}: "
        f"their float means little; {owner_text(lead)}.",
        0,
        tuple(loose[:4]),
        lead,
    )


RULES = (single_points, merge_risks, loose_ends)
