"""Confidence in a commitment: each unanswered "still on?" lowers it by one step (B-38)."""

from datetime import datetime
from enum import StrEnum

from rules.time.working_time import WorkTime, zone_of

# Working days the provider has to answer "still on?".
SILENCE_DAYS = 2


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def confidence_after(
    current: Confidence,
    *,
    asked: datetime,
    counted: datetime | None,
    last_heard: datetime,
    work: WorkTime,
    now: datetime,
) -> Confidence:
    """Return the confidence now, one step lower if the last "still on?" went unanswered.

    asked: when the provider was last asked.
    counted: the last question whose silence already cost a step.
    last_heard: when the commitment was last mentioned.
    work: the provider's working time.
    """
    if last_heard > asked:
        return Confidence.HIGH
    if (counted is not None and asked <= counted) or now < silent_from(asked, work=work):
        return current
    return Confidence.MEDIUM if current is Confidence.HIGH else Confidence.LOW


def silent_from(asked: datetime, *, work: WorkTime) -> datetime:
    """Return when a question counts as unanswered: the same time of day, two of the provider's working days later."""
    local = asked.astimezone(zone_of(work.zone))
    return work.instant_at(work.next_day(local.date(), SILENCE_DAYS), local.time())
