"""Changes to a milestone: done, progress, owner, a new date with everything it moves, and undo."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
import storage.updates
from handlers.common import public_holidays
from handlers.common.requests import Source
from handlers.dependencies import transitions
from handlers.schedule import recompute
from rules import dates
from rules.capture import Done, ExplicitForm, Owner, Percent, Slip, serialization
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Milestone, Plan
from rules.refusal import NotAllowed, Refusal
from rules.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A milestone before and after an update, and the number of the record that can be undone."""

    before: Milestone
    after: Milestone
    update: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """A proposed change to a milestone, kept so that its owner can accept it."""

    person: Person
    statement: ExplicitForm
    source: Source


class OwnerDecides(NotAllowed):
    """Raised when a person may only propose a change: the owner has to accept it (B-24)."""

    def __init__(self, milestone: Milestone, change: ProposedChange | None = None) -> None:
        self.milestone, self.change = milestone, change
        super().__init__(
            f"{milestone.id} {milestone.name} is not yours to change.",
            f"It belongs to <@{milestone.owner}>." if milestone.owner else "",
            "Say it in the project's channel, and they are asked.",
        )


def mark_done(
    session: Session, *, person: Person, milestone: str, on: date, source: Source, now: datetime
) -> MilestoneChange:
    """Mark a milestone as done on a day; raise Refusal if that day is in the future."""
    if on > now.date() and on > now.astimezone().date():
        raise Refusal(
            f"{milestone} can't be done on {on:%d %b %Y}.", "That day has not come yet.", "Give the day it was done."
        )
    return _save_change(session, person=person, milestone=milestone, source=source, now=now, actual=on, percent=100)


def set_progress(
    session: Session, *, person: Person, milestone: str, percent: int, source: Source, now: datetime
) -> MilestoneChange:
    """Set how much of the work is done, in percent; at 100 the milestone still has to be marked as done."""
    return _save_change(session, person=person, milestone=milestone, source=source, now=now, percent=percent)


def change_owner(
    session: Session, *, person: Person, milestone: str, owner: str, source: Source, now: datetime
) -> MilestoneChange:
    return _save_change(session, person=person, milestone=milestone, source=source, now=now, owner=owner)


@dataclass(frozen=True, slots=True)
class SlipPreview:
    """A slip before it is saved: the milestone as it is, the new day, and everything that moves."""

    before: Milestone
    to: date
    effect: recompute.WorkspaceEffect


def preview_slip(session: Session, *, person: Person, said: Slip, now: datetime) -> SlipPreview:
    before = storage.plan.milestone(session, team=person.team, id=said.milestone)
    to = resolve_date(session, team=person.team, slip_statement=said)
    return SlipPreview(
        before, to, recompute.preview_slip(session, team=person.team, milestone=before.id, to=to, now=now)
    )


def resolve_date(session: Session, *, team: str, slip_statement: Slip) -> date:
    """Return the day that "to 14 Mar" or "a week later" means for this milestone, in its program's working days.

    Raise Refusal if the slip is relative and the milestone has no date.
    """
    if slip_statement.to.delta is None and slip_statement.to.day:
        return slip_statement.to.day
    old_day = storage.plan.milestone(session, team=team, id=slip_statement.milestone).expected
    if old_day is None:
        raise Refusal(
            f"{slip_statement.milestone} has no date to move.",
            "",
            f"Give it one: `{slip_statement.milestone} slip to 14 Mar`.",
        )
    program = storage.plan.program(
        session, team=team, id=storage.plan.program_of_milestone(session, team=team, milestone=slip_statement.milestone)
    )
    return dates.resolve_day(
        slip_statement.to,
        old=old_day,
        add_working_days=Calendar.of(public_holidays.with_holidays(program).calendar).add,
    )


def save_slip(
    session: Session,
    *,
    person: Person,
    milestone: str,
    to: date,
    reason: str,
    source: Source,
    now: datetime,
    was: date | None = None,
    tell: bool = True,
) -> tuple[MilestoneChange, recompute.WorkspaceEffect]:
    """Save a new forecast with everything it moves.

    `was` is the date that a preview showed. Raise Refusal if the milestone has another date by now, or is done.
    """
    _refuse_stale(storage.plan.milestone(session, team=person.team, id=milestone), was=was)
    effect = recompute.preview_slip(session, team=person.team, milestone=milestone, to=to, now=now)
    change = _save_change(
        session,
        person=person,
        milestone=milestone,
        source=source,
        now=now,
        plan=effect.plan,
        forecast=to,
        reason=reason,
    )
    if tell:
        public_reason, update_id = "" if source.private else reason, change.update
        recompute.notify_owners(
            session, person=person, changed=change.after, effect=effect, update=update_id, reason=public_reason, now=now
        )
    return change, effect


