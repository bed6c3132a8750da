"""A benefit with what is known about it: its milestones, readings, state and forecast. Every view reads it here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.benefits
import storage.plan
from rules.benefits.outlook import BenefitOutlook, forecast
from rules.benefits.profile import Benefit, BenefitState, Reading, latest_reading
from rules.benefits.states import computed_state, go_live_day
from rules.plan import Milestone


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

    @property
    def falls_short(self) -> bool:
        """True if it heads for less than 90% of its plan, or has missed it."""
        is_short = self.state is BenefitState.REALISING and self.outlook is not None and self.outlook.falls_short
        return is_short or self.state is BenefitState.MISSED


def load_facts(session: Session, *, team: str, benefits: Collection[Benefit], today: date) -> tuple[BenefitFacts, ...]:
    """Return the facts of these benefits, in their order."""
    ids = {id for benefit in benefits for id in benefit.milestones}
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    milestones = {milestone.id: milestone for milestone in found}
    readings = storage.benefits.readings_of(session, team=team, benefits=[benefit.id for benefit in benefits])
    return tuple(facts_from(benefit, milestones, readings.get(benefit.id, ()), today) for benefit in benefits)


def facts_from(
    benefit: Benefit, milestones: Mapping[str, Milestone], readings: Sequence[Reading], today: date
) -> BenefitFacts:
    """Return the facts of a benefit from its milestones by id and its readings, as they are on a day."""
    enabling = tuple(milestones[id] for id in benefit.milestones if id in milestones)
    state = computed_state(benefit, milestones=enabling, readings=readings, today=today)
    go_live = go_live_day(benefit, enabling)
    outlook = forecast(benefit, readings, go_live=go_live)
    return BenefitFacts(benefit, enabling, tuple(readings), state, go_live, outlook)


def facts_of(session: Session, *, team: str, benefit: Benefit, today: date) -> BenefitFacts:
    return load_facts(session, team=team, benefits=(benefit,), today=today)[0]
