"""Risks that the graph itself shows, link by link: who starts before what they wait for is there (B-32)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.plan import Dependency, HandoverState, LinkType, Milestone
from rules.time.calendars import Calendar

COMFORTABLE_LEAD_DAYS = 5
"""Working days of lead time from which a hand-over counts as comfortable (B-32)."""

INACTIVE_STATES = frozenset({HandoverState.DECLINED, HandoverState.WAIVED, HandoverState.DELIVERED})


class Colour(StrEnum):
    """The colours of a status; a colour is never shown without its word."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "undated"


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The lead time of one hand-over in working days (negative is short, None unknown), as a colour."""

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
    """The lead time of an open hand-over (B-32); None once it is delivered, declined, waived, or an end of it done.

    Lead = consumer's start - provider's forecast finish - lag, in working days; below 0 red, below `buffer` amber. A
    provider that is overdue counts as ready today. Without a date on either end it is undated, never green.
    """
    if link.state in INACTIVE_STATES or provider.done or consumer.done:
        return None
    days = lead_days(link, provider, consumer, calendar, today=today)
    return LeadTime(_lead_colour(days, buffer), days)


def lead_days(
    link: Dependency, provider: Milestone, consumer: Milestone, calendar: Calendar, *, today: date
) -> int | None:
    """Working days to spare on one link; None when an end has no date (the need-by date stands in for the consumer)."""
    ready = _ready_day(provider, today)
    if ready is None:
        return None
    have = calendar.count(ready) - (provider.duration if link.type in (LinkType.SS, LinkType.SF) else 0)
    if consumer.expected is not None:
        start = calendar.count(consumer.expected) - (
            consumer.duration if link.type in (LinkType.FS, LinkType.SS) else 0
        )
        return start - have - link.lag
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
