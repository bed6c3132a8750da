"""Over-allocation: bookings above capacity, and remedies."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.plan import CalendarSpec, Milestone
from rules.resources.bookings import Allocation, Booking, CapacityPeriod, allocations_of_file, book_allocations
from rules.resources.overloads import (
    Overload,
    find_overloads,
    is_clash,
    is_worth_reporting,
)
from rules.time.calendars import Calendar

MONDAY = date(2026, 3, 2)
BOOKINGS = st.lists(
    st.builds(
        lambda who, share, first, days: Booking(
            who, "PRJ-1", None, share, MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + days)
        ),
        st.sampled_from(["ana", "bo", "cy"]),
        st.sampled_from([20.0, 40.0, 50.0, 60.0, 100.0]),
        st.integers(0, 15),
        st.integers(0, 8),
    ),
    max_size=12,
)
LIMITS = {"bo": 50.0}


PERIODS = st.dictionaries(
    st.sampled_from(["ana", "bo"]),
    st.lists(
        st.tuples(st.integers(0, 24), st.sampled_from([0.0, 30.0, 50.0, 150.0])), max_size=3, unique_by=lambda o: o[0]
    ),
)


@given(BOOKINGS, PERIODS)
def test_overloads_equal_the_day_sum_where_capacity_varies(
    booked: list[Booking], odd_days: dict[str, list[tuple[int, float]]]
) -> None:
    days = [MONDAY + timedelta(days=offset) for offset in range(-1, 26)]
    other = {(who, MONDAY + timedelta(days=at)): share for who, some in odd_days.items() for at, share in some}
    periods = {
        who: [CapacityPeriod(MONDAY + timedelta(days=at), MONDAY + timedelta(days=at), share) for at, share in some]
        for who, some in odd_days.items()
    }
    excess, load = {}, {}
    for who in ("ana", "bo", "cy"):
        for day in days:
            key = (who, day)
            load[key] = sum(one.percent for one in booked if one.resource == who and one.first <= day <= one.last)
            excess[key] = load[key] - other.get(key, LIMITS.get(who, 100)) if load[key] else 0.0
    overloaded, reported = {key for key, points in excess.items() if points > 0}, set()
    for overload in find_overloads(booked, LIMITS, periods):
        inside = [(overload.resource, day) for day in days if overload.first <= day <= overload.last]
        reported |= set(inside)
        assert overload.peak == max(load[key] for key in inside)
        assert overload.excess == max(excess[key] for key in inside)
        worst = next(key for key in inside if excess[key] == overload.excess)
        assert overload.capacity == load[worst] - excess[worst]
        for edge in (overload.first - timedelta(days=1), overload.last + timedelta(days=1)):
            assert (overload.resource, edge) not in overloaded
    assert reported == overloaded


@given(BOOKINGS)
def test_p17_overloads_equal_the_day_by_day_sum(booked: list[Booking]) -> None:
    days = [MONDAY + timedelta(days=offset) for offset in range(-1, 26)]
    load = {
        (resource, day): sum(
            booking.percent
            for booking in booked
            if booking.resource == resource and booking.first <= day <= booking.last
        )
        for resource in ("ana", "bo", "cy")
        for day in days
    }
    overloaded = {key for key, share in load.items() if share > LIMITS.get(key[0], 100)}
    reported = set()
    for overload in find_overloads(booked, LIMITS):
        inside = [day for day in days if overload.first <= day <= overload.last]
        reported |= {(overload.resource, day) for day in inside}
        assert overload.peak == max(load[overload.resource, day] for day in inside)
        for edge in (overload.first - timedelta(days=1), overload.last + timedelta(days=1)):
            assert (overload.resource, edge) not in overloaded
    assert reported == overloaded


def test_complete_allocations_become_bookings() -> None:
    entry = {"resource": "R-1", "project": "PRJ-1", "percent": 50, "from": MONDAY, "to": MONDAY}
    allocations = allocations_of_file([entry, {"resource": "R-1"}])
    booked = book_allocations(allocations, {}, Calendar.of(CalendarSpec()))
    assert booked == (Booking("R-1", "PRJ-1", None, 50.0, MONDAY, MONDAY),)


def test_short_and_light_overloads_are_not_reported() -> None:
    assert not is_worth_reporting(Overload("ana", MONDAY, MONDAY, 110.0, ()))
    assert is_worth_reporting(Overload("ana", MONDAY, MONDAY, 120.0, ()))
    assert is_worth_reporting(Overload("ana", MONDAY, MONDAY + timedelta(days=2), 101.0, ()))


def test_a_day_or_two_away_is_no_clash() -> None:
    away = Overload("ana", MONDAY, MONDAY + timedelta(days=1), 60.0, (), 60.0, 0.0)
    assert not is_clash(away)
    assert is_clash(replace(away, last=MONDAY + timedelta(days=2)))
    assert is_clash(Overload("ana", MONDAY, MONDAY, 140.0, (), 40.0))
    half = Overload("ana", MONDAY, MONDAY, 100.0, (), 50.0, 50.0)
    assert not is_clash(half)
    assert is_clash(half, usual=50.0)
    assert is_clash(replace(half, peak=120.0))


SPEC = st.builds(
    Milestone,
    id=st.just("M-1"),
    project=st.just("PRJ-1"),
    duration=st.integers(0, 20),
    forecast=st.dates(MONDAY, MONDAY + timedelta(days=60)),
)


@given(SPEC, st.integers(0, 30))
def test_allocation_moves_with_its_milestone(milestone: Milestone, days: int) -> None:
    calendar = Calendar.of(CalendarSpec())
    assert milestone.forecast
    later = replace(milestone, forecast=calendar.add(milestone.forecast, days))
    free = Allocation("AL-1", "ana", 50.0, "PRJ-1", "M-1")
    dated = replace(free, first=MONDAY, last=calendar.add(MONDAY, 4), anchor=milestone.forecast)
    for allocation in (free, dated):
        (before,) = book_allocations([allocation], {"M-1": milestone}, calendar)
        (after,) = book_allocations([allocation], {"M-1": later}, calendar)
        moved = calendar.between(milestone.forecast, later.forecast or MONDAY)
        assert after.last == calendar.add(before.last, moved)
        assert calendar.between(after.first, after.last) == calendar.between(before.first, before.last)
