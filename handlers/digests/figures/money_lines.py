"""The money line of an edition: the forecast as a share of the budget, where its channel may read money."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session

import storage.people
from handlers.budgets.budget_visibility import CurrencyTotal, public_totals, sums_by_currency
from handlers.common import money
from handlers.digests.figures import value_lines
from handlers.plan.queries import ProgramState
from handlers.schedule import budget_alerts, budget_facts
from rules.budgets.thresholds import budget_colour, budget_share_text
from rules.digests.editions import DigestIssue, MoneyLine
from rules.privacy import Audience, Secrets, includes_outsiders
from rules.truth.colours import Colour
from storage.risks import StoredAlert


def money_lines(session: Session, team: str, state: ProgramState, audience: Audience) -> tuple[MoneyLine, ...]:
    """Return a line for each currency with a total that tells no part of it, where money may be posted."""
    program = state.plan.program.id
    if not _may_post(session, team, program, audience):
        return ()
    budget = budget_facts.load_budget(session, team=team, program=program, today=state.today, plan=state.plan)
    parts = budget.parts if budget else ()
    return share_lines(public_totals(parts, sums_by_currency(parts)))


def share_lines(totals: Iterable[CurrencyTotal]) -> tuple[MoneyLine, ...]:
    """Return the forecast as a share of the budget, a line for each currency with a plan."""
    shares = {total.currency: total.share for total in totals}
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
    """Yield an issue for each project above its budget, under its lead's name; by how much is no total."""
    program = state.plan.program.id
    if not _may_post(session, team, program, audience):
        return
    alerts = budget_alerts.overrun_alerts(session, team=team, program=program, today=state.today, plan=state.plan)
    owners = frozenset(alert.owner for alert in alerts if alert.owner)
    names = storage.people.display_names(session, team=team, ids=owners)
    for alert in alerts:
        owner = names.get(alert.owner or "", "no one")
        yield DigestIssue(alert.subject, alert.level, _without_share(alert), frozenset({alert.subject}), owner=owner)


def _without_share(alert: StoredAlert) -> str:
    excess = "more than 10% above" if alert.level == Colour.RED.value else "above"
    return f"{(alert.facts or {}).get('name', '')} ({alert.subject}) is forecast {excess} its budget."


def _may_post(session: Session, team: str, program: str, audience: Audience) -> bool:
    return not includes_outsiders(audience) and money.may_post_money(session, team=team, program=program)
