"""Meanings of columns, dates, lengths and dependencies in tables, judged by their cells and by the other rows."""

from datetime import date

import pytest

from rules.files.imports import ImportedPlan, read, settle_days
from rules.files.imports.tables.days import parse_span
from rules.plan import LinkType

TODAY = date(2026, 3, 31)


def read_table(words: str, *, day_first: bool | None = None) -> ImportedPlan:
    return settle_days(read(words.encode(), name="plan.csv", day_first=day_first), today=TODAY)


def march(day: int) -> date:
    return date(2026, 3, day)


NAMES = {
    "flags": ("ID,Task Name,Milestone,Summary\n1,Design,No,Yes\n2,Launch,Yes,No\n", ["Design", "Launch"]),
    "true and false": ("Milestone,Name,Due\nTRUE,Design,2026-03-02\nFALSE,Launch,2026-03-03\n", ["Design", "Launch"]),
    "bucket": ("Milestone,Description,Due\nBeta,Log in,2026-03-02\nBeta,Sign up,2026-03-03\n", ["Log in", "Sign up"]),
    "one row": ("Title,Milestone,Due\nLog in,Beta,2026-03-02\n", ["Log in"]),
    "milestones": ("Milestone,Owner,Date\nBeta,Ann,2026-03-02\nLaunch,Bo,2026-03-03\n", ["Beta", "Launch"]),
    "with a description": ("Milestone,Deliverable,Date\nBeta,App,2026-03-02\nGA,App,2026-03-03\n", ["Beta", "GA"]),
    "markdown": ("| Name | Due |\n| --- | --- |\n| Design | 2026-03-02 |\n", ["Design"]),
    "open as a name": ("Name,Due\nOpen,2026-03-02\nTBD,2026-03-03\n", ["Open", "TBD"]),
}


@pytest.mark.parametrize("kind", NAMES)
def test_name_is_the_column_whose_cells_differ(kind: str) -> None:
    table, names = NAMES[kind]
    assert [milestone.name for milestone in read_table(table).plan.milestones] == names


DAYS = {
    march(6): (
        *("Fri 3/6/26", "Fri 3/6/26 5:00 PM", "Fr 06.03.26 17:00", "Fri Mar 06 2026 00:00:00 GMT+0100 (CET)"),
        *("1772755200000", "1772755200", "06-Mar-26 A", "06-Mar-26 17:00 A", "06-Mar-26*", "06/Mar/26 4:00 PM"),
        *("6. März 2026", "6-mrt-26", "6 mars 2026", "6 de marzo de 2026", "ven. 6 mars 2026", "6 de março de 2026"),
        *("6 marzo 2026", "2026年3月6日", "20260306", "March 6, 2026 5:00 PM", "Mar 6, 2026, 4:00 PM", "6 Mar '26"),
        *("2026-03-06T16:00:00.000Z", "Fri, 06 Mar 2026 16:00:00 +0000", "2026-3-6", "2026-03-02 → 2026-03-06"),
        *("March 2, 2026 → March 6, 2026", "02.03.2026 bis 06.03.2026", "from 2026-03-02 to 2026-03-06"),
        *("2026-03-02/2026-03-06", "2026-03-02 moved to 2026-03-06", "2026-03-06 (was 2026-03-02)"),
    ),
    date(2026, 12, 12): (
        "12 décembre 2026",
        "12. Dezember 2026",
        "12 de diciembre de 2026",
        "12 dic 2026",
        "12 dez 2026",
    ),
}


@pytest.mark.parametrize(("day", "cells"), DAYS.items())
def test_days_of_tools_and_languages_are_read(day: date, cells: tuple[str, ...]) -> None:
    # Of the two orders, a weekday or a name of a month leaves one; "Fri 3/6/26" is read with the file's.
    read_days = {cell: parse_span(cell, is_day_first="3/6" not in cell).last for cell in cells}
    assert {cell: found for cell, found in read_days.items() if found != day} == {}


