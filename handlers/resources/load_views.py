"""Load as one person may read it: pages of people, teams or tools, and the load of one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.plan
import storage.privacy
import storage.resources.clashes
import storage.resources.register
from handlers.common import load
from handlers.common.pages import Page, cut_page
from handlers.common.requests import local_date
from handlers.resources import register
from handlers.schedule import booking_facts
from rules.people import Person
from rules.refusal import Refusal
from rules.resources.amounts import amount_words
from rules.resources.bookings import Booking, Resource, ResourceKind
from rules.resources.load import (
    DAYS_PER_WEEK,
    LOAD_WEEKS,
    SHOWN_WEEKS,
    WeekLoad,
    monday_of,
    total_loads,
    weekly_loads,
    worst_week,
)

LINES_PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class LoadLine:
    """A resource with its load; `weeks` are this week and the next four, `work` the projects with what they serve.

    `clashes` are the ids of its open clashes.
    """

    resource: Resource
    name: str
    team: str
    weeks: tuple[WeekLoad, ...]
    worst: WeekLoad | None
    work: tuple[tuple[str, tuple[str, ...]], ...]
    clashes: tuple[str, ...] = ()

    @property
    def capacity(self) -> str:
        return amount_words(self.resource.capacity, self.resource.kind)

    @property
    def projects(self) -> tuple[str, ...]:
        return tuple(project for project, _ in self.work)


@dataclass(frozen=True, slots=True)
class TeamTotal:
    """The load of a team together, of `people` members, for who may not see each of them."""

    name: str
    people: int
    weeks: tuple[WeekLoad, ...]
    worst: WeekLoad | None


@dataclass(frozen=True, slots=True)
class LoadList:
    """A page of people or tools, those with the highest week first, and the totals of teams.

    `over` counts those that have a week above their capacity; `hidden` says that there are people the reader may not
    see one by one.
    """

    page: Page[LoadLine]
    mondays: tuple[date, ...]
    over: int
    totals: tuple[TeamTotal, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class LoadBook:
    """Everything that is booked, as one person may read it."""

    resources: tuple[Resource, ...]
    names: Mapping[str, str]
    bookings: Mapping[str, tuple[Booking, ...]]
    loads: Mapping[str, tuple[WeekLoad, ...]]
    visible: frozenset[str]

    def members(self, team: str) -> tuple[Resource, ...]:
        return tuple(each for each in self.resources if each.part_of == team)


def load_book(session: Session, *, person: Person, now: datetime, weeks: int = LOAD_WEEKS) -> LoadBook:
    """Read resources, what is booked from this week on, and the load of each."""
    team, monday = person.team, monday_of(local_date(person, now))
    resources = storage.resources.register.resources(session, team=team)
    allocations = booking_facts.load_allocations(session, team=team)
    booked = [
        each for each in booking_facts.bookings_of(session, team=team, allocations=allocations) if each.last >= monday
    ]
    days = weeks * DAYS_PER_WEEK
    capacity = booking_facts.capacities_of(session, team=team, resources=resources, first=monday, days=days, now=now)
    worked = booking_facts.worked_days(session, team=team, first=monday, days=days)
    by_resource: dict[str, tuple[Booking, ...]] = {}
    for each in booked:
        by_resource[each.resource] = (*by_resource.get(each.resource, ()), each)
    return LoadBook(
        resources,
        register.names_of(session, team=team, resources=resources),
        by_resource,
        weekly_loads(booked, capacity=capacity, worked=worked, first=monday, weeks=weeks),
        load.visible_resources(session, person=person, resources=resources, bookings=booked),
    )


def load_list(
    session: Session, *, person: Person, tools: bool, team: str = "", page: int = 1, now: datetime
) -> LoadList:
    """Return a page of people and teams, those of a team or project (`team`), or tools, that the person may see."""
    book = load_book(session, person=person, now=now)
    if team.startswith("PRJ-"):
        storage.plan.project(session, team=person.team, id=team)
    elif team:
        require_team(session, person=person, id=team)
    listed = _listed(book, tools=tools, team=team)
    shown = shown_resources(book, tools=tools, team=team)
    cut = cut_page(shown, number=page, size=LINES_PER_PAGE)
    lines = _lines_of(session, person=person, book=book, resources=cut.items)
    monday = monday_of(local_date(person, now))
    return LoadList(
        cut.show(lines),
        tuple(date.fromordinal(monday.toordinal() + 7 * week) for week in range(SHOWN_WEEKS)),
        sum(1 for each in shown if any(week.is_over for week in book.loads[each.id])),
        () if tools else _totals_of(book, is_shared=bool(person.for_channel)),
        len(shown) < len(listed),
    )


def shown_resources(book: LoadBook, *, tools: bool, team: str) -> tuple[Resource, ...]:
    """Return those that the reader may see, the highest week first."""
    shown = [each for each in _listed(book, tools=tools, team=team) if each.id in book.visible]
    return tuple(sorted(shown, key=lambda each: (-_highest(book, each.id), book.names[each.id].casefold())))


def _listed(book: LoadBook, *, tools: bool, team: str) -> list[Resource]:
    kind = [each for each in book.resources if (each.kind is ResourceKind.TOOL) == tools]
    if team.startswith("PRJ-"):
        return [each for each in kind if any(one.project == team for one in book.bookings.get(each.id, ()))]
    return [each for each in kind if not team or team in (each.id, each.part_of)]


def require_team(session: Session, *, person: Person, id: str) -> None:
    """Raise Refusal for what is no team."""
    resource = storage.resources.register.get_resource(session, team=person.team, id=id)
    if resource.kind is not ResourceKind.TEAM:
        raise Refusal(f"{id} is a {resource.kind.value}, not a team.", "", f"Open its card: `{id}`.")


def resource_line(session: Session, *, person: Person, id: str, now: datetime) -> LoadLine | None:
    """Return the load of one resource, with every week ahead; None if the person may not see it."""
    book = load_book(session, person=person, now=now)
    if id not in book.visible:
        return None
    resource = next((each for each in book.resources if each.id == id), None)
    return _lines_of(session, person=person, book=book, resources=(resource,))[0] if resource else None


def _highest(book: LoadBook, id: str) -> float:
    return max((week.rank for week in book.loads[id]), default=0.0)


def _lines_of(
    session: Session, *, person: Person, book: LoadBook, resources: Sequence[Resource]
) -> tuple[LoadLine, ...]:
    works = _works_of(session, person=person, book=book, resources=resources)
    clashing = storage.resources.clashes.open_clashes(
        session, team=person.team, resources=[each.id for each in resources]
    )
    return tuple(
        LoadLine(
            each,
            book.names[each.id],
            book.names.get(each.part_of or "", ""),
            book.loads[each.id][:SHOWN_WEEKS],
            worst_week(book.loads[each.id]),
            works[each.id],
            tuple(clash.id for clash in clashing if clash.resource == each.id),
        )
        for each in resources
    )


def _works_of(
    session: Session, *, person: Person, book: LoadBook, resources: Sequence[Resource]
) -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return by resource the projects it works for, each with the names of its milestones that the reader may see."""
    projects = {each.id: f"{each.name} ({each.id})" for each in storage.plan.projects(session, team=person.team)}
    booked = [booking for each in resources for booking in book.bookings.get(each.id, ())]
    ids = {each.milestone for each in booked if each.milestone} - storage.privacy.hidden_ids(session, person=person)
    found = storage.plan.milestones(session, team=person.team, ids=ids) if ids else ()
    labels = {each.id: f"{each.name} ({each.id})" for each in found}
    led = load.led_projects(session, person=person)
    works = {}
    for each in resources:
        work: dict[str, dict[str, None]] = {}
        is_own = each.user == person.id
        for booking in sorted(book.bookings.get(each.id, ()), key=lambda booking: booking.first):
            served = work.setdefault(projects.get(booking.project, "Other work"), {})
            if booking.milestone in labels and (is_own or led is None or booking.project in led):
                served[labels[booking.milestone]] = None
        works[each.id] = tuple((project, tuple(served)) for project, served in work.items())
    return works


def _totals_of(book: LoadBook, *, is_shared: bool) -> tuple[TeamTotal, ...]:
    """Return the totals of the teams whose members the reader may not all see; none where a channel reads them."""
    totals = []
    for team in (each for each in book.resources if each.kind is ResourceKind.TEAM):
        members = [each.id for each in book.members(team.id)]
        unseen = set(members) - book.visible
        if is_shared or not unseen or not load.may_see_total(members, book.visible):
            continue
        weeks = total_loads([book.loads[id] for id in members])
        totals.append(TeamTotal(book.names[team.id], len(members), weeks[:SHOWN_WEEKS], worst_week(weeks)))
    return tuple(totals)
