"""The computed colour of a milestone and of a project (B-50, B-53), each with its reason in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.alerts.lead_time import Colour
from rules.alerts.target_colours import COLOUR_RANK, colour_of
from rules.plan import Milestone
from rules.schedule.scheduled_plan import ScheduledPlan, day_text, days_text
from rules.time.calendars import Calendar

RED_DAYS_LATE = 10
AMBER_DAYS_LATE = 5
"""Working days late against the promise from which a milestone is red, or amber (B-50)."""

_WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)


@dataclass(frozen=True, slots=True)
class ComputedStatus:
    """`why` names the milestone and the number that make the colour; `subject` is that milestone's id."""

    colour: Colour
    why: str
    subject: str = ""


def status_of_milestone(
    milestone: Milestone, *, calendar: Calendar, today: date, computed: date | None = None, blockers: int = 0
) -> ComputedStatus:
    """Late against the promise by its own or computed date: red over 10 wd, amber over 5, overdue or blocked."""
    if milestone.done:
        return ComputedStatus(Colour.GREEN, "done", milestone.id)
    expected = max(filter(None, (milestone.expected, computed)), default=None)
    if expected is None:
        return ComputedStatus(Colour.GREY, "has no date", milestone.id)
    promised = milestone.committed or milestone.baseline
    late = calendar.between(promised, max(expected, today)) if promised else 0
    if late > RED_DAYS_LATE:
        return ComputedStatus(Colour.RED, f"{late} wd later than promised", milestone.id)
    if late > AMBER_DAYS_LATE:
        return ComputedStatus(Colour.AMBER, f"{late} wd later than promised", milestone.id)
    if expected < today:
        return ComputedStatus(Colour.AMBER, "overdue and neither done nor given a new date", milestone.id)
    if blockers:
        return ComputedStatus(Colour.AMBER, "blocked", milestone.id)
    return ComputedStatus(Colour.GREEN, f"{late} wd later than promised" if late > 0 else "on its date", milestone.id)


def status_of_project(
    milestones: Sequence[Milestone],
    *,
    calendar: Calendar,
    today: date,
    computed: Mapping[str, date],
    blocked: Mapping[str, int],
    alerts: Mapping[str, str],
) -> ComputedStatus:
    """The worst open milestone decides; `alerts` (milestone id → red|amber) come from the graph."""
    open_ones = [m for m in milestones if not m.done]
    if not open_ones:
        return (
            ComputedStatus(Colour.GREEN, "everything is done")
            if milestones
            else ComputedStatus(Colour.GREY, "no milestones yet")
        )
    found = []
    for milestone in open_ones:
        status = status_of_milestone(
            milestone,
            calendar=calendar,
            today=today,
            computed=computed.get(milestone.id),
            blockers=blocked.get(milestone.id, 0),
        )
        if milestone.id in alerts and _WORST_FIRST.index(Colour(alerts[milestone.id])) < _WORST_FIRST.index(
            status.colour
        ):
            colour = Colour(alerts[milestone.id])
            why = "starts before what it waits for is there"
            close = "starts hardly later than what it waits for is there"
            status = ComputedStatus(colour, why if colour is Colour.RED else close, milestone.id)
        found.append(status)
    worst = min(found, key=lambda s: _WORST_FIRST.index(s.colour))
    if worst.colour is Colour.GREEN:
        return ComputedStatus(Colour.GREEN, f"{len(open_ones)} open, all on their dates")
    name = next(m.name for m in open_ones if m.id == worst.subject)
    return ComputedStatus(worst.colour, f"{name} ({worst.subject}) {worst.why}", worst.subject)


def colour_rank(colour: Colour) -> int:
    """0 for the worst."""
    return _WORST_FIRST.index(colour)


def status_by_targets(
    facts: ScheduledPlan,
    *,
    on_time_shares: Mapping[str, float] | None = None,
    late_starts: frozenset[str] = frozenset(),
) -> dict[str, ComputedStatus]:
    """The colour of each project by its promised targets (B-53), grey where it promised nothing.

    `chances` are the shares of runs that keep a promise, where they say something; `late` the milestones that start
    before what they wait for is there. A promise missed by the owner's own date is for `of_project` to judge.
    """
    found: dict[str, ComputedStatus] = {}
    for project in facts.plan.projects:
        own = [name for name in facts.committed_targets if facts.milestones[name].project == project.id]
        judged = [_target_status(facts, name, (on_time_shares or {}).get(name), name in late_starts) for name in own]
        nothing = ComputedStatus(Colour.GREY, "has promised no date")
        found[project.id] = max(judged, key=lambda each: COLOUR_RANK[each.colour], default=nothing)
    return found


def _target_status(facts: ScheduledPlan, name: str, on_time_share: float | None, conflict: bool) -> ComputedStatus:
    over, cause, promise = facts.days_over(name), facts.open_cause(name), facts.milestones[name].committed
    assert promise is not None
    driven = cause != name
    colour = colour_of(
        over=over if driven else 0,
        late=None if on_time_share is None else 1 - on_time_share,
        spare=-over if driven else None,
        margin=facts.thin_margins.get(facts.milestones[name].project, 2),
        conflict=conflict,
    )
    room = f"is {days_text(over)} over its promise of" if over > 0 else f"has {days_text(-over)} to spare to"
    odds = f", {on_time_share:.0%} of runs keep it" if on_time_share is not None else ""
    because = f", because of {facts.label(cause)}" if driven else ""
    return ComputedStatus(colour, f"{facts.label(name)} {room} {day_text(promise)}{odds}{because}", name)


def worse_status(by_targets: ComputedStatus, by_items: ComputedStatus) -> ComputedStatus:
    """The worse of what the network says and what the items say themselves; of equals the network's."""
    if by_targets.colour in (Colour.GREY, Colour.GREEN):
        return by_items
    if by_items.colour in COLOUR_RANK and COLOUR_RANK[by_items.colour] > COLOUR_RANK[by_targets.colour]:
        return by_items
    return by_targets
