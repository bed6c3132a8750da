"""Assign people, teams and tools to milestones and projects, change how much and when, and take them off again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.people
import storage.plan
import storage.reachable_people
import storage.resources.allocations
import storage.resources.register
import templates
from handlers.common import access, posting
from handlers.common.requests import Source, local_date
from handlers.plan.plan_items import label_of_item, load_item
from handlers.resources import register
from handlers.schedule import booking_facts, clash_radar
from rules import dates
from rules.people import Action, Person
from rules.plan import Milestone, Project
from rules.refusal import NotFound, Refusal
from rules.resources.amounts import amount_words, require_bookable
from rules.resources.bookings import FULL_LOAD_PERCENT, Allocation, Booking, Resource, ResourceKind
from rules.resources.statements import AllocationChange, AssignStatement, DaySpan, ResourceName

Target = Milestone | Project


@dataclass(frozen=True, slots=True)
class AllocationFacts:
    """An allocation with the names its sentences need; `booking` are the days it covers now, None for none."""

    allocation: Allocation
    resource: Resource
    name: str
    target: str
    project: str
    booking: Booking | None
    before: float | None = None

    @property
    def amount(self) -> str:
        return amount_words(self.allocation.percent, self.resource.kind)


def assign(
    session: Session, *, person: Person, statement: AssignStatement, source: Source, now: datetime, tell: bool = True
) -> AllocationFacts:
    """Assign a resource; the same assignment without new days only gets the new amount.

    `tell` sends the person what they were assigned to; an import of many does not.
    """
    team, target = person.team, require_target(session, person=person, id=statement.target)
    project = project_of(session, team=team, target=target)
    require_assigner(session, person=person, project=project)
    resource = _resource_of(session, person=person, named=statement.resource, project=project, now=now)
    percent = statement.amount.percent_of(resource.kind) if statement.amount else FULL_LOAD_PERCENT
    require_bookable(percent, resource, register.name_of(session, resource=resource, team=team))
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    same = _same_allocation(session, team=team, resource=resource.id, target=target, span=statement.span)
    if same:
        saved = storage.resources.allocations.update_allocation(
            session, team=team, id=same.id, values={"percent": percent}
        )
    else:
        days = _days_of(session, team=team, target=target, span=statement.span, today=local_date(person, now))
        saved = storage.resources.allocations.add_allocation(
            session,
            team=team,
            program=project.program,
            resource=resource.id,
            percent=percent,
            by=person.id,
            now=now,
            project=project.id,
            milestone=target.id if isinstance(target, Milestone) else None,
            source=source.permalink,
            **days,
        )
    facts = facts_of(session, team=team, allocation=saved, before=same.percent if same else None)
    _describe(session, facts, "assigned")
    if tell:
        _tell_assigned(session, person=person, facts=facts, now=now)
    clash_radar.check_resources(session, team=team, resources=(saved.resource,), now=now)
    return facts


def change_allocation(
    session: Session, *, person: Person, id: str, change: AllocationChange, now: datetime
) -> AllocationFacts:
    """Give an allocation another amount, or other days."""
    team, before = person.team, changeable_allocation(session, person=person, id=id)
    values: dict[str, Any] = {}
    if change.amount:
        percent = change.amount.percent_of(before.resource.kind)
        require_bookable(percent, before.resource, before.name)
        values["percent"] = percent
    if change.span:
        target = load_item(session, team=team, id=before.allocation.milestone or str(before.allocation.project))
        assert isinstance(target, Milestone | Project), "an allocation is for one of them"
        values |= _days_of(session, team=team, target=target, span=change.span, today=local_date(person, now))
    saved = storage.resources.allocations.update_allocation(session, team=team, id=id, values=values)
    facts = facts_of(session, team=team, allocation=saved, before=before.allocation.percent)
    _describe(session, facts, "changed")
    clash_radar.check_resources(session, team=team, resources=(saved.resource,), now=now)
    return facts


def remove_allocation(session: Session, *, person: Person, id: str, now: datetime) -> AllocationFacts:
    """Take a resource off its milestone or project."""
    facts = changeable_allocation(session, person=person, id=id, is_end=True)
    storage.resources.allocations.delete_allocation(session, team=person.team, id=id)
    _describe(session, facts, "unassigned")
    clash_radar.check_resources(session, team=person.team, resources=(facts.resource.id,), now=now)
    return facts


def find_allocation(session: Session, *, person: Person, named: ResourceName, target: str) -> str:
    """Return the id of the allocation of a resource to a milestone or project; the latest where there are several."""
    item = require_target(session, person=person, id=target, is_end=True)
    project = project_of(session, team=person.team, target=item)
    require_assigner(session, person=person, project=project)
    resource = register.find_resource(session, team=person.team, named=named)
    found = _same_allocation(session, team=person.team, resource=resource.id, target=item) if resource else None
    if found is None:
        raise NotFound(f"They are not assigned to {label_of_item(item)}.", "", "`people` and `tools` show who is.")
    return found.id


def changeable_allocation(session: Session, *, person: Person, id: str, is_end: bool = False) -> AllocationFacts:
    """Return an allocation that the person may change; taking somebody off what is done stays possible."""
    allocation = storage.resources.allocations.get_allocation(session, team=person.team, id=id)
    target = require_target(session, person=person, id=allocation.milestone or str(allocation.project), is_end=is_end)
    require_assigner(session, person=person, project=project_of(session, team=person.team, target=target))
    return facts_of(session, team=person.team, allocation=allocation)


def facts_of(session: Session, *, team: str, allocation: Allocation, before: float | None = None) -> AllocationFacts:
    resource = storage.resources.register.get_resource(session, team=team, id=allocation.resource)
    target = load_item(session, team=team, id=allocation.milestone or str(allocation.project))
    assert isinstance(target, Milestone | Project), "an allocation is for one of them"
    project = project_of(session, team=team, target=target)
    bookings = booking_facts.bookings_of(session, team=team, allocations=(allocation,))
    return AllocationFacts(
        allocation,
        resource,
        register.name_of(session, resource=resource, team=team),
        label_of_item(target),
        project.name,
        next(iter(bookings), None),
        before,
    )


def require_target(session: Session, *, person: Person, id: str, is_end: bool = False) -> Target:
    """Return the milestone or project to assign to; raise Refusal for what is done, cancelled or closed."""
    access.require_visible(session, person=person, text=id)
    if not id.startswith(("M-", "PRJ-")):
        raise Refusal(f"{id} is no milestone and no project.", "", "Assign to one: `assign @ana 60% M-12`.")
    target = load_item(session, team=person.team, id=id)
    assert isinstance(target, Milestone | Project), "the id is of one of them"
    if is_end:
        return target
    if target.cancelled or not target.open:
        state = "cancelled" if target.cancelled else "done" if isinstance(target, Milestone) else "closed"
        raise Refusal(f"{label_of_item(target)} is {state}.", "", f"Reopen it first: `reopen {id}`.")
    return target


def require_assigner(session: Session, *, person: Person, project: Project) -> None:
    storage.people.require_permission(
        session,
        person=person,
        action=Action.ASSIGN,
        program=project.program,
        project=project.id,
        act=f"assign people or tools to {project.name} ({project.id})",
    )


def project_of(session: Session, *, team: str, target: Target) -> Project:
    return storage.plan.project(session, team=team, id=target.project) if isinstance(target, Milestone) else target


def _resource_of(session: Session, *, person: Person, named: ResourceName, project: Project, now: datetime) -> Resource:
    """Return the resource that is named; a member becomes one the first time."""
    if named.user:
        user = storage.reachable_people.choose_reachable(session, team=person.team, user=named.user)
        resource = register.as_resource(session, person=person, user=str(user), program=project.program, now=now)
    else:
        found = register.find_resource(session, team=person.team, named=named)
        assert found is not None, "only a member may be no resource yet"
        resource = found
    if resource.closed:
        raise Refusal(f"{resource.id} is closed.", "", f"Reopen it first: `{resource.id} reopen`.")
    return resource


def _same_allocation(
    session: Session, *, team: str, resource: str, target: Target, span: DaySpan | None = None
) -> Allocation | None:
    """Return the latest allocation of a resource to a target, of those with these days where days are given."""
    found = storage.resources.allocations.allocations(session, team=team, resources=(resource,))
    is_milestone = isinstance(target, Milestone)
    same = [
        each
        for each in found
        if (each.milestone == target.id if is_milestone else each.project == target.id and each.milestone is None)
        and (not span or (each.first, each.last) == (span.first, span.last))
    ]
    return same[-1] if same else None


def _days_of(session: Session, *, team: str, target: Target, span: DaySpan, today: date) -> dict[str, Any]:
    """Return the columns of the days: as given, and for a project without them until its last expected date."""
    for day in (span.first, span.last):
        if day:
            dates.require_countable(day, today=today)
    if span.last:
        dates.require_ahead(span.last, today=today, instead="Until which day?")
    if isinstance(target, Milestone):
        return {"first": span.first, "last": span.last, "anchor": target.expected if span else None}
    milestones = storage.plan.milestones(session, team=team, projects=(target.id,))
    last = span.last or max((each.expected for each in milestones if each.open and each.expected), default=None)
    if last is None or last < (span.first or today):
        raise Refusal(
            f"Until when, in {label_of_item(target)}?",
            "None of its milestones has a later date." if span.first else "None of its milestones has a date ahead.",
            f"Give the days: `assign @ana 40% {target.id} from 1 Mar to 30 Apr`.",
        )
    return {"first": span.first or today, "last": last}


def _describe(session: Session, facts: AllocationFacts, deed: str) -> None:
    storage.changes.describe(session, f"{facts.name}, {facts.amount}, {facts.target}: {deed}")


def _tell_assigned(session: Session, *, person: Person, facts: AllocationFacts, now: datetime) -> None:
    """Tell a person what they were assigned to, unless they did it themselves."""
    user = facts.resource.user
    if facts.resource.kind is not ResourceKind.PERSON or user is None or user == person.id:
        return
    member = storage.people.find_person(session, team=person.team, id=user)
    today = local_date(member, now) if member else local_date(person, now)
    message = templates.render("resources/told", facts=facts, by=person.name, today=today)
    key = f"assigned:{facts.allocation.id}:{now.timestamp():.0f}"
    posting.post_message(session, key=key, team=person.team, channel=user, message=message, now=now)
