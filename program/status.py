"""The computed colour of a milestone and of a project (B-50, B-53), each with its reason in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from program.calendars import Calendar
from program.plan import Milestone
from program.risks import Colour

RED_DAYS, AMBER_DAYS = 10, 5
"""Working days late against the promise from which a milestone is red, or amber (B-50)."""

_WORST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)


@dataclass(frozen=True, slots=True)
class Status:
    """`why` names the milestone and the number that make the colour; `subject` is that milestone's id."""

    colour: Colour
    why: str
    subject: str = ""


def of_milestone(
    milestone: Milestone, *, calendar: Calendar, today: date, computed: date | None = None, blockers: int = 0
) -> Status:
    """Late against the promise by its own or its computed date: red over 10 wd, amber over 5; overdue or blocked is amber."""
    if milestone.done:
        return Status(Colour.GREEN, "done", milestone.id)
    expected = max(filter(None, (milestone.expected, computed)), default=None)
    if expected is None:
        return Status(Colour.GREY, "has no date", milestone.id)
    promised = milestone.committed or milestone.baseline
    late = calendar.between(promised, max(expected, today)) if promised else 0
    if late > RED_DAYS:
        return Status(Colour.RED, f"{late} wd later than promised", milestone.id)
    if late > AMBER_DAYS:
        return Status(Colour.AMBER, f"{late} wd later than promised", milestone.id)
    if expected < today:
        return Status(Colour.AMBER, "overdue and neither done nor given a new date", milestone.id)
    if blockers:
        return Status(Colour.AMBER, "blocked", milestone.id)
    return Status(Colour.GREEN, f"{late} wd later than promised" if late > 0 else "on its date", milestone.id)


def of_project(
    milestones: Sequence[Milestone],
    *,
    calendar: Calendar,
    today: date,
    computed: Mapping[str, date],
    blocked: Mapping[str, int],
    alerts: Mapping[str, str],
) -> Status:
    """The worst open milestone decides; `alerts` (milestone id → red|amber) come from the graph."""
    open_ones = [m for m in milestones if not m.done]
    if not open_ones:
        return Status(Colour.GREEN, "everything is done") if milestones else Status(Colour.GREY, "no milestones yet")
    found = []
    for milestone in open_ones:
        status = of_milestone(
            milestone,
            calendar=calendar,
            today=today,
            computed=computed.get(milestone.id),
            blockers=blocked.get(milestone.id, 0),
        )
        if milestone.id in alerts and _WORST.index(Colour(alerts[milestone.id])) < _WORST.index(status.colour):
            status = Status(Colour(alerts[milestone.id]), "starts before what it waits for is there", milestone.id)
        found.append(status)
    worst = min(found, key=lambda s: _WORST.index(s.colour))
    if worst.colour is Colour.GREEN:
        return Status(Colour.GREEN, f"{len(open_ones)} open, all on their dates")
    return Status(worst.colour, f"{worst.subject} {worst.why}", worst.subject)


def rank(colour: Colour) -> int:
    """0 for the worst."""
    return _WORST.index(colour)
