"""The state of a benefit and its next due day, as they follow from its profile, milestones and readings."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.benefits
import storage.plan
import storage.reading_asks
from handlers.schedule.benefit_facts import BenefitFacts, facts_of
from rules.benefits import asking
from rules.benefits.profile import BenefitState
from rules.time.working_time import local_day

ONE_DAY = timedelta(days=1)


def settle(session: Session, *, team: str, id: str, now: datetime) -> BenefitFacts:
    """Save the state and the next due day that follow from what is known; the change has an actor already."""
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    zone = storage.plan.program(session, team=team, id=benefit.program).zone
    today = local_day(zone, now)
    facts = facts_of(session, team=team, benefit=benefit, today=today)
    if facts.state is not benefit.state:
        benefit = storage.benefits.update_benefit(session, team=team, id=id, values={"state": facts.state})
    due = next_due_day(session, team=team, facts=facts, today=today)
    if due != benefit.next_ask:
        storage.reading_asks.set_next_ask(session, team=team, benefit=id, day=due)
    return facts


def next_due_day(session: Session, *, team: str, facts: BenefitFacts, today: date) -> date | None:
    """Return the next day on which a reading is due.

    One that has come and was not asked for yet stays due, unless the value has not begun to count.
    """
    benefit = facts.benefit
    if not benefit.is_open or facts.state is BenefitState.DRAFT or facts.go_live is None:
        return None
    asked = storage.reading_asks.last_due(session, team=team, benefit=benefit.id) or date.min
    has_begun = facts.state is not BenefitState.PLANNED
    pending = benefit.next_ask
    if pending and pending <= today and pending > asked and has_begun:
        return pending
    return asking.next_ask(benefit, start=facts.go_live, after=max(asked, today - ONE_DAY))
