"""`people if PRJ-9 stopped`: what it would free and end, and the projects by value per freed week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.benefits
import storage.dependencies
import storage.plan
import storage.privacy
from handlers.common import load, money
from handlers.common.requests import local_date
from handlers.resources import load_views
from handlers.resources.load_views import LoadBook
from handlers.schedule import booking_facts
from rules.benefits.profile import Benefit, BenefitKind
from rules.people import Person
from rules.plan import Project
from rules.refusal import NotAllowed, Refusal
from rules.resources.bookings import ResourceKind
from rules.resources.load import DAYS_PER_WEEK, LOAD_WEEKS, monday_of, weekly_loads
from rules.resources.stopping import FreedTime, StopOption, freed_times, share_of, stop_or_fund
from rules.truth.statuses import label_of


@dataclass(frozen=True, slots=True)
class StopLine:
    """A project in the stop-or-fund list, in words; `currency` is that of its value."""

    option: StopOption
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class StopEffect:
    """The effect of stopping a project.

    `freed` is (name, person-weeks) of people and teams, `tools` of tools in unit-weeks. `handovers` are what others
    would no longer get, as (what, who needs it); `benefits` is (name, part that it carries). `options` is empty for who
    may not compare projects, and without value for who may not see money.
    """

    project: str
    freed: tuple[tuple[str, FreedTime], ...]
    tools: tuple[tuple[str, FreedTime], ...]
    handovers: tuple[tuple[str, str], ...]
    benefits: tuple[tuple[str, float], ...]
    options: tuple[StopLine, ...]

    @property
    def person_weeks(self) -> float:
        return sum(each.person_weeks for _, each in self.freed)


def stop_effect(session: Session, *, person: Person, project: str, now: datetime) -> StopEffect:
    """Return what stopping a project would free and end, for who may see the load of those who work on it."""
    team = person.team
    chosen = storage.plan.project(session, team=team, id=project)
    if not chosen.open:
        raise Refusal(f"{chosen.name} ({project}) is {'closed' if chosen.closed else 'cancelled'} already.")
    _require_seen(session, person=person, project=chosen)
    book = load_views.load_book(session, person=person, now=now)
    freed = _freed_by(session, person=person, book=book, project=project, now=now)
    kinds = {each.id: each.kind for each in book.resources}
    return StopEffect(
        f"{chosen.name} ({project})",
        tuple((book.names[each.resource], each) for each in freed if kinds[each.resource] is not ResourceKind.TOOL),
        tuple((book.names[each.resource], each) for each in freed if kinds[each.resource] is ResourceKind.TOOL),
        _handovers_of(session, person=person, project=project),
        _benefits_of(session, person=person, project=project),
        _options(session, person=person, book=book, program=chosen.program, now=now),
    )


def _require_seen(session: Session, *, person: Person, project: Project) -> None:
    led = load.led_projects(session, person=person)
    if person.for_channel or person.outsider or (led is not None and project.id not in led):
        raise NotAllowed(
            f"You may not see who works on {project.name} ({project.id}).",
            "Only its lead and program managers can.",
        )


def _freed_by(
    session: Session, *, person: Person, book: LoadBook, project: str, now: datetime
) -> tuple[FreedTime, ...]:
    """Return what each resource has booked for one project, week by week."""
    monday = monday_of(local_date(person, now))
    days = LOAD_WEEKS * DAYS_PER_WEEK
    booked = [each for bookings in book.bookings.values() for each in bookings if each.project == project]
    worked = booking_facts.worked_days(session, team=person.team, first=monday, days=days)
    nothing = {each.resource: [0.0] * days for each in booked}
    return freed_times(weekly_loads(booked, capacity=nothing, worked=worked, first=monday))


def _handovers_of(session: Session, *, person: Person, project: str) -> tuple[tuple[str, str], ...]:
    """Return what open milestones of other projects need from this one, as far as the person may see both."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    found = storage.plan.milestones(session, team=person.team)
    milestones = {each.id: each for each in found if each.open and each.id not in hidden}
    own = {each.id for each in milestones.values() if each.project == project}
    edges = storage.dependencies.dependency_edges(session, team=person.team)
    return tuple(
        (label_of(milestones[provider]), label_of(milestones[consumer]))
        for provider, consumer in edges
        if provider in own and consumer in milestones and consumer not in own
    )


def _benefits_of(session: Session, *, person: Person, project: str) -> tuple[tuple[str, float], ...]:
    hidden = storage.privacy.hidden_ids(session, person=person)
    shares = _shares(session, team=person.team, project=project)
    return tuple((f"{each.name} ({each.id})", share) for each, share in shares if each.id not in hidden)


def _shares(session: Session, *, team: str, project: str) -> tuple[tuple[Benefit, float], ...]:
    """Return the open benefits that a project carries a part of, with that part."""
    benefits = [each for each in storage.benefits.benefits_of(session, team=team) if each.is_open]
    ids = {id for each in benefits for id in each.milestones}
    found = storage.plan.milestones(session, team=team, ids=ids) if ids else ()
    project_of = {each.id: each.project for each in found}
    shares = (
        (each, share_of(each.shares, [project_of[id] for id in each.milestones if id in project_of], project))
        for each in benefits
    )
    return tuple((each, share) for each, share in shares if share > 0)


def _options(session: Session, *, person: Person, book: LoadBook, program: str, now: datetime) -> tuple[StopLine, ...]:
    """Return the open projects of a program by value per freed week; only for who may see everybody's load."""
    if not load.may_see_all(session, person=person):
        return ()
    projects = [each for each in storage.plan.projects(session, team=person.team, program=program) if each.open]
    is_priced = money.may_see_money(session, person=person, program=program)
    names = {each.id: f"{each.name} ({each.id})" for each in projects}
    people = {each.id for each in book.resources if each.kind is not ResourceKind.TOOL}
    options, currencies = [], {}
    for each in projects:
        freed = _freed_by(session, person=person, book=book, project=each.id, now=now)
        weeks = sum(one.person_weeks for one in freed if one.resource in people)
        carried = _shares(session, team=person.team, project=each.id) if is_priced else ()
        value, currencies[each.id] = _value_of(carried)
        options.append(StopOption(each.id, weeks, value))
    return tuple(StopLine(each, names[each.project], currencies[each.project]) for each in stop_or_fund(options))


def _value_of(carried: Iterable[tuple[Benefit, float]]) -> tuple[float | None, str]:
    """Return what a project's part of its benefits is worth a week, where all are in one currency."""
    priced = [(each, share) for each, share in carried if each.likely is not None]
    currencies = {each.currency or "" for each, _ in priced}
    if len(currencies) != 1:
        return None, ""
    signs = {BenefitKind.BENEFIT: 1}
    return sum(signs.get(each.kind, -1) * (each.likely or 0.0) * share for each, share in priced), currencies.pop()
