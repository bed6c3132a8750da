"""The view `order`: the benefits that wait for work, by cost of delay ÷ weeks of work."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from handlers.common import money
from handlers.risks import forecast, queries
from handlers.risks.queries import RiskView, ViewRequest, VisibleProgram
from handlers.schedule.delay_cost import Stakes
from rules.benefits import delay, slip_costs
from rules.benefits.delay import CostRange, Job
from rules.benefits.profile import Benefit
from rules.refusal import Refusal

WORKING_DAYS_PER_WEEK = 5
MAX_ROWS = 10


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A benefit: what a week's delay of it costs, the weeks of work before its go-live, and cost ÷ weeks."""

    benefit: Benefit
    cost: CostRange
    currency: str
    go_live: date
    weeks: float
    cd3: float


def order_view(session: Session, *, asked: ViewRequest) -> RiskView:
    """Return the benefits of a program that are not live yet, each currency by itself, the most urgent first."""
    visible = queries.visible_program(session, asked=asked)
    _require_money(session, asked=asked, program=visible.program.id)
    stakes = forecast.reader_stakes(session, asked, visible, ())
    rows = {row.benefit.id: row for benefit in stakes.benefits if (row := _row(visible, stakes, benefit))}
    ordered = delay.order_of_work([Job(row.benefit.id, row.cost.likely, row.weeks) for row in rows.values()])
    ranked = sorted((rows[job.id] for job in ordered), key=lambda row: row.currency)
    return RiskView(
        "risks/order",
        {"program": visible.program, "rows": ranked[:MAX_ROWS], "total": len(ranked)},
    )


def _require_money(session: Session, *, asked: ViewRequest, program: str) -> None:
    if not asked.public:
        money.require_money(session, person=asked.person, program=program)
    elif not money.may_post_money(session, team=asked.person.team, program=program):
        raise Refusal(
            "Money isn't shown in channels here.", "", f"A program manager can allow it: `settings {program} money on`."
        )


def _row(visible: VisibleProgram, stakes: Stakes, benefit: Benefit) -> OrderRow | None:
    """Return a benefit's row; None if it is live, not dated, or its profile does not say what a week is worth."""
    facts, terms = visible.facts, (stakes.terms or {}).get(benefit.program)
    milestones = [facts.milestones[name] for name in benefit.milestones]
    if terms is None or benefit.id not in stakes.priced or all(milestone.done for milestone in milestones):
        return None
    days = {each.id: (facts.finish_date(each.id),) for each in milestones if each.expected}
    go_live = next(iter(slip_costs.go_live_days(benefit, days)), None)
    cost = slip_costs.weekly_cost(benefit, go_live, terms) if go_live else None
    if cost is None or go_live is None:
        return None
    weeks = max(facts.axis.calendar.between(facts.today, go_live), 1) / WORKING_DAYS_PER_WEEK
    job = Job(benefit.id, cost.likely, weeks)
    return OrderRow(benefit, cost, slip_costs.currency_of(benefit, terms), go_live, weeks, job.cd3)
