"""Faults of MS Project XML on small files, each with the value that the file itself gives."""

from datetime import date

import pytest

from rules.files.imports import ImportedPlan, read
from rules.plan import Milestone
from rules.schedule.expected_dates import date_network
from rules.schedule.slips import blast_radius
from tests.datasets import DATA

FAULTS = DATA / "faults"


def read_fault(name: str) -> ImportedPlan:
    (path,) = FAULTS.glob(f"{name}*.xml")
    return read(path.read_bytes(), name=path.name)


def finishes(imported: ImportedPlan) -> dict[str, date | None]:
    """Return the finish of each milestone by name, as Baton schedules the plan on its first day."""
    dated = date_network(imported.plan, today=imported.plan.program.start)
    return {dated.milestones[name].name: dated.day_at(position) for position, name in enumerate(dated.network.ids)}


def milestone_of(imported: ImportedPlan, name: str) -> Milestone:
    return next(milestone for milestone in imported.plan.milestones if milestone.name == name)


def sentences(imported: ImportedPlan) -> list[str]:
    return [f"{remark.text} {', '.join(remark.names)}" for remark in imported.remarks]


def day(month: int, number: int) -> date:
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("a01", {"Test": day(3, 20)}),
        ("a02", {"Strip": day(3, 9)}),
        ("a03", {"Cure": day(3, 9), "Load test": day(3, 9)}),
        ("a04", {"Step 2": day(3, 2), "Step 4": day(3, 3)}),
        ("a05", {"Build": day(3, 20), "Opening": day(3, 23)}),
        ("a06", {"A": day(3, 5), "B": day(3, 12), "C": day(3, 15)}),
        ("a07", {"A": day(1, 9), "B": day(1, 16)}),
        ("a08", {"Must start on": day(4, 10), "Must finish on": day(3, 20), "Deadline": day(3, 13)}),
        ("a09", {"A": day(3, 6), "B": day(3, 13)}),
        ("a15", {"B": day(4, 10)}),
    ],
)
def test_tasks_finish_on_the_files_own_day(fault: str, expected: dict[str, date]) -> None:
    assert expected.items() <= finishes(read_fault(fault)).items()


@pytest.mark.parametrize(
    ("fault", "lags"), [("a01", [-5]), ("a02", [0]), ("a03", [-1]), ("a04", [-1, 0, -1]), ("a15", [20])]
)
def test_lags_hold_the_files_distance_in_days(fault: str, lags: list[int]) -> None:
    assert [link.lag for link in read_fault(fault).plan.dependencies] == lags


def test_link_of_a_summary_moves_what_follows() -> None:
    imported = read_fault("a05")
    dig = milestone_of(imported, "Dig")
    slipped = blast_radius(imported.plan, {dig.id: day(3, 27)}, today=imported.plan.program.start)
    new_days = {move.id: move.new for move in slipped.moved}
    assert new_days == {milestone_of(imported, "Build").id: day(4, 3), milestone_of(imported, "Opening").id: day(4, 6)}


def test_calendar_of_the_project_becomes_the_programs() -> None:
    calendar = read_fault("a06").plan.program.calendar
    assert set(calendar.workdays) == {"sun", "mon", "tue", "wed", "thu"}
    assert calendar.holidays == {day(3, 8), day(3, 9), day(3, 10)}


def test_constraints_and_deadlines_are_kept_or_said() -> None:
    imported = read_fault("a08")
    assert milestone_of(imported, "Must start on").not_before == day(4, 6)
    assert milestone_of(imported, "Must finish on").committed == day(3, 20)
    assert milestone_of(imported, "Finish no later").committed == day(3, 4)
    assert milestone_of(imported, "Deadline").committed == day(3, 11)
    assert sentences(imported) == [
        "1 task must start on a fixed day, which is kept as “not before”. Must start on",
        "1 task must finish on a fixed day, which is kept as its committed date. Must finish on",
        "1 task must finish by a given day, which is kept as its committed date. Finish no later",
        "1 deadline is kept as a committed date. Deadline",
    ]


def test_all_done_without_a_day_is_done_on_its_finish() -> None:
    imported = read_fault("a09")
    assert milestone_of(imported, "A").actual == day(3, 6)
    assert milestone_of(imported, "B").actual is None


def test_material_is_never_an_owner() -> None:
    imported = read_fault("a11")
    assert milestone_of(imported, "Pour").owner == "Ana"
    assert sentences(imported) == ["1 material or cost is left out. Concrete C30"]


def test_flags_in_words_are_understood() -> None:
    imported = read_fault("a14")
    assert {milestone.name: milestone.project for milestone in imported.plan.milestones} == {"A": "Bridge", "B": "Sum"}
    assert milestone_of(imported, "A").duration == 1


def test_ids_of_the_file_are_kept_with_their_source() -> None:
    first, second = read_fault("a16-reimport-1"), read_fault("a16-reimport-2")
    assert first.source == second.source == "ms-project Bridge"
    assert first.keys["task 1"] == second.keys["task 1"] == "1"
    assert [milestone.name for milestone in second.plan.milestones if second.keys[milestone.id] == "1"] == [
        "Design and review"
    ]
