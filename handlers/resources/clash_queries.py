"""Clashes as one person may read them: a page of those that are open, and a card."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.resources.clashes
import storage.resources.register
from handlers.common.pages import Page, cut_page
from handlers.schedule import booking_facts, clash_notices
from handlers.schedule.clash_alerts import visible_clashes
from handlers.schedule.clash_delegates import homes_by_clash
from handlers.schedule.clash_notices import ClashFacts
from rules.people import Action, Permission, Person, effective_permission
from rules.refusal import NotAllowed
from rules.resources.clashes import Clash
from rules.resources.work_left import WorkLeft, work_left

CLASHES_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class ClashList:
    """A page of open clashes; `subject` is the program or project they were narrowed to.

    `everything` is whether the person may see the load of everyone, so that no clash is left out.
    """

    page: Page[ClashFacts]
    subject: str
    everything: bool


def clash_list(session: Session, *, person: Person, subject: str, page: int, now: datetime) -> ClashList:
    """Return the open clashes that the person may see, the earliest first."""
    team = person.team
    clashes = storage.resources.clashes.open_clashes(session, team=team)
    found = visible_clashes(session, person=person, clashes=clashes, now=now)
    if not found:
        _require_any_load(session, person=person)
    if subject:
        homes = homes_by_clash(session, team=team, clashes=found)
        found = [clash for clash in found if subject in homes[clash.id]]
    shown = cut_page(found, number=page, size=CLASHES_PER_PAGE)
    facts = [clash_notices.facts_of(session, team=team, clash=clash, now=now) for clash in shown.items]
    return ClashList(shown.show(facts), subject, _sees_everyone(session, person))


def clash_card(session: Session, *, person: Person, id: str, now: datetime) -> ClashFacts:
    """Return a clash for its card; raise NotAllowed for who may not see the load of this person."""
    clash = storage.resources.clashes.get_clash(session, team=person.team, id=id)
    require_visible(session, person=person, clash=clash, now=now)
    facts = clash_notices.facts_of(session, team=person.team, clash=clash, now=now)
    facts = clash_notices.with_costs(session, team=person.team, user=person.id, facts=facts)
    return replace(facts, left=_work_left(session, team=person.team, facts=facts)) if clash.open else facts


def _work_left(session: Session, *, team: str, facts: ClashFacts) -> WorkLeft | None:
    """Return how much work its resource has left in all projects, and the day before which it cannot be done."""
    resource = facts.resource
    allocations = booking_facts.load_allocations(session, team=team, resources=(resource.id,))
    bookings = booking_facts.bookings_of(session, team=team, allocations=allocations)
    calendar = booking_facts.calendars_of(session, team=team)[resource.program]
    most = max([resource.capacity, *(period.capacity for period in resource.periods)])
    return work_left(bookings, capacity=most, calendar=calendar, today=facts.today)


def require_visible(session: Session, *, person: Person, clash: Clash, now: datetime) -> None:
    """Raise NotAllowed, naming who may, unless the person may see a clash."""
    if visible_clashes(session, person=person, clashes=(clash,), now=now):
        return
    resource = storage.resources.register.get_resource(session, team=person.team, id=clash.resource)
    storage.people.require_permission(session, person=person, action=Action.SEE_LOAD, program=resource.program)
    raise NotAllowed("You may not see who is booked here.", "Only those who lead these projects can do that.", "")


def _sees_everyone(session: Session, person: Person) -> bool:
    roles = storage.people.roles_anywhere(session, person=person)
    is_alone = not (person.for_channel or person.outsider)
    return is_alone and effective_permission(Action.SEE_LOAD, roles=roles, own=False) is Permission.YES


def _require_any_load(session: Session, *, person: Person) -> None:
    """Raise NotAllowed for who could never see a clash: they lead nothing and are not booked anywhere."""
    team = person.team
    leads = any(one.lead == person.id for one in storage.plan.projects(session, team=team))
    if leads or storage.resources.register.find_person(session, team=team, user=person.id):
        return
    programs = storage.plan.programs(session, team=team)
    home = programs[0].id if programs else None
    storage.people.require_permission(session, person=person, action=Action.SEE_LOAD, program=home)
