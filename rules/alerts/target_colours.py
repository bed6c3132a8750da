"""Computed colours: of a target, of a project, over time, and beside what people report (B-50, B-51, engine.md 2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.alerts.lead_time import Colour
from rules.forecast.target_dates import TargetForecast
from rules.schedule.scheduled_plan import ScheduledPlan, day_text, days_text

RED_CHANCE = 0.5
AMBER_CHANCE = 0.2
"""Chance of being late from which a target is red, amber."""

COLOUR_RANK = {Colour.GREEN: 0, Colour.AMBER: 1, Colour.RED: 2}
SETTLED_REFRESHES = 2
"""Refreshes that must agree before a colour changes, unless it turns red."""


@dataclass(frozen=True, slots=True)
class ProjectColour:
    """The colour of one project by its own targets; `because` is the whole sentence."""

    project: str
    colour: Colour
    because: str


def colour_of(*, over: int, late: float | None, spare: int | None, margin: int, conflict: bool = False) -> Colour:
    """Red: conflict, over its promise, or late at even odds; amber: late at one in five, or thinner than `margin`.

    `over` is working days past the promise, `late` the chance of missing it, `spare` the float to it.
    """
    if conflict or over > 0 or (late is not None and late >= RED_CHANCE):
        return Colour.RED
    if (late is not None and late >= AMBER_CHANCE) or (spare is not None and spare < margin):
        return Colour.AMBER
    return Colour.GREEN


def project_colours(
    facts: ScheduledPlan, targets: Sequence[TargetForecast], conflicts: frozenset[str] = frozenset()
) -> tuple[ProjectColour, ...]:
    """The colour of each project: its worst promised target; grey where nothing is promised."""
    chance = {target.id: target for target in targets}
    found = []
    for project in facts.plan.projects:
        own = [name for name in facts.committed_targets if facts.milestones[name].project == project.id]
        coloured = [(_target_colour(facts, chance[name], name in conflicts), name) for name in own if name in chance]
        if not coloured:
            found.append(ProjectColour(project.id, Colour.GREY, f"{project.name} has promised no date."))
            continue
        colour, name = max(coloured, key=lambda each: (COLOUR_RANK[each[0]], facts.days_over(each[1])))
        found.append(ProjectColour(project.id, colour, _colour_reason(facts, project.name, colour, chance[name])))
    return tuple(found)


def _target_colour(facts: ScheduledPlan, target: TargetForecast, conflict: bool) -> Colour:
    over = facts.days_over(target.id)
    if facts.is_bare_date(target.id):
        return colour_of(over=over, late=None, spare=None, margin=0, conflict=conflict)
    late = None if target.on_time is None else 1 - target.on_time
    margin = facts.thin_margins.get(facts.milestones[target.id].project, 2)
    return colour_of(over=over, late=late, spare=-over, margin=margin, conflict=conflict)


def _colour_reason(facts: ScheduledPlan, project: str, colour: Colour, target: TargetForecast) -> str:
    promise, over = target.committed, facts.days_over(target.id)
    assert promise is not None
    late = 0 if target.on_time is None else 1 - target.on_time
    spare = f"{days_text(over)} over" if over > 0 else f"{days_text(-over)} to spare"
    if facts.is_bare_date(target.id) and over <= 0:
        return f"{project} is {colour}: its promises stand alone, next {facts.label(target.id)} on {day_text(promise)}."
    cause = facts.open_cause(target.id)
    why = f"because of {facts.label(cause)}" if cause != target.id else "by its own forecast and work"
    return (
        f"{project} is {colour}: {facts.label(target.id)} is {late:.0%} likely to miss {day_text(promise)} "
        f"({spare}), {why}."
    )


def settled_colour(shown: Colour, computed: Sequence[Colour]) -> Colour:
    """The colour to show after `computed` refreshes (oldest first): red at once, others when two agree."""
    if not computed or computed[-1] is Colour.RED:
        return computed[-1] if computed else shown
    last = computed[-SETTLED_REFRESHES:]
    return last[-1] if len(last) == SETTLED_REFRESHES and len(set(last)) == 1 else shown


def watermelon_gap(reported: Colour, computed: Colour) -> int:
    """The watermelon gap: steps that people report better than the data say; 0 where nothing can be compared."""
    if reported not in COLOUR_RANK or computed not in COLOUR_RANK:
        return 0
    return max(0, COLOUR_RANK[computed] - COLOUR_RANK[reported])


def needs_explanation(gaps: Sequence[int]) -> bool:
    """Whether weekly gaps (oldest first) ask for one sentence: two steps now, or one step for three weeks (B-51)."""
    return bool(gaps) and (gaps[-1] >= 2 or (len(gaps) >= 3 and min(gaps[-3:]) >= 1))


def fever_colour(completed_percent: float, buffer_used_percent: float) -> Colour:
    """Buffer used against chain done, both in per cent: green below 15 + 0.70 x, red above 30 + 0.70 x (B-47)."""
    if buffer_used_percent < 15 + 0.70 * completed_percent:
        return Colour.GREEN
    return Colour.RED if buffer_used_percent > 30 + 0.70 * completed_percent else Colour.AMBER
