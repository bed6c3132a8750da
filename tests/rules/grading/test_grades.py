"""Grades of dates by horizon, with answers worked out by hand (M-4)."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.grading import grades
from rules.grading.grades import Grade, GradedDate, LedgerDate
from rules.plan import CalendarSpec, Milestone
from rules.time.calendars import Calendar

WORKDAYS = Calendar.of(CalendarSpec())
FRIDAY = date(2026, 3, 27)


def done(id: str = "M-1", on: date = FRIDAY) -> Milestone:
    return Milestone(id, id, "PRJ-1", actual=on)


def test_m4_date_that_stood_at_each_horizon_is_graded() -> None:
    """Given on 1 Jan for 20 Mar; on 6 Mar (three weeks before) for 26 Mar; on 25 Mar for the right day."""
    ledger = [
        LedgerDate("M-1", date(2026, 3, 20), date(2026, 1, 1), "U1"),
        LedgerDate("M-1", date(2026, 3, 26), date(2026, 3, 6), "U2"),
        LedgerDate("M-1", FRIDAY, date(2026, 3, 25), "U2"),
    ]
    assert grades.grade_dates([done()], ledger, calendar=WORKDAYS) == (
        GradedDate("M-1", 1, "U2", 1),
        GradedDate("M-1", 2, "U2", 1),
        GradedDate("M-1", 4, "U1", 5),
        GradedDate("M-1", 8, "U1", 5),
    )


def test_date_given_on_the_horizon_counts() -> None:
    ledger = [LedgerDate("M-1", FRIDAY, FRIDAY - timedelta(weeks=4), "U1")]
    assert [one.weeks for one in grades.grade_dates([done()], ledger, calendar=WORKDAYS)] == [1, 2, 4]


def test_date_taken_back_is_no_forecast() -> None:
    ledger = [
        LedgerDate("M-1", FRIDAY, date(2026, 1, 1), "U1"),
        LedgerDate("M-1", None, date(2026, 3, 1), "U1"),
    ]
    assert [one.weeks for one in grades.grade_dates([done()], ledger, calendar=WORKDAYS)] == [4, 8]


def test_grade_counts_what_held_and_the_usual_miss() -> None:
    graded = [GradedDate(f"M-{number}", 4, "U1", late) for number, late in enumerate((-2, 0, 9, 10, 11))]
    assert grades.by_horizon(graded) == (Grade(4, 5, 2, 9),)
    assert grades.by_horizon(graded)[0].share == 0.4


def test_small_teams_show_no_figure_of_a_person() -> None:
    graded = [GradedDate(f"M-{number}", 4, f"U{number % 2}", 3) for number in range(10)]
    assert grades.shown_for_team(graded) == ()
    third = GradedDate("M-11", 4, "U3", 3)
    assert len(grades.shown_for_team([*graded, third])) == 11
    assert grades.shown_for_team([*graded, third, GradedDate("M-12", 8, "U3", 3)])[-1].weeks == 4


def prejudiced_quarter(seed: int, bias: int) -> Iterator[tuple[Milestone, list[LedgerDate]]]:
    """Yield the work of a quarter whose owner says each Monday a date `bias` working days too early."""
    random = Random(seed)
    start = date(2026, 1, 5)
    for number in range(40):
        end = WORKDAYS.add(start, random.randrange(45, 64))
        noise = random.randrange(-2, 3)
        said = WORKDAYS.add(end, noise - bias)
        ledger = [LedgerDate(f"M-{number}", said, start + timedelta(weeks=week), "U1") for week in range(8)]
        yield done(f"M-{number}", end), ledger


def test_prejudiced_forecaster_is_found_out() -> None:
    quarter = [*prejudiced_quarter(7, bias=9)]
    ledger = [entry for _, entries in quarter for entry in entries]
    found = grades.by_horizon(grades.grade_dates([m for m, _ in quarter], ledger, calendar=WORKDAYS))
    four_weeks = next(grade for grade in found if grade.weeks == 4)
    assert abs(four_weeks.usual_days - 9) <= 1
    assert four_weeks.held == 0


@given(st.integers(0, 1000), st.integers(-15, 15))
@settings(max_examples=30)
def test_usual_miss_is_the_prejudice(seed: int, bias: int) -> None:
    quarter = [*prejudiced_quarter(seed, bias)]
    ledger = [entry for _, entries in quarter for entry in entries]
    for grade in grades.by_horizon(grades.grade_dates([m for m, _ in quarter], ledger, calendar=WORKDAYS)):
        assert abs(grade.usual_days - bias) <= 2
