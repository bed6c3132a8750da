"""Lead time, link by link: consumers that start before their providers are ready (B-32)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.plan import Dependency, HandoverState, LinkType, Milestone
from rules.time.calendars import Calendar

# Working days of lead time from which a hand-over is green (B-32).
COMFORTABLE_LEAD_DAYS = 5

INACTIVE_STATES = frozenset({HandoverState.DECLINED, HandoverState.WAIVED, HandoverState.DELIVERED})


class Colour(StrEnum):
    """The colours of a status; a colour is never shown without its word."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "undated"


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The lead time of one hand-over in working days (negative is short, None unknown), with its colour."""

    colour: Colour
    days: int | None


def assess_lead_time(
    link: Dependency,
    provider: Milestone,
    consumer: Milestone,
    calendar: Calendar,
    *,
    today: date,
    buffer: int = COMFORTABLE_LEAD_DAYS,
) -> LeadTime | None:
    """Return the lead time of an open hand-over, or None once it is closed or one of its ends is done (B-32).

    Lead = consumer's start - provider's forecast finish - lag, in working days; below 0 red, below `buffer` amber. An
    overdue provider counts as ready today. Without a date on either end it is undated, never green.
    """
    if link.state in INACTIVE_STATES or provider.done or consumer.done:
        return None
    days = lead_days(link, provider, consumer, calendar, today=today)
    return LeadTime(_lead_colour(days, buffer), days)


def lead_days(
    link: Dependency, provider: Milestone, consumer: Milestone, calendar: Calendar, *, today: date
) -> int | None:
    """Return the working days to spare on one link; None if an end has no date.

    The need-by date replaces a missing date of the consumer.
    """
    ready = _ready_day(provider, today)
    if ready is None:
        return None
    ready_count = calendar.count(ready) - (provider.duration if link.type in (LinkType.SS, LinkType.SF) else 0)
    if consumer.expected is not None:
        start_count = calendar.count(consumer.expected) - (
            consumer.duration if link.type in (LinkType.FS, LinkType.SS) else 0
        )
        return start_count - ready_count - link.lag
    return calendar.between(ready, link.need_by) if link.need_by is not None else None


def _ready_day(provider: Milestone, today: date) -> date | None:
    expected = provider.expected
    return expected if expected is None or provider.done else max(expected, today)


def _lead_colour(days: int | None, buffer: int) -> Colour:
    if days is None:
        return Colour.GREY
    if days < 0:
        return Colour.RED
    return Colour.AMBER if days < buffer else Colour.GREEN
