"""`changes limits`: how much a project lead and the program manager may change, and the change budget."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.changes
import storage.money.budgets
import storage.people
import templates
from handlers.change_requests import commitments
from handlers.common import lookup, money, parsing, undoing
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from rules.change_requests.tolerance import Limits
from rules.people import Action, Person
from rules.plan import Program
from rules.refusal import Refusal
from templates import RenderedMessage

USAGE = "`changes limits PRG-1 lead 5d 5% manager 15d 10% budget 20d 50000`"
_LEVEL = re.compile(r"\b(lead|manager)\s+(\d{1,3})\s*d(?:ays?)?\s+(\d{1,3}(?:\.\d+)?)\s*%", re.IGNORECASE)
_BUDGET = re.compile(r"\bbudget\s+(none|(\d{1,4})\s*d(?:ays?)?(?:\s+(\d[\d,.]*)(k)?)?)", re.IGNORECASE)


async def show_or_set_limits(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `changes limits [PRG-1] [lead 5d 5%] [manager 15d 10%] [budget 20d 50000|none]`."""
    words = call.text.split()[1:]
    subject = words[0] if words and parsing.parse_id(words[0]) else ""
    wanted = " ".join(words[1:] if subject else words)
    program = await deps.read(lookup.resolve_program, person=call.person, text=subject, channel=call.channel)
    limits = await deps.read(storage.change_requests.limits_of, team=deps.team, program=program.id)
    if wanted:
        limits = parse_limits(wanted, old=limits)
        await deps.commit(set_limits, person=call.person, program=program, limits=limits, now=call.now)
    used = await deps.read(change_budget_use, person=call.person, program=program.id)
    message = templates.render("change_requests/limits", program=program, limits=limits, used=used, saved=bool(wanted))
    return undoing.with_undo(deps, message) if wanted else message


@dataclass(frozen=True, slots=True)
class ChangeBudgetUse:
    """The days and the cost that approved changes took of the change budget; `cost` is None where it is hidden."""

    days: int
    cost: float | None
    currency: str


def change_budget_use(session: Session, *, person: Person, program: str) -> ChangeBudgetUse:
    """Return what is used of the change budget; the cost for those who may see the program's money."""
    history = commitments.approved_changes(session, team=person.team, program=program)
    cost = sum(change.drawn_cost for change in history)
    sees = money.may_see_money(session, person=person, program=program)
    currency = storage.money.budgets.budget_currency(session, team=person.team, program=program) if sees else ""
    return ChangeBudgetUse(sum(change.drawn_days for change in history), cost if sees else None, currency)


def parse_limits(text: str, *, old: Limits) -> Limits:
    """Return the limits with those changed that the text names; raise Refusal for other words."""
    limits = old
    for level, days, percent in _LEVEL.findall(text):
        if level.casefold() == "lead":
            limits = replace(limits, lead_days=int(days), lead_percent=float(percent))
        else:
            limits = replace(limits, manager_days=int(days), manager_percent=float(percent))
    if budget := _BUDGET.search(text):
        days, cost = budget[2], (budget[3] or "").replace(",", "")
        amount = float(cost) * (1000 if budget[4] else 1) if cost else None
        limits = replace(limits, budget_days=int(days) if days else None, budget_cost=amount)
    if _BUDGET.sub("", _LEVEL.sub("", text)).strip(" ,;"):
        raise Refusal(f"I don't understand “{text[:60]}”.", "", f"Try {USAGE}.")
    if limits.lead_days > limits.manager_days or limits.lead_percent > limits.manager_percent:
        raise Refusal("A lead can't approve more than the manager.", "", f"Try {USAGE}.")
    return limits


def set_limits(session: Session, *, person: Person, program: Program, limits: Limits, now: datetime) -> None:
    """Save the limits; a manager does not raise their own tolerance, so that is for sponsors and administrators."""
    old = storage.change_requests.limits_of(session, team=person.team, program=program.id)
    raises_own = (limits.manager_days, limits.manager_percent) > (old.manager_days, old.manager_percent)
    has_budget = (limits.budget_days, limits.budget_cost) != (old.budget_days, old.budget_cost)
    action = Action.SET_GOALS if not (raises_own or has_budget) else Action.ACCEPT_PROJECT
    act = "set these limits"
    storage.people.require_permission(session, person=person, action=action, program=program.id, act=act)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    storage.change_requests.set_limits(session, team=person.team, program=program.id, limits=limits)
    storage.changes.describe(session, f"{program.name} ({program.id}): tolerance of changes")
