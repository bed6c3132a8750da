"""Computed statuses, the same on every screen: gathered from what is stored, with one rule (B-50, B-53)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.blockers
import storage.milestone_activity
import storage.plan
import storage.plans
import storage.risks
from handlers.common.public_holidays import with_holidays
from rules.plan import Milestone, Plan, Project
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from rules.truth.colours import ComputedStatus
from rules.truth.milestones import Signals
from rules.truth.statuses import ProgramStatuses, StatusInput, compute_statuses


def program_statuses(
    session: Session, *, team: str, programs: Collection[str], now: datetime
) -> dict[str, ProgramStatuses]:
    """Return every computed status of these programs, by program id.

    Uses the dates stored by the last refresh, so that no network has to be built.
    """
    records = storage.plan.programs(session, team=team, ids=programs)
    projects = tuple(p for p in storage.plan.projects(session, team=team) if p.program in programs)
    own = storage.plan.milestones(session, team=team, projects={p.id for p in projects})
    links = storage.plans.dependencies_of_milestones(session, team=team, milestones={m.id for m in own})
    linked_ids = {end for link in links for end in (link.provider, link.consumer)} - {m.id for m in own}
    others = storage.plan.milestones(session, team=team, ids=linked_ids) if linked_ids else ()
    signals = _load_signals(session, team=team, projects=projects)
    return {
        program.id: _statuses_of(
            session,
            team=team,
            plan=Plan(with_holidays(program), projects=projects, milestones=(*own, *others), dependencies=links),
            signals=signals,
            now=now,
        )
        for program in records
    }


def statuses_of_plan(session: Session, *, team: str, plan: Plan, now: datetime) -> ProgramStatuses:
    """Return every computed status of a program whose plan was loaded already."""
    own_projects = [project for project in plan.projects if project.program == plan.program.id]
    signals = _load_signals(session, team=team, projects=own_projects)
    return _statuses_of(session, team=team, plan=plan, signals=signals, now=now)


@dataclass(frozen=True, slots=True)
class StoredSignals:
    """The number of open blockers of each milestone, and when each was last heard of."""

    blocked: Mapping[str, int]
    last_heard: Mapping[str, datetime]


def _load_signals(session: Session, *, team: str, projects: Iterable[Project]) -> StoredSignals:
    last_heard = storage.milestone_activity.last_activity(session, team=team, projects={p.id for p in projects})
    return StoredSignals(blocked_by_milestone(session, team=team), last_heard)


def _statuses_of(session: Session, *, team: str, plan: Plan, signals: StoredSignals, now: datetime) -> ProgramStatuses:
    program, chances = plan.program, on_time_chances(session, team=team, program=plan.program.id)
    projects = [project for project in plan.projects if project.program == program.id]
    project_ids, known_ids = {project.id for project in projects}, {m.id for m in plan.milestones}
    own = [m for m in plan.milestones if m.project in project_ids]
    own_ids = {m.id for m in own}
    own_links = [
        link
        for link in plan.dependencies
        if not own_ids.isdisjoint((link.provider, link.consumer))
        and known_ids.issuperset((link.provider, link.consumer))
    ]
    linked_ids = {end for link in own_links for end in (link.provider, link.consumer)} - own_ids
    return compute_statuses(
        StatusInput(
            projects=projects,
            milestones=own,
            dependencies=own_links,
            calendar=Calendar.of(program.calendar),
            today=local_day(program.zone, now),
            numbers=program.numbers,
            targets=program.targets,
            others=[m for m in plan.milestones if m.id in linked_ids],
            signals={m.id: _signals_of(m, signals, chances.get(m.id), now) for m in own},
        )
    )


def _signals_of(
    milestone: Milestone, found: StoredSignals, chance: tuple[date, float] | None, now: datetime
) -> Signals:
    last_heard = found.last_heard.get(milestone.id)
    return Signals(
        blockers=found.blocked.get(milestone.id, 0),
        on_time=_current_chance(milestone, chance),
        silent_days=(now - last_heard).days if last_heard else 0,
    )


def project_colours(
    session: Session, *, team: str, projects: Collection[Project], now: datetime
) -> dict[str, ComputedStatus]:
    """Return the computed status of each project, by its id."""
    programs = program_statuses(session, team=team, programs={p.program for p in projects}, now=now)
    return {project.id: programs[project.program].projects[project.id] for project in projects}


def blocked_by_milestone(session: Session, *, team: str) -> Counter[str]:
    """Return the number of open blockers of each milestone."""
    return Counter(blocker.milestone for blocker in storage.blockers.open_blockers(session, team=team))


def on_time_chances(session: Session, *, team: str, program: str) -> dict[str, tuple[date, float]]:
    """Return, from the last nightly forecast, the computed date of each target and its chance to be on time.

    Empty if most durations are only assumed: a chance without estimates behind it should not colour anything.
    """
    latest = storage.risks.latest_analysis(session, team=team, program=program)
    if latest is None or latest.has_mostly_assumed_durations:
        return {}
    return {target.id: (target.computed, target.on_time) for target in latest.targets if target.on_time is not None}


def _current_chance(milestone: Milestone, found: tuple[date, float] | None) -> float | None:
    """Return the chance unless the milestone's date has changed since the forecast."""
    return found[1] if found is not None and found[0] == milestone.expected else None
