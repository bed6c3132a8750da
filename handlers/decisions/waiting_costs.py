"""The price of waiting in money: what one more day costs, for who may see money (docs/formulas.md)."""

from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.privacy
from handlers.schedule import decision_facts, delay_cost
from rules.benefits.delay import CostRange
from rules.decisions import needed_by
from rules.decisions.decision import Decision
from rules.people import Person
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.working_time import local_day


def cost_of_waiting(
    session: Session, *, person: Person, decision: Decision, now: datetime
) -> tuple[tuple[str, CostRange], ...]:
    """Return (currency, cost) of the first day that isn't free: what-if of a day later less what-if of the day itself.

    Empty for a person who may not see money, and where no benefit rests on what waits.
    """
    if not (decision.open and decision.gates):
        return ()
    program = storage.plan.program(session, team=person.team, id=decision.program)
    today, lead = local_day(program.zone, now), program.numbers.decision_lead
    facts = decision_facts.schedule_program(session, team=person.team, program=decision.program, today=today)
    day = needed_by.first_priced_day(facts, decision.gates, lead=lead) if facts else None
    if facts is None or day is None:
        return ()
    hidden = storage.privacy.hidden_ids(session, person=person)
    stakes = delay_cost.stakes_for_person(
        session, person=person, plan=facts.plan, hidden=hidden, project=decision.project
    )
    now_costs, later_costs = (_costs(facts, stakes, decision, day + extra, lead) for extra in (0, 1))
    found = ((currency, _less(cost, now_costs.get(currency))) for currency, cost in later_costs.items())
    return tuple((currency, cost) for currency, cost in found if cost != CostRange())


def _costs(
    facts: ScheduledPlan, stakes: delay_cost.Stakes, decision: Decision, decided: int, lead: int
) -> dict[str, CostRange]:
    """Return what it costs in all, by currency, if the decision is made on a working day of the plan's axis."""
    slips = needed_by.effect_of_deciding(facts, decision.gates, decided, lead=lead).slips
    calendar = facts.axis.calendar
    moves = {name: calendar.add(facts.finish_date(name), days) for name, days in slips.items() if days > 0}
    return dict(delay_cost.cost_of_moves(stakes, facts.plan, moves, today=facts.today).totals)


def _less(later: CostRange, now: CostRange | None) -> CostRange:
    before = now or CostRange()
    return CostRange(later.low - before.low, later.likely - before.likely, later.high - before.high)
