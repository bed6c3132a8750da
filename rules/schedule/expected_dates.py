"""Expected dates: the latest of the owner's date, what the network allows and today; one rule for every screen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from rules.plan import Milestone, Plan
from rules.schedule.network import NEVER, Days, Network, of_plan
from rules.schedule.passes import forward
from rules.time.calendars import Calendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class DatedNetwork:
    """A network with the early start of each milestone; `floor` is what its own date and work allow by themselves."""

    network: Network
    milestones: Mapping[str, Milestone]
    calendar: Calendar
    today: date
    settled: frozenset[str]
    floor: Days
    starts: Days

    def day_at(self, position: int) -> date | None:
        """Return the expected day of the milestone at a position, or None if nothing dates it."""
        milestone = self.milestones[self.network.ids[position]]
        if milestone.actual is not None:
            return milestone.actual
        finish = int(self.starts[position]) + milestone.duration
        if finish < NEVER // 2:
            return None
        stated = _stated_day(milestone, self.settled, is_bare=_is_bare(self.network, position))
        if stated is not None and finish <= self.calendar.count(stated):
            return max(stated, self.today)
        return max(self.calendar.day(finish), self.today)

    def with_moves(self, moves: Mapping[str, date]) -> "DatedNetwork":
        """Return the network with the owners' dates of `moves` replaced; only what follows from them is computed."""
        moved = {name: replace(self.milestones[name], forecast=day) for name, day in moves.items()}
        floor = self.floor.copy()
        for name, milestone in moved.items():
            position = self.network.position[name]
            stated = _stated_day(milestone, self.settled, is_bare=_is_bare(self.network, position))
            floor[position] = _earliest_start(milestone, stated, self.calendar, self.today)
        milestones = {**self.milestones, **moved}
        return replace(self, milestones=milestones, floor=floor, starts=forward(self.network, floor))

    def causes(self) -> dict[str, str]:
        """Return, for each milestone that cannot keep its own date, the open milestone that moves it.

        Follows the driving links back to the first open milestone; remaining work of its own makes it its own cause.
        """
        causes: dict[str, str] = {}
        network, starts = self.network, self.starts
        for position, name in enumerate(network.ids):
            milestone = self.milestones[name]
            if milestone.done or starts[position] < NEVER // 2:
                continue
            if starts[position] > self.floor[position]:
                if source := self._driving_source(position):
                    causes[name] = causes.get(source, source)
            elif self._is_past_own_date(position, milestone):
                causes[name] = name
        return causes

    def _driving_source(self, position: int) -> str | None:
        network = self.network
        for link in range(int(network.incoming[position]), int(network.incoming[position + 1])):
            source = int(network.source[link])
            if self.starts[source] + network.weight[link] == self.starts[position]:
                name = network.ids[source]
                return None if self.milestones[name].done else name
        return None

    def _is_past_own_date(self, position: int, milestone: Milestone) -> bool:
        own_day = milestone.own_date
        finish = int(self.starts[position]) + milestone.duration
        return milestone.duration > 0 and own_day is not None and finish > self.calendar.count(max(own_day, self.today))


def date_network(plan: Plan, *, today: date, network: Network | None = None) -> DatedNetwork:
    """Date a plan as known on `today`.

    Links move dates only if they are hard and agreed. Another program's milestones keep the dates that were computed on
    its own calendar, unless they depend on this program. Raises Cycle for a loop.
    """
    settled = _settled_elsewhere(plan)
    milestones = {milestone.id: milestone for milestone in plan.milestones}
    calendar, network = Calendar.of(plan.program.calendar), network or of_plan(plan)
    floor = np.full(len(network.ids), NEVER, dtype=np.int64)
    for position, name in enumerate(network.ids):
        stated = _stated_day(milestones[name], settled, is_bare=_is_bare(network, position))
        floor[position] = _earliest_start(milestones[name], stated, calendar, today)
    return DatedNetwork(network, milestones, calendar, today, settled, floor, forward(network, floor))


def _is_bare(network: Network, position: int) -> bool:
    """Return whether only its own date constrains a milestone: no work and nothing that it depends on."""
    return bool(network.duration[position] == 0 and network.incoming[position] == network.incoming[position + 1])


def _settled_elsewhere(plan: Plan) -> frozenset[str]:
    """Return the milestones of other programs whose stored dates this plan cannot change."""
    own_projects = {p.id for p in plan.projects if p.program in ("", plan.program.id)}
    reached = {milestone.id for milestone in plan.milestones if milestone.project in own_projects}
    if len(reached) == len(plan.milestones):
        return frozenset()
    consumers: dict[str, list[str]] = {}
    for link in plan.dependencies:
        consumers.setdefault(link.provider, []).append(link.consumer)
    queue = list(reached)
    for name in queue:
        new_ids = [consumer for consumer in consumers.get(name, ()) if consumer not in reached]
        reached.update(new_ids)
        queue.extend(new_ids)
    return frozenset(m.id for m in plan.milestones if m.id not in reached and m.computed is not None)


def _stated_day(milestone: Milestone, settled: frozenset[str], *, is_bare: bool) -> date | None:
    """Return the date that a person's word sets: the forecast, and where nothing else dates it, the agreed date."""
    if milestone.id in settled:
        return milestone.expected
    return milestone.own_date if is_bare else milestone.forecast


def _earliest_start(milestone: Milestone, stated: date | None, calendar: Calendar, today: date) -> int:
    """Return the start that its date, its remaining work and its earliest date allow, as a count of working days."""
    if milestone.actual is not None:
        return calendar.count(milestone.actual) - milestone.duration
    start = NEVER if stated is None else calendar.count(max(stated, today)) - milestone.duration
    if milestone.duration:
        work_start = calendar.count(today - _ONE_DAY)
        start = max(start, work_start - milestone.duration * milestone.percent // 100)
    if start > NEVER and milestone.not_before is not None:
        start = max(start, calendar.count(milestone.not_before - _ONE_DAY))
    return start


def with_expected_dates(plan: Plan, *, today: date, network: Network | None = None) -> Plan:
    """Return the plan with `computed` and `pushed_by` of its milestones as they are on `today`."""
    dated = date_network(plan, today=today, network=network)
    causes = dated.causes()

    def dated_milestone(milestone: Milestone) -> Milestone:
        if milestone.id in dated.settled:
            return milestone
        day = dated.day_at(dated.network.position[milestone.id])
        return replace(milestone, computed=day, pushed_by=causes.get(milestone.id))

    return replace(plan, milestones=tuple(dated_milestone(milestone) for milestone in plan.milestones))
