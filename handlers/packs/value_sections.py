"""Value, money and people in a pack, as far as the readers of its channel may know."""

from sqlmodel import Session

import storage.benefits
import storage.money.settings
import storage.packs.history
import storage.packs.snapshots
import storage.resources.register
from handlers.budgets.budget_visibility import public_totals, sums_by_currency
from handlers.digests.figures import value_lines
from handlers.packs.moments import ProgramMoment
from handlers.schedule import benefit_facts, budget_facts
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits.curves import planned_share_on
from rules.benefits.profile import BenefitState
from rules.benefits.realisation import realised_share
from rules.budgets.sums import BudgetFigures, two_digits
from rules.budgets.thresholds import budget_colour
from rules.digests.clash_summary import ClashSummary
from rules.packs.contents import BenefitTrend, MoneyTrend, PeopleTrend
from rules.resources.bookings import ResourceKind

HIDDEN_STATES = frozenset({BenefitState.DRAFT})


def facts_at(session: Session, team: str, moment: ProgramMoment) -> tuple[BenefitFacts, ...]:
    """Return the facts of the benefits that may be known, with the readings that were entered by then."""
    program = moment.plan.program.id
    benefits = storage.packs.history.benefits_at(session, team=team, program=program, at=moment.at)
    shown = [one for one in benefits if one.id not in moment.secrets.ids]
    readings = storage.benefits.readings_of(session, team=team, benefits=[one.id for one in shown])
    milestones = {one.id: one for one in moment.plan.milestones}
    return tuple(
        benefit_facts.facts_from(
            one, milestones, [each for each in readings.get(one.id, ()) if each.at <= moment.at], moment.day
        )
        for one in shown
    )


def benefits_of(
    session: Session, team: str, now: ProgramMoment, before: ProgramMoment | None, *, may_show_money: bool
) -> tuple[BenefitTrend, ...]:
    """Return the benefits against their plans, those that fall short first."""
    earlier = {one.benefit.id: one for one in facts_at(session, team, before)} if before else {}
    facts = [one for one in facts_at(session, team, now) if one.state not in HIDDEN_STATES]
    trends = [
        BenefitTrend(
            value_lines.line_of(one, may_show_money),
            one.state,
            planned_share_on(one.benefit, now.day, go_live=one.go_live),
            realised_share(one.benefit, earlier[one.benefit.id].actual) if one.benefit.id in earlier else None,
        )
        for one in facts
    ]
    return tuple(
        sorted(
            trends, key=lambda one: (not one.line.falls_short, one.line.realised is None, len(one.line.id), one.line.id)
        )
    )


def money_of(session: Session, team: str, now: ProgramMoment, before: ProgramMoment | None) -> tuple[MoneyTrend, ...]:
    """Return the budget by currency, the largest first; for channels that may read totals."""
    earlier = totals_at(session, team, before) if before else {}
    trends = []
    for currency, figures in totals_at(session, team, now).items():
        if figures.planned:
            share_before = earlier.get(currency, BudgetFigures()).share
            colour = budget_colour(figures.share).value
            planned, paid, forecast = two_digits(figures.planned), _rounded(figures.actual), _rounded(figures.forecast)
            trends.append(MoneyTrend(currency, colour, planned, paid, forecast, figures.share, share_before))
    return tuple(sorted(trends, key=lambda one: (-one.planned, one.currency)))


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else two_digits(amount)


def totals_at(session: Session, team: str, moment: ProgramMoment) -> dict[str, BudgetFigures]:
    """Return the totals of each currency, with their forecasts as they were, that tell no part of them."""
    program = moment.plan.program.id
    currency = storage.money.settings.money_settings(session, team=team, program=program).currency or ""
    lines = storage.packs.history.budget_lines_at(session, team=team, program=program, at=moment.at, currency=currency)
    parts = budget_facts.budget_parts(moment.plan, lines, today=moment.day)
    return {total.currency: total.figures for total in public_totals(parts, sums_by_currency(parts))}


def people_of(session: Session, team: str, now: ProgramMoment, before: ProgramMoment | None) -> PeopleTrend | None:
    """Return how many people are overbooked, and which tools; None where nothing is, and nothing was."""
    current = _clashes_of(session, team, now)
    earlier = _clashes_of(session, team, before) if before else ClashSummary(0)
    has_any = current.people or current.tools or earlier.people or earlier.tools
    return PeopleTrend(current, earlier) if has_any else None


def _clashes_of(session: Session, team: str, moment: ProgramMoment) -> ClashSummary:
    """Count the people in clashes about this program and name the tools; no one's own load is told."""
    found = storage.packs.snapshots.clashes_at(session, team=team, at=moment.at)
    booked = storage.packs.history.booked_resources_at(
        session, team=team, program=moment.plan.program.id, projects=moment.projects.keys(), at=moment.at
    )
    own = [(resource, first) for _, resource, first in found if resource in booked]
    resources = storage.resources.register.resources(session, team=team, ids={resource for resource, _ in own})
    tools = {one.id: one.name or one.id for one in resources if one.kind is ResourceKind.TOOL}
    firsts = dict(reversed(own))
    return ClashSummary(
        len(firsts.keys() - tools.keys()),
        tuple((name, firsts[id]) for id, name in sorted(tools.items(), key=lambda item: firsts[item[0]])),
    )
