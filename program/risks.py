"""Risks that the graph itself shows, link by link: who starts before what they wait for is there (B-32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from program.calendars import Calendar
from program.plan import Dependency, Handover, Link, Milestone, Plan

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
class LateStart:
    """The lead time of one hand-over, with the parts of its sentence.

    `days` is working days between what the provider forecasts and what the consumer needs, lag taken off: negative is
    short, None is unknown. `ready` is the provider's day, `needed` the day the consumer starts (or finishes, for FF
    and SF); `owner` is who can mend it: the provider's person, else the milestone's owner, else the project's lead.
    """

    dependency: str
    colour: Colour
    days: int | None
    provider: str
    consumer: str
    provider_name: str
    consumer_name: str
    provider_project: str
    consumer_project: str
    ready: date | None
    needed: date | None
    owner: str | None


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
    """The lead time of an open hand-over (B-32); None once it is delivered, declined, waived, or an end of it done."""
    if link.state in IGNORED or provider.done or consumer.done:
        return None
    days = lead_time(link, provider, consumer, calendar, today=today)
    return Room(_colour(days, buffer), days)


def late_starts(plan: Plan, *, today: date, buffer: int = BUFFER) -> tuple[LateStart, ...]:
    """This will give the lead time of each open hand-over, shortest first, undated last.

    Lead = consumer's start - provider's forecast finish - lag, in working days; below 0 red, below `buffer` amber. A
    provider that is overdue counts as ready today. Hand-overs that were delivered, declined or waived, and those
    whose consumer or provider is done, have no lead time any more.
    """
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    calendar = Calendar.of(plan.program.calendar)
    leads = {project.id: project.lead for project in plan.projects}
    found = [
        _late_start(link, milestones[link.provider], milestones[link.consumer], calendar, leads, today, buffer)
        for link in plan.dependencies
        if link.state not in IGNORED and not milestones[link.consumer].done and not milestones[link.provider].done
    ]
    return tuple(sorted(found, key=lambda late: (late.days is None, late.days or 0, late.dependency)))


def _late_start(
    link: Dependency,
    provider: Milestone,
    consumer: Milestone,
    calendar: Calendar,
    leads: Mapping[str, str | None],
    today: date,
    buffer: int,
) -> LateStart:
    days = lead_time(link, provider, consumer, calendar, today=today)
    return LateStart(
        dependency=link.id,
        colour=_colour(days, buffer),
        days=days,
        provider=provider.id,
        consumer=consumer.id,
        provider_name=provider.name,
        consumer_name=consumer.name,
        provider_project=provider.project,
        consumer_project=consumer.project,
        ready=_ready(provider, today),
        needed=_needed(link, consumer, calendar),
        owner=link.provider_user or provider.owner or leads.get(provider.project),
    )


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


def _needed(link: Dependency, consumer: Milestone, calendar: Calendar) -> date | None:
    if consumer.expected is None:
        return link.need_by
    if consumer.duration == 0 or link.type in (Link.FF, Link.SF):
        return consumer.expected
    return calendar.day(calendar.count(consumer.expected) - consumer.duration + 1)


def _colour(days: int | None, buffer: int) -> Colour:
    if days is None:
        return Colour.GREY
    if days < 0:
        return Colour.RED
    return Colour.AMBER if days < buffer else Colour.GREEN
