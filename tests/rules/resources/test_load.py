"""Load per week: equal to a plain day-by-day sum, with leave taken out of capacity."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.resources.bookings import Booking
from rules.resources.load import WeekLoad, total_loads, weekly_loads, worst_week

MONDAY = date(2026, 3, 2)
WEEKS = 4
DAYS = WEEKS * 7
WORKWEEK = [True] * 5 + [False] * 2

bookings = st.builds(
    lambda name, project, percent, first, length: Booking(
        name, project, None, percent, MONDAY + timedelta(first), MONDAY + timedelta(first + length)
    ),
    st.sampled_from("ab"),
    st.sampled_from(["PRJ-1", "PRJ-2", "PRJ-9", ""]),
    st.integers(1, 200).map(float),
    st.integers(-20, DAYS + 10),
    st.integers(0, 40),
)
worked_days = st.lists(st.booleans(), min_size=DAYS, max_size=DAYS)
capacities = st.lists(st.sampled_from([0.0, 50.0, 100.0, 300.0]), min_size=DAYS, max_size=DAYS)


@settings(max_examples=500, deadline=None)
@given(
    booked=st.lists(bookings, max_size=12),
    capacity=st.fixed_dictionaries({"a": capacities, "b": capacities}),
    worked=st.fixed_dictionaries({"": worked_days, "PRJ-1": worked_days, "PRJ-2": worked_days}),
)
def test_load_equals_a_day_by_day_sum(
    booked: list[Booking], capacity: dict[str, list[float]], worked: dict[str, list[bool]]
) -> None:
    loads = weekly_loads(booked, capacity=capacity, worked=worked, first=MONDAY, weeks=WEEKS)
    for name, weeks in loads.items():
        for number, load in enumerate(weeks):
            days = range(number * 7, number * 7 + 7)
            plain = sum(
                each.percent
                for day in days
                for each in booked
                if each.resource == name
                and each.first <= MONDAY + timedelta(day) <= each.last
                and worked.get(each.project, worked[""])[day]
            )
            assert load == WeekLoad(MONDAY + timedelta(weeks=number), plain, sum(capacity[name][day] for day in days))


def _week(percent: float, days: list[bool], capacity: list[float]) -> WeekLoad:
    booking = Booking("a", "", None, percent, MONDAY, MONDAY + timedelta(4))
    return weekly_loads([booking], capacity={"a": capacity}, worked={"": days}, first=MONDAY, weeks=1)["a"][0]


def test_leave_raises_load_and_a_program_holiday_does_not() -> None:
    full = [100.0] * 5 + [0.0] * 2
    two_away = [100.0] * 3 + [0.0] * 4
    four_worked = [True] * 4 + [False] * 3
    assert _week(60, WORKWEEK, full).percent == 60
    assert _week(60, WORKWEEK, two_away).percent == 100
    assert _week(100, four_worked, [100.0] * 4 + [0.0] * 3).percent == 100
    assert [_week(percent, WORKWEEK, full).colour for percent in (100, 101, 120, 121)] == [
        "green",
        "amber",
        "amber",
        "red",
    ]


def test_work_without_capacity_is_red_and_has_no_percentage() -> None:
    load = _week(20, WORKWEEK, [0.0] * 7)
    assert (load.percent, load.colour) == (None, "red")
    assert _week(0, WORKWEEK, [0.0] * 7).percent == 0


def test_worst_week_is_the_first_of_the_highest() -> None:
    first, second, third = (WeekLoad(MONDAY + timedelta(weeks=n), booked, 500) for n, booked in enumerate((5, 9, 9)))
    assert worst_week([first, second, third]) == second
    assert worst_week([WeekLoad(MONDAY, 0, 500)]) is None
    away = WeekLoad(MONDAY + timedelta(weeks=3), 1, 0)
    assert worst_week([first, second, away]) == away


def test_team_total_comes_from_sums_not_averages() -> None:
    total = total_loads([[WeekLoad(MONDAY, 500, 500)], [WeekLoad(MONDAY, 0, 1500)]])
    assert total[0].percent == 25


def test_whole_percent_stays_on_its_side_of_the_bounds() -> None:
    loads = [WeekLoad(MONDAY, booked, 300.0) for booked in (0.0, 299.0, 300.0, 300.3, 360.0, 360.3, 400.0)]
    assert [load.whole_percent for load in loads] == [0, 100, 100, 101, 120, 121, 133]
    assert WeekLoad(MONDAY, 50.0, 0.0).whole_percent is None
