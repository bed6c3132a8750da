"""Computed colours of targets and projects, over time and against reported ones (B-50, B-51, docs/formulas.md)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.alerts.lead_time import Colour
from rules.forecast.target_dates import TargetForecast
from rules.schedule.scheduled_plan import ScheduledPlan, day_text, days_text

# Chance of being late from which a target is red, or amber.
RED_CHANCE = 0.5
AMBER_CHANCE = 0.2

COLOUR_RANK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}
# Refreshes that must agree before a colour changes, unless it turns red.
SETTLED_REFRESHES = 2


@dataclass(frozen=True, slots=True)
class ProjectColour:
    """The colour of one project by its own targets; `because` is the whole sentence."""

    project: str
    colour: Colour
    because: str


def colour_of(*, over: int, late: float | None, spare: int | None, margin: int, conflict: bool = False) -> Colour:
    """Return red for a conflict, a missed commitment or even odds of being late; amber for one in five or thin float.

    over: working days past the committed date.
    late: the chance of missing it.
    spare: the float to it in working days.
    margin: the float below which it is thin.
    """
    if conflict or over > 0 or (late is not None and late >= RED_CHANCE):
        return Colour.RED
    if (late is not None and late >= AMBER_CHANCE) or (spare is not None and spare < margin):
        return Colour.AMBER
    return Colour.GREEN


def project_colours(
    facts: ScheduledPlan, targets: Sequence[TargetForecast], conflicts: frozenset[str] = frozenset()
) -> tuple[ProjectColour, ...]:
    """Return the colour of each project: its worst committed target, or grey if it has none."""
    forecasts = {target.id: target for target in targets}
    colours = []
    for project in facts.plan.projects:
        own_targets = [name for name in facts.committed_targets if facts.milestones[name].project == project.id]
        coloured = [
            (_target_colour(facts, forecasts[name], name in conflicts), name)
            for name in own_targets
            if name in forecasts
        ]
        if not coloured:
            colours.append(ProjectColour(project.id, Colour.GREY, f"{project.name} has promised no date."))
            continue
        colour, name = max(
            coloured, key=lambda coloured_target: (COLOUR_RANK[coloured_target[0]], facts.days_over(coloured_target[1]))
        )
        colours.append(ProjectColour(project.id, colour, _colour_reason(facts, project.name, colour, forecasts[name])))
    return tuple(colours)


def _target_colour(facts: ScheduledPlan, target: TargetForecast, conflict: bool) -> Colour:
    over = facts.days_over(target.id)
    if facts.is_bare_date(target.id):
        return colour_of(over=over, late=None, spare=None, margin=0, conflict=conflict)
    late = None if target.on_time is None else 1 - target.on_time
    margin = facts.thin_margins.get(facts.milestones[target.id].project, 2)
    return colour_of(over=over, late=late, spare=-over, margin=margin, conflict=conflict)


def _colour_reason(facts: ScheduledPlan, project: str, colour: Colour, target: TargetForecast) -> str:
    committed, over = target.committed, facts.days_over(target.id)
    assert committed is not None
    late = 0 if target.on_time is None else 1 - target.on_time
    spare_text = f"{days_text(over)} over" if over > 0 else f"{days_text(-over)} to spare"
    if facts.is_bare_date(target.id) and over <= 0:
        return (
            f"{project} is {colour}: its promises stand alone, next {facts.label(target.id)} on {day_text(committed)}."
        )
    cause = facts.open_cause(target.id)
    cause_text = f"because of {facts.label(cause)}" if cause != target.id else "by its own forecast and work"
    return (
        f"{project} is {colour}: {facts.label(target.id)} is {late:.0%} likely to miss {day_text(committed)} "
        f"({spare_text}), {cause_text}."
    )


def settled_colour(shown: Colour, computed: Sequence[Colour]) -> Colour:
    """Return the colour to show after `computed` refreshes (oldest first): red at once, others when two agree."""
    if not computed or computed[-1] is Colour.RED:
        return computed[-1] if computed else shown
    last_colours = computed[-SETTLED_REFRESHES:]
    return last_colours[-1] if len(last_colours) == SETTLED_REFRESHES and len(set(last_colours)) == 1 else shown


def watermelon_gap(reported: Colour, computed: Colour) -> int:
    """Return the watermelon gap: how many steps the report is better than the data; 0 if not comparable."""
    if reported not in COLOUR_RANK or computed not in COLOUR_RANK:
        return 0
    return max(0, COLOUR_RANK[computed] - COLOUR_RANK[reported])


def needs_explanation(gaps: Sequence[int]) -> bool:
    """Return whether weekly gaps (oldest first) need a sentence: two steps now, or one for three weeks (B-51)."""
    return bool(gaps) and (gaps[-1] >= 2 or (len(gaps) >= 3 and min(gaps[-3:]) >= 1))


def fever_colour(completed_percent: float, buffer_used_percent: float) -> Colour:
    """Compare buffer used with chain done, both in per cent: green below 15 + 0.70 x, red above 30 + 0.70 x (B-47)."""
    if buffer_used_percent < 15 + 0.70 * completed_percent:
        return Colour.GREEN
    return Colour.RED if buffer_used_percent > 30 + 0.70 * completed_percent else Colour.AMBER
