"""Access to budgets: parts that a reader sees line by line, and totals from which no other part follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

import storage.people
import storage.plan
from handlers.common import money
from handlers.schedule.budget_facts import BudgetPart
from rules.budgets.statements import FIGURES
from rules.budgets.sums import BudgetFigures, totals_without_parts, two_digits
from rules.money import amount_text
from rules.people import Action, Person
from rules.refusal import NotAllowed, Refusal


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """The total in one currency; `rounded` holds it in words for readers who see no parts, by figure."""

    currency: str
    figures: BudgetFigures
    rounded: Mapping[str, str]

    @property
    def share(self) -> float | None:
        return self.figures.share


def sees_all(session: Session, person: Person, program: str) -> bool:
    """Return whether the person reads every sum; a view that is shared to a channel has totals alone."""
    return not person.for_channel and money.may_see_money(session, person=person, program=program)


def leads_one(session: Session, person: Person, program: str) -> bool:
    """Return whether the person may see the budget of a project of the program, which may have no line yet."""
    if person.for_channel:
        return False
    return any(
        money.may_see_money(session, person=person, program=program, project=project.id)
        for project in storage.plan.projects(session, team=person.team, program=program)
        if project.lead == person.id
    )


def visible_parts(
    session: Session, *, person: Person, program: str, parts: Iterable[BudgetPart]
) -> tuple[BudgetPart, ...]:
    """Return the parts that a reader may see line by line."""
    if person.for_channel:
        return ()
    if money.may_see_money(session, person=person, program=program):
        return tuple(parts)
    return tuple(
        part
        for part in parts
        if part.project and money.may_see_money(session, person=person, program=program, project=part.project.id)
    )


def program_totals(
    session: Session, *, person: Person, program: str, parts: Sequence[BudgetPart], seen: Sequence[BudgetPart]
) -> tuple[CurrencyTotal, ...]:
    """Return the totals of a program by currency, as far as no part that the reader may not see follows from them."""
    sums = sums_by_currency(parts)
    if sees_all(session, person, program):
        return tuple(CurrencyTotal(currency, figures, {}) for currency, figures in sums.items())
    if not money.may_see_totals(session, person=person, program=program):
        return ()
    return public_totals(parts, sums, seen)


def sums_by_currency(parts: Iterable[BudgetPart]) -> dict[str, BudgetFigures]:
    sums: dict[str, BudgetFigures] = {}
    for part in parts:
        sums[part.currency] = sums.get(part.currency, BudgetFigures()) + part.figures
    return sums


def public_totals(
    parts: Sequence[BudgetPart], sums: Mapping[str, BudgetFigures], seen: Sequence[BudgetPart] = ()
) -> tuple[CurrencyTotal, ...]:
    """Return rounded totals for readers who see only `seen`; a figure with too few hidden parts is left out."""
    hidden: dict[str, dict[str, BudgetFigures]] = {}
    for part in parts:
        if part not in seen:
            hidden.setdefault(part.owner, {})[part.currency] = part.figures
    shown = totals_without_parts(hidden.values())
    totals = []
    for currency, figures in sums.items():
        kept = {name: getattr(figures, name) for name in FIGURES if name in shown.get(currency, ())}
        rounded = {name: f"about {amount_text(two_digits(kept[name]), currency)}" for name in kept}
        if kept:
            totals.append(CurrencyTotal(currency, BudgetFigures(**kept), rounded))
    return tuple(totals)


def may_edit(session: Session, *, person: Person, program: str, project: str | None) -> bool:
    """Return whether the person may change the budget of a project, or of the program itself."""
    try:
        storage.people.require_permission(
            session, person=person, action=Action.EDIT_BUDGET, program=program, project=project
        )
    except NotAllowed:
        return False
    return True


def editable_projects(session: Session, *, person: Person) -> tuple[tuple[str, str], ...]:
    """Return the projects whose budget the person may change; raise Refusal without any."""
    projects = storage.plan.projects(session, team=person.team)
    found = tuple(
        (project.id, project.name)
        for project in projects
        if may_edit(session, person=person, program=project.program, project=project.id)
    )
    if found:
        return found
    if not projects:
        raise Refusal("No project exists yet.", "", 'Create one: `new project "Name"`.')
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_BUDGET, program=projects[0].program, project=projects[0].id
    )
    return ()
