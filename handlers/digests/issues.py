"""The red and amber of an edition, one issue per cause."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlmodel import Session

import storage.risks
from handlers.plan.queries import ProgramState
from handlers.schedule import alert_notices, delay_cost
from rules.alerts import analysis, by_cause
from rules.alerts.by_cause import AlertCause
from rules.digests.editions import DigestIssue, MovedMilestone
from rules.plan import Project
from rules.privacy import Secrets
from rules.schedule.scheduled_plan import ScheduledPlan
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
    alerts = [
        alert
        for alert in storage.risks.open_alerts(session, team=team, program=state.plan.program.id)
        if alert.level == "red" and alert.kind != OVERDUE_ALERT_KIND
        if alert_notices.is_readable(alert, secrets=secrets)
    ]
    found = []
    if alerts:
        facts = analysis.schedule_plan(state.plan, today=state.today)
        groups = by_cause.group_by_cause(facts, sorted(alerts, key=lambda alert: (-alert.days, alert.key)))
        found = [_issue_of(facts, group, secrets) for group in groups]
    covered = {issue.record for issue in found}.union(*(issue.projects for issue in found))
    for project in projects.values():
        status = state.project_status(project)
        if status.colour.value in ("red", "amber") and covered.isdisjoint((status.subject, project.id)):
            record, sentence = status.subject or project.id, f"{project.name}: {status.why}"
            found.append(DigestIssue(record, status.colour.value, sentence, frozenset({project.id})))
    moves = {move.milestone.id: move for move in moved}
    stakes = delay_cost.stakes_for_channel(session, team=team, plan=state.plan, hidden=secrets.ids)
    causes = [issue.record for issue in found if issue.label]
    costs = delay_cost.costs_of_lateness(stakes, state.plan, causes, today=state.today) if stakes.priced else {}
    return tuple(
        replace(issue, move=moves.get(issue.record), cost=costs[issue.record].totals if issue.record in costs else ())
        for issue in sorted(found, key=lambda issue: issue.level != "red")
    )


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
        tuple(alert.sentence for alert in group.alerts if alert.sentence != sentence),
    )
