"""The computed colour of a milestone and of a project (B-50, B-53), each with its reason in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.alerts.lead_time import Colour
from rules.alerts.target_colours import RANK, colour_of
from rules.plan import Milestone
from rules.schedule.scheduled_plan import Facts, said, wd
from rules.time.calendars import Calendar

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
    """Late against the promise by its own or computed date: red over 10 wd, amber over 5, overdue or blocked."""
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
            colour = Colour(alerts[milestone.id])
            why = "starts before what it waits for is there"
            close = "starts hardly later than what it waits for is there"
            status = Status(colour, why if colour is Colour.RED else close, milestone.id)
        found.append(status)
    worst = min(found, key=lambda s: _WORST.index(s.colour))
    if worst.colour is Colour.GREEN:
        return Status(Colour.GREEN, f"{len(open_ones)} open, all on their dates")
    name = next(m.name for m in open_ones if m.id == worst.subject)
    return Status(worst.colour, f"{name} ({worst.subject}) {worst.why}", worst.subject)


def rank(colour: Colour) -> int:
    """0 for the worst."""
    return _WORST.index(colour)


def of_targets(
    facts: Facts, *, chances: Mapping[str, float] | None = None, late: frozenset[str] = frozenset()
) -> dict[str, Status]:
    """The colour of each project by its promised targets (B-53), grey where it promised nothing.

    `chances` are the shares of runs that keep a promise, where they say something; `late` the milestones that start
    before what they wait for is there. A promise missed by the owner's own date is for `of_project` to judge.
    """
    found: dict[str, Status] = {}
    for project in facts.plan.projects:
        own = [name for name in facts.promised if facts.milestones[name].project == project.id]
        judged = [_target(facts, name, (chances or {}).get(name), name in late) for name in own]
        nothing = Status(Colour.GREY, "has promised no date")
        found[project.id] = max(judged, key=lambda each: RANK[each.colour], default=nothing)
    return found


def _target(facts: Facts, name: str, kept: float | None, conflict: bool) -> Status:
    over, cause, promise = facts.over(name), facts.cause(name), facts.milestones[name].committed
    assert promise is not None
    driven = cause != name
    colour = colour_of(
        over=over if driven else 0,
        late=None if kept is None else 1 - kept,
        spare=-over if driven else None,
        margin=facts.margins.get(facts.milestones[name].project, 2),
        conflict=conflict,
    )
    room = f"is {wd(over)} over its promise of" if over > 0 else f"has {wd(-over)} to spare to"
    odds = f", {kept:.0%} of runs keep it" if kept is not None else ""
    because = f", because of {facts.label(cause)}" if driven else ""
    return Status(colour, f"{facts.label(name)} {room} {said(promise)}{odds}{because}", name)


def together(by_targets: Status, by_items: Status) -> Status:
    """The worse of what the network says and what the items say themselves; of equals the network's."""
    if by_targets.colour in (Colour.GREY, Colour.GREEN):
        return by_items
    if by_items.colour in RANK and RANK[by_items.colour] > RANK[by_targets.colour]:
        return by_items
    return by_targets
