"""An approved change request applied as a whole: dates with their new baseline, scope, owners and budget."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

import storage.change_requests
import storage.changes.corrections
import storage.money.budgets
import storage.plan
import storage.reachable_people
import storage.risks
from handlers.common.public_holidays import with_holidays
from handlers.dependencies import transitions
from handlers.schedule import recompute
from rules.change_requests.effects import committed_values, duration_values
from rules.change_requests.fields import FieldKind, PlanChange, milestones_of
from rules.dates import format_day
from rules.people import Person
from rules.refusal import Refusal
from rules.time.calendars import Calendar
from rules.truth.statuses import label_of
from storage.change_requests import ChangeRequest


def apply_request(session: Session, *, person: Person, request: ChangeRequest, today: date, now: datetime) -> None:
    """Write every change of a request and recompute the plan; the caller's transaction makes it all or nothing."""
    team, touched = person.team, milestones_of(request.changes)
    before = {m.id: m for m in storage.plan.milestones(session, team=team, ids=touched)}
    days = transitions.expected_days(session, team=team)
    for change in request.changes:
        _apply_change(session, person=person, request=request, change=change, today=today, now=now)
    session.flush()
    for id in touched:
        after = storage.plan.milestone(session, team=team, id=id)
        transitions.update_after_change(
            session, person=person, before=before[id], after=after, days_before=days, now=now
        )
    recompute.recompute_affected(session, team=team, program=request.program, now=now, thorough=True)


def require_applicable(session: Session, *, team: str, changes: Iterable[PlanChange], today: date) -> None:
    """Raise Refusal, naming the change, if one of them makes no sense today: a day that has passed, a closed item."""
    for change in changes:
        if change.subject.startswith("M-"):
            milestone = storage.plan.milestone(session, team=team, id=change.subject)
            if not milestone.open:
                state = "done" if milestone.done else "cancelled"
                raise Refusal(
                    f"{label_of(milestone)} is {state} by now.", "", "Approve the other parts, or reject the request."
                )
        if change.day and change.day < today:
            raise Refusal(
                f"{format_day(change.day, today=today)} has passed, so {change.subject} can't move to it.",
                "",
                "Approve the other parts, or ask for a request with another date.",
            )
        if change.kind is FieldKind.OWNER:
            storage.reachable_people.require_reachable(session, team=team, user=change.after)


def require_budget_left(session: Session, *, team: str, program: str, changes: Iterable[PlanChange]) -> None:
    """Raise Refusal, without a sum, if a change takes more from a project's budget than it has."""
    changes = tuple(change for change in changes if change.kind is FieldKind.BUDGET)
    budgets = storage.money.budgets.planned_budgets(session, team=team, program=program) if changes else {}
    for change in changes:
        if change.added_cost < 0 and budgets.get(change.subject, 0.0) + change.added_cost < 0:
            raise Refusal(f"The budget of {change.subject} would be below zero.", "", "Take less from it.")


def _apply_change(
    session: Session, *, person: Person, request: ChangeRequest, change: PlanChange, today: date, now: datetime
) -> None:
    team, subject = person.team, change.subject
    if change.kind is FieldKind.COMMITTED and change.day:
        values = committed_values(storage.plan.milestone(session, team=team, id=subject), change.day)
        why = request.why or request.title
        storage.change_requests.rebaseline(
            session, team=team, milestone=subject, values=values, by=person.id, why=why, source=request.id, now=now
        )
    elif change.kind is FieldKind.CANCELLED:
        ids = storage.changes.corrections.set_cancelled(session, team=team, id=subject, day=today)
        storage.risks.close_alerts_about(session, team=team, milestones=ids, now=now)
    elif change.kind is FieldKind.OWNER:
        storage.change_requests.set_owner(session, team=team, milestone=subject, owner=change.after, now=now)
    elif change.kind is FieldKind.DURATION:
        _set_duration(session, person=person, request=request, change=change, now=now)
    elif change.kind is FieldKind.ADDED:
        _add_milestone(session, person=person, request=request, change=change, now=now)
    elif change.kind is FieldKind.BUDGET:
        storage.money.budgets.add_budget_line(
            session,
            team=team,
            project=subject,
            name=f"{request.title} ({request.id})",
            planned=change.added_cost,
            currency=change.after.get("currency", ""),
            by=person.id,
            now=now,
            source=request.id,
        )


def _set_duration(
    session: Session, *, person: Person, request: ChangeRequest, change: PlanChange, now: datetime
) -> None:
    program = with_holidays(storage.plan.program(session, team=person.team, id=request.program))
    milestone = storage.plan.milestone(session, team=person.team, id=change.subject)
    values = duration_values(milestone, change.after, Calendar.of(program.calendar))
    storage.change_requests.set_duration(
        session, team=person.team, milestone=milestone.id, values=values, by=person.id, now=now, source=request.id
    )


def _add_milestone(
    session: Session, *, person: Person, request: ChangeRequest, change: PlanChange, now: datetime
) -> None:
    project = storage.plan.project(session, team=person.team, id=change.subject)
    storage.plan.add_milestone(
        session,
        team=person.team,
        project=project.id,
        name=str(change.after["name"]),
        day=change.day,
        owner=change.after.get("owner") or project.lead or request.requested_by,
        by=person.id,
        now=now,
        source_channel=request.source_channel if request.restricted else None,
        restricted=request.restricted,
    )
