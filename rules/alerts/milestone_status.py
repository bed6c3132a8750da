"""The computed colour of a milestone and of a project, each with its reason in words (B-50, B-53)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.alerts.lead_time import Colour
from rules.alerts.target_colours import COLOUR_RANK, colour_of
from rules.plan import Milestone
from rules.schedule.scheduled_plan import ScheduledPlan, day_text, days_text
from rules.time.calendars import Calendar

# Working days after the committed date from which a milestone is red, or amber (B-50).
RED_DAYS_LATE = 10
AMBER_DAYS_LATE = 5

_WORST_FIRST = (Colour.RED, Colour.AMBER, Colour.GREY, Colour.GREEN)


@dataclass(frozen=True, slots=True)
class ComputedStatus:
    """A colour with its reason: `why` names the deciding milestone and number, `subject` is its id."""

    colour: Colour
    why: str
    subject: str = ""


def status_of_milestone(
    milestone: Milestone, *, calendar: Calendar, today: date, computed: date | None = None, blockers: int = 0
) -> ComputedStatus:
    """Return a milestone's status by its expected or computed date, whichever is later.

    It is red when more than 10 working days after its committed date; amber over 5, when overdue or when blocked.
    """
    if milestone.done:
        return ComputedStatus(Colour.GREEN, "done", milestone.id)
    expected = max(filter(None, (milestone.expected, computed)), default=None)
    if expected is None:
        return ComputedStatus(Colour.GREY, "has no date", milestone.id)
    agreed = milestone.committed or milestone.baseline
    late = calendar.between(agreed, max(expected, today)) if agreed else 0
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
    """Return the status of the worst open milestone; `alerts` (milestone id → red|amber) come from the network."""
    open_milestones = [m for m in milestones if not m.done]
    if not open_milestones:
        return (
            ComputedStatus(Colour.GREEN, "everything is done")
            if milestones
            else ComputedStatus(Colour.GREY, "no milestones yet")
        )
    statuses = []
    for milestone in open_milestones:
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
            red_reason = "starts before what it waits for is there"
            amber_reason = "starts hardly later than what it waits for is there"
            status = ComputedStatus(colour, red_reason if colour is Colour.RED else amber_reason, milestone.id)
        statuses.append(status)
    worst = min(statuses, key=lambda s: _WORST_FIRST.index(s.colour))
    if worst.colour is Colour.GREEN:
        return ComputedStatus(Colour.GREEN, f"{len(open_milestones)} open, all on their dates")
    name = next(m.name for m in open_milestones if m.id == worst.subject)
    return ComputedStatus(worst.colour, f"{name} ({worst.subject}) {worst.why}", worst.subject)


def colour_rank(colour: Colour) -> int:
    """Return the rank of a colour, 0 for the worst."""
    return _WORST_FIRST.index(colour)


def status_by_targets(
    facts: ScheduledPlan,
    *,
    on_time_shares: Mapping[str, float] | None = None,
    late_starts: frozenset[str] = frozenset(),
) -> dict[str, ComputedStatus]:
    """Return the status of each project by its committed targets, grey where it has none (B-53).

    `on_time_shares` are the shares of runs that meet a commitment, where known; `late_starts` are the milestones that
    start before their providers are ready. A commitment missed by the owner's own date is left to `status_of_project`.
    """
    statuses: dict[str, ComputedStatus] = {}
    for project in facts.plan.projects:
        own_targets = [name for name in facts.committed_targets if facts.milestones[name].project == project.id]
        target_statuses = [
            _target_status(facts, name, (on_time_shares or {}).get(name), name in late_starts) for name in own_targets
        ]
        no_targets = ComputedStatus(Colour.GREY, "has promised no date")
        statuses[project.id] = max(target_statuses, key=lambda status: COLOUR_RANK[status.colour], default=no_targets)
    return statuses


def _target_status(facts: ScheduledPlan, name: str, on_time_share: float | None, conflict: bool) -> ComputedStatus:
    over, cause, committed = facts.days_over(name), facts.open_cause(name), facts.milestones[name].committed
    assert committed is not None
    is_driven = cause != name
    colour = colour_of(
        over=over if is_driven else 0,
        late=None if on_time_share is None else 1 - on_time_share,
        spare=-over if is_driven else None,
        margin=facts.thin_margins.get(facts.milestones[name].project, 2),
        conflict=conflict,
    )
    room_text = f"is {days_text(over)} over its promise of" if over > 0 else f"has {days_text(-over)} to spare to"
    odds_text = f", {on_time_share:.0%} of runs keep it" if on_time_share is not None else ""
    cause_text = f", because of {facts.label(cause)}" if is_driven else ""
    return ComputedStatus(colour, f"{facts.label(name)} {room_text} {day_text(committed)}{odds_text}{cause_text}", name)


def worse_status(by_targets: ComputedStatus, by_items: ComputedStatus) -> ComputedStatus:
    """Return the worse of two statuses; of equals, the one by targets."""
    if by_targets.colour in (Colour.GREY, Colour.GREEN):
        return by_items
    if by_items.colour in COLOUR_RANK and COLOUR_RANK[by_items.colour] > COLOUR_RANK[by_targets.colour]:
        return by_items
    return by_targets
