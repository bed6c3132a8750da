"""The effects of a change on everyone else: the preview, and the dates, alerts and colours that result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
import storage.risks
from handlers.schedule import alert_notices, clash_radar, loading
from rules.alerts import active, analysis
from rules.alerts.active import QUICK_KINDS, ActiveAlert
from rules.plan import Milestone, Plan, Project
from rules.schedule import slips
from rules.time.working_time import local_day
from storage.risks import StoredAlert

# Hours in the program's zone: the full refresh is due from the first, and may be announced from the second.
NIGHT_HOUR = 2
MORNING_HOUR = 9


@dataclass(frozen=True, slots=True)
class WorkspaceEffect:
    """The blast radius of a slip, with the milestones, projects and names needed to describe it."""

    radius: slips.BlastRadius
    milestones: Mapping[str, Milestone]
    projects: Mapping[str, Project]
    names: Mapping[str, str]
    plan: Plan


def preview_slip(
    session: Session, *, team: str, milestone: str, to: date, now: datetime, by: str = ""
) -> WorkspaceEffect:
    """Return what a new date would move, without changing anything; saving applies the same rule.

    `by` is who moves it: they are not among the people to notify.
    """
    program = storage.plan.program_of_milestone(session, team=team, milestone=milestone)
    plan = loading.plan_of(session, team=team, program=program)
    radius = slips.blast_radius(plan, {milestone: to}, today=local_day(plan.program.zone, now))
    radius = replace(radius, people=tuple(user for user in radius.people if user != by))
    milestones = {m.id: m for m in plan.milestones}
    ids = frozenset(filter(None, (milestones[move.id].owner for move in radius.moved))) | frozenset(radius.people)
    return WorkspaceEffect(
        radius=radius,
        milestones=milestones,
        projects={p.id: p for p in plan.projects},
        names=storage.people.display_names(session, team=team, ids=ids),
        plan=plan,
    )


def recompute_affected(
    session: Session,
    *,
    team: str,
    program: str,
    now: datetime,
    plan: Plan | None = None,
    thorough: bool = False,
    notice: str | None = None,
) -> None:
    """Recompute dates, alerts and colours of a program, and of the programs that depend on it.

    Runs in the transaction of the change. `plan` is the program's current plan, if the caller has it already;
    `thorough` checks every kind of alert, because the change may move everything. `notice` names the message that
    tells of the change: the alerts that it raises belong to that message, and are not posted by themselves.
    """
    session.flush()
    for affected in (
        program,
        *recompute_program(session, team=team, program=program, now=now, plan=plan, thorough=thorough, notice=notice),
    ):
        if affected != program:
            recompute_program(session, team=team, program=affected, now=now, thorough=thorough, notice=notice)


def recompute_program(
    session: Session,
    *,
    team: str,
    program: str,
    now: datetime,
    thorough: bool = False,
    quiet: bool = False,
    plan: Plan | None = None,
    notice: str | None = None,
) -> tuple[str, ...]:
    """Recompute one program, and return the programs that depend on it.

    With `quiet`, no one is notified yet. With `thorough`, use the full history and check every kind of alert.
    """
    computed = compute_program(session, team=team, program=program, now=now, thorough=thorough, plan=plan)
    return save_computed(
        session, team=team, program=program, computed=computed, now=now, thorough=thorough, quiet=quiet, notice=notice
    )


@dataclass(frozen=True, slots=True)
class ComputedProgram:
    """The plan of a program with its dates and alerts; `entry` is the newest audit entry that it follows."""

    plan: Plan
    milestones: tuple[Milestone, ...]
    alerts: tuple[ActiveAlert, ...]
    entry: int = 0


def compute_program(
    session: Session, *, team: str, program: str, now: datetime, thorough: bool = False, plan: Plan | None = None
) -> ComputedProgram:
    """Compute the dates and alerts of a program; nothing is written."""
    entry = storage.audit.newest_entry(session, team=team)
    plan = plan or loading.plan_of(session, team=team, program=program)
    if thorough:
        plan = loading.with_full_history(session, team=team, plan=plan)
    own_projects = {project.id for project in plan.projects if project.program == program}
    facts = analysis.schedule_plan(plan, today=local_day(plan.program.zone, now))
    milestones = tuple(m for m in facts.plan.milestones if m.project in own_projects)
    return ComputedProgram(plan, milestones, tuple(active.active_alerts(facts, thorough=thorough)), entry)


def save_after_import(session: Session, *, team: str, program: str, computed: ComputedProgram, now: datetime) -> None:
    """Save what was computed after a large import; compute it again if something has changed since."""
    if computed.entry != storage.audit.newest_entry(session, team=team):
        recompute_affected(session, team=team, program=program, now=now)
        return
    for affected in save_computed(session, team=team, program=program, computed=computed, now=now):
        if affected != program:
            recompute_program(session, team=team, program=affected, now=now)


def save_computed(
    session: Session,
    *,
    team: str,
    program: str,
    computed: ComputedProgram,
    now: datetime,
    thorough: bool = False,
    quiet: bool = False,
    notice: str | None = None,
) -> tuple[str, ...]:
    """Save the dates and alerts of a program, and return the programs that depend on it."""
    plan, active_alerts = computed.plan, computed.alerts
    storage.risks.store_computed_dates(session, team=team, milestones=computed.milestones)
    alerts = [_stored_alert(alert) for alert in active_alerts]
    kinds = None if thorough else QUICK_KINDS
    changes = storage.risks.sync_alerts(
        session, team=team, program=program, current_alerts=alerts, now=now, kinds=kinds
    )
    postable = frozenset() if quiet else frozenset(alert.key for alert in active_alerts if alert.needs_post)
    alert_notices.post_notices(
        session, team=team, program=plan, turned=changes, worth_telling=postable, notice=notice, now=now
    )
    clash_radar.check_program(session, team=team, program=program, now=now)
    return active.downstream_programs(plan)


def close_stale_alerts(session: Session, *, team: str, milestone: str, has_new_date: bool, now: datetime) -> None:
    """Close the alerts about a silent milestone or an unchanged date, without waiting for the nightly refresh."""
    kinds = ("stale_update", "frozen_forecast") if has_new_date else ("stale_update",)
    storage.risks.close_alerts(session, team=team, keys=[f"{kind}:{milestone}" for kind in kinds], now=now)


def _stored_alert(active_alert: ActiveAlert) -> StoredAlert:
    alert = active_alert.alert
    return StoredAlert(
        key=active_alert.key,
        kind=alert.kind,
        level=alert.level,
        subject=alert.subject,
        sentence=alert.sentence,
        owner=alert.owner,
        days=alert.days,
        chain=alert.chain,
        facts={"projects": list(active_alert.projects)},
    )
