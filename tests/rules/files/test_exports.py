"""A program as a file: a table that opens in any sheet and runs nothing, and comes back as it was."""

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
def test_no_cell_of_a_table_begins_a_formula(name: str) -> None:
    words = exports.export_table(plan_of(Milestone("M-1", "P", name, baseline=date(2026, 3, 14))))
    _, row = csv.reader(StringIO(words, newline=""))
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
def test_a_table_that_was_written_is_read_back(names: list[str]) -> None:
    milestones = [
        Milestone(f"M-{at}", "P", f"n {name}", duration=at, percent=at, committed=date(2026, 3, 1 + at))
        for at, name in enumerate(names, 1)
    ]
    links = tuple(Dependency(f"D-{at}", f"M-{at}", f"M-{at + 1}", LinkType.SS, -2) for at in range(1, len(names)))
    found = imports.read(exports.export_table(plan_of(*milestones, links=links)).encode(), name="a.csv").plan
    assert [(m.id, m.name, m.duration, m.percent, m.forecast, m.committed) for m in found.milestones] == [
        (m.id, " ".join(m.name.split()), m.duration, m.percent, m.committed, m.committed) for m in milestones
    ]
    assert [(d.provider, d.consumer, d.type, d.lag) for d in found.dependencies] == [
        (d.provider, d.consumer, d.type, d.lag) for d in links
    ]


def test_a_plan_file_that_was_written_is_read_back_equal() -> None:
    links = (Dependency("D-1", "M-1", "M-2", LinkType.FF, 3),)
    plan = plan_of(
        Milestone("M-1", "P", "A", aliases=("x",)), Milestone("M-2", "P", actual=date(2026, 1, 9)), links=links
    )
    assert planfile.read(exports.export_plan_file(plan)) == plan
