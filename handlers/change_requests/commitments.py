"""Committed dates changed directly, without a request: their history, which counts towards the next request (B-96)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.change_requests
import storage.dependencies
import storage.forecast_ledger
import storage.people
import storage.plan
from handlers.common.public_holidays import with_holidays
from rules import corrections
from rules.change_requests.tolerance import ApprovalLevel, ApprovedChange, Measure, days_since_baseline
from rules.corrections import CommitTolerance
from rules.people import Person
from rules.plan import HandoverState, Milestone, Project
from rules.time.calendars import Calendar
from storage.change_requests import ChangeRequest

COMMITTED_KIND = "committed"
_AGREED_STATES = frozenset({HandoverState.COMMITTED, HandoverState.AT_RISK})


def require_tolerance(session: Session, *, person: Person, project: Project, milestone: Milestone, day: date) -> None:
    """Raise Refusal unless the person may commit a milestone to a day directly; BeyondTolerance asks for a request."""
    program = with_holidays(storage.plan.program(session, team=person.team, id=project.program))
    calendar = Calendar.of(program.calendar)
    days = calendar.between(milestone.committed, day) if milestone.committed else None
    corrections.require_tolerance(
        roles=storage.people.roles_of(session, person=person, program=program.id, project=project.id),
        is_lead=project.lead == person.id,
        is_owner=milestone.owner == person.id,
        days=days,
        tolerance=_tolerance_of(session, person.team, project, milestone, day),
    )


def is_beyond(session: Session, *, team: str, milestone: str, day: date) -> bool:
    """Return whether a milestone's new expected date is later than its committed one by more than a lead's limit."""
    committed = storage.plan.milestone(session, team=team, id=milestone).committed
    if committed is None or day <= committed:
        return False
    program = storage.plan.program_of_milestone(session, team=team, milestone=milestone)
    calendar = Calendar.of(with_holidays(storage.plan.program(session, team=team, id=program)).calendar)
    limits = storage.change_requests.limits_of(session, team=team, program=program)
    return calendar.between(committed, day) > limits.lead_days


def encode_wish(milestone: str, day: date, why: str) -> str:
    """Return the value of a button that asks for a new committed date; a preview's button carries the same fields."""
    return json.dumps({"m": milestone, "to": day.isoformat(), "why": why[:1000]})


def _tolerance_of(session: Session, team: str, project: Project, milestone: Milestone, day: date) -> CommitTolerance:
    """Return what may still be moved: each level's limit, less what was moved since the baseline it may not change."""
    limits = storage.change_requests.limits_of(session, team=team, program=project.program)
    history = approved_changes(session, team=team, program=project.program)
    lead, manager = (
        sum(days_since_baseline(level, milestone.id, history)) for level in (ApprovalLevel.LEAD, ApprovalLevel.MANAGER)
    )
    crosses = _breaks_agreement(session, team, milestone, day)
    return CommitTolerance(limits.lead_days, limits.manager_days, lead, manager, crosses)


def _breaks_agreement(session: Session, team: str, milestone: Milestone, day: date) -> bool:
    """Return whether another project has an agreed hand-over that the day is too late for."""
    links = storage.dependencies.dependencies_of(session, team=team, milestone=milestone.id)
    late = {
        link.consumer
        for link in links
        if link.provider == milestone.id and link.state in _AGREED_STATES and link.need_by and link.need_by < day
    }
    consumers = storage.plan.milestones(session, team=team, ids=late) if late else ()
    return any(consumer.project != milestone.project for consumer in consumers)


def approved_changes(session: Session, *, team: str, program: str) -> tuple[ApprovedChange, ...]:
    """Return what was approved in a program, oldest first, with the committed dates that were changed directly."""
    approved = [
        (request.decided_at, _approved(request))
        for request in storage.change_requests.approved_requests(session, team=team, program=program)
        if request.decided_at
    ]
    direct = direct_changes(session, team=team, program=program)
    return tuple(change for _, change in sorted([*approved, *direct], key=lambda pair: pair[0]))


def measure_from(impact: Mapping[str, Any]) -> Measure:
    """Return the size of a request as it was stored with its effect."""
    size = impact.get("measure", {})
    return Measure(size.get("days", {}), size.get("costs", {}), frozenset(size.get("projects", ())), size.get("x", ""))


def _approved(request: ChangeRequest) -> ApprovedChange:
    days, cost = request.impact.get("drawn", (0, 0.0))
    return ApprovedChange(measure_from(request.impact), request.level, days, cost)


def direct_changes(session: Session, *, team: str, program: str) -> list[tuple[datetime, ApprovedChange]]:
    """Return when and by how much committed dates of a program were changed without a request."""
    program_spec = with_holidays(storage.plan.program(session, team=team, id=program))
    calendar = Calendar.of(program_spec.calendar)
    projects = {project.id for project in storage.plan.projects(session, team=team, program=program)}
    home = {m.id: m.project for m in storage.plan.milestones(session, team=team, projects=projects)}
    days: dict[str, date] = {}
    found: list[tuple[datetime, ApprovedChange]] = []
    for entry in storage.forecast_ledger.baseline_entries(session, team=team):
        if entry.milestone not in home or entry.day is None:
            continue
        old = days.get(entry.milestone)
        if entry.kind == COMMITTED_KIND and old and old != entry.day:
            measure = Measure(
                {entry.milestone: calendar.between(old, entry.day)}, {}, frozenset({home[entry.milestone]})
            )
            found.append((entry.at, ApprovedChange(measure, ApprovalLevel.LEAD)))
        days[entry.milestone] = entry.day
    return found
