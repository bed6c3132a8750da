"""The budget line of a status card, for readers who may see the money."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.plan
from handlers.common import money
from handlers.schedule import budget_facts
from rules.budgets.sums import BudgetFigures
from rules.budgets.thresholds import budget_colour, budget_share_text
from rules.people import Person


@dataclass(frozen=True, slots=True)
class BudgetSummary:
    """The sums of a project or program in one currency, and the forecast as a share of the plan."""

    currency: str
    figures: BudgetFigures
    colour: str
    share_text: str


def budget_summary(session: Session, *, person: Person, subject: str, today: date) -> tuple[BudgetSummary, ...]:
    """Return the budget of the only subject of a card by currency; nothing for a channel, or who may not see it."""
    project = subject if subject.startswith("PRJ-") else None
    program = storage.plan.project(session, team=person.team, id=subject).program if project else subject
    may_see = not person.for_channel and money.may_see_money(session, person=person, program=program, project=project)
    budget = budget_facts.load_budget(session, team=person.team, program=program, today=today) if may_see else None
    totals: dict[str, BudgetFigures] = {}
    for part in budget.parts if budget else ():
        if project in (None, part.owner):
            totals[part.currency] = totals.get(part.currency, BudgetFigures()) + part.figures
    return tuple(
        BudgetSummary(currency, figures, budget_colour(figures.share).value, budget_share_text(figures.share))
        for currency, figures in totals.items()
    )
