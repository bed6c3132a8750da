"""How sure a promise is (B-38): the provider is asked "still on?", and every silence takes one step off."""

from datetime import datetime
from enum import StrEnum

from rules.time.working_time import WorkTime, zone_of

SILENCE_DAYS = 2
"""Working days of the provider in which "still on?" is answered."""


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
    """How sure it is now. `asked` is the last "still on?", `counted` the last one whose silence took a step already,
    `heard` when anything was last said of it, `work` the provider's working time.
    """
    if last_heard > asked:
        return Confidence.HIGH
    if (counted is not None and asked <= counted) or now < silent_from(asked, work=work):
        return current
    return Confidence.MEDIUM if current is Confidence.HIGH else Confidence.LOW


def silent_from(asked: datetime, *, work: WorkTime) -> datetime:
    """When a question counts as not answered: at the same time of day, two of the provider's working days later."""
    local = asked.astimezone(zone_of(work.zone))
    return work.instant_at(work.next_day(local.date(), SILENCE_DAYS), local.time())
