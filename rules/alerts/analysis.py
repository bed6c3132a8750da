"""The whole refresh of one program: schedule, forecast, alerts, colours, health (product.md 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from rules.alerts import date_conflicts, health, target_colours
from rules.forecast import exposure, target_dates
from rules.plan import Milestone, Plan
from rules.schedule.computed_dates import Schedule, chain
from rules.schedule.network import of_plan
from rules.schedule.scheduled_plan import Alert, Facts
from rules.schedule.workday_axis import Axis, planned_schedule

COLUMNS = (
    "early_start",
    "early_finish",
    "late_start",
    "late_finish",
    "total_float",
    "free_float",
    "drag",
    "critical",
    "driver",
)

MOST_TARGETS = 200
"""Targets forecast at most: those named first, then the promised ones, then the last of each project."""


class Row(NamedTuple):
    """One milestone's schedule, in whole working days from the program's start; a finish is the last day worked."""

    id: str
    early_start_day: int
    early_finish_day: int
    late_start_day: int
    late_finish_day: int
    early_finish: date
    late_finish: date
    total_float: int
    free_float: int
    drag: int
    critical: bool
    driver: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """All that is computed about a program on one day; the same plan, day and snapshot give the same."""

    length: int
    finish: date
    milestones: tuple[Row, ...]
    critical_chain: tuple[str, ...]
    targets: tuple[target_dates.Target, ...]
    drivers: tuple[target_dates.Driver, ...]
    assumed: int
    alerts: tuple[Alert, ...]
    projects: tuple[target_colours.ProjectColour, ...]
    exposures: tuple[exposure.Exposure, ...]
    health: tuple[health.Check, ...]
    facts: Facts


def facts_of(plan: Plan, *, today: date | None = None) -> Facts:
    """This will schedule a plan as known on its data date (else `today`, else its start)."""
    day = plan.program.data_date or today or plan.program.start
    axis = Axis.of(plan.program)
    schedule = planned_schedule(plan, of_plan(plan), axis, today=day)
    return Facts(plan, schedule, axis, max(day, today or day), targets_of(plan, schedule))


def targets_of(plan: Plan, schedule: Schedule) -> tuple[str, ...]:
    """What a program is measured by: the targets named, open promises by date, the last milestone of each project."""
    promised = sorted((m for m in plan.milestones if m.committed and not m.done), key=lambda m: (m.committed, m.id))
    ends = _last_of_each(plan, schedule)
    return tuple(dict.fromkeys((*plan.targets, *(m.id for m in promised), *ends)))[:MOST_TARGETS]


def _last_of_each(plan: Plan, schedule: Schedule) -> list[str]:
    project = {milestone.id: milestone.project for milestone in plan.milestones}
    order = np.argsort(schedule.early_finish, kind="stable").tolist()
    last = {project[schedule.network.ids[at]]: schedule.network.ids[at] for at in order}
    return [last[each.id] for each in plan.projects if each.id in last]


def analyze(
    plan: Plan, *, today: date | None = None, samples: int = target_dates.SAMPLES, snapshot: str = ""
) -> Analysis:
    """This will compute everything about a plan; raises Cycle, NoWorkdays or BeyondCalendar."""
    facts = facts_of(plan, today=today)
    schedule, axis = facts.schedule, facts.axis
    seen = target_dates.outlook(
        plan, schedule, axis, facts.targets, today=facts.today, samples=samples, snapshot=snapshot
    )
    found = date_conflicts.every(facts)
    conflicts = frozenset(alert.subject for alert in found if alert.kind == "late predecessor")
    end = int(schedule.early_finish.argmax()) if len(schedule.early_finish) else None
    return Analysis(
        length=int(schedule.length),
        finish=axis.day(int(schedule.length)),
        milestones=rows(facts),
        critical_chain=() if end is None else tuple(schedule.network.ids[at] for at in chain(schedule, end)),
        targets=seen.targets,
        drivers=seen.drivers,
        assumed=seen.assumed,
        alerts=found,
        projects=target_colours.projects(facts, seen.targets, conflicts),
        exposures=exposure.ranking(facts, seen.runs),
        health=health.checks(facts),
        facts=facts,
    )


def rows(facts: Facts) -> tuple[Row, ...]:
    """The schedule of each milestone, in the plan's order."""
    schedule, axis, names = facts.schedule, facts.axis, facts.schedule.network.ids
    columns = {name: getattr(schedule, name).tolist() for name in COLUMNS}
    said = {day: axis.day(day) for day in {*columns["early_finish"], *columns["late_finish"]}}

    def row(milestone: Milestone) -> Row:
        at = facts.at(milestone.id)
        (start, finish, late_start, late_finish, total, free, drag, critical, driver) = (
            columns[name][at] for name in COLUMNS
        )
        early = axis.day(finish, milestone.expected) if milestone.expected else said[finish]
        late = max(early, said[late_finish])
        by = names[driver] if driver >= 0 else None
        return Row(milestone.id, start, finish, late_start, late_finish, early, late, total, free, drag, critical, by)

    return tuple(row(milestone) for milestone in facts.plan.milestones)


def as_json(analysis: Analysis) -> dict[str, Any]:
    """This will give what `analyze --json` prints, dates as ISO text."""
    return {
        "length": analysis.length,
        "finish": analysis.finish.isoformat(),
        "milestones": [_row(row) for row in analysis.milestones],
        "critical_chain": list(analysis.critical_chain),
        "targets": [_plain(target) for target in analysis.targets],
        "drivers": [_plain(driver) for driver in analysis.drivers],
        "alerts": [_plain(alert) for alert in analysis.alerts],
        "projects": [_plain(project) for project in analysis.projects],
        "exposures": [_plain(each) for each in analysis.exposures],
        "health": [_plain(check) | {"words": check.words} for check in analysis.health],
    }


def _row(row: Row) -> dict[str, Any]:
    days = {"early_finish": row.early_finish.isoformat(), "late_finish": row.late_finish.isoformat()}
    return row._asdict() | days


def _plain(value: Any) -> dict[str, Any]:
    return {key: _say(part) for key, part in asdict(value).items()}


def _say(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, float):
        return round(value, 4)
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
