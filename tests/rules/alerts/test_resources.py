"""Bookings above capacity, day by day and all at once; ways out."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.resources import (
    Booking,
    Overload,
    find_overloads,
    is_worth_reporting,
    overload_remedies,
    read_bookings,
    resources_free_for,
)

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


@given(BOOKINGS)
def test_p17_overloads_equal_the_day_by_day_sum_and_cannot_be_made_longer(booked: list[Booking]) -> None:
    days = [MONDAY + timedelta(days=n) for n in range(-1, 26)]
    load = {
        (r, d): sum(b.percent for b in booked if b.resource == r and b.first <= d <= b.last)
        for r in ("ana", "bo", "cy")
        for d in days
    }
    too_much = {key for key, share in load.items() if share > LIMITS.get(key[0], 100)}
    told = set()
    for stretch in find_overloads(booked, LIMITS):
        inside = [d for d in days if stretch.first <= d <= stretch.last]
        told |= {(stretch.resource, d) for d in inside}
        assert stretch.peak == max(load[stretch.resource, d] for d in inside)
        for edge in (stretch.first - timedelta(days=1), stretch.last + timedelta(days=1)):
            assert (stretch.resource, edge) not in too_much
    assert told == too_much


def test_a_plan_files_allocations_become_bookings_and_incomplete_ones_are_left_out() -> None:
    entry = {"resource": "R-1", "project": "PRJ-1", "percent": 50, "from": MONDAY, "to": MONDAY}
    assert read_bookings([entry, entry | {"percent": None}]) == (Booking("R-1", "PRJ-1", None, 50.0, MONDAY, MONDAY),)


def test_short_and_light_overloads_are_not_worth_saying() -> None:
    assert not is_worth_reporting(Overload("ana", MONDAY, MONDAY, 110.0, ()))
    assert is_worth_reporting(Overload("ana", MONDAY, MONDAY, 120.0, ()))
    assert is_worth_reporting(Overload("ana", MONDAY, MONDAY + timedelta(days=2), 101.0, ()))


def test_b102_three_ways_out_each_with_its_effect_on_the_targets() -> None:
    week = (MONDAY, MONDAY + timedelta(days=4))
    tight, loose = Booking("ana", "PRJ-1", "M-1", 80, *week), Booking("ana", "PRJ-2", "M-2", 60, *week)
    (clash,) = find_overloads([tight, loose], {})
    room = {"M-1": {"M-9": 0}, "M-2": {"M-9": 3, "M-8": 9}}
    move, swap, cut = overload_remedies(
        clash, room, resources_free_for(loose, [tight, loose], {"bo": 100.0}), days_later=5
    )
    assert (move.kind, move.booking, move.effect) == ("move", loose, (("M-9", 2),))
    assert (swap.kind, swap.other) == ("swap", "bo")
    assert (cut.kind, cut.booking) == ("cut", loose)
