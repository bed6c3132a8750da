"""Access to load: who may see how much a person is booked. Every individual load passes here."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlmodel import Session

import storage.people
import storage.plan
import storage.resources.register
from rules.people import Action, Permission, Person, effective_permission
from rules.resources.bookings import Booking, Resource, ResourceKind

# From the total of fewer people, one who knows their own part could tell somebody's.
MIN_PEOPLE_OF_TOTAL = 3


def visible_resources(
    session: Session, *, person: Person, resources: Iterable[Resource], bookings: Iterable[Booking]
) -> frozenset[str]:
    """Return the ids of the resources whose load a person may see.

    Administrators and program managers see all, leads those who are booked in their projects or belong to a team they
    lead, everybody themselves. Tools are no people: everyone inside sees them. In a channel, only tools are shown.
    """
    resources = tuple(resources)
    tools = frozenset(each.id for each in resources if each.kind is ResourceKind.TOOL)
    if person.outsider:
        return frozenset()
    if person.for_channel:
        return tools
    if may_see_all(session, person=person):
        return frozenset(each.id for each in resources)
    led = _led_by(session, person=person)
    booked = {each.resource for each in bookings if each.project in led}
    teams = {each.id for each in resources if each.kind is ResourceKind.TEAM and each.lead == person.id}
    return tools | {
        each.id
        for each in resources
        if each.user == person.id or each.id in booked or each.id in teams or each.part_of in teams
    }


def may_see_all(session: Session, *, person: Person) -> bool:
    """Return whether a person may see everybody's load."""
    if person.for_channel or person.outsider:
        return False
    roles = storage.people.roles_anywhere(session, person=person)
    return effective_permission(Action.SEE_LOAD, roles=roles, own=False) is Permission.YES


def led_projects(session: Session, *, person: Person) -> frozenset[str] | None:
    """Return the projects whose milestones a person may read in the load of others; None for all.

    Of work elsewhere, a lead reads the name of the project.
    """
    return None if may_see_all(session, person=person) else _led_by(session, person=person)


def readable_allocations(session: Session, *, person: Person) -> Callable[[Mapping[str, Any]], bool]:
    """Return whether a person may read an allocation of the log: their own, a tool's, or one of a project they lead."""
    if may_see_all(session, person=person):
        return lambda values: True
    resources = storage.resources.register.resources(session, team=person.team, with_closed=True)
    own = {each.id for each in resources if each.kind is ResourceKind.TOOL or each.user == person.id}
    led = frozenset[str]() if person.for_channel or person.outsider else _led_by(session, person=person)
    return lambda values: values.get("resource") in own or values.get("project") in led


def _led_by(session: Session, *, person: Person) -> frozenset[str]:
    projects = storage.plan.projects(session, team=person.team)
    return frozenset(each.id for each in projects if each.lead == person.id)


def may_see_total(members: Collection[Any], visible: Collection[Any]) -> bool:
    """Return whether the total of a team tells nothing of one person: at least two of three stay unknown."""
    unknown = len(set(members) - set(visible))
    return unknown == 0 or (len(members) >= MIN_PEOPLE_OF_TOTAL and unknown > 1)
