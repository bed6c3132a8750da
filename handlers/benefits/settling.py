"""The state of a benefit and its next due day, as they follow from its profile, milestones and readings."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.benefits
import storage.plan
import storage.reading_asks
from handlers.schedule.benefit_facts import BenefitFacts, facts_of, load_facts
from rules.benefits import asking
from rules.benefits.profile import Benefit, BenefitState
from rules.time.working_time import local_day

ONE_DAY = timedelta(days=1)
# How long after its stop date a benefit takes the readings that were asked for.
ANSWER_TIME = timedelta(days=14)


def outdated_benefits(
    session: Session, *, team: str, benefits: Collection[Benefit], days: Mapping[str, date]
) -> frozenset[str]:
    """Return the ids of those whose stored state or due day is no longer what follows from what is known.

    `days` are the days in each program. All are looked at together: nearly always nothing has changed.
    """
    asked = storage.reading_asks.last_dues(session, team=team, benefits=[benefit.id for benefit in benefits])
    by_day: dict[date, list[Benefit]] = {}
    for benefit in benefits:
        by_day.setdefault(days[benefit.program], []).append(benefit)
    return frozenset(
        facts.benefit.id
        for today, some in by_day.items()
        for facts in load_facts(session, team=team, benefits=some, today=today)
        if facts.state is not facts.benefit.state
        or next_due_day(facts, asked=asked.get(facts.benefit.id), today=today) != facts.benefit.next_ask
    )


def settle(session: Session, *, team: str, id: str, now: datetime) -> BenefitFacts:
    """Save the state and the next due day that follow from what is known; the change has an actor already."""
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    zone = storage.plan.program(session, team=team, id=benefit.program).zone
    today = local_day(zone, now)
    facts = facts_of(session, team=team, benefit=benefit, today=today)
    if facts.state is not benefit.state:
        benefit = storage.benefits.update_benefit(session, team=team, id=id, values={"state": facts.state})
    asked = storage.reading_asks.last_dues(session, team=team, benefits=(id,)).get(id)
    due = next_due_day(facts, asked=asked, today=today)
    if due != benefit.next_ask:
        storage.reading_asks.set_next_ask(session, team=team, benefit=id, day=due)
    return facts


def next_due_day(facts: BenefitFacts, *, asked: date | None, today: date) -> date | None:
    """Return the next day on which a reading is due, after the last one `asked` for.

    One that has come and was not asked for yet stays due, unless the value has not begun to count.
    """
    benefit = facts.benefit
    if not benefit.is_open or facts.state is BenefitState.DRAFT or facts.go_live is None:
        return None
    asked = asked or date.min
    has_begun = facts.state is not BenefitState.PLANNED
    pending = benefit.next_ask
    if pending and pending <= today and pending > asked and has_begun:
        return pending
    return asking.next_ask(benefit, start=facts.go_live, after=max(asked, today - ONE_DAY))


def is_over(facts: BenefitFacts, *, today: date) -> bool:
    """Return whether the stop date has passed and every reading that was due by then has been asked for or entered.

    One that is due on a day off is asked for on the next working day, which can be after the stop date.
    """
    benefit = facts.benefit
    if benefit.stop is None or benefit.stop >= today:
        return False
    missing = asking.next_missing(benefit, start=facts.go_live, readings=facts.readings)
    is_asked = benefit.owner is not None and facts.state not in (BenefitState.DRAFT, BenefitState.PLANNED)
    return missing is None or missing > benefit.stop or not is_asked


def over_benefits(
    session: Session, *, team: str, benefits: Collection[Benefit], days: Mapping[str, date], now: datetime
) -> dict[str, bool]:
    """Return those that are over, and whether each can be closed: nobody is expected to answer what was asked last."""
    past = [benefit for benefit in benefits if benefit.stop and benefit.stop < days[benefit.program]]
    if not past:
        return {}
    asks = storage.reading_asks.asks_of(session, team=team, benefits=[benefit.id for benefit in past])
    over = [
        facts.benefit.id
        for facts in load_facts(session, team=team, benefits=past, today=max(days.values()))
        if is_over(facts, today=days[facts.benefit.program])
    ]
    return {id: all(ask.answered or now - ask.asked_at >= ANSWER_TIME for ask in asks.get(id, ())) for id in over}
