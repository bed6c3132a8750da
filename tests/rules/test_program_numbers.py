"""The numbers of a program: any that fit are kept through text, storage and plan files; the rules read them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import nudges, program_numbers
from rules.files import planfile
from rules.files.fields import BadPlan
from rules.plan import CalendarSpec, Dependency, HandoverState, Milestone, Plan, Program
from rules.program_numbers import (
    DEFAULT_NUMBERS,
    NUMBER_SETTINGS,
    ProgramNumbers,
    UnfitNumber,
    changed_numbers,
    numbers_from,
    with_numbers,
)
from rules.time.calendars import Calendar
from rules.truth.colours import Colour
from rules.truth.handovers import status_of_handover
from rules.truth.milestones import Signals, status_of_milestone

CALENDAR, TODAY = Calendar.of(CalendarSpec()), date(2026, 3, 2)


@st.composite
def numbers(draw: st.DrawFn) -> ProgramNumbers:
    values = {setting.name: draw(st.integers(int(setting.low), int(setting.high))) for setting in NUMBER_SETTINGS}
    for lower, upper in (
        ("first_check", "second_check"),
        ("amber_silence", "grey_silence"),
        ("fever_green", "fever_red"),
    ):
        values[lower], values[upper] = sorted((values[lower], values[upper]))
    return ProgramNumbers(**values)


@given(numbers())
def test_numbers_survive_typing_storage_and_plan_files(given_numbers: ProgramNumbers) -> None:
    typed = {setting: f" {setting.text(given_numbers)} " for setting in NUMBER_SETTINGS}
    assert with_numbers(DEFAULT_NUMBERS, typed) == given_numbers
    assert numbers_from(changed_numbers(given_numbers)) == given_numbers
    plan = Plan(Program("PRG-1", "Atlas", TODAY, numbers=given_numbers))
    assert planfile.from_json(planfile.as_json(plan)).program == plan.program


@pytest.mark.parametrize("setting", NUMBER_SETTINGS, ids=lambda setting: setting.name)
def test_numbers_out_of_range_are_refused(setting: program_numbers.NumberSetting) -> None:
    for text in ("", "-1", "x", f"{setting.low - 1:g}", f"{setting.high + 1:g}", "1e9", "nan"):
        with pytest.raises(UnfitNumber):
            with_numbers(DEFAULT_NUMBERS, {setting: text})
    assert program_numbers.split_setting(f"{setting.words.title()} 3 days") == (setting, "3 days")


@pytest.mark.parametrize("bad", [{"bufer": 3}, {"buffer": 99}, {"buffer": "3"}, {"first_check": 90}, [3]])
def test_plan_files_with_wrong_numbers_are_refused(bad: object) -> None:
    with pytest.raises(BadPlan, match="numbers"):
        planfile.from_json({"program": {"start": "2026-03-02", "numbers": bad}})


def test_silence_counts_in_the_programs_cadences() -> None:
    item = Milestone("M-1", "PRJ-1", percent=10, committed=date(2026, 3, 13))
    weekly, monthly = ProgramNumbers(), ProgramNumbers(cadence=28)
    for given_numbers, days, colour in (
        (weekly, 10, Colour.GREEN),
        (weekly, 11, Colour.AMBER),
        (weekly, 21, Colour.GREY),
        (monthly, 41, Colour.GREEN),
        (monthly, 42, Colour.AMBER),
        (replace(weekly, grey_silence=2), 14, Colour.GREY),
    ):
        status = status_of_milestone(
            item, calendar=CALENDAR, today=TODAY, numbers=given_numbers, signals=Signals(silent_days=days)
        )
        assert status.colour is colour, (given_numbers, days)


@pytest.mark.parametrize(("waited", "colour"), [(6, Colour.GREEN), (7, Colour.AMBER)])
def test_request_turns_amber_after_the_days_set(waited: int, colour: Colour) -> None:
    provider = Milestone("M-1", "PRJ-1", forecast=date(2026, 3, 16))
    consumer = Milestone("M-2", "PRJ-2", forecast=date(2026, 4, 30))
    link = Dependency("D-1", "M-1", "M-2", state=HandoverState.REQUESTED, state_on=CALENDAR.add(TODAY, -waited))
    status = status_of_handover(link, provider, consumer, CALENDAR, today=TODAY, numbers=ProgramNumbers(unanswered=7))
    assert status is not None
    assert status.colour is colour


def test_still_on_is_asked_after_the_shares_set() -> None:
    shares = ProgramNumbers(first_check=10, second_check=20).check_shares
    stages = [
        nudges.confirmation_stage(TODAY, TODAY + timedelta(days=100), today=TODAY + timedelta(days=day), shares=shares)
        for day in (9, 10, 19, 20, 99)
    ]
    assert stages == [0, 1, 1, 2, 2]
