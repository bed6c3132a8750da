"""The budget as it was on a past day, for those who may see it today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.audit
import storage.money.settings
import storage.plan
from handlers.budgets import budget_queries, budget_visibility
from handlers.budgets.budget_queries import BudgetSums
from handlers.budgets.budget_visibility import CurrencyTotal
from handlers.common import lookup, money
from handlers.common.pages import Page, cut_page
from handlers.schedule.budget_facts import BudgetPart, parts_without_forecast
from rules.budgets.sums import BudgetFigures
from rules.money import BudgetKind, BudgetLine
from rules.people import Person
from rules.plan import Program


@dataclass(frozen=True, slots=True)
class PastBudget:
    """The sums of a program's budget on a day, as far as the reader may see them."""

    program: Program
    day: date
    rows: Page[BudgetSums]
    totals: tuple[CurrencyTotal, ...]


def budget_as_of(
    session: Session, *, person: Person, day: date, at: time | None, now: datetime, text: str, channel: str
) -> PastBudget:
    """Return the lines as they were at the end of the day, or at a time of it, in the person's zone."""
    end = min(datetime.combine(day, at or time(23, 59, 59, 999999), ZoneInfo(person.zone)), now)
    program = lookup.resolve_program(session, person=person, text=text, channel=channel)
    currency = storage.money.settings.money_settings(session, team=person.team, program=program.id).currency or ""
    states = storage.audit.state_at(session, team=person.team, kind="budget_line", at=end)
    lines = [line for values in states.values() for line in _line_of(values, program.id, currency)]
    projects = storage.plan.projects(session, team=person.team, program=program.id, with_cancelled=True)
    parts = parts_without_forecast(projects, lines)
    if text.upper().startswith("PRJ"):
        parts = tuple(part for part in parts if part.owner == text.upper())
        money.require_money(session, person=person, program=program.id, project=text.upper())
    seen = budget_visibility.visible_parts(session, person=person, program=program.id, parts=parts)
    if not seen:
        money.require_money(session, person=person, program=program.id)
    rows = [row for part in seen for row in budget_queries.kind_rows(part)]
    return PastBudget(program, day, cut_page(rows, number=1, size=len(rows) or 1), _totals(seen))


def _line_of(values: Mapping[str, Any], program: str, currency: str) -> Iterator[BudgetLine]:
    if values["program"] == program:
        yield BudgetLine(
            project=values["project"],
            currency=values["currency"] or currency,
            planned=values["planned"],
            actual=values["actual"],
            committed=values["committed"],
            forecast=values["forecast"],
            kind=BudgetKind(values["kind"]),
            id=values["id"],
        )


def _totals(parts: tuple[BudgetPart, ...]) -> tuple[CurrencyTotal, ...]:
    """Return the totals of the parts that the reader sees; what they don't see is not in them."""
    sums: dict[str, BudgetFigures] = {}
    for part in parts:
        sums[part.currency] = sums.get(part.currency, BudgetFigures()) + part.figures
    return tuple(CurrencyTotal(currency, figures, {}) for currency, figures in sums.items())
