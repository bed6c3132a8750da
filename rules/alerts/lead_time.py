"""Risks that the graph itself shows, link by link: who starts before what they wait for is there (B-32)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.plan import Dependency, Handover, Link, Milestone
from rules.time.calendars import Calendar

BUFFER = 5
"""Working days of lead time from which a hand-over counts as comfortable (B-32)."""

IGNORED = frozenset({Handover.DECLINED, Handover.WAIVED, Handover.DELIVERED})


class Colour(StrEnum):
    """The colours of a status; a colour is never shown without its word."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "undated"


@dataclass(frozen=True, slots=True)
class Room:
    """The lead time of one hand-over in working days (negative is short, None unknown), as a colour."""

    colour: Colour
    days: int | None


def room(
    link: Dependency,
    provider: Milestone,
    consumer: Milestone,
    calendar: Calendar,
    *,
    today: date,
    buffer: int = BUFFER,
) -> Room | None:
    """The lead time of an open hand-over (B-32); None once it is delivered, declined, waived, or an end of it done.

    Lead = consumer's start - provider's forecast finish - lag, in working days; below 0 red, below `buffer` amber. A
    provider that is overdue counts as ready today. Without a date on either end it is undated, never green.
    """
    if link.state in IGNORED or provider.done or consumer.done:
        return None
    days = lead_time(link, provider, consumer, calendar, today=today)
    return Room(_colour(days, buffer), days)


def lead_time(
    link: Dependency, provider: Milestone, consumer: Milestone, calendar: Calendar, *, today: date
) -> int | None:
    """Working days to spare on one link; None when an end has no date (the need-by date stands in for the consumer)."""
    ready = _ready(provider, today)
    if ready is None:
        return None
    have = calendar.count(ready) - (provider.duration if link.type in (Link.SS, Link.SF) else 0)
    if consumer.expected is not None:
        start = calendar.count(consumer.expected) - (consumer.duration if link.type in (Link.FS, Link.SS) else 0)
        return start - have - link.lag
    return calendar.between(ready, link.need_by) if link.need_by is not None else None


def _ready(provider: Milestone, today: date) -> date | None:
    expected = provider.expected
    return expected if expected is None or provider.done else max(expected, today)


def _colour(days: int | None, buffer: int) -> Colour:
    if days is None:
        return Colour.GREY
    if days < 0:
        return Colour.RED
    return Colour.AMBER if days < buffer else Colour.GREEN
