"""Load on Home: everybody's own next four weeks, and who is overbooked in the projects that a person leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.resources.register
from handlers.common.requests import local_date
from handlers.resources import register
from handlers.schedule import booking_facts
from rules.people import Person
from rules.resources.bookings import Resource, ResourceKind
from rules.resources.load import DAYS_PER_WEEK, WeekLoad, monday_of, weekly_loads, worst_week

WEEKS = 4


@dataclass(frozen=True, slots=True)
class HomeLoad:
    """The load of one person by week; `worst` is the highest of them."""

    resource: str
    name: str
    weeks: tuple[WeekLoad, ...]
    worst: WeekLoad


@dataclass(frozen=True, slots=True)
class LoadOnHome:
    """A person's own load, if they are booked, and the overbooked of their projects, the worst first."""

    mine: HomeLoad | None = None
    overbooked: tuple[HomeLoad, ...] = ()


def load_on_home(session: Session, *, person: Person, now: datetime) -> LoadOnHome:
    """Return what of the load of the next four weeks belongs on a person's Home."""
    team = person.team
    if person.outsider:
        return LoadOnHome()
    own = storage.resources.register.find_person(session, team=team, user=person.id)
    led = {one.id for one in storage.plan.projects(session, team=team) if one.lead == person.id and one.open}
    ids = {one.resource for one in booking_facts.load_allocations(session, team=team, projects=led)} if led else set()
    ids |= {own.id} if own else set()
    if not ids:
        return LoadOnHome()
    found = storage.resources.register.resources(session, team=team, ids=ids)
    lines = _lines(session, team, [one for one in found if one.kind is not ResourceKind.TOOL], person, now)
    over = [one for one in lines if one.worst.is_over and not (own and one.resource == own.id)]
    return LoadOnHome(
        next((one for one in lines if own and one.resource == own.id), None),
        tuple(sorted(over, key=lambda one: (-one.worst.rank, one.name.casefold()))),
    )


def _lines(
    session: Session, team: str, resources: Iterable[Resource], person: Person, now: datetime
) -> tuple[HomeLoad, ...]:
    """Return the load of those who are booked in these weeks."""
    resources, monday, days = tuple(resources), monday_of(local_date(person, now)), WEEKS * DAYS_PER_WEEK
    allocations = booking_facts.load_allocations(session, team=team, resources=[one.id for one in resources])
    bookings = booking_facts.bookings_of(session, team=team, allocations=allocations)
    capacity = booking_facts.capacities_of(session, team=team, resources=resources, first=monday, days=days, now=now)
    worked = booking_facts.worked_days(session, team=team, first=monday, days=days)
    loads = weekly_loads(bookings, capacity=capacity, worked=worked, first=monday, weeks=WEEKS)
    names = register.names_of(session, team=team, resources=resources)
    worst = {id: worst_week(weeks) for id, weeks in loads.items()}
    return tuple(HomeLoad(id, names[id], loads[id], week) for id, week in worst.items() if week)
