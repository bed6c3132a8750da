"""The cost of delay of a slip or of a late milestone, for one reader: money only to who may see it, days to all."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial

from sqlmodel import Session

import storage.benefits
import storage.money.settings
from handlers.common import money
from rules.benefits import slip_costs
from rules.benefits.delay import CostRange
from rules.benefits.profile import Benefit
from rules.benefits.slip_costs import BenefitDelay, MoneyTerms, PossibleDays
from rules.forecast.target_dates import TargetForecast
from rules.people import Person
from rules.plan import Plan
from rules.schedule.expected_dates import DatedNetwork, date_network
from rules.time.calendars import Calendar

Forecasts = Mapping[str, tuple[TargetForecast, TargetForecast]]
NO_FORECASTS: Forecasts = {}


@dataclass(frozen=True, slots=True)
class SlipCost:
    """The effect of a slip on the benefits that a reader may know.

    `totals` are (currency, cost); they are empty for who may not see money.
    """

    delays: tuple[BenefitDelay, ...] = ()
    totals: tuple[tuple[str, CostRange], ...] = ()


NO_COST = SlipCost()


@dataclass(frozen=True, slots=True)
class Stakes:
    """The benefits that a plan's milestones enable, with the money terms of their programs.

    `priced` are the benefits whose money the reader may see.
    """

    benefits: tuple[Benefit, ...] = ()
    terms: Mapping[str, MoneyTerms] | None = None
    priced: frozenset[str] = frozenset()

    @property
    def milestones(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for benefit in self.benefits for name in benefit.milestones))


def stakes_for_person(
    session: Session, *, person: Person, plan: Plan, hidden: Collection[str], project: str | None = None
) -> Stakes:
    """Return what is at stake in a plan, for a person.

    Of a benefit that `project` alone contributes to, its lead may see the money.
    """
    own = {each.id: each.program for each in plan.projects}
    may_see = cache(partial(money.may_see_money, session, person=person))

    def allows(benefit: Benefit) -> bool:
        is_of_project = project is not None and own.get(project) == benefit.program and set(benefit.shares) == {project}
        named = project if is_of_project else None
        return may_see(program=benefit.program, project=named)

    return NO_STAKES if person.outsider else _stakes(session, person.team, plan, hidden, allows)


def stakes_for_channel(session: Session, *, team: str, plan: Plan, hidden: Collection[str]) -> Stakes:
    """Return what is at stake in a plan, for everyone who reads a channel."""

    def allows(benefit: Benefit) -> bool:
        return money.may_post_money(session, team=team, program=benefit.program)

    return _stakes(session, team, plan, hidden, allows)


def _stakes(
    session: Session, team: str, plan: Plan, hidden: Collection[str], allows: Callable[[Benefit], bool]
) -> Stakes:
    programs = {plan.program.id, *(project.program for project in plan.projects if project.program)}
    known = {milestone.id for milestone in plan.milestones}
    benefits = tuple(
        benefit
        for program in sorted(programs)
        for benefit in storage.benefits.benefits_of(session, team=team, program=program)
        if slip_costs.counts(benefit) and benefit.id not in hidden and known.issuperset(benefit.milestones)
    )
    concerned = {benefit.program for benefit in benefits}
    return Stakes(
        benefits,
        {program: money_terms(session, team=team, program=program) for program in concerned},
        frozenset(benefit.id for benefit in benefits if allows(benefit)),
    )


def money_terms(session: Session, *, team: str, program: str) -> MoneyTerms:
    settings = storage.money.settings.money_settings(session, team=team, program=program)
    return MoneyTerms(settings.currency, settings.rate)


def cost_of_moves(
    stakes: Stakes, plan: Plan, moves: Mapping[str, date], *, today: date, forecasts: Forecasts = NO_FORECASTS
) -> SlipCost:
    """Return what it costs if milestones are expected on other days.

    `forecasts` are the P50 and P80 of the enabling milestones before and after, from the same draws; without them, the
    slip is taken as it is expected.
    """
    if not stakes.benefits:
        return NO_COST
    before = date_network(plan, today=today)
    after = before.with_moves(moves)
    return _cost_between(stakes, before, after, forecasts)


def cost_between(session: Session, *, team: str, before: Plan, after: Plan, today: date) -> SlipCost:
    """Return what a change of dates costs, with all money: to be stored, and shown only to who may see it."""
    stakes = _stakes(session, team, before, (), lambda benefit: True)
    if not stakes.benefits:
        return NO_COST
    return _cost_between(stakes, date_network(before, today=today), date_network(after, today=today), NO_FORECASTS)


def costs_of_lateness(stakes: Stakes, plan: Plan, milestones: Iterable[str], *, today: date) -> Mapping[str, SlipCost]:
    """Return what the lateness of each milestone costs: as it is, against having come on its committed day."""
    if not stakes.benefits:
        return {}
    now, costs = date_network(plan, today=today), dict[str, SlipCost]()
    for name in milestones:
        position = now.network.position.get(name)
        committed = now.milestones[name].committed if position is not None else None
        expected = now.day_at(position) if position is not None else None
        if committed is None or expected is None or expected <= committed:
            continue
        punctual = tuple(replace(each, actual=committed) if each.id == name else each for each in plan.milestones)
        then = date_network(replace(plan, milestones=punctual), today=today, network=now.network)
        costs[name] = _cost_between(stakes, then, now, NO_FORECASTS)
    return costs


def _cost_between(stakes: Stakes, before: DatedNetwork, after: DatedNetwork, forecasts: Forecasts) -> SlipCost:
    calendar: Calendar = before.calendar
    simulated = all(name in forecasts for name in stakes.milestones)
    delays = slip_costs.delayed_benefits(
        stakes.benefits,
        _days(stakes.milestones, before, forecasts if simulated else NO_FORECASTS, 0),
        _days(stakes.milestones, after, forecasts if simulated else NO_FORECASTS, 1),
        terms=stakes.terms or {},
        between=calendar.between,
    )
    seen = tuple(delay for delay in delays if delay.benefit.id in stakes.priced)
    without_money = tuple(delay if delay.benefit.id in stakes.priced else replace(delay, cost=None) for delay in delays)
    return SlipCost(without_money, slip_costs.total_costs(seen))


def _days(names: Iterable[str], dated: DatedNetwork, forecasts: Forecasts, side: int) -> PossibleDays:
    """Return the expected day of each milestone, and its P50 and P80 where they were simulated."""
    days: dict[str, tuple[date, ...]] = {}
    for name in names:
        expected = dated.day_at(dated.network.position[name])
        if expected is not None:
            forecast = forecasts[name][side] if name in forecasts else None
            days[name] = (expected, forecast.p50, forecast.p80) if forecast else (expected,)
    return days


NO_STAKES = Stakes()