ORDERS = {
    "a day above twelve": ("name,due\nA,03/04/2026\nB,13/04/2026\n", date(2026, 4, 3), False),
    "another column": ("name,due,created\nA,03/04/2026,02/14/2026\n", march(4), False),
    "a weekday": ("name,due,start\nA,03/04/2026,Mon 3/2/26\n", march(4), False),
    "a start before its end": ("name,start,due\nA,05/03/2026,03/04/2026\n", date(2026, 4, 3), False),
    "the heading": ("name,due (MM/DD/YYYY)\nA,03/04/2026\n", march(4), False),
    "nothing": ("name,due\nA,03/04/2026\n", date(2026, 4, 3), True),
    "two orders": ("name,due\nC,03/04/2026\nA,03/13/2026\nB,13/03/2026\n", date(2026, 4, 3), True),
}


@pytest.mark.parametrize("kind", ORDERS)
def test_order_of_day_and_month_is_told_by_the_rest(kind: str) -> None:
    table, day, is_ambiguous = ORDERS[kind]
    imported = read_table(table)
    assert (imported.plan.milestones[0].forecast, imported.ambiguous_days) == (day, is_ambiguous)


def test_serial_days_of_sheets_fill_a_column_alone() -> None:
    assert [m.forecast for m in read_table("name,due\nA,46087\nB,46091.5\n").plan.milestones] == [march(6), march(10)]
    assert read_table("name,due\nA,46087\nB,2026-03-10\n").unread[0].line == 2


TASKS = "id,name,start,due,duration,predecessors\n1,A,2026-03-02,2026-03-06,,\n2,B,,2026-03-13,,\n"
LAGS = {
    "1FS+50%": (LinkType.FS, 3),
    "1FS-20%": (LinkType.FS, -1),
    "1EA+2 Tage": (LinkType.FS, 2),
    "1AA": (LinkType.SS, 0),
    "1FD+1 semaine": (LinkType.FS, 5),
    "1FC-2 días": (LinkType.FS, -2),
    "1II+1 dia": (LinkType.SS, 1),
    "1FS -2 days": (LinkType.FS, -2),
    "1 FS + 2d": (LinkType.FS, 2),
    "1FF+1 mon": (LinkType.FF, 20),
    "1FS+16h": (LinkType.FS, 2),
    "1FS+2 edays": (LinkType.FS, 0),
    "1SS−1d": (LinkType.SS, -1),
    "1-FS=P2D": (LinkType.FS, 2),
    "1: FS 2": (LinkType.FS, 2),
    "1+3d": (LinkType.FS, 3),
    "1FS+1,5 Tage": (LinkType.FS, 2),
    "A": (LinkType.FS, 0),
    "A (https://www.notion.example/A-1f)": (LinkType.FS, 0),
    "[1]": (LinkType.FS, 0),
    "#1": (LinkType.FS, 0),
}


@pytest.mark.parametrize("written", LAGS)
def test_types_and_lags_of_planners_are_read(written: str) -> None:
    imported = read_table(f'{TASKS}3,C,,2026-03-20,,"{written}"\n')
    assert [(link.provider, link.consumer, link.type, link.lag) for link in imported.plan.dependencies] == [
        ("1", "3", *LAGS[written])
    ]


@pytest.mark.parametrize("written", ["1; 2", "1,2", "1 2", "A and B", "1;B", "M-1; M-2", "#1 #2", "2 & 1", "1|2"])
def test_several_dependencies_in_a_cell_are_read(written: str) -> None:
    table = TASKS.replace("\n1,", "\nM-1,").replace("\n2,", "\nM-2,") if "M-" in written else TASKS
    imported = read_table(f'{table}3,C,,2026-03-20,,"{written}"\n')
    assert len(imported.plan.dependencies) == 2
    assert not imported.remarks


def test_unknown_dependencies_are_said_with_their_line() -> None:
    imported = read_table(f"{TASKS}3,C,,2026-03-20,,1 and 9\n")
    assert len(imported.plan.dependencies) == 1
    assert [remark.names for remark in imported.remarks] == [("line 4 on '9'",)]


LENGTHS = {
    "5": 5,
    "5 days?": 5,
    "2 wks": 10,
    "1 Monat": 20,
    "16 hrs": 2,
    "4h": 1,
    "7 edays": 5,
    "2w 3d": 13,
    "PT40H0M0S": 5,
    "10 jours": 10,
    "3 días": 3,
    "0 days": 0,
    "1.5d": 2,
    "2 Wochen": 10,
    "P2D": 2,
}


