"""Plan health: fourteen checks derived from the DCMA's, adapted because our unit is the milestone (product.md 5.5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rules.plan import Link
from rules.schedule.network import planned
from rules.schedule.scheduled_plan import Facts
from rules.schedule.whatif import shifted

FEW = 20
"""Items below which a count says more than a percentage."""

LONG, SHARE, FINISH_TO_START, INDEX, TEST_SLIP = 44, 0.05, 0.90, 0.95, 600


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `value` is a share 0 to 1, an index or a count, whichever `limit` is; None = nothing to check.

    `count` of `of` items are at fault; below twenty items the words use these rather than a percentage.
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
        if self.limit == INDEX:
            return f"{self.value:.2f}"
        return f"{self.count} of {self.of}" if self.of < FEW else f"{self.count / self.of:.0%} of {self.of:,}"


def checks(facts: Facts) -> tuple[Check, ...]:
    """This will run the fourteen checks, in the order of the table."""
    return (
        *_logic(facts),
        *_spans(facts),
        *_dates(facts),
        _path_test(facts),
        _length_index(facts),
        _execution_index(facts),
    )


def _share(name: str, faults: int, of: int, limit: float = SHARE) -> Check:
    value = faults / of if of else None
    return Check(name, None if value is None else value < limit or faults == 0, value, limit, faults, of)


def _none(name: str, faults: int, of: int) -> Check:
    return Check(name, faults == 0 if of else None, faults if of else None, 0, faults, of)


def _logic(facts: Facts) -> Sequence[Check]:
    network, links = facts.schedule.network, planned(facts.plan.dependencies)
    alone = (np.diff(network.incoming) == 0) | (np.diff(network.outgoing) == 0)
    first, last = int(facts.schedule.early_start.argmin()) if len(alone) else 0, len(alone) and _last(facts)
    ends = {first, last}
    open_at = np.flatnonzero(~facts.schedule.done).tolist()
    fs = sum(link.type is Link.FS for link in links)
    return (
        _share("missing logic", sum(bool(alone[at]) for at in open_at if at not in ends), len(open_at)),
        _none("leads", sum(link.lag < 0 for link in links), len(links)),
        _share("lags", sum(link.lag > 0 for link in links), len(links)),
        Check(
            "link types",
            fs >= FINISH_TO_START * len(links) if links else None,
            fs / len(links) if links else None,
            FINISH_TO_START,
            fs,
            len(links),
        ),
    )


def _last(facts: Facts) -> int:
    return int(facts.schedule.early_finish.argmax())


def _count(facts: Facts, test: Callable[[int], bool]) -> int:
    return sum(test(at) for at in np.flatnonzero(~facts.schedule.done).tolist())


def _spans(facts: Facts) -> Sequence[Check]:
    schedule, of = facts.schedule, len(facts.open)
    hard = sum(each.not_before is not None for each in facts.open)
    negative = sum(facts.over(target) > 0 for target in facts.promised)
    return (
        _share("hard constraints", hard, of),
        _share("high float", _count(facts, lambda at: bool(schedule.total_float[at] > LONG)), of),
        _none("negative float", negative, len(facts.promised)),
        _share("high duration", sum(each.duration > LONG for each in facts.open), of),
    )


def _dates(facts: Facts) -> Sequence[Check]:
    plan, today = facts.plan, facts.today
    invalid = sum(
        (each.actual > today) if each.actual else bool(each.expected and each.expected < today)
        for each in plan.milestones
    )
    finished = [each for each in plan.milestones if each.actual and each.baseline]
    missed = sum(each.actual > each.baseline for each in finished if each.actual and each.baseline)
    return (
        _none("invalid dates", invalid, len(plan.milestones)),
        _none("resources", sum(each.owner is None for each in facts.open), len(facts.open)),
        _share("missed tasks", missed, len(finished)),
    )


def _path_test(facts: Facts) -> Check:
    """A critical milestone 600 days late must end the program 600 days later; if not, the logic is broken."""
    critical = np.flatnonzero(facts.schedule.critical)
    if not len(critical):
        return Check("critical path test", None, None, 0, 0, 0)
    at = int(critical[0])
    starts = shifted(facts.schedule, {at: TEST_SLIP})
    end = max(start + int(facts.schedule.network.duration[other]) for other, start in starts.items())
    missing = round(facts.schedule.length + TEST_SLIP - end)
    return Check("critical path test", missing == 0, abs(missing), 0, int(missing != 0), 1)


def _length_index(facts: Facts) -> Check:
    """CPLI = (critical path length + float to the promise) / critical path length, for the last promised target."""
    if not facts.promised:
        return Check("critical path length index", None, None, INDEX, 0, 0)
    target = max(facts.promised, key=lambda name: int(facts.schedule.early_finish[facts.at(name)]))
    data = max(0, facts.axis.start(facts.today))
    length = int(facts.schedule.early_finish[facts.at(target)]) - data
    value = (length - facts.over(target)) / length if length > 0 else 1.0
    return Check("critical path length index", value >= INDEX, round(value, 4), INDEX, int(value < INDEX), 1)


def _execution_index(facts: Facts) -> Check:
    """BEI = milestones done / milestones that should be done by today according to their baseline."""
    due = sum(each.baseline is not None and each.baseline <= facts.today for each in facts.plan.milestones)
    done = sum(each.done and each.baseline is not None for each in facts.plan.milestones)
    if not due:
        return Check("baseline execution index", None, None, INDEX, 0, 0)
    value = done / due
    return Check("baseline execution index", value >= INDEX, round(value, 4), INDEX, max(0, due - done), due)


def score(found: Sequence[Check]) -> tuple[int, int]:
    """How many checks pass, of how many that could be made ("plan health 9/14")."""
    made = [check for check in found if check.passed is not None]
    return sum(bool(check.passed) for check in made), len(made)
