"""Colours of milestones, projects and programs, by the table of docs/formulas.md (B-50, B-53)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerts.analysis import schedule_plan
from rules.plan import CalendarSpec, Dependency, Milestone, Plan, Project
from rules.program_numbers import ProgramNumbers
from rules.schedule.expected_dates import with_expected_dates
from rules.time.calendars import Calendar
from rules.truth import milestones as milestone_rules
from rules.truth.colours import Colour, ComputedStatus, colour_rank
from rules.truth.milestones import Signals
from rules.truth.statuses import ProgramStatuses, StatusInput, compute_statuses, program_end, status_of_program
from tests.rules.schedule.networks import programs

TODAY = date(2026, 3, 2)
CALENDAR = Calendar.of(CalendarSpec())
API = Milestone("M-1", "PRJ-1", "Auth API", committed=date(2026, 3, 13), forecast=date(2026, 3, 13))
MOBILE, BACKEND = Project("PRJ-1", "Mobile", "PRG-1"), Project("PRJ-2", "Backend", "PRG-1")


def status(milestone: Milestone, today: date = TODAY, tolerance: int = 5, **signals: object) -> ComputedStatus:
    return milestone_rules.status_of_milestone(
        milestone,
        calendar=CALENDAR,
        today=today,
        numbers=ProgramNumbers(tolerance=tolerance),
        signals=Signals(**signals),  # type: ignore[arg-type]
        labels={"M-9": "Schema (M-9)"},
    )


@pytest.mark.parametrize(
    ("day", "colour", "why"),
    [
        (12, Colour.GREEN, "1 day early"),
        (13, Colour.GREEN, "on time"),
        (16, Colour.AMBER, "1 day late (committed Fri 13 Mar 2026)"),
        (20, Colour.AMBER, "5 days late (committed Fri 13 Mar 2026)"),
        (23, Colour.RED, "6 days late (committed Fri 13 Mar 2026)"),
    ],
)
def test_lateness_turns_amber_then_red_past_the_tolerance(day: int, colour: Colour, why: str) -> None:
    late = status(replace(API, forecast=date(2026, 3, day)))
    assert (late.colour, late.why) == (colour, why)


def test_programs_own_tolerance_counts() -> None:
    late = replace(API, forecast=date(2026, 3, 16))
    assert status(late, tolerance=0).colour is Colour.RED
    assert status(replace(API, forecast=date(2026, 3, 31)), tolerance=20).colour is Colour.AMBER


def test_reason_names_what_pushes_the_date() -> None:
    pushed = replace(API, computed=date(2026, 3, 20), pushed_by="M-9")
    assert status(pushed).why == "5 days late (committed Fri 13 Mar 2026), caused by Schema (M-9)"
    behind = replace(API, computed=date(2026, 3, 16), pushed_by="M-1", duration=20, percent=45)
    assert status(behind).why.endswith(", because 11 days of work are left")


@pytest.mark.parametrize(("day", "colour"), [(16, Colour.AMBER), (20, Colour.AMBER), (23, Colour.RED)])
def test_overdue_is_never_green(day: int, colour: Colour) -> None:
    today = date(2026, 3, day)
    overdue = status(replace(API, computed=today), today=today)
    assert overdue.colour is colour
    assert "overdue (due Fri 13 Mar 2026), no new date" in overdue.why


def test_blockers_poor_odds_and_silence_colour_a_punctual_milestone() -> None:
    assert (status(API, blockers=1).colour, status(API, blockers=1).why) == (Colour.AMBER, "blocked")
    assert status(API, on_time=0.49).colour is Colour.AMBER
    assert status(API, on_time=0.5).colour is Colour.GREEN
    assert [status(API, silent_days=days).colour for days in (10, 11, 20, 21)] == [
        Colour.GREEN,
        Colour.AMBER,
        Colour.AMBER,
        Colour.GREY,
    ]


def test_silence_about_what_nobody_asks_for_yet_says_nothing() -> None:
    far = replace(API, committed=date(2026, 6, 1), forecast=date(2026, 6, 1))
    assert status(far, silent_days=60).colour is Colour.GREEN


def test_undated_milestone_is_grey() -> None:
    assert status(Milestone("M-2", "PRJ-1")).colour is Colour.GREY


def statuses(
    *milestones: Milestone, links: tuple[Dependency, ...] = (), targets: tuple[str, ...] = ()
) -> ProgramStatuses:
    return compute_statuses(
        StatusInput(
            projects=(MOBILE, BACKEND),
            milestones=milestones,
            dependencies=links,
            calendar=CALENDAR,
            today=TODAY,
            numbers=ProgramNumbers(),
            targets=targets,
        )
    )


LATE = replace(API, id="M-3", name="Login", forecast=date(2026, 3, 31))
FAR = replace(API, id="M-4", name="Launch", project="PRJ-2", committed=date(2026, 6, 1), forecast=date(2026, 6, 1))


def test_project_is_red_by_a_committed_milestone_only() -> None:
    assert statuses(LATE, FAR).projects["PRJ-1"].colour is Colour.RED
    assert statuses(LATE, FAR).projects["PRJ-1"].why.startswith("Login (M-3): 12 days late")
    uncommitted = replace(LATE, committed=None)
    assert statuses(uncommitted, FAR).projects["PRJ-1"].colour is Colour.GREY


def test_red_hand_over_makes_both_projects_amber() -> None:
    link = Dependency("D-1", "M-4", "M-1", need_by=date(2026, 5, 1))
    found = statuses(API, FAR, links=(link,))
    assert (found.projects["PRJ-1"].colour, found.projects["PRJ-2"].colour) == (Colour.AMBER, Colour.AMBER)
    assert found.projects["PRJ-1"].why.startswith("Launch (M-4) for Auth API (M-1): 21 days late")


def test_undated_milestones_colour_nobody_but_themselves() -> None:
    undated = [Milestone(f"M-{n}", "PRJ-1", f"U{n}") for n in (10, 11, 12)]
    found = statuses(API, FAR, *undated)
    assert found.projects["PRJ-1"].colour is Colour.GREEN
    assert found.program.colour is Colour.GREEN
    assert found.milestones["M-10"].colour is Colour.GREY


def test_one_late_side_project_does_not_turn_a_program_red() -> None:
    three = [Project(f"PRJ-{n}", f"P{n}", "PRG-1") for n in (1, 2, 3)]
    by_project = {p.id: ComputedStatus(Colour.GREEN, "on time") for p in three}
    by_project["PRJ-1"] = ComputedStatus(Colour.RED, "Login (M-3): 12 days late", "M-3", 12)
    assert status_of_program([], three, by_project, {}).colour is Colour.AMBER
    by_project["PRJ-2"] = by_project["PRJ-1"]
    assert status_of_program([], three, by_project, {}).colour is Colour.RED


def test_red_target_turns_the_program_red() -> None:
    found = statuses(LATE, API, replace(API, id="M-5", project="PRJ-2"), FAR, targets=("M-3",))
    assert found.program.colour is Colour.RED
    assert found.program.why.startswith("Login (M-3): 12 days late")


def test_unlinked_far_milestone_does_not_end_the_program() -> None:
    far_away = replace(API, id="M-9", committed=date(2027, 3, 14))
    link = Dependency("D-1", "M-1", "M-4")
    end = program_end((API, FAR, far_away), (link,))
    assert end is not None
    assert end.id == "M-4"


@given(
    st.integers(-20, 40), st.integers(0, 20), st.integers(0, 2), st.floats(0, 1), st.integers(0, 30), st.integers(0, 30)
)
def test_p23_worse_input_never_gives_a_better_colour(
    late: int, later: int, blockers: int, on_time: float, silent: int, more_silent: int
) -> None:
    def colour(days: int, **signals: object) -> Colour:
        forecast = CALENDAR.day(CALENDAR.count(date(2026, 3, 13)) + days)
        return status(replace(API, forecast=max(forecast, TODAY)), **signals).colour  # type: ignore[arg-type]

    better = colour(late, blockers=blockers, on_time=on_time, silent_days=silent)
    worse = colour(late + later, blockers=blockers + 1, on_time=on_time / 2, silent_days=silent)
    assert colour_rank(worse) <= colour_rank(better)
    assert colour(late) is not Colour.GREEN or colour(late, silent_days=silent + more_silent) in (
        Colour.GREEN,
        Colour.AMBER,
        Colour.GREY,
    )


@given(programs(dated=True), st.integers(0, 30))
def test_expected_is_never_before_today_or_its_work(plan: Plan, ahead: int) -> None:
    today = plan.program.start + timedelta(days=ahead)
    scheduled = schedule_plan(plan, today=today)
    for milestone in scheduled.plan.milestones:
        expected = milestone.expected
        if expected is None or milestone.done:
            continue
        assert expected >= today
        assert milestone.forecast is None or expected >= milestone.forecast
        if all(m.own_date or m.duration for m in plan.milestones):
            work_done = int(scheduled.schedule.early_finish[scheduled.position_of(milestone.id)])
            assert scheduled.axis.finish(expected) >= work_done


@given(programs(dated=True), st.integers(0, 30))
def test_a_computed_plan_computes_to_itself(plan: Plan, ahead: int) -> None:
    today = plan.program.start + timedelta(days=ahead)
    once = with_expected_dates(plan, today=today)
    assert with_expected_dates(once, today=today) == once
