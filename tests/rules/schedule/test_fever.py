"""The fever of a program (B-47): chain done, buffer used, colour and burn rate."""

from dataclasses import replace
from datetime import date

import pytest

from rules.alerts.analysis import schedule_plan
from rules.plan import Dependency, Milestone, Plan, Program, Project
from rules.program_numbers import DEFAULT_NUMBERS
from rules.schedule.fever import Fever, fever_colour, fever_of
from rules.schedule.neighbours import neighbours_of
from rules.truth.colours import Colour

MONDAY = date(2026, 3, 2)
FIRST = Milestone("M-1", "PRJ-1", "API", duration=5, actual=date(2026, 3, 6), percent=100, baseline=date(2026, 3, 6))
SECOND = Milestone("M-2", "PRJ-1", "Portal", duration=15, percent=40, baseline=date(2026, 3, 27))
# Ten working days after the baseline.
END = Milestone("M-3", "PRJ-1", "Launch", baseline=date(2026, 3, 27), committed=date(2026, 4, 10))
LINKS = (Dependency("D-1", "M-1", "M-2"), Dependency("D-2", "M-2", "M-3"))


def _fever(*milestones: Milestone, today: date = MONDAY) -> Fever | None:
    program = Program("PRG-1", "Atlas", MONDAY)
    known = {milestone.id for milestone in milestones}
    links = tuple(link for link in LINKS if {link.provider, link.consumer} <= known)
    plan = Plan(program, (Project("PRJ-1", "Web", "PRG-1"),), milestones, links)
    return fever_of(schedule_plan(plan, today=today))


@pytest.mark.parametrize(
    ("done", "used", "colour"),
    [
        (10, 30, Colour.AMBER),
        (80, 70, Colour.GREEN),
        (10, 60, Colour.RED),
        (0, 15, Colour.AMBER),
        (0, 14.9, Colour.GREEN),
        (100, 100, Colour.AMBER),
        (100, 100.1, Colour.RED),
    ],
)
def test_b47_fever_matches_the_worked_example(done: float, used: float, colour: Colour) -> None:
    assert fever_colour(done, used, DEFAULT_NUMBERS) is colour


def test_lines_of_the_fever_are_settings() -> None:
    strict = replace(DEFAULT_NUMBERS, fever_green=0, fever_red=10, fever_slope=50)
    assert fever_colour(10, 16, strict) is Colour.RED
    assert fever_colour(10, 16, DEFAULT_NUMBERS) is Colour.GREEN


def test_buffer_lies_between_baseline_and_committed_date() -> None:
    fever = _fever(FIRST, SECOND, replace(END, forecast=date(2026, 4, 3)))
    assert fever is not None
    assert fever.chain == ("M-1", "M-2", "M-3")
    assert (fever.buffer.days, fever.buffer.used, fever.used) == (10, 5, 50.0)
    # 5 of 5 and 6 of 15 days of work, and the milestone itself counts as one.
    assert fever.done == pytest.approx(100 * 11 / 21)
    assert fever.burn_rate == pytest.approx(50 / (100 * 11 / 21))


def test_buffer_may_lie_before_the_end() -> None:
    fever = _fever(FIRST, replace(SECOND, forecast=date(2026, 4, 3)), replace(END, baseline=END.committed))
    assert fever is not None
    assert (fever.buffer.planned, fever.buffer.days, fever.buffer.used) == (SECOND.baseline, 10, 5)


def test_plan_without_buffer_has_no_fever() -> None:
    assert _fever(replace(END, baseline=END.committed)) is None
    assert _fever(replace(END, committed=None)) is None
    assert _fever(replace(END, actual=MONDAY)) is None


def test_nothing_used_before_the_plan_moves() -> None:
    fever = _fever(FIRST, SECOND, END)
    assert fever is not None
    assert fever.used == 0
    assert fever_colour(fever.done, fever.used, DEFAULT_NUMBERS) is Colour.GREEN


def test_neighbours_stop_at_the_depth_asked() -> None:
    links = [Dependency(f"D-{n}", f"M-{n}", f"M-{n + 1}") for n in range(1, 7)]
    assert neighbours_of(links, "M-4", 1) == {"M-4": 0, "M-3": -1, "M-5": 1}
    assert neighbours_of(links, "M-4", 2) == {"M-4": 0, "M-3": -1, "M-5": 1, "M-2": -2, "M-6": 2}
    circle = [*links, Dependency("D-9", "M-7", "M-1")]
    assert set(neighbours_of(circle, "M-4", 3)) == {f"M-{n}" for n in range(1, 8)}
