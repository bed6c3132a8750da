"""Readings of benefits that are due: asked of the owner, once each, for years after the projects closed (B-91)."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from sqlmodel import Session

import storage.benefits
import storage.nudges
import storage.plan
import storage.reading_asks
from rules import nudges
from rules.benefits import asking
from rules.benefits.profile import Benefit, BenefitState
from rules.benefits.states import go_live_day
from rules.nudges import Nudge, NudgeCandidate, NudgeKind
from rules.time.working_time import WorkTime

ONE_DAY = timedelta(days=1)


def reading_nudges(session: Session, *, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield a nudge for each reading that has come due and was not asked for yet; nothing before the value counts."""
    until = (now + ONE_DAY).date()
    found = storage.reading_asks.benefits_to_ask(session, team=team, until=until)
    benefits = [benefit for benefit in found if benefit.state is not BenefitState.PLANNED]
    if not benefits:
        return
    starts = _starts(session, team=team, benefits=benefits)
    ids = [benefit.id for benefit in benefits]
    asked = storage.reading_asks.asks_of(session, team=team, benefits=ids)
    readings = storage.benefits.readings_of(session, team=team, benefits=ids)
    for benefit in benefits:
        known = {ask.due for ask in asked.get(benefit.id, ())}
        read = readings.get(benefit.id, ())
        for due in asking.missing_days(benefit, start=starts[benefit.id], readings=read, until=until):
            if due not in known:
                yield _nudge_for(benefit, due), _stage_from(due)


def _starts(session: Session, *, team: str, benefits: Collection[Benefit]) -> dict[str, date | None]:
    """Return the day from which the value of each benefit counts."""
    ids = set(chain.from_iterable(benefit.milestones for benefit in benefits))
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    return {
        benefit.id: go_live_day(benefit, [milestone for milestone in found if milestone.id in benefit.milestones])
        for benefit in benefits
    }


def _nudge_for(benefit: Benefit, due: date) -> Nudge:
    sentence = f"{benefit.kpi}, from {benefit.measure}" if benefit.measure else benefit.kpi
    subject = f"{benefit.id}@{due}"
    return Nudge(NudgeKind.READING, str(benefit.owner), benefit.id, subject, 0, benefit.name, due, sentence=sentence)


def _stage_from(due: date) -> Callable[[WorkTime, date], int]:
    def stage(_work: WorkTime, today: date) -> int:
        return nudges.reading_stage(due, today=today)

    return stage


def record_sent(session: Session, *, team: str, nudge: Nudge, now: datetime) -> None:
    """Record that a person was nudged; a reading that was asked for is asked for no more, and the next day is set."""
    storage.nudges.record_nudge(session, team=team, nudge=nudge, now=now)
    if nudge.kind is not NudgeKind.READING or nudge.day is None:
        return
    storage.reading_asks.record_ask(session, team=team, benefit=nudge.about, due=nudge.day, user=nudge.user, now=now)
    benefit = storage.benefits.get_benefit(session, team=team, id=nudge.about)
    start = _starts(session, team=team, benefits=(benefit,))[benefit.id]
    next_day = asking.next_ask(benefit, start=start, after=nudge.day)
    storage.reading_asks.set_next_ask(session, team=team, benefit=benefit.id, day=next_day)