def _refuse_stale(milestone: Milestone, *, was: date | None) -> None:
    if was and milestone.expected != was:
        raise Refusal(
            f"{milestone.id} has changed since you looked.", "Somebody gave it another date meanwhile.", "Look again."
        )
    if milestone.done:
        raise Refusal(f"{milestone.id} is already done.", "What is done keeps its date.", "")


def undo_update(session: Session, *, person: Person, update: int, now: datetime) -> MilestoneChange:
    """Restore what a record changed, for its author and unless it was changed again since."""
    record = storage.updates.get_record(session, team=person.team, id=update)
    if record.author != person.id:
        raise NotAllowed("Only who saved this can undo it.")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=record.permalink)
    before = storage.plan.milestone(session, team=person.team, id=record.subject)
    old_days = transitions.expected_days(session, team=person.team)
    storage.updates.undo_record(session, team=person.team, record=record, by=person.id, now=now)
    after = storage.plan.milestone(session, team=person.team, id=record.subject)
    program = storage.plan.program_of_milestone(session, team=person.team, milestone=after.id)
    recompute.retract_notices(session, team=person.team, update=update, now=now)
    recompute.recompute_affected(session, team=person.team, program=program, now=now, at_once=True)
    transitions.update_after_change(session, person=person, before=before, after=after, days_before=old_days, now=now)
    return MilestoneChange(before, after, update)


def _save_change(
    session: Session,
    *,
    person: Person,
    milestone: str,
    source: Source,
    now: datetime,
    reason: str = "",
    plan: Plan | None = None,
    **values: object,
) -> MilestoneChange:
    team = person.team
    before = storage.plan.milestone(session, team=team, id=milestone)
    project = storage.plan.project(session, team=team, id=before.project)
    change = ProposedChange(person, _as_statement(milestone, values, reason), source)
    require_permission(session, person=person, milestone=before, change=change)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    old_days = transitions.expected_days(session, team=team)
    update = storage.updates.change_milestone(
        session, team=team, milestone=milestone, values=values, by=person.id, source=source, reason=reason, now=now
    )
    new_date = not values.keys().isdisjoint(("forecast", "actual"))
    recompute.close_stale_alerts(session, team=team, milestone=milestone, has_new_date=new_date, now=now)
    after = storage.plan.milestone(session, team=team, id=milestone)
    plan = plan and replace(plan, milestones=tuple(after if item.id == after.id else item for item in plan.milestones))
    recompute.recompute_affected(session, team=team, program=project.program, now=now, plan=plan)
    transitions.update_after_change(session, person=person, before=before, after=after, days_before=old_days, now=now)
    return MilestoneChange(before, after, update, reason)


def require_permission(
    session: Session, *, person: Person, milestone: Milestone, change: ProposedChange | None = None
) -> None:
    """Raise OwnerDecides if the person may only propose a change, NotAllowed if they may not do even that."""
    project = storage.plan.project(session, team=person.team, id=milestone.project)
    owner = milestone.owner or person.id
    roles = storage.people.roles_of(session, person=person, program=project.program, project=project.id)
    if (
        effective_permission(Action.UPDATE_MILESTONE, roles=roles, own=person.id in (owner, project.lead))
        is Permission.PROPOSE
    ):
        raise OwnerDecides(milestone, change)
    storage.people.require_permission(
        session, person=person, action=Action.UPDATE_MILESTONE, program=project.program, project=project.id, owner=owner
    )


def _as_statement(milestone: str, values: Mapping[str, object], reason: str) -> ExplicitForm:
    """Return the statement that would ask for these values."""
    match values:
        case {"actual": date() as on}:
            return Done(milestone, serialization.exact_day(on), serialization.NO_LINE)
        case {"forecast": date() as to}:
            return Slip(milestone, serialization.exact_day(to), reason, serialization.NO_LINE)
        case {"percent": int(percent)}:
            return Percent(milestone, percent, serialization.NO_LINE)
    return Owner(milestone, str(values["owner"]), serialization.NO_LINE)
