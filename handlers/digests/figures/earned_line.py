"""The earned value line of an edition, where the program shows money in its channels."""

from datetime import datetime

from sqlmodel import Session

from handlers.budgets import earned_facts
from handlers.budgets.earned_facts import EarnedFacts
from handlers.common import money
from handlers.plan.queries import ProgramState
from rules.budgets.sums import MIN_HIDDEN_PARTS, two_digits
from rules.digests.editions import EarnedLine
from rules.privacy import Audience, includes_outsiders


def earned_line(
    session: Session, team: str, state: ProgramState, audience: Audience, *, now: datetime
) -> EarnedLine | None:
    """Return the line, or None for other companies, where money is not shown, and before there are actual costs.

    Everyone in a channel reads it: the work is weighed by days, as `earned` shows it to them, and totals are rounded
    and left out where a part would follow from them, as `budget` has it.
    """
    program = state.plan.program.id
    if includes_outsiders(audience) or not money.may_post_money(session, team=team, program=program):
        return None
    facts = earned_facts.load_facts(session, team=team, program=program, day=state.today, until=now, current=True)
    work = earned_facts.program_work(facts, in_money=True)
    figures = work.performance
    if facts.unconverted or figures.cost is None or not figures.cost.cpi:
        return None
    ends = [end for end in (figures.cost.eac, figures.cost.eac_as_planned, figures.cost.eac_at_pace) if end is not None]
    if not _tells_no_part(facts):
        return None
    by_days = earned_facts.program_work(facts, in_money=False).performance
    days = round(by_days.schedule.variance, 1) if by_days.schedule else None
    budget, low, high = map(two_digits, (figures.budget, min(ends), max(ends)))
    return EarnedLine(by_days.share, days, figures.cost.cpi, budget, low, high, facts.currency)


def _tells_no_part(facts: EarnedFacts) -> bool:
    """Return whether plan and cost are totals of several projects."""
    parts = [
        earned_facts.project_work(facts, project.id, in_money=True)
        for project in facts.projects.values()
        if project.cancelled is None
    ]
    priced, spent = sum(bool(part.pricing.total) for part in parts), sum(bool(part.spending) for part in parts)
    return min(priced, spent) >= MIN_HIDDEN_PARTS
