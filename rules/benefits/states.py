"""The state of a benefit, computed from its profile, its milestones and its readings."""

from collections.abc import Iterable, Sequence
from datetime import date

from rules.benefits.completeness import missing_parts
from rules.benefits.profile import Benefit, BenefitState, Reading, counting_readings
from rules.benefits.realisation import realised_share
from rules.plan import Milestone


def computed_state(
    benefit: Benefit, *, milestones: Sequence[Milestone], readings: Iterable[Reading], today: date
) -> BenefitState:
    """Return the state; a stopped one stays so. `milestones` are those that enable it.

    With the latest reading at the target it is realised; after the day of the target, with a reading of then that is
    not, missed.
    """
    if benefit.state is BenefitState.STOPPED and benefit.closed_at:
        return BenefitState.STOPPED
    if missing_parts(benefit):
        return BenefitState.DRAFT
    if not is_enabled(benefit, milestones, today=today):
        return BenefitState.PLANNED
    start = go_live_day(benefit, milestones) or date.min
    latest = next(reversed([reading for reading in counting_readings(readings) if reading.day >= start]), None)
    if latest is None:
        return BenefitState.ENABLED
    share = realised_share(benefit, latest.value) or 0.0
    if share >= 1:
        return BenefitState.REALISED
    is_over = benefit.target_on is not None and latest.day >= benefit.target_on
    return BenefitState.MISSED if is_over or benefit.closed_at else BenefitState.REALISING


def is_enabled(benefit: Benefit, milestones: Sequence[Milestone], *, today: date) -> bool:
    """Return whether everything that enables it is done; without milestones, whether its go-live has come."""
    kept = [milestone for milestone in milestones if milestone.cancelled is None]
    if kept:
        return all(milestone.done for milestone in kept)
    return benefit.go_live is not None and benefit.go_live <= today


def go_live_day(benefit: Benefit, milestones: Sequence[Milestone]) -> date | None:
    """Return the day from which the value counts: the one given, else when the last of its milestones is expected."""
    if benefit.go_live:
        return benefit.go_live
    days = [milestone.expected for milestone in milestones if milestone.cancelled is None]
    return None if None in days else max((day for day in days if day), default=None)
