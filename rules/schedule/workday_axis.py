"""Days as people say them and days as the network counts them.

Finish k means "k working days from the program's start are over": the date is the k-th working day. Start k is the
first moment after that, so early finish = early start + duration.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np

from rules.plan import Milestone, Plan, Program
from rules.schedule.computed_dates import Schedule, compute_schedule
from rules.schedule.network import Days, Network
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
        """Working days over when `day` is over; negative before the program's start."""
        return self.calendar.count(day) - self.base

    def start(self, day: date) -> int:
        """Working days over when `day` begins."""
        return self.calendar.count(day - ONE_DAY) - self.base

    def day(self, finish: int, stated_day: date | None = None) -> date:
        """The last day worked of a finish; `own`, the day somebody named, when that is the same to the network."""
        if stated_day is not None and self.finish(stated_day) == finish:
            return stated_day
        return self.calendar.day(self.base + (finish or 1))


def planned_schedule(plan: Plan, network: Network, axis: WorkdayAxis, *, today: date) -> Schedule:
    """This will schedule a plan as known on `today` (its data date): nothing unfinished starts before that day."""
    rows = {milestone.id: milestone for milestone in plan.milestones}
    ordered = [rows[name] for name in network.ids]
    floor = [_earliest_start(each, network, at, axis, today) for at, each in enumerate(ordered)]
    return compute_schedule(
        network, np.array(floor, dtype=np.int64), np.array([each.done for each in ordered], dtype=np.bool_)
    )


def _earliest_start(milestone: Milestone, network: Network, position: int, axis: WorkdayAxis, today: date) -> int:
    """The earliest start: what is done stays, a forecast means "finish no earlier than", done work need not be redone.

    A pure milestone that waits for nothing and has no forecast stands on the day it was promised or planned for.
    """
    if milestone.actual is not None:
        return axis.finish(milestone.actual) - milestone.duration
    data = max(0, axis.start(today))
    floor = max(0, data - milestone.duration * milestone.percent // 100)
    if milestone.duration == 0 and milestone.expected is not None and milestone.expected < today:
        floor = axis.finish(today)  # what is overdue is met today at best, not by the end of yesterday
    if milestone.not_before is not None:
        floor = max(floor, axis.start(milestone.not_before))
    undriven = milestone.duration == 0 and network.incoming[position] == network.incoming[position + 1]
    named = milestone.expected if undriven else milestone.forecast
    return floor if named is None else max(floor, axis.finish(named) - milestone.duration)


def bare_date_spans(schedule: Schedule, ordered: list[Milestone], data: int) -> Days:
    """The days of work that a bare date stands for: from `data` to the date of a milestone without a duration."""
    bare = np.array([each.duration == 0 and not each.done and each.expected is not None for each in ordered])
    return np.where(bare, np.maximum(schedule.floor - data, 0), 0)
