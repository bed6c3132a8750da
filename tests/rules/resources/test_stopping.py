"""Time that stopping a project frees, and the order in which projects would be stopped."""

from datetime import date, timedelta

from rules.resources.load import WeekLoad
from rules.resources.stopping import StopOption, freed_times, share_of, stop_or_fund

MONDAY = date(2026, 3, 2)


def _weeks(*booked: float) -> tuple[WeekLoad, ...]:
    return tuple(WeekLoad(MONDAY + timedelta(weeks=number), each, 500) for number, each in enumerate(booked))


def test_freed_time_is_counted_in_person_weeks() -> None:
    freed = freed_times({"RES-1": _weeks(0, 250, 500), "RES-2": _weeks(0, 0, 0), "RES-3": _weeks(500, 500, 0)})
    assert [(each.resource, each.person_weeks) for each in freed] == [("RES-3", 2.0), ("RES-1", 1.5)]
    assert (freed[1].first, freed[1].last) == (MONDAY + timedelta(weeks=1), MONDAY + timedelta(weeks=2))


def test_least_value_per_freed_week_is_stopped_first() -> None:
    options = (
        StopOption("PRJ-1", 10, 5000),
        StopOption("PRJ-2", 2, 4000),
        StopOption("PRJ-3", 0, 1),
        StopOption("PRJ-4", 8),
        StopOption("PRJ-5", 5, 0),
    )
    assert [each.project for each in stop_or_fund(options)] == ["PRJ-5", "PRJ-1", "PRJ-2", "PRJ-4", "PRJ-3"]
    assert options[2].value_per_week is None


def test_share_is_as_given_else_by_milestones() -> None:
    assert share_of({"PRJ-1": 60.0}, ["PRJ-2"], "PRJ-1") == 0.6
    assert share_of({"PRJ-1": 60.0}, ["PRJ-2"], "PRJ-2") == 0
    assert share_of({}, ["PRJ-1", "PRJ-2", "PRJ-2"], "PRJ-2") == 2 / 3
    assert share_of({}, [], "PRJ-2") == 0
