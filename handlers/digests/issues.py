"""The red and amber of an edition, one issue per cause."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlmodel import Session

import storage.people
import storage.risks
from handlers.plan.queries import ProgramState
from handlers.schedule import alert_notices, delay_cost
from rules.alerts import analysis, by_cause
from rules.alerts.by_cause import AlertCause
from rules.digests.editions import DigestIssue, LateMilestone, MovedMilestone
from rules.plan import Project
from rules.privacy import Secrets
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.calendars import Calendar
from rules.truth.colours import ComputedStatus
from rules.truth.milestones import days_late
from storage.risks import StoredAlert

# The list of overdue milestones already covers this kind of alert.
OVERDUE_ALERT_KIND = "impossible date"


def open_issues(
    session: Session,
    *,
    team: str,
    state: ProgramState,
    projects: Mapping[str, Project],
    moved: Iterable[MovedMilestone],
    secrets: Secrets,
) -> tuple[DigestIssue, ...]:
    """Return the causes of red alerts, those about people too, then projects that are red or amber."""
    found = _issues_of_alerts(session, team, state, secrets)
    covered = {issue.record for issue in found}.union(*(issue.projects for issue in found))
    for project in projects.values():
        status = state.project_status(project)
        if status.colour.value in ("red", "amber") and covered.isdisjoint((status.subject, project.id)):
            found.append(_issue_of_project(project, status, state, secrets))
    moves = {move.milestone.id: move for leader in moved for move in (leader, *leader.followers)}
    stakes = delay_cost.stakes_for_channel(session, team=team, plan=state.plan, hidden=secrets.ids)
    causes = [issue.record for issue in found if issue.label]
    costs = delay_cost.costs_of_lateness(stakes, state.plan, causes, today=state.today) if stakes.priced else {}
    owners = _owners(session, team, state, [issue.record for issue in found])
    return tuple(
        replace(
            issue,
            move=moves.get(issue.record),
            cost=costs[issue.record].totals if issue.record in costs else (),
            owner=owners.get(issue.record, ""),
            consequences=_consequences(state, issue, moves, secrets),
        )
        for issue in sorted(found, key=lambda issue: (issue.level != "red", -len(issue.milestones), -issue.days))
    )


def _issues_of_alerts(session: Session, team: str, state: ProgramState, secrets: Secrets) -> list[DigestIssue]:
    """Return an issue for each cause of the red alerts that the readers may know."""
    alerts = [
        alert
        for alert in storage.risks.open_alerts(session, team=team, program=state.plan.program.id)
        if alert.level == "red" and alert.kind != OVERDUE_ALERT_KIND
        if alert_notices.is_readable(alert, secrets=secrets)
    ]
    if not alerts:
        return []
    facts = analysis.schedule_plan(state.plan, today=state.today)
    groups = by_cause.group_by_cause(facts, sorted(alerts, key=lambda alert: (-alert.days, alert.key)))
    return [_issue_of(facts, group, secrets) for group in groups]


def _owners(session: Session, team: str, state: ProgramState, records: Iterable[str]) -> dict[str, str]:
    """Return the names of the owners of those of the records that are milestones."""
    wanted = frozenset(records)
    owners = {m.id: m.owner for m in state.plan.milestones if m.id in wanted and m.owner}
    names = storage.people.display_names(session, team=team, ids=frozenset(owners.values()))
    return {id: names.get(owner, "") for id, owner in owners.items()}


def _consequences(
    state: ProgramState, issue: DigestIssue, moves: Mapping[str, MovedMilestone], secrets: Secrets
) -> tuple[LateMilestone, ...]:
    """Return the milestones that an issue makes late or moves, most late first, as far as readers may know them."""
    calendar = Calendar.of(state.plan.program.calendar)
    late = (
        LateMilestone(m, max(days_late(m, calendar) or 0, 0), moves.get(m.id))
        for m in state.plan.milestones
        if m.id in issue.milestones and m.id != issue.record and m.id not in secrets.ids
    )
    return tuple(sorted(late, key=lambda each: (-each.days, len(each.milestone.id), each.milestone.id)))


def _issue_of(facts: ScheduledPlan, group: AlertCause[StoredAlert], secrets: Secrets) -> DigestIssue:
    worst = group.alerts[0]
    is_named = bool(group.milestone) and group.milestone not in secrets.ids
    sentence = group.sentence if is_named else worst.sentence
    ids = (group.milestone, *group.moved) if group.milestone else ()
    return DigestIssue(
        group.milestone if is_named else worst.subject,
        group.level,
        sentence,
        frozenset(facts.milestones[id].project for id in ids),
        facts.label(group.milestone) if is_named else "",
        by_cause.effect_text(facts, group.moved),
        tuple(alert.sentence for alert in group.alerts if alert.sentence != sentence and alert.subject not in ids),
        days=max((alert.days for alert in group.alerts), default=0),
        milestones=frozenset(ids),
    )


def _issue_of_project(project: Project, status: ComputedStatus, state: ProgramState, secrets: Secrets) -> DigestIssue:
    """Return the issue of a project that no alert tells: what decides its colour, as far as readers may know it."""
    record = project.id if status.subject in secrets.ids else status.subject or project.id
    sentence = f"{project.name}: {secrets.without(status.why)}"
    milestones = frozenset({record} & {milestone.id for milestone in state.plan.milestones})
    return DigestIssue(
        record,
        status.colour.value,
        sentence,
        frozenset({project.id}),
        days=status.days or 0,
        milestones=milestones,
    )
