"""Exports: tables are safe in any spreadsheet and read back as they were."""

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files import exports, imports, planfile
from rules.plan import Dependency, LinkType, Milestone, Plan, Program, Project


def plan_of(*milestones: Milestone, links: tuple[Dependency, ...] = ()) -> Plan:
    program = Program("PRG-1", "Atlas", date(2026, 1, 5))
    return Plan(program=program, projects=(Project("P", "P"),), milestones=milestones, dependencies=links)


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "\n=1",
        '=cmd|"/c calc"!A1',
    ],
)
def test_no_cell_starts_a_formula(name: str) -> None:
    content = exports.export_table(plan_of(Milestone("M-1", "P", name, baseline=date(2026, 3, 14))))
    _, row = csv.reader(StringIO(content, newline=""))
    assert row[2] == f"'{name}"
    assert all(cell == "" or cell[0] not in "=+-@\t\r" for cell in row)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).filter(
            lambda name: name.strip() and not name.isspace()
        ),
        min_size=1,
        max_size=5,
    )
)
def test_written_table_reads_back(names: list[str]) -> None:
    milestones = [
        Milestone(f"M-{number}", "P", f"n {name}", duration=number, percent=number, committed=date(2026, 3, 1 + number))
        for number, name in enumerate(names, 1)
    ]
    links = tuple(
        Dependency(f"D-{number}", f"M-{number}", f"M-{number + 1}", LinkType.SS, -2) for number in range(1, len(names))
    )
    plan = imports.read(exports.export_table(plan_of(*milestones, links=links)).encode(), name="a.csv").plan
    assert [
        (milestone.id, milestone.name, milestone.duration, milestone.percent, milestone.forecast, milestone.committed)
        for milestone in plan.milestones
    ] == [
        (
            milestone.id,
            " ".join(milestone.name.split()),
            milestone.duration,
            milestone.percent,
            milestone.committed,
            milestone.committed,
        )
        for milestone in milestones
    ]
    assert [(link.provider, link.consumer, link.type, link.lag) for link in plan.dependencies] == [
        (link.provider, link.consumer, link.type, link.lag) for link in links
    ]


def test_written_plan_file_reads_back_equal() -> None:
    links = (Dependency("D-1", "M-1", "M-2", LinkType.FF, 3),)
    plan = plan_of(
        Milestone("M-1", "P", "A", aliases=("x",)), Milestone("M-2", "P", actual=date(2026, 1, 9)), links=links
    )
    assert planfile.read(exports.export_plan_file(plan)) == plan
