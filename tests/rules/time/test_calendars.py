"""Working-day calendars against a day-by-day count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.plan import WEEKDAYS, CalendarSpec
from rules.time.calendars import BeyondCalendar, Calendar, NoWorkdays

DAYS = st.dates(date(2025, 12, 1), date(2026, 3, 1))
SPECS = st.builds(
    CalendarSpec,
    workdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
    holidays=st.frozensets(DAYS, max_size=12),
    extra=st.frozensets(DAYS, max_size=12),
)


def is_worked(spec: CalendarSpec, day: date) -> bool:
    return day in spec.extra or (WEEKDAYS[day.weekday()] in spec.workdays and day not in spec.holidays)


@given(SPECS, DAYS, st.integers(0, 60))
def test_between_equals_a_day_by_day_count(spec: CalendarSpec, first: date, span: int) -> None:
    days = [first + timedelta(days=offset + 1) for offset in range(span)]
    last = first + timedelta(days=span)
    calendar = Calendar.of(spec)
    assert calendar.between(first, last) == sum(is_worked(spec, day) for day in days)
    assert calendar.between(last, first) == -calendar.between(first, last)
    assert calendar.is_workday(first) == is_worked(spec, first)


@given(SPECS, DAYS, st.integers(-80, 80))
def test_adding_days_lands_on_the_right_workday(spec: CalendarSpec, day: date, days: int) -> None:
    calendar = Calendar.of(spec)
    result = calendar.add(day, days)
    assert calendar.between(day, result) == days
    assert is_worked(spec, result) or result == day


def test_calendar_without_workdays_is_refused() -> None:
    with pytest.raises(NoWorkdays):
        Calendar.of(CalendarSpec(workdays=()))


def test_day_beyond_the_year_9999_is_refused() -> None:
    with pytest.raises(BeyondCalendar):
        Calendar.of(CalendarSpec()).add(date(2026, 1, 5), 10_000_000)


def test_holiday_is_not_a_workday() -> None:
    calendar = Calendar.of(CalendarSpec(holidays=frozenset({date(2026, 4, 3)})))
    assert calendar.add(date(2026, 4, 2), 1) == date(2026, 4, 6)
