"""Changes to a milestone: done, progress, owner, a new date with everything it moves, and undo."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.people
import storage.plan
import storage.proposals
import storage.reachable_people
import storage.updates
from handlers.common import access, day_off, public_holidays
from handlers.common.requests import Source, local_date
from handlers.dependencies import transitions
from handlers.plan import card_queries
from handlers.schedule import recompute, slip_notices
from handlers.schedule.slip_notices import ToldSlip
from rules import corrections, dates
from rules.capture import Done, ExplicitForm, Owner, Percent, Slip
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Milestone, Plan, Project
from rules.refusal import NotAllowed, Refusal
from rules.time.calendars import Calendar
from rules.truth.statuses import label_of
from storage.proposals import Proposal

MilestoneStatement = Slip | Done | Percent | Owner
# The kind of record that each change of a milestone leaves.
RECORD_KINDS: dict[type[ExplicitForm], str] = {Slip: "forecast", Done: "actual", Percent: "percent", Owner: "owner"}


@dataclass(frozen=True, slots=True)
class MilestoneChange:
    """A milestone before and after an update, and the number of the record that can be undone.

    `open_dependencies` are the milestones that it depends on and that are still open although it is done.
    """

    before: Milestone
    after: Milestone
    update: int
    reason: str = ""
    open_dependencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeOutcome:
    """The result of a statement.

    `refused` says why it had no effect; `proposed` means that the owner of `milestone` was asked instead. `change` is
    the number by which it can be undone.
    """

    said: ExplicitForm
    changed: MilestoneChange | None = None
    effect: recompute.WorkspaceEffect | None = None
    proposed: Proposal | None = None
    milestone: Milestone | None = None
    refused: Refusal | None = None
    change: int | None = None

    @property
    def kept(self) -> bool:
        return self.refused is None and self.proposed is None


class OwnerDecides(NotAllowed):
    """Raised when a person may only propose a change: the owner has to accept it (B-24)."""

    def __init__(self, milestone: Milestone, owner_name: str) -> None:
        self.milestone = milestone
        super().__init__(
            f"{label_of(milestone)} belongs to {owner_name or 'someone else'}.",
            "",
            "Say it in the project's channel, and I'll ask them.",
        )


def apply_change(
    session: Session,
    *,
    person: Person,
    statement: MilestoneStatement,
    source: Source,
    today: date,
    now: datetime,
    notify: bool = True,
    was: date | None = None,
) -> ChangeOutcome:
    """Change a milestone, or raise Refusal: OwnerDecides if the person may only propose the change.

    `today` is the date where the statement was made. For a slip, `was` is the date that a preview showed, and with
    `notify` people whose dates it moves are notified. A hidden milestone is refused like one that does not exist.
    """
    access.require_visible(session, person=person, text=statement.milestone)
    before = storage.plan.milestone(session, team=person.team, id=statement.milestone)
    _require_open(before, statement)
    values: dict[str, object]
    match statement:
        case Slip():
            changed, effect = _save_slip(
                session, person=person, before=before, slip=statement, was=was, source=source, notify=notify, now=now
            )
            return ChangeOutcome(statement, changed, effect)
        case Done(on=on):
            day = on.day if on and on.day else today
            dates.require_begun(day, today=today, sure=bool(on and on.sure))
            values = {"actual": day, "percent": 100}
        case Percent(percent=percent):
            values = {"percent": percent}
        case Owner(user=user):
            storage.reachable_people.require_reachable(session, team=person.team, user=user)
            values = {"owner": user}
    changed = _save_change(session, person=person, before=before, values=values, source=source, now=now)
    return ChangeOutcome(statement, changed)


def _require_open(milestone: Milestone, statement: MilestoneStatement) -> None:
    """Raise Refusal unless the milestone takes the statement: one that is done takes an owner, or the day it was done.

    A cancelled one takes none.
    """
    is_other_day = isinstance(statement, Done) and statement.on and statement.on.day not in (None, milestone.actual)
    if isinstance(statement, Owner) or is_other_day:
        corrections.require_kept(milestone)
    else:
        corrections.require_open(milestone)


@dataclass(frozen=True, slots=True)
class SlipPreview:
    """A slip before it is saved: the milestone as it is, the new day, and everything that moves."""

    before: Milestone
    to: date
    effect: recompute.WorkspaceEffect


def preview_slip(session: Session, *, person: Person, said: Slip, now: datetime) -> SlipPreview:
    """Return what a slip would move; a day that is far from the one it replaces is shown with a warning."""
    before = storage.plan.milestone(session, team=person.team, id=said.milestone)
    corrections.require_open(before)
    to = resolve_date(session, team=person.team, slip=said, milestone=before)
    require_ahead(before, to, today=local_date(person, now), sure=True)
    effect = recompute.preview_slip(session, team=person.team, milestone=before.id, to=to, now=now, by=person.id)
    return SlipPreview(before, to, effect)


def resolve_date(session: Session, *, team: str, slip: Slip, milestone: Milestone) -> date:
    """Return the day that "to 14 Mar" or "a week later" means for this milestone, in its program's working days.

    Raise Refusal if the slip is relative and the milestone has no date.
    """
    if slip.to.delta is None and slip.to.day:
        return slip.to.day
    if milestone.own_date is None:
        raise Refusal(
            f"{milestone.id} has no date to move.",
            "",
            f"Give it one: `{milestone.id} slip to 14 Mar`.",
        )
    project = storage.plan.project(session, team=team, id=milestone.project)
    program = storage.plan.program(session, team=team, id=project.program)
    return dates.resolve_day(
        slip.to,
        old=milestone.own_date,
        add_working_days=Calendar.of(public_holidays.with_holidays(program).calendar).add,
    )


def require_ahead(milestone: Milestone, day: date, *, today: date, sure: bool) -> None:
    """Raise DoubtfulDay unless the milestone can be expected on this day."""
    day_text = f"{day.day} {day:%b %Y}"
    dates.require_ahead(
        day,
        today=today,
        replaces=milestone.own_date,
        sure=sure,
        instead=f"If {milestone.id} is finished, write `{milestone.id} done {day_text}`; otherwise give its new date.",
        again=f"{milestone.id} slip to {{}}",
    )


def _save_slip(
    session: Session,
    *,
    person: Person,
    before: Milestone,
    slip: Slip,
    was: date | None,
    source: Source,
    notify: bool,
    now: datetime,
) -> tuple[MilestoneChange, recompute.WorkspaceEffect]:
    """Save a new forecast with everything it moves.

    Raise Refusal if the milestone has another date than `was` by now.
    """
    to = resolve_date(session, team=person.team, slip=slip, milestone=before)
    _refuse_stale(before, was=was)
    require_ahead(before, to, today=local_date(person, now), sure=slip.to.sure)
    effect = recompute.preview_slip(session, team=person.team, milestone=before.id, to=to, now=now, by=person.id)
    change = _save_change(
        session,
        person=person,
        before=before,
        values={"forecast": to},
        source=source,
        now=now,
        reason=slip.reason,
        plan=effect.plan,
        told=notify,
    )
    if notify:
        notice = slip_notices.notice_key(before.id, update=change.update, told=True)
        public_reason = "" if source.private else slip.reason
        told_slip = ToldSlip(person, change.after, effect, notice, public_reason)
        slip_notices.post_slip_notices(session, slip=told_slip, now=now)
    return change, effect


def move_to_workday(session: Session, *, person: Person, id: str, source: Source, now: datetime) -> MilestoneChange:
    """Move a milestone from a day off to the next working day; a committed date on the same day moves along."""
    access.require_visible(session, person=person, text=id)
    before = storage.plan.milestone(session, team=person.team, id=id)
    corrections.require_open(before)
    off = day_off.find(session, team=person.team, subject=id, day=before.own_date)
    if off is None:
        raise Refusal(f"{id} is on a working day already.")
    values: dict[str, object] = {"forecast": off.next_workday}
    if before.committed == off.day:
        values["committed"] = off.next_workday
    return _save_change(session, person=person, before=before, values=values, source=source, now=now)


def _refuse_stale(milestone: Milestone, *, was: date | None) -> None:
    if was and milestone.own_date != was:
        raise Refusal(
            f"{milestone.name} ({milestone.id}) has changed since you looked.",
            "Its date was changed meanwhile. If you clicked twice, your first click saved it.",
            "Look again.",
        )


def _save_change(
    session: Session,
    *,
    person: Person,
    before: Milestone,
    values: Mapping[str, object],
    source: Source,
    now: datetime,
    reason: str = "",
    plan: Plan | None = None,
    told: bool | None = None,
) -> MilestoneChange:
    """Save a change and all that follows; `told` says of a slip whether others are told of it, or it stays quiet."""
    team, id = person.team, before.id
    project = storage.plan.project(session, team=team, id=before.project)
    require_permission(session, person=person, milestone=before, project=project)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    old_days = transitions.expected_days(session, team=team)
    update = storage.updates.change_milestone(
        session, team=team, milestone=id, values=values, by=person.id, source=source, reason=reason, now=now
    )
    new_date = not values.keys().isdisjoint(("forecast", "actual"))
    recompute.close_stale_alerts(session, team=team, milestone=id, has_new_date=new_date, now=now)
    after = storage.plan.milestone(session, team=team, id=id)
    with storage.changes.record_nothing(session):
        storage.proposals.withdraw_stale_drafts(session, team=team, milestone=id, columns=values)
    plan = plan and replace(plan, milestones=tuple(after if item.id == id else item for item in plan.milestones))
    notice = None if told is None else slip_notices.notice_key(id, update=update, told=told)
    recompute.recompute_affected(session, team=team, program=project.program, now=now, plan=plan, notice=notice)
    if told is not False:
        transitions.update_after_change(
            session, person=person, before=before, after=after, days_before=old_days, now=now
        )
    still_open = card_queries.open_dependencies(session, person=person, milestone=after) if values.get("actual") else ()
    return MilestoneChange(before, after, update, reason, still_open)


def require_permission(
    session: Session, *, person: Person, milestone: Milestone, project: Project, act: str = ""
) -> None:
    """Raise OwnerDecides if the person may only propose a change, NotAllowed if they may not do even that."""
    owner, action = milestone.owner or project.lead, Action.UPDATE_MILESTONE
    storage.people.require_open_project(session, team=person.team, project=project.id, action=action)
    roles = storage.people.roles_of(session, person=person, program=project.program, project=project.id)
    permission = effective_permission(action, roles=roles, own=person.id in (milestone.owner, project.lead))
    if permission is Permission.YES:
        return
    if permission is Permission.PROPOSE:
        names = storage.people.display_names(session, team=person.team, ids=frozenset({owner or ""}))
        raise OwnerDecides(milestone, names.get(owner or "", ""))
    scope = {"program": project.program, "project": project.id, "act": act or f"update {label_of(milestone)}"}
    storage.people.require_permission(session, person=person, action=action, owner=owner, **scope)
