"""Costs and credit rules of milestones, changed by people who may change the budget of their project."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.money.budgets
import storage.money.worth
import storage.people
import storage.plan
from handlers.common.requests import Source
from rules.corrections import require_kept
from rules.earned_value.credit import parse_credit
from rules.figures import figure_text, parse_figure
from rules.people import Action, Person
from rules.refusal import Refusal
from rules.truth.statuses import label_of

CLEARING_WORDS = frozenset({"none", "-", "clear", "no", "default"})


@dataclass(frozen=True, slots=True)
class SavedWorth:
    """A cost as text, or a credit rule, that was saved; "" where it was cleared."""

    id: str
    label: str
    project: str
    cost: str | None = None
    credit: str | None = None


def set_cost(session: Session, *, person: Person, id: str, text: str, source: Source, now: datetime) -> SavedWorth:
    """Save a milestone's planned cost in its program's currency, or clear it."""
    team, milestone = person.team, storage.plan.milestone(session, team=person.team, id=id)
    program = require_editor(session, person=person, project=milestone.project)
    require_kept(milestone)
    currency = storage.money.budgets.budget_currency(session, team=team, program=program)
    cost = _parse_cost(text.removesuffix("!"), id=id, currency=currency)
    if cost is not None and not text.endswith("!"):
        budget = storage.money.budgets.planned_budgets(session, team=team, program=program).get(milestone.project)
        _require_within(cost, budget=budget, currency=currency, again=f"{id} cost {text}!")
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    storage.money.worth.set_cost(session, team=team, milestone=id, cost=cost)
    # The figure is not part of it, because others read what was changed.
    storage.changes.describe(session, f"{label_of(milestone)}: cost {'cleared' if cost is None else 'changed'}")
    shown = figure_text(cost, currency) if cost is not None else ""
    return SavedWorth(id, label_of(milestone), milestone.project, cost=shown)


def set_credit(session: Session, *, person: Person, id: str, text: str, source: Source, now: datetime) -> SavedWorth:
    """Save how a milestone, or each milestone of a project, earns value."""
    team = person.team
    if id.startswith("M-"):
        milestone = storage.plan.milestone(session, team=team, id=id)
        label, project = label_of(milestone), milestone.project
        require_kept(milestone)
    else:
        record = storage.plan.project(session, team=team, id=id)
        label, project = f"{record.name} ({id})", id
    require_editor(session, person=person, project=project)
    rule = None if text.casefold() in CLEARING_WORDS else parse_credit(text)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    storage.money.worth.set_credit(session, team=team, id=id, credit=rule.text if rule else None)
    storage.changes.describe(session, f"{label}: credit {rule.text if rule else 'cleared'}")
    return SavedWorth(id, label, project, credit=rule.text if rule else "")


def require_editor(session: Session, *, person: Person, project: str) -> str:
    """Raise NotAllowed unless the person may change the project's budget; return its program."""
    program = storage.plan.project(session, team=person.team, id=project).program
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_BUDGET, program=program, project=project
    )
    return program


def _require_within(cost: float, *, budget: float | None, currency: str, again: str) -> None:
    """Raise Refusal for one milestone that would cost more than its whole project has."""
    if budget and cost > budget:
        raise Refusal(
            f"{figure_text(cost, currency)} is more than the whole budget of the project, "
            f"{figure_text(budget, currency)}.",
            "",
            f"If you mean it, write `{again}`.",
        )


def _parse_cost(text: str, *, id: str, currency: str) -> float | None:
    """Return the amount, which may name the program's currency, or None where it is cleared; raise Refusal."""
    words = text.casefold().split()
    if len(words) == 1 and words[0] in CLEARING_WORDS:
        return None
    if len(words) > 1 and words[-1].isalpha() and len(words[-1]) == 3:
        if currency and words[-1] != currency.casefold():
            raise Refusal(
                f"Milestones of this program cost {currency}, not {words[-1].upper()}.",
                "",
                f"Try `{id} cost 12k`, in {currency}.",
            )
        words.pop()
    cost = parse_figure(" ".join(words))
    if cost < 0:
        raise Refusal("A cost can't be less than 0.", "", f"Try `{id} cost 12k`, or `{id} cost none`.")
    return cost
