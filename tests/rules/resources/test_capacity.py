"""Capacity day by day: one rule for the load by week and for overloads."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.plan import WEEKDAYS, CalendarSpec
from rules.resources.bookings import Booking, CapacityPeriod, Resource
from rules.resources.capacity import capacity_periods, day_capacities, days_of_calendar, days_of_person
from rules.resources.load import weekly_loads
from rules.resources.overloads import find_overloads
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime

MONDAY = date(2026, 3, 2)
WEEKS = 6
SPAN = [MONDAY + timedelta(day) for day in range(7 * WEEKS)]
days = st.sampled_from(SPAN)
holidays = st.frozensets(days, max_size=4)
periods = st.builds(
    lambda first, length, share: CapacityPeriod(first, first + timedelta(days=length), share),
    days,
    st.integers(0, 20),
    st.sampled_from([0.0, 50.0, 100.0, 200.0]),
)
absences = st.builds(
    lambda day, hour, length: (
        datetime.combine(day, time(hour), UTC),
        datetime.combine(day, time(hour), UTC) + timedelta(hours=length),
    ),
    days,
    st.integers(0, 23),
    st.integers(1, 200),
)
calendars = st.builds(lambda off: Calendar.of(CalendarSpec(holidays=off)), holidays)
bookings = st.builds(
    lambda first, length, percent: Booking("RES-1", "", None, percent, first, first + timedelta(length)),
    days,
    st.integers(0, 30),
    st.integers(1, 150).map(float),
)


def person(workdays: Sequence[str]) -> st.SearchStrategy[WorkTime]:
    return st.builds(
        WorkTime,
        workdays=st.just(tuple(workdays)),
        holidays=holidays,
        away=st.lists(absences, max_size=3).map(tuple),
    )


def table(resource: Resource, own: WorkTime, booked: Sequence[Booking]) -> list[float]:
    """Return the capacities of each week as the load table shows them."""
    capacity = {resource.id: day_capacities(resource, days_of_person(own, first=MONDAY, days=len(SPAN)))}
    loads = weekly_loads(booked, capacity=capacity, worked={"": [True] * len(SPAN)}, first=MONDAY, weeks=WEEKS)
    return [week.capacity for week in loads[resource.id]]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(periods, max_size=2), person(WEEKDAYS[:5]), st.lists(calendars, min_size=1, max_size=2), st.lists(bookings)
)
def test_overloads_equal_a_sum_over_the_days_of_the_table(
    other: list[CapacityPeriod], own: WorkTime, programs: list[Calendar], booked: list[Booking]
) -> None:
    resource = Resource("RES-1", "PRG-1", periods=tuple(other))
    worked = days_of_person(own, first=MONDAY, days=len(SPAN))
    shown = day_capacities(resource, worked)
    assert table(resource, own, booked) == [round(sum(shown[7 * week : 7 * week + 7]), 6) for week in range(WEEKS)]
    found = capacity_periods(resource, worked, programs=programs, first=SPAN[0], last=SPAN[-1])
    over = find_overloads(booked, {"RES-1": resource.capacity}, {"RES-1": found})
    for day, capacity in zip(SPAN, shown, strict=True):
        if day.weekday() < 5 and any(calendar.is_workday(day) for calendar in programs):
            total = sum(one.percent for one in booked if one.first <= day <= one.last)
            assert any(one.first <= day <= one.last for one in over) == (total > capacity + 1e-6)


@settings(max_examples=200, deadline=None)
@given(person(WEEKDAYS[:3]), calendars)
def test_part_time_week_has_the_capacity_of_the_table(own: WorkTime, program: Calendar) -> None:
    resource = Resource("RES-1", "PRG-1")
    worked = days_of_person(own, first=MONDAY, days=len(SPAN))
    found = capacity_periods(resource, worked, programs=[program], first=SPAN[0], last=SPAN[-1])
    for week, expected in enumerate(table(resource, own, ())):
        counted = [day for day in SPAN[7 * week : 7 * week + 7] if program.is_workday(day)]
        room = [next((one.capacity for one in found if one.covers(day)), 100.0) for day in counted]
        assert not counted or abs(sum(room) - min(expected, 100.0 * len(counted))) < 1e-4


@given(st.lists(periods, max_size=3), holidays)
def test_periods_equal_the_capacity_day_by_day(other: list[CapacityPeriod], off: frozenset[date]) -> None:
    resource = Resource("RES-1", "PRG-1", periods=tuple(other))
    worked = days_of_calendar(Calendar.of(CalendarSpec(holidays=off)), first=MONDAY, days=len(SPAN))
    usual = [Calendar.of(CalendarSpec())]
    found = capacity_periods(resource, worked, programs=usual, first=SPAN[0], last=SPAN[-1])
    for day in SPAN:
        covering = [one.capacity for one in found if one.covers(day)]
        assert len(covering) <= 1
        if day.weekday() < 5:
            assert (covering or [100.0])[0] == (0.0 if day in off else resource.capacity_on(day))


def test_weekend_belongs_to_the_leave_before_it() -> None:
    away = (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC))
    worked = days_of_person(WorkTime(away=(away,)), first=MONDAY, days=len(SPAN))
    resource = Resource("RES-1", "PRG-1")
    found = capacity_periods(resource, worked, programs=[Calendar.of(CalendarSpec())], first=SPAN[0], last=SPAN[-1])
    assert found == (CapacityPeriod(MONDAY, date(2026, 3, 10), 0.0),)


def test_programs_off_does_not_split_a_booking() -> None:
    program = Calendar.of(CalendarSpec(holidays=frozenset({date(2026, 3, 4)})))
    own = WorkTime(holidays=frozenset({date(2026, 3, 4)}))
    worked = days_of_person(own, first=MONDAY, days=len(SPAN))
    assert capacity_periods(Resource("RES-1", "PRG-1"), worked, programs=[program], first=SPAN[0], last=SPAN[-1]) == ()


def test_weeks_of_five_other_days_are_whole() -> None:
    sunday_to_thursday = Calendar.of(CalendarSpec(workdays=("sun", "mon", "tue", "wed", "thu")))
    worked = days_of_person(WorkTime(), first=MONDAY, days=len(SPAN))
    programs = [sunday_to_thursday, Calendar.of(CalendarSpec())]
    assert capacity_periods(Resource("RES-1", "PRG-1"), worked, programs=programs, first=SPAN[0], last=SPAN[-1]) == ()
