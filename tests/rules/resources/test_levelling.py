"""Levelling: always a schedule, never worse than today's order, near the shortest; the bound never above it."""

import random
from dataclasses import replace
from statistics import fmean

import pytest
from hypothesis import given, settings

from rules.resources import levelling
from rules.resources.bounds import EndBound, lower_bound
from rules.resources.levelling import build_parallel, build_serial, justify, level
from rules.resources.work_networks import Demand, Supply, WorkNetwork, is_schedule, overbooked_days
from tests.rules.resources.work import shortest, work_networks


@settings(max_examples=500, deadline=None)
@given(work_networks())
def test_levelled_work_keeps_links_and_capacities(work: WorkNetwork) -> None:
    starts = level(work)
    assert is_schedule(work, starts)
    assert work.length_of(starts) <= work.length_of(build_serial(work, work.early_starts))
    assert work.length_of(starts) >= lower_bound(work).length
    assert starts == level(work)


@settings(max_examples=500, deadline=None)
@given(work_networks())
def test_justification_never_lengthens(work: WorkNetwork) -> None:
    for starts in (build_serial(work, work.early_starts), build_parallel(work, work.tails)):
        assert is_schedule(work, starts)
        justified = justify(work, starts)
        assert is_schedule(work, justified)
        assert work.length_of(justified) <= work.length_of(starts)


@settings(max_examples=500, deadline=None)
@given(work_networks(5))
def test_bound_is_never_above_the_shortest(work: WorkNetwork) -> None:
    assert lower_bound(work).length <= shortest(work)


def test_work_is_levelled_near_the_shortest() -> None:
    distances = []
    for seed in range(100):
        work = random_work(random.Random(seed))
        distances.append(work.length_of(level(work)) / shortest(work) - 1)
    assert min(distances) == 0
    assert fmean(distances) < 0.01


def random_work(chance: random.Random) -> WorkNetwork:
    """Return six activities that share two resources of 10, with a few finish-to-start links."""
    days = tuple(chance.randint(1, 9) for _ in range(6))
    pairs = [(first, last) for last in range(6) for first in range(last) if chance.random() < 0.2]
    demands = tuple(tuple(Demand(number, chance.randint(1, 8), 0, length) for number in (0, 1)) for length in days)
    links = tuple((first, last, days[first]) for first, last in pairs)
    return WorkNetwork(days, (0,) * 6, links, demands, (Supply(10), Supply(10)))


@settings(max_examples=500, deadline=None)
@given(work_networks())
def test_without_limits_only_the_links_count(work: WorkNetwork) -> None:
    free = replace(work, supplies=tuple(Supply(10**6) for _ in work.supplies))
    assert level(free) == free.early_starts
    assert free.length_of(level(free)) == free.critical_path


def test_large_work_is_levelled_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levelling, "MOST_FOR_ALL_ORDERS", 2)
    work = three_alone()
    assert work.length_of(level(work)) == 9
    assert is_schedule(work, level(work))


def three_alone(amount: int = 60) -> WorkNetwork:
    """Three activities of three days that one person of 100 has to do one after the other."""
    demands = tuple((Demand(0, amount, 0, 3),) for _ in range(3))
    return WorkNetwork((3, 3, 3), (0, 0, 0), (), demands, (Supply(100),))


def test_one_person_works_one_after_the_other() -> None:
    work = three_alone()
    assert level(work) == [0, 3, 6]
    assert lower_bound(work) == EndBound(6, 0, 0, 540)
    assert overbooked_days(work, [0, 2, 6]) == [(0, 2)]
    assert lower_bound(three_alone(100)) == EndBound(9, 0, 0, 900)


def test_leave_holds_work_up_only_where_two_share() -> None:
    away = replace(three_alone(100), supplies=(Supply(100, (100, 100, 100, 0, 0)),))
    assert level(away) == [0, 3, 6]
    shared = replace(three_alone(50), supplies=(Supply(100, (100, 100, 100, 0, 0)),))
    assert not overbooked_days(shared, level(shared))
    assert shared.length_of(level(shared)) == 6
