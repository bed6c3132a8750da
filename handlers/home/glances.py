"""An executive's view of a program: when it finishes and how likely that is, what it is worth, and its budget."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.reporting.confidence
import storage.risks
from handlers.budgets import budget_visibility
from handlers.common import money
from handlers.digests.figures import money_lines, value_lines
from handlers.schedule import budget_facts
from rules.alerts.stored_analysis import StoredAnalysis, StoredTarget
from rules.digests.editions import FinishOutlook, MoneyLine, ValueLine
from rules.people import Person
from rules.reporting.confidence import DeliveryConfidence
from rules.truth.finishes import ExpectedFinish

DAYS_COMPARED = 7


@dataclass(frozen=True, slots=True)
class ProgramGlance:
    """The odds of a program's finish, its measured benefits, and its forecast as a share of its budget."""

    outlook: FinishOutlook | None = None
    value: tuple[ValueLine, ...] = ()
    money: tuple[MoneyLine, ...] = ()
    confidence: DeliveryConfidence | None = None


def glance_at(
    session: Session,
    *,
    person: Person,
    program: str,
    finish: ExpectedFinish,
    today: date,
    hidden: Collection[str],
) -> ProgramGlance:
    """Return what this person may know of the program's odds, value and money; `hidden` items are left out by id."""
    team = person.team
    analyses = storage.risks.recent_analyses(session, team=team, program=program, limit=DAYS_COMPARED + 1)
    may_see_sums = money.may_see_totals(session, person=person, program=program)
    value = value_lines.measured_benefits(
        session, team=team, program=program, today=today, hidden=hidden, may_show_money=may_see_sums
    )
    totals = _totals_for(session, person, program, today) if may_see_sums else ()
    given = storage.reporting.confidence.find_confidence(session, team=team, program=program)
    return ProgramGlance(_odds_of(analyses, finish), value, money_lines.share_lines(totals), given)


def _totals_for(
    session: Session, person: Person, program: str, today: date
) -> tuple[budget_visibility.CurrencyTotal, ...]:
    """Return the totals that `budget` shows to this person."""
    budget = budget_facts.load_budget(session, team=person.team, program=program, today=today)
    parts = budget.parts if budget else ()
    seen = budget_visibility.visible_parts(session, person=person, program=program, parts=parts)
    return budget_visibility.program_totals(session, person=person, program=program, parts=parts, seen=seen)


def _odds_of(analyses: Collection[StoredAnalysis], finish: ExpectedFinish) -> FinishOutlook | None:
    """Return the last night's odds of the finish, beside those of a week before; None if the plan has moved since."""
    latest = max(analyses, key=lambda one: one.day, default=None)
    target = _target_of(latest, finish) if latest else None
    if latest is None or target is None:
        return None
    first = min(analyses, key=lambda one: one.day)
    before = next((each.on_time for each in first.targets if each.id == target.id), None)
    return FinishOutlook(target.p50, target.p80, target.committed, target.on_time, latest.health, before)


def _target_of(analysis: StoredAnalysis, finish: ExpectedFinish) -> StoredTarget | None:
    return next((target for target in analysis.targets if target.computed == finish.expected), None)
