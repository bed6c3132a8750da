"""The cost of a levelled plan against today's, as far as one reader may see money."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

import storage.money.budgets
import storage.money.worth
from handlers.common import money
from handlers.schedule import budget_facts, delay_cost
from handlers.schedule.delay_cost import NO_COST, SlipCost
from rules.budgets.months import first_of_month
from rules.people import Person
from rules.plan import Plan, Project


@dataclass(frozen=True, slots=True)
class ForecastMove:
    """The forecast of a project in one currency, with today's dates and with the levelled ones."""

    label: str
    currency: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class MonthMove:
    """Planned costs of milestones that come in another month."""

    amount: float
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class MoneyEffect:
    """The cost of delay, forecasts that change, and costs that move between months; `seen` of all money there is."""

    seen: bool = False
    delay: SlipCost = NO_COST
    forecasts: tuple[ForecastMove, ...] = ()
    months: tuple[MonthMove, ...] = ()
    currency: str = ""

    @property
    def is_free(self) -> bool:
        """True if the reader sees all money and none of it changes."""
        return self.seen and not (self.delay.delays or self.forecasts or self.months)


NO_MONEY = MoneyEffect()


def effect_of(
    session: Session, *, person: Person, plan: Plan, days: Mapping[str, date], hidden: frozenset[str], today: date
) -> MoneyEffect:
    """Return what it costs to expect milestones on other `days`; nothing for who sees no project's money."""
    program, team = plan.program.id, person.team
    projects = [
        project
        for project in plan.projects
        if project.program == program
        and money.may_see_money(session, person=person, program=program, project=project.id)
    ]
    if not projects:
        return NO_MONEY
    stakes = delay_cost.stakes_for_person(session, person=person, plan=plan, hidden=hidden)
    return MoneyEffect(
        money.may_see_money(session, person=person, program=program),
        delay_cost.cost_of_moves(stakes, plan, days, today=today),
        _forecast_moves(session, team, plan, days, projects, today),
        _month_moves(session, team, plan, days, projects),
        storage.money.budgets.budget_currency(session, team=team, program=program),
    )


def _forecast_moves(
    session: Session, team: str, plan: Plan, days: Mapping[str, date], projects: list[Project], today: date
) -> tuple[ForecastMove, ...]:
    lines = storage.money.budgets.budget_lines(session, team=team, program=plan.program.id)
    moved = tuple(replace(each, forecast=days[each.id]) if each.id in days else each for each in plan.milestones)
    names = {project.id: f"{project.name} ({project.id})" for project in projects}
    before, after = (
        {
            (part.owner, part.currency): part.forecast.amount
            for part in budget_facts.budget_parts(each, lines, today=today)
            if part.owner in names and part.forecast.amount is not None
        }
        for each in (plan, replace(plan, milestones=moved))
    )
    return tuple(
        ForecastMove(names[owner], currency, amount, after[owner, currency])
        for (owner, currency), amount in before.items()
        if abs(after.get((owner, currency), amount) - amount) >= 1
    )


def _month_moves(
    session: Session, team: str, plan: Plan, days: Mapping[str, date], projects: list[Project]
) -> tuple[MonthMove, ...]:
    own = {project.id for project in projects}
    costs = storage.money.worth.costs_of(session, team=team, milestones=tuple(days))
    sums: dict[tuple[date, date], float] = {}
    for each in plan.milestones:
        if each.id in costs and each.id in days and each.project in own and each.expected:
            months = first_of_month(each.expected), first_of_month(days[each.id])
            if months[0] != months[1]:
                sums[months] = sums.get(months, 0.0) + costs[each.id]
    return tuple(MonthMove(amount, *months) for months, amount in sorted(sums.items()))
