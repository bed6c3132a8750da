"""The effects of a change on everyone else: the preview, the notices, and the alerts and colours that result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
import storage.risks
import storage.status
import templates
from handlers.common import posting
from handlers.schedule import alert_notices, loading
from rules.alerts import active, analysis
from rules.alerts.active import QUICK_KINDS, ActiveAlert
from rules.people import Person
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


def preview_slip(session: Session, *, team: str, milestone: str, to: date, now: datetime) -> WorkspaceEffect:
    """Return what a new date would move, without changing anything; saving applies the same rule."""
    program = storage.plan.program_of_milestone(session, team=team, milestone=milestone)
    plan = loading.plan_of(session, team=team, program=program)
    radius = slips.blast_radius(plan, {milestone: to}, today=local_day(plan.program.zone, now))
    milestones = {m.id: m for m in plan.milestones}
    ids = frozenset(filter(None, (milestones[move.id].owner for move in radius.moved))) | frozenset(radius.people)
    return WorkspaceEffect(
        radius=radius,
        milestones=milestones,
        projects={p.id: p for p in plan.projects},
        names=storage.people.display_names(session, team=team, ids=ids),
        plan=plan,
    )


def notify_owners(
    session: Session,
    *,
    person: Person,
    changed: Milestone,
    effect: WorkspaceEffect,
    update: int,
    reason: str,
    now: datetime,
) -> None:
    """Notify the owners of moved milestones once, in their project's channel, except the person who moved them.

    `reason` must be readable by all of them: it is empty if it was given in a closed channel.
    """
    projects = effect.projects.values()
    channels_by_project = alert_notices.first_open_channels(session, team=person.team, projects=projects)
    for project in effect.radius.projects:
        moves = [move for move in effect.radius.moved if move.project == project]
        message = templates.render(
            "plan/slip_moved",
            cause=changed,
            by=person.name,
            moves=moves,
            effect=effect,
            actor=person.id,
            reason=reason,
            today=local_day(effect.plan.program.zone, now),
        )
        owners = () if channels_by_project[project] else _owners_of(effect, moves)
        for channel in channels_by_project[project] or owners:
            key = f"moved:{update}:{project}:{channel}"
            posting.post_message(
                session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation"
            )
        if owners and effect.projects[project].channels:
            _report_closed_channel(
                session, person=person, effect=effect, project=project, owners=owners, text=message.text, now=now
            )


def _report_closed_channel(
    session: Session,
    *,
    person: Person,
    effect: WorkspaceEffect,
    project: str,
    owners: tuple[str, ...],
    text: str,
    now: datetime,
) -> None:
    """Tell the person, and the program manager, that a project's channel cannot be posted in, and who hears instead."""
    channel = storage.channels.find_channel(session, team=person.team, id=effect.projects[project].channels[0])
    message = templates.render(
        "common/undelivered",
        channel=effect.projects[project].channels[0],
        error="is_archived" if channel and channel.is_archived else "not_in_channel",
        text=text,
        people=[effect.names[owner] for owner in owners if owner in effect.names],
    )
    for user in dict.fromkeys(filter(None, (person.id, effect.plan.program.manager))):
        key = f"closed:{project}:{user}:{now.isoformat()}"
        posting.post_message(
            session, key=key, team=person.team, channel=user, message=message, now=now, counts_against_budget=False
        )


def recompute_affected(
    session: Session, *, team: str, program: str, now: datetime, plan: Plan | None = None, thorough: bool = False
) -> None:
    """Recompute dates, alerts and colours of a program, and of the programs that depend on it.

    Runs in the transaction of the change. `plan` is the program's current plan, if the caller has it already;
    `thorough` checks every kind of alert, because the change may move everything.
    """
    session.flush()
    for affected in (
        program,
        *recompute_program(session, team=team, program=program, now=now, plan=plan, thorough=thorough),
    ):
        if affected != program:
            recompute_program(session, team=team, program=affected, now=now, thorough=thorough)


def recompute_program(
    session: Session,
    *,
    team: str,
    program: str,
    now: datetime,
    thorough: bool = False,
    quiet: bool = False,
    plan: Plan | None = None,
) -> tuple[str, ...]:
    """Recompute one program, and return the programs that depend on it.

    With `quiet`, no one is notified yet. With `thorough`, use the full history and check every kind of alert.
    """
    plan = plan or loading.plan_of(session, team=team, program=program)
    if thorough:
        plan = loading.with_full_history(session, team=team, plan=plan)
    today = local_day(plan.program.zone, now)
    own_projects = {project.id for project in plan.projects if project.program == program}
    facts = analysis.schedule_plan(plan, today=today)
    own_milestones = [m for m in facts.plan.milestones if m.project in own_projects]
    storage.risks.store_computed_dates(session, team=team, milestones=own_milestones)
    active_alerts = active.active_alerts(facts, thorough=thorough)
    alerts = [_stored_alert(alert) for alert in active_alerts]
    kinds = None if thorough else QUICK_KINDS
    changes = storage.risks.sync_alerts(
        session, team=team, program=program, current_alerts=alerts, now=now, kinds=kinds
    )
    postable = frozenset() if quiet else frozenset(alert.key for alert in active_alerts if alert.needs_post)
    alert_notices.post_notices(session, team=team, program=plan, turned=changes, worth_telling=postable, now=now)
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


def _owners_of(effect: WorkspaceEffect, moves: list[slips.MilestoneMove]) -> tuple[str, ...]:
    """Return the owners of the moved milestones, who hear of it directly where no channel can be posted in."""
    return tuple(dict.fromkeys(owner for move in moves if (owner := effect.milestones[move.id].owner)))
