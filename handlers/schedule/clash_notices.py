"""Messages of clashes: each person who can settle one is told once, in their working time; edited when it changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.posted_notices
import storage.privacy
import storage.resources.allocations
import storage.resources.clashes
import storage.resources.register
import templates
from handlers.common import posting
from handlers.schedule import clash_delegates, delay_cost, loading
from handlers.schedule.delay_cost import SlipCost
from rules.plan import Project
from rules.resources.bookings import Allocation, Resource
from rules.resources.clash_case import WayKind
from rules.resources.clashes import Clash, OfferedWay
from rules.resources.work_left import WorkLeft
from rules.time.working_time import local_day
from rules.truth.statuses import label_of
from templates import RenderedMessage

# Names are cut to this length where several clashes are told.
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class ClashSide:
    """One booking of a clash: `milestone` is its label, empty where the whole project is booked."""

    allocation: str
    project: str
    milestone: str
    percent: float


@dataclass(frozen=True, slots=True)
class ClashFacts:
    """A clash with the names of its people, milestones, projects and resources, by id.

    `stand_ins` are the delegates of leads whose agreement it needs.

    `costs` is what the delay of each way costs in benefits, by its number, as far as one reader may know it.
    """

    clash: Clash
    resource: Resource
    sides: tuple[ClashSide, ...]
    names: Mapping[str, str]
    labels: Mapping[str, str]
    projects: Mapping[str, str]
    today: date
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    left: WorkLeft | None = None
    costs: Mapping[int, SlipCost] = field(default_factory=dict)

    @property
    def who(self) -> str:
        return self.name_of(self.resource.id)

    def answers_for(self, offered: OfferedWay, user: str) -> tuple[str, ...]:
        """Return for whom a person may agree to a way out: themselves, and leads who have them as a delegate."""
        return tuple(lead for lead in offered.needs if user in (lead, self.stand_ins.get(lead)))

    def name_of(self, id: str | None) -> str:
        return self.names.get(id or "", id or "")

    def label(self, milestone: str | None, project: str) -> str:
        """Return "Wallet (M-9) of Loyalty", or the project where it is booked as a whole."""
        name = self.projects.get(project, project)
        label = self.labels.get(milestone or "", "")
        return f"{label} of {name}" if label else name


def facts_of(session: Session, *, team: str, clash: Clash, now: datetime) -> ClashFacts:
    resource = storage.resources.register.get_resource(session, team=team, id=clash.resource)
    found = storage.resources.allocations.allocations(session, team=team, resources=(clash.resource,))
    booked = [one for one in found if one.id in clash.allocations]
    projects = {one.id: one for one in storage.plan.projects(session, team=team)}
    ways = [offered.way for offered in clash.ways]
    effects = [effect for way in ways for effect in (*way.effects, *way.broken)]
    named = (*(one.milestone for one in booked), *(way.milestone for way in ways), *(one.milestone for one in effects))
    ids = {id for id in named if id}
    milestones = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    labels = {one.id: label_of(replace(one, name=_short(one.name))) for one in milestones}
    program = storage.plan.program(session, team=team, id=resource.program)
    stand_ins = clash_delegates.stand_ins_of(session, team=team, clash=clash, now=now) if clash.open else {}
    return ClashFacts(
        clash,
        resource,
        tuple(side_of(one, projects, labels) for one in booked),
        _names(session, team, clash, resource, stand_ins.values()),
        labels,
        {id: _short(project.name) for id, project in projects.items()},
        local_day(program.zone, now),
        stand_ins,
    )


def _short(name: str) -> str:
    """Return a name so short that the sentences of ten clashes fit into one message."""
    return name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1].rstrip() + "…"


def with_costs(session: Session, *, team: str, user: str, facts: ClashFacts) -> ClashFacts:
    """Add what the ways that move a milestone cost in benefits, with money for who may see it."""
    person = storage.people.find_person(session, team=team, id=user)
    moves = {
        number: (offered.way.project, {offered.way.milestone: offered.way.to})
        for number, offered in enumerate(facts.clash.ways)
        if offered.way.kind is WayKind.MOVE and offered.way.milestone and offered.way.to
    }
    if person is None or not facts.clash.open:
        return facts
    hidden, costs = storage.privacy.hidden_ids(session, person=person), {}
    for number, (project, days) in moves.items():
        program = storage.plan.project(session, team=team, id=project).program
        plan = loading.plan_of(session, team=team, program=program)
        stakes = delay_cost.stakes_for_person(session, person=person, plan=plan, hidden=hidden, project=project)
        costs[number] = delay_cost.cost_of_moves(stakes, plan, days, today=facts.today)
    return replace(facts, costs=costs)


def side_of(allocation: Allocation, projects: Mapping[str, Project], labels: Mapping[str, str]) -> ClashSide:
    project = projects.get(allocation.project or "")
    name = f"{_short(project.name)} ({project.id})" if project else allocation.note or "other work"
    return ClashSide(allocation.id, name, labels.get(allocation.milestone or "", ""), allocation.percent)


def _names(session: Session, team: str, clash: Clash, own: Resource, others: Iterable[str]) -> dict[str, str]:
    """Return the names of the resources and people of a clash, by id."""
    ids = {offered.way.other for offered in clash.ways if offered.way.other}
    found = (own, *(storage.resources.register.resources(session, team=team, ids=ids) if ids else ()))
    users = {one.user for one in found if one.user}
    users |= {user for way in clash.ways for user in (*way.needs, *way.agreed, *way.declined)} | set(others)
    names = storage.people.display_names(session, team=team, ids=frozenset(users))
    return names | {one.id: names.get(one.user or "", "") or one.name or one.id for one in found}


def notice_key(clash: str, user: str) -> str:
    return f"clash:{clash}:{user}"


def render(facts: ClashFacts, *, user: str, now: datetime, card: bool = False) -> RenderedMessage:
    """Render a clash as one person sees it: the ways out with the buttons that are theirs."""
    return templates.render(
        "resources/clash",
        facts=facts,
        clash=facts.clash,
        user=user,
        card=card,
        snoozed=facts.clash.is_snoozed(user, now),
        today=facts.today,
    )


def refresh(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Edit every message about a clash, so that it shows the clash as it is now."""
    posted = storage.posted_notices.messages_with_prefix(session, prefix=f"clash:{id}:")
    clash = storage.resources.clashes.find_clash(session, team=team, id=id) if posted else None
    if clash is None:
        return
    facts = facts_of(session, team=team, clash=clash, now=now)
    for key, user in posted:
        message = render(with_costs(session, team=team, user=user, facts=facts), user=user, now=now)
        stamp = f"{key}@{now.timestamp():.6f}"
        posting.update_message(session, key=stamp, original_key=key, team=team, channel=user, message=message, now=now)


def recipients(session: Session, *, team: str, clashes: Collection[Clash], now: datetime) -> dict[str, tuple[str, ...]]:
    """Return by clash the leads of the projects on its sides, their delegates and program managers, no outsiders."""
    homes = clash_delegates.homes_by_clash(session, team=team, clashes=clashes)
    stand_ins = clash_delegates.stand_ins_by_clash(session, team=team, clashes=clashes, now=now)
    holders: dict[str, str | None] = {one.id: one.lead for one in storage.plan.projects(session, team=team)}
    holders |= {one.id: one.manager for one in storage.plan.programs(session, team=team)}
    asked: dict[str, list[str]] = {}
    for clash in clashes:
        users: list[str | None] = [user for offered in clash.ways for user in offered.needs]
        users += [*stand_ins[clash.id].values(), *(holders.get(home) for home in sorted(homes[clash.id], reverse=True))]
        asked[clash.id] = [user for user in users if user]
    known = storage.people.known_people(session, team=team, ids={user for users in asked.values() for user in users})
    inside = {id for id, person in known.items() if not person.outsider}
    return {id: tuple(dict.fromkeys(user for user in users if user in inside)) for id, users in asked.items()}
