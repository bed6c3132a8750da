"""Plan health: fourteen checks adapted from the DCMA's, because our unit is the milestone (docs/behaviours.md)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from rules.plan import LinkType, Milestone
from rules.schedule.network import planned_links
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.schedule.whatif import shifted_starts

# With fewer items than this, a count says more than a percentage.
FEW_ITEMS = 20

LONG_DAYS = 44
MAX_FAULT_SHARE = 0.05
MIN_FINISH_TO_START_SHARE = 0.90
MIN_INDEX = 0.95
TEST_SLIP_DAYS = 600
MISSING_LINKS = "Missing links"


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """One check. `value` is a share 0 to 1, an index or a count, like its `limit`; None = nothing to check.

    `count` of `of` items are at fault; with fewer than twenty items, the text uses these rather than a percentage.
    `items` are the ids of the milestones or links at fault, where they can be named.
    """

    name: str
    passed: bool | None
    value: float | None
    limit: float
    count: int
    of: int
    items: tuple[str, ...] = ()
    label: str = "adapted"

    @property
    def words(self) -> str:
        if self.value is None:
            return "nothing to check"
        if self.limit == MIN_INDEX:
            return f"{self.value:.2f}"
        return f"{self.count} of {self.of}" if self.of < FEW_ITEMS else f"{self.count / self.of:.0%} of {self.of:,}"


def run_checks(facts: ScheduledPlan) -> tuple[PlanCheck, ...]:
    """Run the fourteen checks, in the order of the table."""
    return (
        *_logic_checks(facts),
        *_span_checks(facts),
        *_date_checks(facts),
        _critical_path_test(facts),
        _length_index(facts),
        _execution_index(facts),
    )


def _share_check(name: str, faults: Iterable[str], of: int) -> PlanCheck:
    """Check that few of the items are at fault: less than MAX_FAULT_SHARE, or none."""
    items = tuple(faults)
    value = len(items) / of if of else None
    passed = None if value is None else value < MAX_FAULT_SHARE or not items
    return PlanCheck(name, passed, value, MAX_FAULT_SHARE, len(items), of, items)


def _zero_check(name: str, faults: Iterable[str], of: int) -> PlanCheck:
    items = tuple(faults)
    return PlanCheck(name, not items if of else None, len(items) if of else None, 0, len(items), of, items)


def _logic_checks(facts: ScheduledPlan) -> Sequence[PlanCheck]:
    links = planned_links(facts.plan.dependencies)
    other_types = tuple(link.id for link in links if link.type is not LinkType.FS)
    finish_to_start = len(links) - len(other_types)
    return (
        _share_check(MISSING_LINKS, _lacking_links(facts), len(facts.open_milestones)),
        _zero_check("Leads", (link.id for link in links if link.lag < 0), len(links)),
        _share_check("Lags", (link.id for link in links if link.lag > 0), len(links)),
        PlanCheck(
            "Link types",
            finish_to_start >= MIN_FINISH_TO_START_SHARE * len(links) if links else None,
            finish_to_start / len(links) if links else None,
            MIN_FINISH_TO_START_SHARE,
            finish_to_start,
            len(links),
            other_types,
        ),
    )


def _lacking_links(facts: ScheduledPlan) -> Iterator[str]:
    """Yield the open milestones that depend on nothing or that nothing depends on, apart from the two ends."""
    network = facts.schedule.network
    if not network.ids:
        return
    lacks_link = (np.diff(network.incoming) == 0) | (np.diff(network.outgoing) == 0)
    exempt = {int(facts.schedule.early_start.argmin()), facts.schedule.last_position}
    for position in np.flatnonzero(lacks_link & ~facts.schedule.done).tolist():
        if position not in exempt:
            yield network.ids[position]


def _span_checks(facts: ScheduledPlan) -> Sequence[PlanCheck]:
    schedule, open_milestones = facts.schedule, facts.open_milestones
    open_count = len(open_milestones)
    high_float = np.flatnonzero(~schedule.done & (schedule.total_float > LONG_DAYS)).tolist()
    return (
        _share_check("Hard constraints", (m.id for m in open_milestones if m.not_before is not None), open_count),
        _share_check("High float", (schedule.network.ids[position] for position in high_float), open_count),
        _zero_check(
            "Negative float",
            (target for target in facts.committed_targets if facts.days_over(target) > 0),
            len(facts.committed_targets),
        ),
        _share_check("High duration", (m.id for m in open_milestones if m.duration > LONG_DAYS), open_count),
    )


def _date_checks(facts: ScheduledPlan) -> Sequence[PlanCheck]:
    plan, today = facts.plan, facts.today
    finished = [(m.id, m.actual, m.baseline) for m in plan.milestones if m.actual and m.baseline]
    return (
        _zero_check("Invalid dates", (m.id for m in plan.milestones if _is_invalid(m, today)), len(plan.milestones)),
        _zero_check("Owners", (m.id for m in facts.open_milestones if m.owner is None), len(facts.open_milestones)),
        _share_check("Missed dates", (id for id, actual, baseline in finished if actual > baseline), len(finished)),
    )


def _is_invalid(milestone: Milestone, today: date) -> bool:
    """Return whether a milestone was done in the future, or has a date behind it and is not done."""
    if milestone.actual is not None:
        return milestone.actual > today
    return milestone.own_date is not None and milestone.own_date < today


def _critical_path_test(facts: ScheduledPlan) -> PlanCheck:
    """Check that a critical milestone 600 days late ends the program 600 days later; if not, the logic is broken."""
    critical = np.flatnonzero(facts.schedule.critical)
    if not len(critical):
        return PlanCheck("Critical path test", None, None, 0, 0, 0)
    position = int(critical[0])
    starts = shifted_starts(facts.schedule, {position: TEST_SLIP_DAYS})
    end = max(start + int(facts.schedule.network.duration[moved_position]) for moved_position, start in starts.items())
    name = facts.schedule.network.ids[position]
    missing_days = round(facts.schedule.length + TEST_SLIP_DAYS - end)
    return PlanCheck("Critical path test", missing_days == 0, abs(missing_days), 0, int(missing_days != 0), 1, (name,))


def _length_index(facts: ScheduledPlan) -> PlanCheck:
    """Compute CPLI = (critical path length + float) / critical path length, for the last committed target.

    The float is the working days left to the committed date.
    """
    if not facts.committed_targets:
        return PlanCheck("Critical path length index", None, None, MIN_INDEX, 0, 0)
    target = max(facts.committed_targets, key=lambda name: int(facts.schedule.early_finish[facts.position_of(name)]))
    data_day = max(0, facts.axis.start(facts.today))
    length = int(facts.schedule.early_finish[facts.position_of(target)]) - data_day
    value = (length - facts.days_over(target)) / length if length > 0 else 1.0
    return PlanCheck(
        "Critical path length index",
        value >= MIN_INDEX,
        round(value, 4),
        MIN_INDEX,
        int(value < MIN_INDEX),
        1,
        (target,),
    )


def _execution_index(facts: ScheduledPlan) -> PlanCheck:
    """Compute BEI = milestones done / milestones that should be done by today according to their baseline."""
    due_items = [m for m in facts.plan.milestones if m.baseline is not None and m.baseline <= facts.today]
    due = len(due_items)
    done = sum(milestone.done and milestone.baseline is not None for milestone in facts.plan.milestones)
    if not due:
        return PlanCheck("Baseline execution index", None, None, MIN_INDEX, 0, 0)
    value = done / due
    overdue = tuple(milestone.id for milestone in due_items if not milestone.done)
    return PlanCheck(
        "Baseline execution index", value >= MIN_INDEX, round(value, 4), MIN_INDEX, max(0, due - done), due, overdue
    )


def missing_link_text(facts: ScheduledPlan, name: str) -> str:
    """Say which side of a milestone has no planned link; "" if both have one."""
    network, position = facts.schedule.network, facts.position_of(name)
    has_input = bool(network.incoming[position] < network.incoming[position + 1])
    has_output = bool(network.outgoing[position] < network.outgoing[position + 1])
    if has_input and has_output:
        return ""
    return "nothing depends on it" if has_input else "depends on nothing" if has_output else "no links"


def count_passed(checks: Sequence[PlanCheck]) -> tuple[int, int]:
    """Return how many checks pass, and how many could be made ("plan health 9/14")."""
    made_checks = [check for check in checks if check.passed is not None]
    return sum(bool(check.passed) for check in made_checks), len(made_checks)
