"""Days off together: what several calendars come to for one person, and the words for it."""

from datetime import date

import pytest

from rules.refusal import Refusal
from rules.time import days_off
from rules.time.days_off import TeamDays

XMAS, BOXING, SATURDAY = date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 12)


def test_who_is_on_several_has_the_day_off_only_when_all_of_them_have() -> None:
    one, other = TeamDays(frozenset({XMAS, BOXING})), TeamDays(frozenset({XMAS}), frozenset({SATURDAY}))
    assert days_off.combine_teams([one, other]).off == {XMAS}
    assert days_off.combine_teams([one, other]).extra == {SATURDAY}
    assert days_off.combine_teams([one]).off == {XMAS, BOXING}
    assert days_off.combine_teams([]).off == frozenset()


def test_what_the_project_says_of_a_day_holds_inside_its_program() -> None:
    program = TeamDays(frozenset({XMAS}), frozenset({SATURDAY}), {XMAS: "break"})
    project = TeamDays(frozenset({SATURDAY}), frozenset({XMAS}))
    assert project.layered_on(program).off == {SATURDAY}
    assert project.layered_on(program).extra == {XMAS}
    assert TeamDays().layered_on(program) == program


def test_taking_off_working_and_forgetting_undo_each_other() -> None:
    off = TeamDays().take_off([XMAS], label="break")
    assert (off.off, off.labels) == ({XMAS}, {XMAS: "break"})
    assert off.work_on([XMAS], regular_workdays=frozenset({XMAS})) == TeamDays()
    assert off.clear_days([XMAS]) == TeamDays()
    assert TeamDays().work_on([SATURDAY], regular_workdays=frozenset()).extra == {SATURDAY}
    with pytest.raises(Refusal, match="Nothing was set"):
        TeamDays().clear_days([XMAS])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("24 Dec - 2 Jan", "24 Dec", "2 Jan"),
        ("24-28 Dec", "24 Dec", "28 Dec"),
        ("24 Dec", "24 Dec", "24 Dec"),
        ("24 Dec until 2 Jan", "24 Dec", "2 Jan"),
        ("2026-12-24 to 2027-01-02", "2026-12-24", "2027-01-02"),
        ("2026-12-24", "2026-12-24", "2026-12-24"),
    ],
)
def test_the_ends_of_a_stretch_are_found(text: str, first: str, last: str) -> None:
    assert days_off.split_range(text) == (first, last)


def test_a_stretch_is_neither_backwards_nor_endless() -> None:
    assert len(days_off.expand_range(XMAS, BOXING)) == 2
    for last in (SATURDAY, date(2027, 3, 1)):
        with pytest.raises(Refusal):
            days_off.expand_range(XMAS, last)


def test_days_are_told_together_over_a_weekend_but_not_over_a_working_day() -> None:
    fri, mon, wed = date(2026, 12, 18), date(2026, 12, 21), date(2026, 12, 23)
    assert list(days_off.grouped_ranges({fri: "x", mon: "x", wed: "x"})) == [(fri, mon, "x"), (wed, wed, "x")]
    assert list(days_off.grouped_ranges({fri: "x", mon: "y"})) == [(fri, fri, "x"), (mon, mon, "y")]
