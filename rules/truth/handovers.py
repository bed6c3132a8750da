"""The slack and colour of a hand-over, counted from the provider's expected date (B-32)."""

from datetime import date

from rules.plan import Dependency, HandoverState, LinkType, Milestone
from rules.program_numbers import DEFAULT_NUMBERS, ProgramNumbers
from rules.time.calendars import Calendar
from rules.truth.colours import Colour, ComputedStatus, day_text, days_text

CLOSED_STATES = frozenset({HandoverState.WAIVED, HandoverState.DELIVERED})
REQUESTED_STATES = frozenset({HandoverState.PROPOSED, HandoverState.REQUESTED, HandoverState.COUNTERED})
LOW_CONFIDENCE = "low"


def needed_day(link: Dependency, consumer: Milestone, calendar: Calendar) -> date | None:
    """Return the need-by date, else the last day that lets the consumer keep its owner's date; None if undated."""
    if link.need_by is not None:
        return link.need_by
    if consumer.own_date is None:
        return None
    work = consumer.duration if link.type in (LinkType.FS, LinkType.SS) else 0
    return calendar.day(calendar.count(consumer.own_date) - work - link.lag) if work or link.lag else consumer.own_date


def ready_day(link: Dependency, provider: Milestone, calendar: Calendar) -> date | None:
    """Return when the provider is expected to be ready: its finish, or its start for SS and SF."""
    if provider.expected is None or link.type in (LinkType.FS, LinkType.FF) or not provider.duration:
        return provider.expected
    return calendar.day(calendar.count(provider.expected) - provider.duration)


def slack_days(link: Dependency, provider: Milestone, consumer: Milestone, calendar: Calendar) -> int | None:
    """Return the working days from the provider's expected date to the need-by date; None if one of them is missing."""
    ready, needed = ready_day(link, provider, calendar), needed_day(link, consumer, calendar)
    return None if ready is None or needed is None else calendar.between(ready, needed)


def status_of_handover(
    link: Dependency,
    provider: Milestone,
    consumer: Milestone,
    calendar: Calendar,
    *,
    today: date,
    numbers: ProgramNumbers = DEFAULT_NUMBERS,
) -> ComputedStatus | None:
    """Return the status of an open hand-over; None once it is delivered or waived, or one of its ends is done.

    Amber: its slack is less than the program's buffer, or a request is unanswered for too long (B-30, B-32).

    A request is not a commitment: it is never red. A decline is not a solution: it stays amber until it is waived.
    """
    if link.state in CLOSED_STATES or provider.done or consumer.done:
        return None
    if link.state is HandoverState.DECLINED:
        return ComputedStatus(Colour.AMBER, "declined by its provider", link.id)
    slack = slack_days(link, provider, consumer, calendar)
    if slack is None:
        return ComputedStatus(Colour.GREY, "has no date on one side", link.id)
    why = _slack_text(slack) + _day_off_text(link, provider, consumer, calendar, slack=slack)
    if link.state in REQUESTED_STATES:
        return _status_of_request(
            link, slack, why, calendar.between(link.state_on, today) if link.state_on else 0, numbers
        )
    if slack < 0 or link.state is HandoverState.BROKEN:
        return ComputedStatus(Colour.RED, why, link.id, slack)
    if link.confidence == LOW_CONFIDENCE:
        return ComputedStatus(Colour.AMBER, f"{why}, low confidence", link.id, slack)
    return ComputedStatus(Colour.AMBER if slack < numbers.buffer else Colour.GREEN, why, link.id, slack)


def _status_of_request(link: Dependency, slack: int, why: str, waiting: int, numbers: ProgramNumbers) -> ComputedStatus:
    is_unanswered = waiting >= numbers.unanswered
    asked_text = f"no answer for {days_text(waiting)}" if is_unanswered else "not agreed yet"
    colour = Colour.AMBER if is_unanswered or slack < numbers.buffer else Colour.GREEN
    return ComputedStatus(colour, f"{why}, {asked_text}", link.id, slack)


def _day_off_text(link: Dependency, provider: Milestone, consumer: Milestone, calendar: Calendar, *, slack: int) -> str:
    """Explain a hand-over that is expected on a later date than it is needed and yet not late.

    Work ends on working days: a day off is the same moment as the end of the working day before it.
    """
    ready, needed = ready_day(link, provider, calendar), needed_day(link, consumer, calendar)
    if slack or ready is None or needed is None or ready <= needed:
        return ""
    return f" ({day_text(ready)} is a day off and counts as {day_text(calendar.day(calendar.count(ready)))})"


def _slack_text(slack: int) -> str:
    return f"{days_text(-slack)} late" if slack < 0 else f"{days_text(slack)} of slack" if slack else "no slack"


def handover_reason(
    link: Dependency, provider: Milestone, consumer: Milestone, status: ComputedStatus, calendar: Calendar
) -> str:
    """Describe a hand-over's status in a sentence part with both ends, the dates and the days."""
    ends = f"{_label(provider)} for {_label(consumer)}"
    ready, needed = ready_day(link, provider, calendar), needed_day(link, consumer, calendar)
    if ready is None or needed is None:
        return f"{ends}: {status.why}"
    return f"{ends}: {status.why} (expected {day_text(ready)}, needed by {day_text(needed)})"


def _label(milestone: Milestone) -> str:
    return f"{milestone.name} ({milestone.id})" if milestone.name else milestone.id
