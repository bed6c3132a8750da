"""The cards of a resource and of an allocation as one person may read them, and what their forms offer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.people
import storage.resources.allocations
import storage.resources.register
from handlers.common import access, load
from handlers.common.requests import local_date
from handlers.resources import assigning, load_views, register
from handlers.resources.assigning import AllocationFacts
from handlers.resources.load_views import LoadLine
from handlers.schedule import booking_facts
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.resources.amounts import amount_words
from rules.resources.bookings import Resource, ResourceKind


@dataclass(frozen=True, slots=True)
class CapacityLine:
    """A capacity for some days, in words."""

    amount: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """A person, team or tool; `line` is its load, None for who may not see it."""

    resource: Resource
    name: str
    team: str
    lead: str
    capacity: str
    periods: tuple[CapacityLine, ...]
    members: tuple[str, ...]
    line: LoadLine | None
    allocations: tuple[AllocationFacts, ...]
    may_edit: bool


def resource_card(session: Session, *, person: Person, id: str, now: datetime) -> ResourceCard:
    team = person.team
    resource = storage.resources.register.get_resource(session, team=team, id=id)
    everything = storage.resources.register.resources(session, team=team)
    names = register.names_of(session, team=team, resources=(*everything, resource))
    leads = storage.people.display_names(session, team=team, ids=frozenset(filter(None, (resource.lead,))))
    line = load_views.resource_line(session, person=person, id=id, now=now)
    today = local_date(person, now)
    periods = [each for each in resource.periods if each.last is None or each.last >= today]
    return ResourceCard(
        resource,
        names[id],
        names.get(resource.part_of or "", ""),
        leads.get(resource.lead or "", ""),
        amount_words(resource.capacity, resource.kind),
        tuple(CapacityLine(amount_words(each.capacity, resource.kind), each.first, each.last) for each in periods),
        tuple(names[each.id] for each in everything if each.part_of == id),
        line,
        _changeable_allocations(session, person=person, id=id) if line else (),
        may_edit(session, person=person, resource=resource),
    )


def may_edit(session: Session, *, person: Person, resource: Resource) -> bool:
    try:
        register.require_editor(session, person=person, program=resource.program, act="", own=resource.lead)
    except NotAllowed:
        return False
    return not person.for_channel


def _changeable_allocations(session: Session, *, person: Person, id: str) -> tuple[AllocationFacts, ...]:
    """Return the allocations of a resource that the person may change."""
    found = storage.resources.allocations.allocations(session, team=person.team, resources=(id,))
    return tuple(
        assigning.facts_of(session, team=person.team, allocation=each)
        for each in found
        if _may_change(session, person=person, id=each.id)
    )


def _may_change(session: Session, *, person: Person, id: str) -> bool:
    try:
        assigning.changeable_allocation(session, person=person, id=id)
    except Refusal:
        return False
    return not person.for_channel


def allocation_card(session: Session, *, person: Person, id: str, now: datetime) -> tuple[AllocationFacts, bool]:
    """Return an allocation and whether the person may change it; raise NotAllowed where they may not see it."""
    allocation = storage.resources.allocations.get_allocation(session, team=person.team, id=id)
    access.require_visible(session, person=person, text=allocation.milestone or "")
    may_change = _may_change(session, person=person, id=id)
    facts = assigning.facts_of(session, team=person.team, allocation=allocation)
    if not may_change:
        bookings = booking_facts.bookings_of(session, team=person.team, allocations=(allocation,))
        visible = load.visible_resources(session, person=person, resources=(facts.resource,), bookings=bookings)
        if facts.resource.id not in visible:
            raise NotAllowed(
                f"You may not see {id}.", "Only they themselves, the leads they work for and program managers can."
            )
    return facts, may_change


def editable_allocation(session: Session, *, person: Person, id: str) -> AllocationFacts:
    return assigning.changeable_allocation(session, person=person, id=id)


def editable_resource(session: Session, *, person: Person, id: str) -> Resource:
    resource = storage.resources.register.get_resource(session, team=person.team, id=id)
    register.require_editor(session, person=person, program=resource.program, act=f"change {id}", own=resource.lead)
    return resource


def team_choices(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    found = storage.resources.register.resources(session, team=team)
    return tuple((each.id, f"{each.name} ({each.id})") for each in found if each.kind is ResourceKind.TEAM)
