"""The earliest day on which a resource can be done, against every order of small bookings."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.plan import CalendarSpec
from rules.resources.bookings import Booking
from rules.resources.work_left import work_left
from rules.time.calendars import Calendar

MONDAY = date(2026, 3, 2)
CALENDAR = Calendar.of(CalendarSpec())


def booking(percent: float, first: int, days: int) -> Booking:
    start = MONDAY + timedelta(days=first)
    return Booking("ana", "PRJ-1", None, percent, start, start + timedelta(days=days))


BOOKINGS = st.lists(
    st.builds(booking, st.sampled_from([20.0, 50.0, 80.0, 100.0]), st.integers(0, 20), st.integers(0, 10)),
    min_size=1,
    max_size=4,
)


def test_b101_says_how_much_work_is_left_and_until_when() -> None:
    left = work_left([booking(80, 0, 4), booking(60, 0, 4)], capacity=100, calendar=CALENDAR, today=MONDAY)
    assert left
    assert (left.days, left.earliest) == (7.0, date(2026, 3, 10))


@given(BOOKINGS)
def test_bound_is_never_above_a_plan_without_overlap(booked: list[Booking]) -> None:
    left = work_left(booked, capacity=100, calendar=CALENDAR, today=MONDAY)
    days = sum(CALENDAR.count(one.last) - CALENDAR.count(one.first - timedelta(days=1)) for one in booked)
    if left is None:
        assert days == 0
    else:
        assert left.earliest <= CALENDAR.add(MONDAY - timedelta(days=1), max(days, 1))
        assert left.earliest >= MONDAY
