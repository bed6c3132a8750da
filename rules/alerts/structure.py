"""Alerts about the shape of the plan: single points of failure, merges of many inputs, and missing links."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erf, prod, sqrt

import numpy as np

from rules.forecast.target_dates import ASSUMED_RANGE
from rules.schedule.computed_dates import NO_PATH_FLOAT, slack
from rules.schedule.scheduled_plan import THIN_FLOAT_DAYS, PlanAlert, ScheduledPlan
from rules.schedule.topology import awaited_bits, estimate_downstream, unavoidable
from rules.truth.colours import day_text, days_text

# A single point has a tenth of the open milestones behind it (at least three), or three projects; only the worst are
# reported.
MIN_WAITING_SHARE = 0.1
MIN_WAITING = 3
MIN_PROJECTS = 3
MAX_ALERTS = 5

# Milestones of each sort that are counted exactly.
MAX_CANDIDATES = 32
# Targets for which unavoidable milestones are computed.
MAX_EXACT_TARGETS = 20

MIN_MERGE_INPUTS = 3


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A milestone that others cannot do without; every path to the committed `target`, if any, goes through it."""

    id: str
    waiting: int
    projects: int
    target: str | None


def worst_points(facts: ScheduledPlan) -> list[SinglePoint]:
    """Return the worst single points of failure, the ones most waited for first."""
    network, done = facts.schedule.network, facts.schedule.done
    count = np.where(done, 0, estimate_downstream(network))
    unavoidable_targets = _unavoidable_milestones(facts)
    most_awaited = np.argsort(-count, kind="stable")[:MAX_CANDIDATES].tolist()
    top_unavoidable = sorted(unavoidable_targets, key=lambda position: (-count[position], position))[:MAX_CANDIDATES]
    points = _count_waiting(
        facts,
        [position for position in dict.fromkeys([*most_awaited, *top_unavoidable]) if not done[position]],
        unavoidable_targets,
    )
    min_waiting = max(MIN_WAITING, MIN_WAITING_SHARE * len(facts.open_milestones))
    significant = [
        point
        for point in points
        if point.waiting >= MIN_WAITING
        and (point.target or point.waiting >= min_waiting or point.projects >= MIN_PROJECTS)
    ]
    return sorted(significant, key=lambda point: (-point.waiting, len(point.id), point.id))[:MAX_ALERTS]


def _unavoidable_milestones(facts: ScheduledPlan) -> dict[int, str]:
    """Return the milestones on every path to the first committed targets, each with its first target."""
    target_by_position: dict[int, str] = {}
    for column, target in enumerate(facts.committed_targets[:MAX_EXACT_TARGETS]):
        for position in unavoidable(
            facts.schedule.network, facts.target_floats[:, column] < NO_PATH_FLOAT, facts.position_of(target)
        ):
            target_by_position.setdefault(position, target)
    return target_by_position


def _count_waiting(facts: ScheduledPlan, candidates: list[int], sole: dict[int, str]) -> list[SinglePoint]:
    """Count the open milestones, and their projects, that wait for each candidate."""
    network = facts.schedule.network
    project_numbers = np.unique([facts.milestones[name].project for name in network.ids], return_inverse=True)[1]
    bits = np.where(facts.schedule.done, np.uint64(0), awaited_bits(network, candidates))
    points = []
    for row, position in enumerate(candidates):
        waiting = np.flatnonzero(bits >> np.uint64(row) & np.uint64(1))
        points.append(
            SinglePoint(
                network.ids[position], len(waiting), len(np.unique(project_numbers[waiting])), sole.get(position)
            )
        )
    return points


def single_points(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each of the worst single points of failure."""
    for point in worst_points(facts):
        owner = facts.owner(point.id)
        float_days = facts.float_by_target(point.id).get(point.target, None) if point.target else None
        projects_text = f"in {point.projects} project{'s' if point.projects > 1 else ''}"
        yield PlanAlert(
            "single point of failure",
            "amber" if point.target else "info",
            point.id,
            f"Single point of failure: {point.waiting} milestones {projects_text} depend on {facts.label(point.id)}, "
            f"expected {day_text(facts.finish_date(point.id))}.",
            float_days or 0,
            (point.id, point.target) if point.target else (point.id,),
            owner,
        )


def merge_risks(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert where three or more inputs arrive at the last moment and all are needed."""
    network, schedule = facts.schedule.network, facts.schedule
    link_slack = slack(network, schedule.early_start)
    is_late_input = (link_slack <= THIN_FLOAT_DAYS) & ~schedule.done[network.source]
    input_count = np.bincount(network.target[is_late_input], minlength=len(network.ids))
    worst = np.argsort(-input_count, kind="stable")[:MAX_ALERTS].tolist()
    for position in worst:
        if input_count[position] >= MIN_MERGE_INPUTS and not schedule.done[position]:
            links = [
                link_index
                for link_index in range(network.incoming[position], network.incoming[position + 1])
                if is_late_input[link_index]
            ]
            yield _merge_alert(
                facts,
                position,
                [(network.ids[network.source[link_index]], int(link_slack[link_index])) for link_index in links],
            )


def on_time_chance(duration: int, low: float, high: float, room: int) -> float:
    """Return the chance that a beta-PERT duration takes at most `room` working days more than its most likely value.

    Uses the normal curve with the same mean and variance, ((a + 4m + b) / 6, ((b - a) / 6)^2), as PERT does.
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
    chance_by_input = {input_id: _arrival_chance(facts, input_id, room) for input_id, room in inputs}
    joint_chance, least_likely, owner = (
        prod(chance_by_input.values()),
        min(chance_by_input, key=lambda input_id: chance_by_input[input_id]),
        facts.owner(name),
    )
    return PlanAlert(
        "merge risk",
        "amber" if joint_chance < 0.5 else "info",
        name,
        f"{facts.label(name)} needs {len(inputs)} inputs by {day_text(facts.finish_date(name))}, "
        f"all within {days_text(THIN_FLOAT_DAYS)} of the last: together {joint_chance:.0%} sure, "
        f"least so {facts.label(least_likely)} ({chance_by_input[least_likely]:.0%}).",
        THIN_FLOAT_DAYS,
        tuple(input_id for input_id, _ in inputs),
        owner,
    )


def loose_ends(facts: ScheduledPlan) -> Iterator[PlanAlert]:
    """Yield an alert for each project in which many open milestones are linked to nothing."""
    network = facts.schedule.network
    if not len(network.source):
        return
    is_unlinked = (np.diff(network.incoming) == 0) & (np.diff(network.outgoing) == 0)
    names_by_project: dict[str, list[str]] = {project.id: [] for project in facts.plan.projects}
    for milestone in facts.open_milestones:
        names_by_project[milestone.project].append(milestone.id)
    for project, names in names_by_project.items():
        unlinked = [name for name in names if is_unlinked[facts.position_of(name)]]
        if len(unlinked) > 1 and len(unlinked) > 0.05 * len(names):
            yield _loose_ends_alert(facts, project, unlinked, len(names))


def _loose_ends_alert(facts: ScheduledPlan, project: str, loose: list[str], total: int) -> PlanAlert:
    first_loose, lead = min(loose, key=lambda name: (facts.finish_date(name), name)), facts.projects[project].lead
    return PlanAlert(
        "data quality",
        "info",
        project,
        f"{len(loose)} of {total} open milestones of {facts.projects[project].name or project} have no dependencies, "
        f"first {facts.label(first_loose)} on {day_text(facts.finish_date(first_loose))}: "
        f"their slack means little.",
        0,
        tuple(loose[:4]),
        lead,
    )


RULES = (single_points, merge_risks, loose_ends)
