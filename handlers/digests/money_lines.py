"""The money line of an edition: the forecast as a share of the budget, where its channel may read money."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

import storage.people
from handlers.common import money
from handlers.digests import value_lines
from handlers.plan.queries import ProgramState
from handlers.schedule import budget_alerts, budget_facts
from rules.budgets.sums import BudgetFigures
from rules.budgets.thresholds import budget_colour, budget_share_text
from rules.digests.editions import DigestIssue, MoneyLine
from rules.plan import Plan
from rules.privacy import Audience, Secrets, includes_outsiders


def money_lines(session: Session, team: str, state: ProgramState, audience: Audience) -> tuple[MoneyLine, ...]:
    """Return a line for each currency with a plan; none where money may not be posted, or other companies read."""
    program = state.plan.program.id
    if not _may_post(session, team, program, audience):
        return ()
    return budget_shares(session, team=team, program=program, today=state.today, plan=state.plan)


def budget_shares(
    session: Session, *, team: str, program: str, today: date, plan: Plan | None = None
) -> tuple[MoneyLine, ...]:
    """Return the forecast as a share of the budget, a line for each currency with a plan."""
    budget = budget_facts.load_budget(session, team=team, program=program, today=today, plan=plan)
    totals: dict[str, BudgetFigures] = {}
    for part in budget.parts if budget else ():
        totals[part.currency] = totals.get(part.currency, BudgetFigures()) + part.figures
    shares = {currency: figures.share for currency, figures in totals.items()}
    return tuple(
        MoneyLine(currency, budget_colour(share).value, budget_share_text(share))
        for currency, share in shares.items()
        if share is not None
    )


def value_and_money(
    session: Session, team: str, state: ProgramState, audience: Audience, secrets: Secrets
) -> dict[str, Any]:
    """Return the edition's lines of value and money, and its issues about them."""
    shortfalls = value_lines.shortfall_issues(session, team, state, audience, secrets)
    return {
        "value": value_lines.value_lines(session, team, state, audience, secrets),
        "money": money_lines(session, team, state, audience),
        "troubles": (*shortfalls, *overrun_issues(session, team, state, audience)),
    }


def overrun_issues(session: Session, team: str, state: ProgramState, audience: Audience) -> Iterator[DigestIssue]:
    """Yield an issue for each project above its budget, under its lead's name."""
    program = state.plan.program.id
    if not _may_post(session, team, program, audience):
        return
    alerts = budget_alerts.overrun_alerts(session, team=team, program=program, today=state.today, plan=state.plan)
    owners = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.display_names(session, team=team, ids=owners)
    for alert in alerts:
        owner = names.get(alert.owner or "", "no one")
        yield DigestIssue(alert.subject, alert.level, alert.sentence, frozenset({alert.subject}), owner=owner)


def _may_post(session: Session, team: str, program: str, audience: Audience) -> bool:
    return not includes_outsiders(audience) and money.may_post_money(session, team=team, program=program)
