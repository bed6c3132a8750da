"""Levelled plans and bought days as one person may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.money.budgets
import storage.people
import storage.plan
import storage.privacy
import storage.resources.register
from handlers.common import access, load, money
from handlers.levelling import money_effect
from handlers.levelling.flows import USAGE
from handlers.levelling.money_effect import NO_MONEY, MoneyEffect
from handlers.resources import register
from handlers.schedule import booking_facts, loading
from rules.alerts import analysis
from rules.change_requests.parsing import MAX_CHANGES
from rules.people import Action, Person
from rules.plan import Milestone
from rules.refusal import Refusal
from rules.resources.bookings import Booking, Resource
from rules.resources.plan_levelling import LevelledMove, LevelledPlan, level_plan
from rules.schedule.crashing import BoughtDays, Shortening, buy_days
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.working_time import local_day

# Capacities are looked up this far ahead; after it the usual one counts.
CAPACITY_DAYS = 366
CENTS = 100


@dataclass(frozen=True, slots=True)
class ShownMove:
    move: LevelledMove
    label: str
    people: tuple[str, ...]
    command: str


@dataclass(frozen=True, slots=True)
class LevelView:
    """A levelled plan; `command` opens it as a scenario, with `left_out` moves too many for one.

    With `is_project`, only the milestones of one project may move; the days booked above capacity are those of all.

    `followers` are what the reader may see of the milestones that come later by their links.
    """

    title: str
    plan: LevelledPlan
    moves: tuple[ShownMove, ...]
    followers: tuple[ShownMove, ...]
    left_out: int
    proof: str
    command: str
    today: date
    money: MoneyEffect = NO_MONEY
    is_project: bool = False


@dataclass(frozen=True, slots=True)
class ShownShortening:
    label: str
    days: int
    cost: float


@dataclass(frozen=True, slots=True)
class BoughtView:
    """The cheapest way to end a target sooner; `pinned` names the milestone at the floor."""

    title: str
    wanted: int
    bought: BoughtDays
    rows: tuple[ShownShortening, ...]
    cost: float
    currency: str
    pinned: str
    command: str


def level_view(session: Session, *, person: Person, subject: str, now: datetime) -> LevelView:
    """Return a plan without overloads for a program, or for the milestones of one project."""
    access.require_visible(session, person=person, text=subject)
    program, project = _program_and_project(session, person, subject)
    storage.people.require_permission(
        session, person=person, action=Action.ASSIGN, program=program, project=project, act=f"level {subject}"
    )
    facts = _facts(session, person=person, program=program, now=now)
    hidden = storage.privacy.hidden_ids(session, person=person)
    own = {each.id for each in storage.plan.projects(session, team=person.team) if each.program == program}
    movable = frozenset(
        each.id
        for each in facts.open_milestones
        if each.id not in hidden and (each.project == project if project else each.project in own)
    )
    bookings, visible = _seen_bookings(session, person)
    plan = _levelled(session, person.team, facts, visible, bookings, movable, now)
    names = register.names_of(session, team=person.team, resources=visible)
    moves = tuple(
        ShownMove(
            each, facts.label(each.milestone), tuple(names[id] for id in each.resources), _scenario((each,), "Levelled")
        )
        for each in plan.moves[:MAX_CHANGES]
    )
    kept = [each.move for each in moves]
    return LevelView(
        facts.projects[project].name if project else facts.plan.program.name,
        plan,
        moves,
        tuple(_follower(facts, each) for each in plan.followers if each.milestone not in hidden),
        len(plan.moves) - len(moves),
        names.get(plan.proof or "", ""),
        _scenario(kept, "Levelled plan"),
        facts.today,
        _money_effect(session, person, facts, plan, hidden),
        is_project=project is not None,
    )


def _seen_bookings(session: Session, person: Person) -> tuple[tuple[Booking, ...], tuple[Resource, ...]]:
    """Return all bookings, and the resources whose load the person may see."""
    found = storage.resources.register.resources(session, team=person.team)
    allocations = booking_facts.load_allocations(session, team=person.team)
    bookings = booking_facts.bookings_of(session, team=person.team, allocations=allocations)
    seen = load.visible_resources(session, person=person, resources=found, bookings=bookings)
    return bookings, tuple(each for each in found if each.id in seen)


def _money_effect(
    session: Session, person: Person, facts: ScheduledPlan, plan: LevelledPlan, hidden: frozenset[str]
) -> MoneyEffect:
    days = {move.milestone: move.after for move in (*plan.moves, *plan.followers)}
    return money_effect.effect_of(session, person=person, plan=facts.plan, days=days, hidden=hidden, today=facts.today)


def _follower(facts: ScheduledPlan, move: LevelledMove) -> ShownMove:
    return ShownMove(move, facts.label(move.milestone), (), "")


def _levelled(
    session: Session,
    team: str,
    facts: ScheduledPlan,
    resources: Sequence[Resource],
    bookings: Sequence[object],
    movable: frozenset[str],
    now: datetime,
) -> LevelledPlan:
    capacity = booking_facts.capacities_of(
        session, team=team, resources=resources, first=facts.today, days=CAPACITY_DAYS, now=now
    )
    usual = {each.id: each.capacity for each in resources}
    return level_plan(facts, bookings, capacity=capacity, usual=usual, movable=movable)  # type: ignore[arg-type]


def _scenario(moves: Sequence[LevelledMove], title: str) -> str:
    changes = ", ".join(f"{each.milestone} to {each.after.isoformat()}" for each in moves)
    return f'scenario "{title}" {changes}' if changes else ""


def _program_and_project(session: Session, person: Person, subject: str) -> tuple[str, str | None]:
    if subject.startswith("PRJ-"):
        return storage.plan.project(session, team=person.team, id=subject).program, subject
    return storage.plan.program(session, team=person.team, id=subject).id, None


def _facts(session: Session, *, person: Person, program: str, now: datetime) -> ScheduledPlan:
    plan = loading.plan_of(session, team=person.team, program=program)
    return analysis.schedule_plan(plan, today=local_day(plan.program.zone, now))


def bought_view(session: Session, *, person: Person, subject: str, days: int, now: datetime) -> BoughtView:
    """Return the cheapest shortenings that end a milestone, or a program, so many working days sooner."""
    access.require_visible(session, person=person, text=subject)
    team = person.team
    is_milestone = subject.startswith("M-")
    program = storage.plan.program_of_milestone(session, team=team, milestone=subject) if is_milestone else subject
    storage.people.require_permission(session, person=person, action=Action.REQUEST_CHANGE, program=program)
    facts = _facts(session, person=person, program=program, now=now)
    schedule = facts.schedule
    ends = [facts.position_of(subject)] if is_milestone else schedule.counted.nonzero()[0].tolist()
    hidden = storage.privacy.hidden_ids(session, person=person)
    shortenings = _shortenings(facts, hidden)
    if shortenings and not (shortenings := _priced_for(session, person, program, facts, shortenings)):
        # Which days are the cheapest tells of the prices, too.
        money.require_money(session, person=person, program=program)
    if not shortenings or not ends:
        raise Refusal("No milestone here has days to buy.", "", f"Say what a day of one costs: {USAGE}.")
    bought = buy_days(schedule.network, schedule.floor, shortenings, ends, days)
    cost = {at: shortenings[at].cost * count / CENTS for at, count in bought.shortened.items()}
    currency = storage.money.budgets.budget_currency(session, team=team, program=program)
    title = facts.label(subject) if is_milestone else f"{facts.plan.program.name} ({subject})"
    return BoughtView(
        title,
        days,
        bought,
        _shown_rows(facts, bought, cost),
        bought.cost / CENTS,
        currency or "",
        _pinned_label(facts, bought, hidden),
        _bought_command(facts, bought, title, _budget_parts(facts, cost) if currency else ""),
    )


def _shortenings(facts: ScheduledPlan, hidden: frozenset[str]) -> dict[int, Shortening]:
    """Return by position what can be bought of each open milestone that the reader may see."""
    found = {facts.position_of(each.id): _shortening(each) for each in facts.open_milestones if each.id not in hidden}
    return {at: one for at, one in found.items() if one}


def _shown_rows(facts: ScheduledPlan, bought: BoughtDays, cost: Mapping[int, float]) -> tuple[ShownShortening, ...]:
    ids = facts.schedule.network.ids
    return tuple(ShownShortening(facts.label(ids[at]), days, cost[at]) for at, days in bought.shortened.items())


def _pinned_label(facts: ScheduledPlan, bought: BoughtDays, hidden: frozenset[str]) -> str:
    """Return the milestone at the floor; "" where there is none, or the reader may not know it."""
    if bought.pinned_by is None or (id := facts.schedule.network.ids[bought.pinned_by]) in hidden:
        return ""
    return facts.label(id)


def _shortening(milestone: Milestone) -> Shortening | None:
    """Return what can be bought of a milestone: no day that has been worked already."""
    if milestone.crash_cost is None or not milestone.crash_days:
        return None
    left = milestone.duration - milestone.duration * milestone.percent // 100
    days = min(milestone.crash_days, left)
    return Shortening(days, round(milestone.crash_cost * CENTS)) if days > 0 else None


def _priced_for(
    session: Session, person: Person, program: str, facts: ScheduledPlan, shortenings: Mapping[int, Shortening]
) -> dict[int, Shortening]:
    """Return what can be bought in the projects whose money the person may see."""
    ids = facts.schedule.network.ids
    projects = {at: facts.milestones[ids[at]].project for at in shortenings}
    seen = {
        project: money.may_see_money(session, person=person, program=program, project=project)
        for project in set(projects.values())
    }
    return {at: one for at, one in shortenings.items() if seen[projects[at]]}


def _budget_parts(facts: ScheduledPlan, cost: Mapping[int, float]) -> str:
    sums: dict[str, float] = {}
    for at, amount in cost.items():
        project = facts.milestones[facts.schedule.network.ids[at]].project
        sums[project] = sums.get(project, 0.0) + amount
    return "".join(f", budget {project} +{amount:g}" for project, amount in sorted(sums.items()) if amount)


def _bought_command(facts: ScheduledPlan, bought: BoughtDays, title: str, extra: str) -> str:
    ids = facts.schedule.network.ids
    changes = ", ".join(f"shorten {ids[at]} by {count} days" for at, count in bought.shortened.items())
    name = title.replace('"', "'")[:80]
    return f'scenario "{bought.days} days bought for {name}" {changes}{extra}' if changes else ""