@pytest.mark.parametrize("written", LENGTHS)
def test_lengths_are_working_days(written: str) -> None:
    assert read_table(f"name,duration\nA,{written}\n").plan.milestones[0].duration == LENGTHS[written]


def test_length_and_start_give_the_day_due() -> None:
    imported = read_table("Task Name,Start,Duration (h)\nA,2026-03-02,40\n")
    assert (imported.plan.milestones[0].forecast, imported.plan.milestones[0].duration) == (march(6), 5)


def test_bad_rows_are_left_out_by_line() -> None:
    imported = read_table(
        "name,owner,due\nPlan, build and test,Ann,2026-03-04\n,Bo,2026-03-05\nC,Bo,soon\nD,Bo,2026-03-05,more\n"
    )
    assert [(row.line, row.reason[:21]) for row in imported.unread] == [
        (2, "“date” must be a date"),
        (3, "The milestone has no "),
        (4, "“date” must be a date"),
    ]
    assert "more cells than there are headings" in imported.unread[0].reason
    assert [milestone.name for milestone in imported.plan.milestones] == ["D"]
    assert [remark.names for remark in imported.remarks] == [("line 5",)]


def test_quotation_mark_that_never_closes_costs_its_row() -> None:
    imported = read_table('name,due\n"A,2026-03-02\nB,2026-03-03\nC,2026-03-04\n')
    assert [milestone.name for milestone in imported.plan.milestones] == ["B", "C"]
    assert [row.line for row in imported.unread] == [2]


def test_outline_makes_projects_of_its_summaries() -> None:
    plan = read_table(
        "WBS,Task,Start,Finish,Predecessors\n1,Shop,,,\n1.1,Design,2026-03-02,2026-03-06,\n1.2,Build,2026-03-09,2026-03-13,\n"
        "2,Ops,,,1\n2.1,Cut over,2026-03-16,2026-03-20,\n"
    ).plan
    assert [(m.name, m.project) for m in plan.milestones] == [
        ("Design", "Shop"),
        ("Build", "Shop"),
        ("Cut over", "Ops"),
    ]
    assert [(link.provider, link.consumer) for link in plan.dependencies] == [("1.1", "2.1"), ("1.2", "2.1")]


def test_percentages_are_judged_by_the_column() -> None:
    def percents(*cells: str) -> list[int]:
        table = "name,due,% complete\n" + "".join(f'A{n},,"{cell}"\n' for n, cell in enumerate(cells))
        return [milestone.percent for milestone in read_table(table).plan.milestones]

    assert percents("1", "0.5", "0.25") == [100, 50, 25]
    assert percents("1", "50", "25") == [1, 50, 25]
    assert percents("1", "0") == [100, 0]
    assert percents("0,5", "50%", "Completed") == [50, 50, 100]


HEADINGS = {
    "joined": "key,summary,duedate,assignee\nAB-1,Design,2026-03-06,Ann\n",
    "german": "Nr;Aufgabe;Wer;Bis wann;Status\n1;Design;Ann;06.03.2026;offen\n",
    "french": "Tâche;Responsable;Échéance;Statut\nDesign;Ann;06/03/2026;À faire\nAutre;;14/03/2026;\n",
    "spanish": "Tarea;Responsable;Fecha límite;Estado\nDesign;Ann;06/03/2026;Pendiente\nOtra;;14/03/2026;\n",
    "japanese": "タスク名,担当者,期日\nDesign,Ann,2026-03-06\n",
    "with an estimate": "Project,Type,Title,State,Assignee,Estimate,Due date\nShop,Task,Design,Open,Ann,3,2026-03-06\n",
}


@pytest.mark.parametrize("kind", HEADINGS)
def test_headings_are_found_in_other_spellings(kind: str) -> None:
    first = read_table(HEADINGS[kind]).plan.milestones[0]
    assert (first.name, first.owner, first.forecast) == ("Design", "Ann", march(6))


def test_start_after_the_end_is_said() -> None:
    imported = read_table("name,start,due\nA,2026-03-20,2026-03-02\n")
    assert imported.plan.milestones[0].duration == 0
    assert [remark.names for remark in imported.remarks] == [("A",)]
