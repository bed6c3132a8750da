"""What a change means for everybody else: the preview, who is told, and which alerts stand afterwards."""

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

NIGHT_HOUR = 2
MORNING_HOUR = 9
"""Hours in the program's zone from which its full refresh is due, and from which what that found may be told."""


@dataclass(frozen=True, slots=True)
class WorkspaceEffect:
    """The blast radius of a slip, with the milestones, projects and names to say it by."""

    radius: slips.BlastRadius
    milestones: Mapping[str, Milestone]
    projects: Mapping[str, Project]
    names: Mapping[str, str]
    plan: Plan


def preview_slip(session: Session, *, team: str, milestone: str, to: date, now: datetime) -> WorkspaceEffect:
    """What a new date would move, without changing anything; the same rule is applied when it is saved."""
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
    """The owners of moved milestones hear it once, in their project's channel; never the one who moved it.

    `reason` is what all of them may read: empty when it was said in a closed channel.
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
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)


def retract_notices(session: Session, *, team: str, update: int, now: datetime) -> None:
    """Notices of a record that was undone are edited where they stand."""
    message = templates.render("plan/slip_taken_back")
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=f"moved:{update}:"):
        posting.update_message(
            session, key=f"{key}:undone", original_key=key, team=team, channel=channel, message=message, now=now
        )


def recompute_affected(
    session: Session, *, team: str, program: str, now: datetime, at_once: bool = False, plan: Plan | None = None
) -> None:
    """Computed dates, alerts and colours of a program, and of those that wait for it, are made true again.

    Runs in the transaction of the change. `at_once`: what was taken back leaves no colour behind (else a better
    colour waits until two refreshes agree). `plan` is the program as it stands now, where somebody has it already.
    """
    session.flush()
    for other in (
        program,
        *recompute_program(session, team=team, program=program, now=now, at_once=at_once, plan=plan),
    ):
        if other != program:
            recompute_program(session, team=team, program=other, now=now, at_once=at_once)


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
    """This will make one program true again; the programs that wait for it come back. `quiet`: nobody is told yet."""
    plan = plan or loading.plan_of(session, team=team, program=program)
    if thorough:
        plan = loading.with_full_history(session, team=team, plan=plan)
    today = local_day(plan.program.zone, now)
    own = {project.id for project in plan.projects if project.program == program}
    facts = analysis.schedule_plan(plan, today=today)
    days = slips.computed_days(plan, today=today, network=facts.schedule.network)
    mine = {each.id: days.get(each.id) for each in plan.milestones if each.project in own}
    storage.risks.store_computed_dates(session, team=team, days=mine)
    found = active.active_alerts(facts, thorough=thorough)
    alerts = _with_owner_names(session, team, [_stored_alert(one) for one in found])
    kinds = None if thorough else QUICK_KINDS
    turned = storage.risks.sync_alerts(session, team=team, program=program, current_alerts=alerts, now=now, kinds=kinds)
    _update_colours(session, team=team, facts=facts, active_alerts=found, own=own, at_once=at_once, now=now)
    worth = frozenset() if quiet else frozenset(one.key for one in found if one.needs_post)
    alert_notices.post_notices(session, team=team, program=plan, turned=turned, worth_telling=worth, now=now)
    return active.downstream_programs(plan)


def close_stale_alerts(session: Session, *, team: str, milestone: str, has_new_date: bool, now: datetime) -> None:
    """What stood because a milestone was silent, or its date stood still, is over before the night finds out."""
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
    """The sentences with people's names where the rules put their ids."""
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
    """Red shows at once; any other change waits until two refreshes agree."""
    late = frozenset(
        one.alert.subject for one in active_alerts if one.alert.kind == LATE_START and one.alert.level == "red"
    )
    chances = commitment_chances(session, team=team, facts=facts)
    before = storage.risks.displayed_colours(session, team=team)
    for project, computed in milestone_status.status_by_targets(
        facts, on_time_shares=chances, late_starts=late
    ).items():
        if project in own:
            shown = _displayed_colour(None if at_once else before.get(project), computed)
            if shown != before.get(project):
                storage.risks.save_displayed_colour(session, team=team, project=project, shown=shown, now=now)


def _displayed_colour(before: DisplayedColour | None, computed: ComputedStatus) -> DisplayedColour:
    if before is None:
        return DisplayedColour(computed.colour, computed.why, (computed.colour,))
    seen = (*before.seen, computed.colour)[-target_colours.SETTLED_REFRESHES :]
    colour = target_colours.settled_colour(before.colour, seen)
    return DisplayedColour(colour, computed.why if colour is computed.colour else before.why, seen)


def commitment_chances(session: Session, *, team: str, facts: ScheduledPlan) -> dict[str, float]:
    """The chances of the last night's forecast, of targets whose computed date is still the same.

    None where most spreads are only assumed: a chance that nobody's estimate stands behind colours nothing.
    """
    last = storage.risks.recent_analyses(session, team=team, program=facts.plan.program.id)
    if not last or 2 * last[0][1]["assumed"] > last[0][1]["open"]:
        return {}
    targets = {target["id"]: target for target in last[0][1]["targets"] if target["on_time"] is not None}
    return {
        name: targets[name]["on_time"]
        for name in facts.committed_targets
        if name in targets and targets[name]["computed"] == facts.finish_date(name).isoformat()
    }


def _notice_channels(effect: WorkspaceEffect, project: str, moves: list[slips.MilestoneMove]) -> tuple[str, ...]:
    """The project's channel; without one, its people directly."""
    if channels := effect.projects[project].channels[:1]:
        return channels
    return tuple(dict.fromkeys(owner for move in moves if (owner := effect.milestones[move.id].owner)))
