"""The state of a benefit and its next due day, as they follow from its profile, milestones and readings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.benefits
import storage.plan
import storage.reading_asks
from rules.benefits import asking
from rules.benefits.outlook import BenefitOutlook, forecast
from rules.benefits.profile import Benefit, BenefitState, Reading, latest_reading
from rules.benefits.states import computed_state, go_live_day
from rules.plan import Milestone
from rules.time.working_time import local_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BenefitFacts:
    """A benefit with what is known about it; `state` is computed now, `go_live` the day its value counts from."""

    benefit: Benefit
    milestones: tuple[Milestone, ...]
    readings: tuple[Reading, ...]
    state: BenefitState
    go_live: date | None
    outlook: BenefitOutlook | None

    @property
    def latest(self) -> Reading | None:
        return latest_reading(self.readings)

    @property
    def actual(self) -> float | None:
        """The value that counts now."""
        latest = self.latest
        return latest.value if latest else None


def load_facts(session: Session, *, team: str, benefits: Collection[Benefit], today: date) -> tuple[BenefitFacts, ...]:
    """Return the facts of these benefits, in their order."""
    ids = {id for benefit in benefits for id in benefit.milestones}
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    milestones = {milestone.id: milestone for milestone in found}
    readings = storage.benefits.readings_of(session, team=team, benefits=[benefit.id for benefit in benefits])
    return tuple(_facts_of(benefit, milestones, readings.get(benefit.id, ()), today) for benefit in benefits)


def _facts_of(
    benefit: Benefit, milestones: Mapping[str, Milestone], readings: Sequence[Reading], today: date
) -> BenefitFacts:
    enabling = tuple(milestones[id] for id in benefit.milestones if id in milestones)
    state = computed_state(benefit, milestones=enabling, readings=readings, today=today)
    go_live = go_live_day(benefit, enabling)
    outlook = forecast(benefit, readings, go_live=go_live)
    return BenefitFacts(benefit, enabling, tuple(readings), state, go_live, outlook)


def facts_of(session: Session, *, team: str, benefit: Benefit, today: date) -> BenefitFacts:
    return load_facts(session, team=team, benefits=(benefit,), today=today)[0]


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
