"""Levelling of a plan: which milestones move, and for whom, so that no one is booked above their capacity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.resources.bookings import Booking
from rules.resources.bounds import lower_bound
from rules.resources.levelling import level
from rules.resources.work_networks import Demand, Supply, WorkNetwork, overbooked_days
from rules.schedule.scheduled_plan import ScheduledPlan

# Percent are counted in hundredths, so that every sum is exact.
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class LevelledMove:
    """A milestone that comes later so that its `resources` are free for it; `missed` is a committed date it misses."""

    milestone: str
    before: date
    after: date
    days: int
    resources: tuple[str, ...]
    missed: date | None


@dataclass(frozen=True, slots=True)
class LevelledPlan:
    """The moves by new date, the days booked above capacity before and after, and the last date before and after.

    `followers` come later because of the moves, by their links; nobody is booked for them. `earliest` is the day before
    which nothing can end all of it, proved by `proof` (a resource; None: by the links).
    """

    moves: tuple[LevelledMove, ...]
    followers: tuple[LevelledMove, ...]
    overbooked: tuple[int, int]
    finish: tuple[date, date]
    earliest: date
    proof: str | None


def level_plan(
    facts: ScheduledPlan,
    bookings: Sequence[Booking],
    *,
    capacity: Mapping[str, Sequence[float]],
    usual: Mapping[str, float],
    movable: frozenset[str],
) -> LevelledPlan:
    """Level the open milestones of `movable`, never before today's dates; everything else that is booked stays.

    `capacity` has the percent of each resource on each day from the plan's today on, `usual` what counts after them.
    """
    names = tuple(capacity)
    base = facts.axis.start(facts.today)
    ids = [milestone.id for milestone in facts.open_milestones]
    today = [_start(facts, id) - base for id in ids]
    moving = [each for each in bookings if each.milestone in movable and each.milestone in facts.milestones]
    fixed = [each for each in bookings if each.milestone not in movable or each.milestone not in facts.milestones]
    work = WorkNetwork(
        durations=tuple(facts.milestones[id].duration for id in ids),
        releases=tuple(today),
        links=_links(facts, {id: row for row, id in enumerate(ids)}),
        demands=_demands(facts, ids, moving, names),
        supplies=tuple(_supply(facts, name, capacity[name], usual[name], fixed) for name in names),
    )
    starts = level(work, work.early_starts)
    booked = [tuple(names[one.resource] for one in demands) for demands in work.demands]
    moved = (row for row, start in enumerate(starts) if start > today[row])
    later = [_move(facts, ids[row], starts[row] + base, booked[row]) for row in moved]
    later.sort(key=lambda move: (move.after, move.milestone))
    bound = lower_bound(work)
    return LevelledPlan(
        tuple(move for move in later if move.resources),
        tuple(move for move in later if not move.resources),
        (len(overbooked_days(work, work.early_starts)), len(overbooked_days(work, starts))),
        (_day(facts, work.critical_path + base), _day(facts, work.length_of(starts) + base)),
        _day(facts, bound.length + base),
        None if bound.resource is None else names[bound.resource],
    )


def _start(facts: ScheduledPlan, id: str) -> int:
    """Return the start that goes with the expected date; never before the one that the network computes."""
    finish = facts.axis.finish(facts.finish_date(id))
    return max(finish - facts.milestones[id].duration, int(facts.schedule.early_start[facts.position_of(id)]))


def _day(facts: ScheduledPlan, finish: int) -> date:
    return facts.axis.day(max(finish, 1))


def _links(facts: ScheduledPlan, row_of: Mapping[str, int]) -> tuple[tuple[int, int, int], ...]:
    network = facts.schedule.network
    columns = zip(network.source.tolist(), network.target.tolist(), network.weight.tolist(), strict=True)
    named = ((network.ids[source], network.ids[target], int(days)) for source, target, days in columns)
    return tuple((row_of[one], row_of[other], days) for one, other, days in named if one in row_of and other in row_of)


def _demands(
    facts: ScheduledPlan, ids: Sequence[str], bookings: Sequence[Booking], names: Sequence[str]
) -> tuple[tuple[Demand, ...], ...]:
    rows = {name: row for row, name in enumerate(names)}
    by_milestone: dict[str, list[Demand]] = {}
    for each in bookings:
        if each.resource in rows and each.milestone:
            start = _start(facts, each.milestone)
            first, past = facts.axis.start(each.first) - start, facts.axis.finish(each.last) - start
            demand = Demand(rows[each.resource], round(each.percent * HUNDREDTHS), first, past)
            if past > first:
                by_milestone.setdefault(each.milestone, []).append(demand)
    return tuple(tuple(by_milestone.get(id, ())) for id in ids)


def _supply(
    facts: ScheduledPlan, name: str, capacity: Sequence[float], usual: float, fixed: Sequence[Booking]
) -> Supply:
    """Return the capacity of a resource by working day, and what work that does not move takes of it."""
    own = [each for each in fixed if each.resource == name]
    first, count = facts.today.toordinal(), len(capacity)
    base = facts.axis.start(facts.today)
    days: list[int] = []
    taken: list[int] = []
    while (day := facts.axis.day(base + len(days) + 1)).toordinal() - first < count:
        booked = sum(each.percent for each in own if each.first <= day <= each.last)
        days.append(round(capacity[day.toordinal() - first] * HUNDREDTHS))
        taken.append(round(booked * HUNDREDTHS))
    return Supply(round(usual * HUNDREDTHS), tuple(days), tuple(taken))


def _move(facts: ScheduledPlan, id: str, start: int, resources: tuple[str, ...]) -> LevelledMove:
    milestone, before = facts.milestones[id], facts.finish_date(id)
    after = _day(facts, start + milestone.duration)
    committed = milestone.committed
    missed = committed if committed and before <= committed < after else None
    days = facts.axis.calendar.between(before, after)
    return LevelledMove(id, before, after, days, tuple(dict.fromkeys(resources)), missed)
