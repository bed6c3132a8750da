"""Team days off: how several calendars combine for one person, and parsing of date ranges."""

from datetime import date

import pytest

from rules.refusal import Refusal
from rules.time import days_off
from rules.time.days_off import TeamDays

XMAS, BOXING, SATURDAY = date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 12)


def test_day_is_off_only_when_all_teams_are_off() -> None:
    first_team, second_team = TeamDays(frozenset({XMAS, BOXING})), TeamDays(frozenset({XMAS}), frozenset({SATURDAY}))
    assert days_off.combine_teams([first_team, second_team]).off == {XMAS}
    assert days_off.combine_teams([first_team, second_team]).extra == {SATURDAY}
    assert days_off.combine_teams([first_team]).off == {XMAS, BOXING}
    assert days_off.combine_teams([]).off == frozenset()


def test_project_calendar_overrides_its_program() -> None:
    program = TeamDays(frozenset({XMAS}), frozenset({SATURDAY}), {XMAS: "break"})
    project = TeamDays(frozenset({SATURDAY}), frozenset({XMAS}))
    assert project.layered_on(program).off == {SATURDAY}
    assert project.layered_on(program).extra == {XMAS}
    assert TeamDays().layered_on(program) == program


def test_taking_off_and_working_undo_each_other() -> None:
    team_days = TeamDays().take_off([XMAS], label="break")
    assert (team_days.off, team_days.labels) == ({XMAS}, {XMAS: "break"})
    assert team_days.work_on([XMAS], regular_workdays=frozenset({XMAS})) == TeamDays()
    assert team_days.clear_days([XMAS]) == TeamDays()
    assert TeamDays().work_on([SATURDAY], regular_workdays=frozenset()).extra == {SATURDAY}
    with pytest.raises(Refusal, match="Nothing is set"):
        TeamDays().clear_days([XMAS])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24 Dec - 2 Jan", "24 Dec", "2 Jan"),
        ("24 Dec-2 Jan", "24 Dec", "2 Jan"),
        ("24-Dec-2026", "24-Dec-2026", "24-Dec-2026"),
        ("24-28 Dec", "24 Dec", "28 Dec"),
        ("24 Dec", "24 Dec", "24 Dec"),
        ("24 Dec until 2 Jan", "24 Dec", "2 Jan"),
        ("2026-12-24 to 2027-01-02", "2026-12-24", "2027-01-02"),
        ("2026-12-24", "2026-12-24", "2026-12-24"),
    ],
)
def test_range_is_split_into_its_ends(text: str, first: str, last: str) -> None:
    assert days_off.split_range(text) == (first, last)


def test_range_is_neither_reversed_nor_too_long() -> None:
    assert len(days_off.expand_range(XMAS, BOXING)) == 2
    for last in (SATURDAY, date(2027, 3, 1)):
        with pytest.raises(Refusal):
            days_off.expand_range(XMAS, last)


def test_days_off_are_grouped_across_weekends_only() -> None:
    fri, mon, wed = date(2026, 12, 18), date(2026, 12, 21), date(2026, 12, 23)
    assert list(days_off.grouped_ranges({fri: "x", mon: "x", wed: "x"})) == [(fri, mon, "x"), (wed, wed, "x")]
    assert list(days_off.grouped_ranges({fri: "x", mon: "y"})) == [(fri, fri, "x"), (mon, mon, "y")]
