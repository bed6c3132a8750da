"""The latest responsible moment of a decision, and the price of each day of waiting after it (B-99).

Latest responsible moment (Poppendieck 2003): the minimum, over the milestones that wait for the decision, of late start
minus the lead, in working days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.schedule.scheduled_plan import ScheduledPlan
from rules.schedule.whatif import SlipEffect, slip_effect
from rules.time.calendars import Calendar
from rules.truth.colours import Colour


@dataclass(frozen=True, slots=True)
class ResponsibleMoment:
    """The last day on which deciding costs nothing; `milestone` must start by `start`."""

    day: date
    milestone: str
    start: date


@dataclass(frozen=True, slots=True)
class WaitingPrice:
    """The effect of deciding one working day later, after the last day that is free (`free_until`).

    `causes` are the milestones that wait for the decision and have no day left; `moved` are the labels of the
    targets that then move, with their days; `finish_days` are those of the program's finish.
    """

    free_until: date
    causes: tuple[str, ...]
    moved: tuple[tuple[str, int], ...]
    finish_days: int


def latest_responsible_moment(facts: ScheduledPlan, gates: Iterable[str], *, lead: int) -> ResponsibleMoment | None:
    """Return the moment, or None if no open milestone of the plan waits for the decision."""
    starts = [(late_start(facts, name), name) for name in open_gates(facts, gates)]
    if not starts:
        return None
    start, name = min(starts)
    first_day = start + (1 if facts.milestones[name].duration else 0)
    return ResponsibleMoment(_day(facts, start - lead), name, _day(facts, first_day))


def late_start(facts: ScheduledPlan, name: str) -> int:
    """Return the latest start that delays nothing, as working days from the program's start.

    Where no path leads to the program's end, the milestone's own committed date bounds it, else its expected one.
    """
    position, milestone = facts.position_of(name), facts.milestones[name]
    early = int(facts.schedule.early_start[position])
    if facts.schedule.leads_to_end[position]:
        return int(facts.schedule.late_start[position])
    if milestone.committed is None:
        return early
    return max(early, facts.axis.finish(milestone.committed) - milestone.duration)


def open_gates(facts: ScheduledPlan, gates: Iterable[str]) -> tuple[str, ...]:
    """Return those of these milestones that are in the plan and not done."""
    return tuple(name for name in gates if name in facts.schedule.network.position and not facts.milestones[name].done)


def effect_of_deciding(facts: ScheduledPlan, gates: Iterable[str], decided: int, *, lead: int) -> SlipEffect:
    """Return what moves when the decision is made at the end of a working day of the plan's axis.

    A milestone that waits for it starts `lead` working days later at the earliest.
    """
    starts = {name: int(facts.schedule.early_start[facts.position_of(name)]) for name in open_gates(facts, gates)}
    return slip_effect(facts, {name: max(0, decided + lead - start) for name, start in starts.items()})


def price_of_waiting(facts: ScheduledPlan, gates: Iterable[str], *, lead: int) -> WaitingPrice | None:
    """Return what the next day of waiting costs in days: what-if of one day later, less what-if of the day itself."""
    waiting = open_gates(facts, gates)
    moment = latest_responsible_moment(facts, waiting, lead=lead)
    if moment is None:
        return None
    day = first_priced_day(facts, waiting, lead=lead)
    assert day is not None
    now, later = (effect_of_deciding(facts, waiting, day + extra, lead=lead) for extra in (0, 1))
    before = {shift.id: shift.days for shift in now.targets}
    moved = tuple(
        (facts.label(shift.id), shift.days - before[shift.id])
        for shift in later.targets
        if shift.days > before[shift.id]
    )
    causes = tuple(name for name in waiting if late_start(facts, name) - lead <= day)
    return WaitingPrice(moment.day, causes, moved, finish_shift(later) - finish_shift(now))


def first_priced_day(facts: ScheduledPlan, gates: Iterable[str], *, lead: int) -> int | None:
    """Return the last working day that is free, today if that has passed, as working days from the program's start."""
    starts = [late_start(facts, name) for name in open_gates(facts, gates)]
    return max(facts.axis.finish(facts.today), min(starts) - lead) if starts else None


def finish_shift(effect: SlipEffect) -> int:
    """Return the working days by which an effect moves the last milestone that counts for the program's end."""
    before, after = effect.length
    return after - before


def urgency(needed: date | None, *, today: date, calendar: Calendar, lead: int) -> Colour:
    """Return red for an open decision past its moment, amber within the lead before it; grey without a moment."""
    if needed is None:
        return Colour.GREY
    if today > needed:
        return Colour.RED
    return Colour.AMBER if calendar.between(today, needed) <= lead else Colour.GREEN


def _day(facts: ScheduledPlan, count: int) -> date:
    return facts.axis.calendar.day(facts.axis.base + count)
