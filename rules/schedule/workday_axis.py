"""Conversion between dates and the network's count of working days.

Finish k means that k working days from the program's start are over: its date is the k-th working day. Start k is the
first moment after that, so early finish = early start + duration.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np

from rules.plan import Milestone, Plan, Program
from rules.schedule.computed_dates import Schedule, compute_schedule
from rules.schedule.network import Days, Network
from rules.schedule.program_end import counts_for_end
from rules.time.calendars import Calendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkdayAxis:
    """Whole working days from the program's start; `base` is the calendar's count before it."""

    calendar: Calendar
    base: int

    @classmethod
    def of(cls, program: Program) -> Self:
        calendar = Calendar.of(program.calendar)
        return cls(calendar, calendar.count(program.start - ONE_DAY))

    def finish(self, day: date) -> int:
        """Return the working days over at the end of `day`; negative before the program's start."""
        return self.calendar.count(day) - self.base

    def start(self, day: date) -> int:
        """Return the working days over at the beginning of `day`."""
        return self.calendar.count(day - ONE_DAY) - self.base

    def day(self, finish: int, stated_day: date | None = None) -> date:
        """Return the last day worked of a finish, or `stated_day` if the network counts it as the same finish."""
        if stated_day is not None and self.finish(stated_day) == finish:
            return stated_day
        return self.calendar.day(self.base + (finish or 1))


def planned_schedule(plan: Plan, network: Network, axis: WorkdayAxis, *, today: date) -> Schedule:
    """Schedule a plan as known on `today` (its data date): nothing unfinished starts before that day."""
    milestones_by_id = {m.id: m for m in plan.milestones}
    milestones = [milestones_by_id[name] for name in network.ids]
    floor = [
        _earliest_start(milestone, network, position, axis, today) for position, milestone in enumerate(milestones)
    ]
    return compute_schedule(
        network,
        np.array(floor, dtype=np.int64),
        np.array([milestone.done for milestone in milestones], dtype=np.bool_),
        counts_for_end(plan, milestones),
    )


def _earliest_start(milestone: Milestone, network: Network, position: int, axis: WorkdayAxis, today: date) -> int:
    """Return the earliest start of a milestone in working days.

    Finished milestones stay where they are, a forecast means "finish no earlier than", and finished work is not
    repeated. A pure milestone without predecessors or forecast takes its committed or baseline date.
    """
    if milestone.actual is not None:
        return axis.finish(milestone.actual) - milestone.duration
    data_start = max(0, axis.start(today))
    floor = max(0, data_start - milestone.duration * milestone.percent // 100)
    if milestone.duration == 0 and milestone.own_date is not None and milestone.own_date < today:
        # An overdue milestone is met today at the earliest, not at the end of yesterday.
        floor = axis.finish(today)
    if milestone.not_before is not None:
        floor = max(floor, axis.start(milestone.not_before))
    undriven = milestone.duration == 0 and network.incoming[position] == network.incoming[position + 1]
    own_date = milestone.own_date if undriven else milestone.forecast
    return floor if own_date is None else max(floor, axis.finish(own_date) - milestone.duration)


def bare_date_spans(schedule: Schedule, ordered: list[Milestone], data: int) -> Days:
    """Return the days of work a bare date represents: from `data` to the date of a milestone without duration.

    A date that stands beside the plan represents none.
    """
    is_bare = np.array(
        [milestone.duration == 0 and not milestone.done and milestone.own_date is not None for milestone in ordered],
        dtype=np.bool_,
    )
    return np.where(is_bare & ~schedule.alone, np.maximum(schedule.floor - data, 0), 0)
