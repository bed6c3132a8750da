"""The effects of a change on everyone else: the preview, the notices, and the alerts and colours that result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
import storage.risks
import storage.status
import templates
from handlers.common import posting
from handlers.schedule import alert_notices, loading
from rules.alerts import active, analysis, milestone_status, target_colours
from rules.alerts.active import LATE_START, QUICK_KINDS, ActiveAlert
from rules.alerts.milestone_status import ComputedStatus
from rules.people import Person
from rules.plan import Milestone, Plan, Project
from rules.schedule import slips
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.working_time import zone_of
from storage.risks import DisplayedColour, StoredAlert

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
        for channel in _notice_channels(effect, project, moves):
            key = f"moved:{update}:{project}:{channel}"
            posting.post_message(
                session, key=key, team=person.team, channel=channel, message=message, now=now, kind="escalation"
            )


def retract_notices(session: Session, *, team: str, update: int, now: datetime) -> None:
    """Edit the notices of a change that was undone."""
    message = templates.render("plan/slip_taken_back")
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=f"moved:{update}:"):
        posting.update_message(
            session, key=f"{key}:undone", original_key=key, team=team, channel=channel, message=message, now=now
        )


def recompute_affected(
    session: Session, *, team: str, program: str, now: datetime, at_once: bool = False, plan: Plan | None = None
) -> None:
    """Recompute dates, alerts and colours of a program, and of the programs that depend on it.

    Runs in the transaction of the change. `at_once`: what was taken back leaves no colour behind (otherwise a better
    colour waits until two refreshes agree). `plan` is the program's current plan, if the caller has it already.
    """
    session.flush()
    for affected in (
        program,
        *recompute_program(session, team=team, program=program, now=now, at_once=at_once, plan=plan),
    ):
        if affected != program:
            recompute_program(session, team=team, program=affected, now=now, at_once=at_once)


def recompute_program(
    session: Session,
    *,
    team: str,
    program: str,
    now: datetime,
    at_once: bool = False,
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
    computed = slips.computed_days(plan, today=today, network=facts.schedule.network)
    own_days = {
        milestone.id: computed.get(milestone.id) for milestone in plan.milestones if milestone.project in own_projects
    }
    storage.risks.store_computed_dates(session, team=team, days=own_days)
    active_alerts = active.active_alerts(facts, thorough=thorough)
    alerts = _with_owner_names(session, team, [_stored_alert(alert) for alert in active_alerts])
    kinds = None if thorough else QUICK_KINDS
    changes = storage.risks.sync_alerts(
        session, team=team, program=program, current_alerts=alerts, now=now, kinds=kinds
    )
    _update_colours(
        session, team=team, facts=facts, active_alerts=active_alerts, own=own_projects, at_once=at_once, now=now
    )
    postable = frozenset() if quiet else frozenset(alert.key for alert in active_alerts if alert.needs_post)
    alert_notices.post_notices(session, team=team, program=plan, turned=changes, worth_telling=postable, now=now)
    return active.downstream_programs(plan)


def close_stale_alerts(session: Session, *, team: str, milestone: str, has_new_date: bool, now: datetime) -> None:
    """Close the alerts about a silent milestone or an unchanged date, without waiting for the nightly refresh."""
    kinds = ("stale_update", "frozen_forecast") if has_new_date else ("stale_update",)
    storage.risks.close_alerts(session, team=team, keys=[f"{kind}:{milestone}" for kind in kinds], now=now)


def local_day(zone: str, now: datetime) -> date:
    return now.astimezone(zone_of(zone)).date()


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


def _with_owner_names(session: Session, team: str, alerts: Sequence[StoredAlert]) -> list[StoredAlert]:
    """Replace owner ids by people's names in the alert sentences."""
    ids = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.display_names(session, team=team, ids=ids)
    return [
        replace(alert, sentence=alert.sentence.replace(f"owner {alert.owner}", f"owner {names[alert.owner]}"))
        if alert.owner in names
        else alert
        for alert in alerts
    ]


def _update_colours(
    session: Session,
    *,
    team: str,
    facts: ScheduledPlan,
    active_alerts: Sequence[ActiveAlert],
    own: set[str],
    at_once: bool,
    now: datetime,
) -> None:
    """Show red at once; any other change of colour waits until two refreshes agree."""
    late_targets = frozenset(
        active_alert.alert.subject
        for active_alert in active_alerts
        if active_alert.alert.kind == LATE_START and active_alert.alert.level == "red"
    )
    chances = commitment_chances(session, team=team, facts=facts)
    before = storage.risks.displayed_colours(session, team=team)
    for project, computed in milestone_status.status_by_targets(
        facts, on_time_shares=chances, late_starts=late_targets
    ).items():
        if project in own:
            displayed = _displayed_colour(None if at_once else before.get(project), computed)
            if displayed != before.get(project):
                storage.risks.save_displayed_colour(session, team=team, project=project, shown=displayed, now=now)


def _displayed_colour(before: DisplayedColour | None, computed: ComputedStatus) -> DisplayedColour:
    if before is None:
        return DisplayedColour(computed.colour, computed.why, (computed.colour,))
    recent_colours = (*before.seen, computed.colour)[-target_colours.SETTLED_REFRESHES :]
    colour = target_colours.settled_colour(before.colour, recent_colours)
    return DisplayedColour(colour, computed.why if colour is computed.colour else before.why, recent_colours)


def commitment_chances(session: Session, *, team: str, facts: ScheduledPlan) -> dict[str, float]:
    """Return on-time chances from the last nightly forecast, for targets whose computed date is unchanged.

    Empty if most durations are only assumed: a chance without estimates behind it should not colour anything.
    """
    latest = storage.risks.latest_analysis(session, team=team, program=facts.plan.program.id)
    if latest is None or latest.has_mostly_assumed_durations:
        return {}
    committed = frozenset(facts.committed_targets)
    return {
        target.id: target.on_time
        for target in latest.targets
        if target.on_time is not None and target.id in committed and target.computed == facts.finish_date(target.id)
    }


def _notice_channels(effect: WorkspaceEffect, project: str, moves: list[slips.MilestoneMove]) -> tuple[str, ...]:
    """Return the project's channel or, if it has none, the owners of the moved milestones."""
    if channels := effect.projects[project].channels[:1]:
        return channels
    return tuple(dict.fromkeys(owner for move in moves if (owner := effect.milestones[move.id].owner)))
