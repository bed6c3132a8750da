"""The price of waiting for decisions in money: what one more day costs, for who may see money (docs/formulas.md)."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.privacy
from handlers.schedule import decision_facts, delay_cost
from handlers.schedule.delay_cost import Stakes
from rules.benefits.delay import CostRange
from rules.decisions import needed_by
from rules.decisions.decision import Decision
from rules.people import Person
from rules.plan import Plan
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.working_time import local_day

# (Currency, cost) of the first day that isn't free.
WaitingCosts = tuple[tuple[str, CostRange], ...]


def costs_for_person(
    session: Session, *, person: Person, decisions: Iterable[Decision], now: datetime
) -> dict[str, WaitingCosts]:
    """Return what one more day of waiting costs, by decision; nothing for a person who may not see money."""
    hidden = storage.privacy.hidden_ids(session, person=person)

    def stakes_in(plan: Plan, decision: Decision) -> Stakes:
        return delay_cost.stakes_for_person(session, person=person, plan=plan, hidden=hidden, project=decision.project)

    return _costs_of(session, person.team, decisions, stakes_in, now)


def costs_for_channel(
    session: Session, *, team: str, decisions: Iterable[Decision], hidden: Collection[str], now: datetime
) -> dict[str, WaitingCosts]:
    """Return what one more day of waiting costs, by decision; nothing where the program keeps money out of channels."""

    def stakes_in(plan: Plan, decision: Decision) -> Stakes:
        return delay_cost.stakes_for_channel(session, team=team, plan=plan, hidden=hidden)

    return _costs_of(session, team, decisions, stakes_in, now)


def _costs_of(
    session: Session,
    team: str,
    decisions: Iterable[Decision],
    stakes_in: Callable[[Plan, Decision], Stakes],
    now: datetime,
) -> dict[str, WaitingCosts]:
    """Return the costs of the open decisions that something waits for; each program is scheduled once."""
    by_program: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.open and decision.gates:
            by_program.setdefault(decision.program, []).append(decision)
    found: dict[str, WaitingCosts] = {}
    for id, group in by_program.items():
        program = storage.plan.program(session, team=team, id=id)
        today, lead = local_day(program.zone, now), program.numbers.decision_lead
        facts = decision_facts.schedule_program(session, team=team, program=id, today=today)
        if facts is None:
            continue
        # Many decisions of one project may wait for the same milestones; their cost is the same.
        alike: dict[tuple[str | None, tuple[str, ...]], list[Decision]] = {}
        for decision in group:
            alike.setdefault((decision.project, decision.gates), []).append(decision)
        for some in alike.values():
            cost = _cost_of_a_day(facts, stakes_in(facts.plan, some[0]), some[0], lead)
            found |= {decision.id: cost for decision in some}
    return found


def _cost_of_a_day(facts: ScheduledPlan, stakes: Stakes, decision: Decision, lead: int) -> WaitingCosts:
    """Return what-if of a day later less what-if of the first day that isn't free."""
    day = needed_by.first_priced_day(facts, decision.gates, lead=lead) if stakes.priced else None
    if day is None:
        return ()
    now_costs, later_costs = (_costs(facts, stakes, decision, day + extra, lead) for extra in (0, 1))
    found = ((currency, _less(cost, now_costs.get(currency))) for currency, cost in later_costs.items())
    return tuple((currency, cost) for currency, cost in found if cost != CostRange())


def _costs(facts: ScheduledPlan, stakes: Stakes, decision: Decision, decided: int, lead: int) -> dict[str, CostRange]:
    """Return what it costs in all, by currency, if the decision is made on a working day of the plan's axis."""
    slips = needed_by.effect_of_deciding(facts, decision.gates, decided, lead=lead).slips
    calendar = facts.axis.calendar
    moves = {name: calendar.add(facts.finish_date(name), days) for name, days in slips.items() if days > 0}
    return dict(delay_cost.cost_of_moves(stakes, facts.plan, moves, today=facts.today).totals)


def _less(later: CostRange, now: CostRange | None) -> CostRange:
    before = now or CostRange()
    return CostRange(later.low - before.low, later.likely - before.likely, later.high - before.high)
