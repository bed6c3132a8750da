"""A plan with its dates and float as they are now, computed once for all clashes that are looked at together."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rules.plan import Plan
from rules.schedule.expected_dates import DatedNetwork, date_network
from rules.schedule.network import Days
from rules.schedule.workday_axis import WorkdayAxis, planned_schedule
from rules.time.calendars import Calendar


@dataclass(frozen=True, eq=False)
class PlanOutlook:
    plan: Plan
    today: date

    @cached_property
    def dated(self) -> DatedNetwork:
        return date_network(self.plan, today=self.today)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.of(self.plan.program.calendar)

    @cached_property
    def targets(self) -> frozenset[str]:
        """The milestones whose dates matter to others: the named targets, and every committed one."""
        named = set(self.plan.targets) | set(self.plan.program.targets)
        return frozenset(m.id for m in self.plan.milestones if m.open and (m.id in named or m.committed))

    @cached_property
    def _floats(self) -> Days:
        axis = WorkdayAxis.of(self.plan.program)
        return planned_schedule(self.plan, self.dated.network, axis, today=self.today).total_float

    def float_of(self, milestone: str) -> int:
        """Return how many working days a milestone can move before the end of its program does."""
        return int(self._floats[self.dated.network.position[milestone]])
