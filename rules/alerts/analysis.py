"""The full analysis of one program: schedule, forecast, alerts, colours and health."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from rules.alerts import date_conflicts, health
from rules.alerts.active import cap_level
from rules.forecast import exposure, target_dates
from rules.plan import Milestone, Plan
from rules.schedule.computed_dates import Schedule, driving_chain
from rules.schedule.expected_dates import with_expected_dates
from rules.schedule.network import of_plan
from rules.schedule.scheduled_plan import PlanAlert, ScheduledPlan
from rules.schedule.workday_axis import WorkdayAxis, planned_schedule
from rules.truth.colours import Colour
from rules.truth.milestones import Signals
from rules.truth.statuses import StatusInput, compute_statuses

SCHEDULE_COLUMNS = (
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

# Maximum number of forecast targets: named ones first, then committed ones, then the last of each project.
MAX_TARGETS = 200


class ScheduledMilestone(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class ProjectColour:
    """The computed colour of one project; `because` is the whole sentence."""

    project: str
    colour: Colour
    because: str


@dataclass(frozen=True, slots=True, eq=False)
class ProgramAnalysis:
    """All computed values of a program on one day; the same plan, day and snapshot give the same result."""

    length: int
    finish: date
    milestones: tuple[ScheduledMilestone, ...]
    critical_chain: tuple[str, ...]
    targets: tuple[target_dates.TargetForecast, ...]
    drivers: tuple[target_dates.ForecastDriver, ...]
    sources: target_dates.DurationSources
    alerts: tuple[PlanAlert, ...]
    projects: tuple[ProjectColour, ...]
    exposures: tuple[exposure.Exposure, ...]
    health: tuple[health.PlanCheck, ...]
    facts: ScheduledPlan


def schedule_plan(plan: Plan, *, today: date | None = None) -> ScheduledPlan:
    """Schedule a plan as known on its data date, or on `today` when that is later (else on its start)."""
    day = max((day for day in (plan.program.data_date, today) if day), default=plan.program.start)
    axis, network = WorkdayAxis.of(plan.program), of_plan(plan)
    schedule = planned_schedule(plan, network, axis, today=day)
    dated = with_expected_dates(plan, today=day, network=network)
    return ScheduledPlan(dated, schedule, axis, day, choose_targets(plan, schedule))


def choose_targets(plan: Plan, schedule: Schedule) -> tuple[str, ...]:
    """Choose the targets: those named, open committed milestones by date, and the last milestone of each project."""
    committed = sorted(
        (milestone for milestone in plan.milestones if milestone.committed and not milestone.done),
        key=lambda milestone: (milestone.committed, milestone.id),
    )
    ends = _last_milestones(plan, schedule)
    return tuple(dict.fromkeys((*plan.targets, *(milestone.id for milestone in committed), *ends)))[:MAX_TARGETS]


def _last_milestones(plan: Plan, schedule: Schedule) -> list[str]:
    project_of = {milestone.id: milestone.project for milestone in plan.milestones}
    order = np.argsort(schedule.early_finish, kind="stable").tolist()
    last = {project_of[schedule.network.ids[position]]: schedule.network.ids[position] for position in order}
    return [last[project.id] for project in plan.projects if project.id in last]


def analyze_plan(
    plan: Plan, *, today: date | None = None, samples: int = target_dates.DEFAULT_SAMPLES, snapshot: str = ""
) -> ProgramAnalysis:
    """Compute everything about a plan; raises Cycle, NoWorkdays or BeyondCalendar."""
    facts = schedule_plan(plan, today=today)
    schedule, axis = facts.schedule, facts.axis
    forecast = target_dates.forecast_targets(
        plan, schedule, axis, facts.targets, today=facts.today, samples=samples, snapshot=snapshot
    )
    alerts = date_conflicts.sort_alerts(cap_level(facts, alert) for alert in date_conflicts.all_alerts(facts))
    end = schedule.last_position
    return ProgramAnalysis(
        length=int(schedule.length),
        finish=axis.day(int(schedule.length)),
        milestones=schedule_rows(facts),
        critical_chain=()
        if end is None
        else tuple(schedule.network.ids[position] for position in driving_chain(schedule, end)),
        targets=forecast.targets,
        drivers=forecast.drivers,
        sources=forecast.sources,
        alerts=alerts,
        projects=project_colours(facts, forecast),
        exposures=exposure.rank_exposures(facts, forecast.runs),
        health=health.run_checks(facts),
        facts=facts,
    )


def project_colours(facts: ScheduledPlan, forecast: target_dates.ProgramForecast) -> tuple[ProjectColour, ...]:
    """Return the colour of each project by the rule that every screen uses."""
    plan = facts.plan
    has_estimates = not forecast.sources.mostly_assumed
    signals = {
        target.id: Signals(on_time=target.on_time)
        for target in forecast.targets
        if has_estimates and target.computed == facts.milestones[target.id].expected
    }
    statuses = compute_statuses(
        StatusInput(
            projects=plan.projects,
            milestones=plan.milestones,
            dependencies=plan.dependencies,
            calendar=facts.axis.calendar,
            today=facts.today,
            numbers=plan.program.numbers,
            targets=plan.targets,
            signals=signals,
        )
    ).projects
    return tuple(
        ProjectColour(
            p.id, statuses[p.id].colour, f"{p.name or p.id} is {statuses[p.id].colour}: {statuses[p.id].why}."
        )
        for p in plan.projects
    )


def schedule_rows(facts: ScheduledPlan) -> tuple[ScheduledMilestone, ...]:
    """Return the schedule of each milestone, in the plan's order."""
    schedule, axis, names = facts.schedule, facts.axis, facts.schedule.network.ids
    columns = {name: getattr(schedule, name).tolist() for name in SCHEDULE_COLUMNS}
    day_of_finish = {day: axis.day(day) for day in {*columns["early_finish"], *columns["late_finish"]}}

    def row_of(milestone: Milestone) -> ScheduledMilestone:
        position = facts.position_of(milestone.id)
        (start, finish, late_start, late_finish, total, free, drag, critical, driver) = (
            columns[name][position] for name in SCHEDULE_COLUMNS
        )
        early_date = axis.day(finish, milestone.own_date) if milestone.own_date else day_of_finish[finish]
        late_date = max(early_date, day_of_finish[late_finish])
        driver_id = names[driver] if driver >= 0 else None
        return ScheduledMilestone(
            milestone.id,
            start,
            finish,
            late_start,
            late_finish,
            early_date,
            late_date,
            total,
            free,
            drag,
            critical,
            driver_id,
        )

    return tuple(row_of(milestone) for milestone in facts.plan.milestones)


def as_json(analysis: ProgramAnalysis) -> dict[str, Any]:
    """Return the JSON values that `analyze --json` prints, dates as ISO text."""
    return {
        "length": analysis.length,
        "finish": analysis.finish.isoformat(),
        "milestones": [_row_as_json(row) for row in analysis.milestones],
        "critical_chain": list(analysis.critical_chain),
        "targets": [_fields_as_json(target) for target in analysis.targets],
        "drivers": [_fields_as_json(driver) for driver in analysis.drivers],
        "alerts": [_fields_as_json(alert) | {"sentence": alert.sentence_with_owner} for alert in analysis.alerts],
        "projects": [_fields_as_json(project) for project in analysis.projects],
        "exposures": [_fields_as_json(item) for item in analysis.exposures],
        "health": [_fields_as_json(check) | {"words": check.words} for check in analysis.health],
    }


def _row_as_json(row: ScheduledMilestone) -> dict[str, Any]:
    days = {"early_finish": row.early_finish.isoformat(), "late_finish": row.late_finish.isoformat()}
    return row._asdict() | days


def _fields_as_json(value: Any) -> dict[str, Any]:
    return {key: _json_value(part) for key, part in asdict(value).items()}


def _json_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, float):
        return round(value, 4)
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
