"""Plan health: fourteen checks adapted from the DCMA's, because our unit is the milestone (docs/behaviours.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rules.plan import LinkType
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


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """One check. `value` is a share 0 to 1, an index or a count, like its `limit`; None = nothing to check.

    `count` of `of` items are at fault; with fewer than twenty items, the text uses these rather than a percentage.
    """

    name: str
    passed: bool | None
    value: float | None
    limit: float
    count: int
    of: int
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


def _share_check(name: str, faults: int, of: int, limit: float = MAX_FAULT_SHARE) -> PlanCheck:
    value = faults / of if of else None
    return PlanCheck(name, None if value is None else value < limit or faults == 0, value, limit, faults, of)


def _zero_check(name: str, faults: int, of: int) -> PlanCheck:
    return PlanCheck(name, faults == 0 if of else None, faults if of else None, 0, faults, of)


def _logic_checks(facts: ScheduledPlan) -> Sequence[PlanCheck]:
    network, links = facts.schedule.network, planned_links(facts.plan.dependencies)
    lacks_link = (np.diff(network.incoming) == 0) | (np.diff(network.outgoing) == 0)
    first, last = (
        int(facts.schedule.early_start.argmin()) if len(lacks_link) else 0,
        len(lacks_link) and _last_position(facts),
    )
    exempt = {first, last}
    open_positions = np.flatnonzero(~facts.schedule.done).tolist()
    finish_to_start = sum(link.type is LinkType.FS for link in links)
    return (
        _share_check(
            "missing logic",
            sum(bool(lacks_link[position]) for position in open_positions if position not in exempt),
            len(open_positions),
        ),
        _zero_check("leads", sum(link.lag < 0 for link in links), len(links)),
        _share_check("lags", sum(link.lag > 0 for link in links), len(links)),
        PlanCheck(
            "link types",
            finish_to_start >= MIN_FINISH_TO_START_SHARE * len(links) if links else None,
            finish_to_start / len(links) if links else None,
            MIN_FINISH_TO_START_SHARE,
            finish_to_start,
            len(links),
        ),
    )


def _last_position(facts: ScheduledPlan) -> int:
    return int(facts.schedule.early_finish.argmax())


def _count_open(facts: ScheduledPlan, test: Callable[[int], bool]) -> int:
    return sum(test(position) for position in np.flatnonzero(~facts.schedule.done).tolist())


def _span_checks(facts: ScheduledPlan) -> Sequence[PlanCheck]:
    schedule, open_count = facts.schedule, len(facts.open_milestones)
    constrained = sum(milestone.not_before is not None for milestone in facts.open_milestones)
    negative = sum(facts.days_over(target) > 0 for target in facts.committed_targets)
    return (
        _share_check("hard constraints", constrained, open_count),
        _share_check(
            "high float",
            _count_open(facts, lambda position: bool(schedule.total_float[position] > LONG_DAYS)),
            open_count,
        ),
        _zero_check("negative float", negative, len(facts.committed_targets)),
        _share_check(
            "high duration", sum(milestone.duration > LONG_DAYS for milestone in facts.open_milestones), open_count
        ),
    )


def _date_checks(facts: ScheduledPlan) -> Sequence[PlanCheck]:
    plan, today = facts.plan, facts.today
    invalid = sum(
        (milestone.actual > today) if milestone.actual else bool(milestone.own_date and milestone.own_date < today)
        for milestone in plan.milestones
    )
    finished = [milestone for milestone in plan.milestones if milestone.actual and milestone.baseline]
    missed = sum(
        milestone.actual > milestone.baseline for milestone in finished if milestone.actual and milestone.baseline
    )
    return (
        _zero_check("invalid dates", invalid, len(plan.milestones)),
        _zero_check(
            "resources", sum(milestone.owner is None for milestone in facts.open_milestones), len(facts.open_milestones)
        ),
        _share_check("missed tasks", missed, len(finished)),
    )


def _critical_path_test(facts: ScheduledPlan) -> PlanCheck:
    """Check that a critical milestone 600 days late ends the program 600 days later; if not, the logic is broken."""
    critical = np.flatnonzero(facts.schedule.critical)
    if not len(critical):
        return PlanCheck("critical path test", None, None, 0, 0, 0)
    position = int(critical[0])
    starts = shifted_starts(facts.schedule, {position: TEST_SLIP_DAYS})
    end = max(start + int(facts.schedule.network.duration[moved_position]) for moved_position, start in starts.items())
    missing_days = round(facts.schedule.length + TEST_SLIP_DAYS - end)
    return PlanCheck("critical path test", missing_days == 0, abs(missing_days), 0, int(missing_days != 0), 1)


def _length_index(facts: ScheduledPlan) -> PlanCheck:
    """Compute CPLI = (critical path length + float) / critical path length, for the last committed target.

    The float is the working days left to the committed date.
    """
    if not facts.committed_targets:
        return PlanCheck("critical path length index", None, None, MIN_INDEX, 0, 0)
    target = max(facts.committed_targets, key=lambda name: int(facts.schedule.early_finish[facts.position_of(name)]))
    data_day = max(0, facts.axis.start(facts.today))
    length = int(facts.schedule.early_finish[facts.position_of(target)]) - data_day
    value = (length - facts.days_over(target)) / length if length > 0 else 1.0
    return PlanCheck(
        "critical path length index", value >= MIN_INDEX, round(value, 4), MIN_INDEX, int(value < MIN_INDEX), 1
    )


def _execution_index(facts: ScheduledPlan) -> PlanCheck:
    """Compute BEI = milestones done / milestones that should be done by today according to their baseline."""
    due = sum(
        milestone.baseline is not None and milestone.baseline <= facts.today for milestone in facts.plan.milestones
    )
    done = sum(milestone.done and milestone.baseline is not None for milestone in facts.plan.milestones)
    if not due:
        return PlanCheck("baseline execution index", None, None, MIN_INDEX, 0, 0)
    value = done / due
    return PlanCheck(
        "baseline execution index", value >= MIN_INDEX, round(value, 4), MIN_INDEX, max(0, due - done), due
    )


def count_passed(checks: Sequence[PlanCheck]) -> tuple[int, int]:
    """Return how many checks pass, and how many could be made ("plan health 9/14")."""
    made_checks = [check for check in checks if check.passed is not None]
    return sum(bool(check.passed) for check in made_checks), len(made_checks)
