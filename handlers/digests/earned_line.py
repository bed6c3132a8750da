"""The earned value line of an edition, where the program shows money in its channels."""

from datetime import datetime

from sqlmodel import Session

from handlers.budgets import earned_facts
from handlers.common import money
from handlers.plan.queries import ProgramState
from rules.digests.editions import EarnedLine
from rules.privacy import Audience, includes_outsiders


def earned_line(
    session: Session, team: str, state: ProgramState, audience: Audience, *, now: datetime
) -> EarnedLine | None:
    """Return the line, or None for other companies, where money is not shown, and before there are actual costs."""
    program = state.plan.program.id
    if includes_outsiders(audience) or not money.may_post_money(session, team=team, program=program):
        return None
    facts = earned_facts.load_facts(session, team=team, program=program, day=state.today, until=now, current=True)
    work = earned_facts.program_work(facts, in_money=True)
    figures, schedule = work.performance, work.performance.schedule
    if facts.unconverted or figures.cost is None or not figures.cost.cpi:
        return None
    ends = [end for end in (figures.cost.eac, figures.cost.eac_as_planned, figures.cost.eac_at_pace) if end is not None]
    days = round(schedule.variance, 1) if schedule else None
    return EarnedLine(figures.share, days, figures.cost.cpi, figures.budget, min(ends), max(ends), facts.currency)
