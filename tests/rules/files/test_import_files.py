"""Import files: tables and project files, and refusals with their line."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.files.fields import BadPlan
from rules.files.imports import MAX_FILE_BYTES, MAX_ROWS, ImportedPlan, read
from rules.files.imports.reading import program_name
from rules.plan import LinkType, Milestone
from rules.refusal import Refusal
from rules.schedule.network import Cycle
from tests.datasets import DATA
from tests.steps.project_file import PROJECT

KUBERNETES = DATA / "kubernetes-1.33.csv"


def read_table(words: str, name: str = "plan.csv") -> ImportedPlan:
    return read(words.encode(), name=name)


def read_only_milestone(words: str) -> Milestone:
    (milestone,) = read_table(words).plan.milestones
    return milestone


def test_release_calendar_is_read_completely() -> None:
    plan = read(KUBERNETES.read_bytes(), name=KUBERNETES.name).plan
    assert (plan.program.name, plan.program.start) == ("kubernetes-1.33", date(2025, 1, 13))
    assert len(plan.milestones) == 36
    freeze = plan.milestones[16]
    assert (freeze.name, freeze.owner, freeze.forecast) == (
        "Begin Code Freeze and Test Freeze",
        "Branch Manager",
        date(2025, 3, 21),
    )
    assert plan.milestones[12].name == "Brace Yourself, Code Freeze is Coming"
    assert plan.milestones[22].owner is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-14", date(2026, 3, 14)),
        ("2026-03-14T09:00:00+01:00", date(2026, 3, 14)),
        ("2026/03/14 09:00", date(2026, 3, 14)),
        ("01/Dec/26 9:00 AM", date(2026, 12, 1)),
        ("14.03.2026", date(2026, 3, 14)),
        ("14/03/2026", date(2026, 3, 14)),
        ("3/14/2026", date(2026, 3, 14)),
        ("3/14/26 12:00 AM", date(2026, 3, 14)),
        ("05/05/2026", date(2026, 5, 5)),
        ("14 March 2026", date(2026, 3, 14)),
        ("Mar 14, 2026", date(2026, 3, 14)),
        ("Saturday 14th March 2026", date(2026, 3, 14)),
        ("02:00 UTC Friday 21st March 2025 / 19:00 PDT Thursday 20th March 2025", date(2025, 3, 21)),
        ("Tuesday 1st - Friday 4th April 2025", date(2025, 4, 4)),
        ("TBD", None),
        ("–", None),
    ],
)
def test_dates_of_sheets_and_trackers_are_read(cell: str, day: date | None) -> None:
    milestone = read_table(f'what,when,note\nA,"{cell}",\nB,2026-01-01,\n').plan.milestones[0]
    assert milestone.forecast == day


@pytest.mark.parametrize(
    "cell", ["soon", "14 Mar", "31/02/2026", "2026-13-01", "45670", "1/1/0001", "9999-12-31", "=1+1"]
)
def test_row_with_an_invalid_date_is_left_out(cell: str) -> None:
    imported = read_table(f"what,date\nA,2026-01-01\nB,{cell}\n")
    (row,) = imported.unread
    assert (row.line, row.reason[:14]) == (3, "“date” must be")
    assert [milestone.name for milestone in imported.plan.milestones] == ["A"]


def test_day_and_month_order_follows_the_whole_file() -> None:
    milestones = read_table("what,date\nA,03/04/2026\nB,31/04/2025".replace("31/04/2025", "30/04/2026")).plan.milestones
    assert milestones[0].forecast == date(2026, 4, 3)
    assert read_table("what,date\nA,03/04/2026\n").ambiguous_days


def test_date_column_wins_over_the_when_column() -> None:
    milestones = read_table(
        "what,when,date\nA,Monday 2nd March 2026,2026-03-03\nB,Monday 2nd March 2026,\n"
    ).plan.milestones
    assert [milestone.forecast for milestone in milestones] == [date(2026, 3, 3), date(2026, 3, 2)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_separator_and_byte_order_mark_is_read(delimiter: str, encoding: str) -> None:
    content = 'what;who;date\n"Größe – „fertig“";Zoë;2026-03-14\n'.replace(";", delimiter)
    (milestone,) = read(content.encode(encoding), name="x.csv").plan.milestones
    assert (milestone.name, milestone.owner) == ("Größe – „fertig“", "Zoë")


def test_windows_code_page_is_read() -> None:
    (milestone,) = read("what;date\nPrüfung – Ende;2026-03-14\n".encode("cp1252"), name="x.csv").plan.milestones
    assert milestone.name == "Prüfung – Ende"


def test_title_and_empty_lines_are_skipped() -> None:
    assert (
        read_only_milestone("Release plan,,\n,,\nMilestone,Owner,Due Date\n\nBeta,Ana,2026-03-14\n,,\n").owner == "Ana"
    )


def test_jira_export_with_repeated_headings_is_read() -> None:
    content = (
        "Summary,Issue key,Issue id,Status,Project name,Assignee,Due date,Resolved,Labels,Labels,"
        "Inward issue link (Blocks),Inward issue link (Blocks)\n"
        "Auth API,ATL-1,10001,Done,Identity,ana,01/Dec/26 9:00 AM,28/Nov/26 4:10 PM,a,b,,\n"
        "Checkout,ATL-2,10002,In Progress,Payments,bo,15/Jan/27 9:00 AM,,,,ATL-1,OPS-7\n"
    )
    imported = read_table(content)
    first, second = imported.plan.milestones
    assert (first.actual, first.percent, first.aliases) == (date(2026, 11, 28), 100, ("ATL-1",))
    assert [(link.provider, link.consumer) for link in imported.plan.dependencies] == [("ATL-1", "ATL-2")]
    assert [project.name for project in imported.plan.projects] == ["Identity", "Payments"]
    assert (second.percent, imported.foreign) == (0, frozenset({"ATL-1", "ATL-2"}))
    assert "OPS-7" in imported.left_out
    assert "Labels" in imported.left_out


def test_durations_percentages_and_links_of_sheets_are_read() -> None:
    content = (
        "id,name,finish,start,duration,% complete,predecessors\n"
        '1,A,2026-03-06,2026-03-02,,50%,\n2,B,2026-03-20,,2 wks,0.25,1FS+2d\n3,C,2026-03-27,,16 hrs,,"A; 2SS"\n'
    )
    plan = read_table(content).plan
    assert [(milestone.duration, milestone.percent) for milestone in plan.milestones] == [(5, 50), (10, 25), (2, 0)]
    assert [(link.provider, link.consumer, link.type, link.lag) for link in plan.dependencies] == [
        ("1", "2", LinkType.FS, 2),
        ("1", "3", LinkType.FS, 0),
        ("2", "3", LinkType.SS, 0),
    ]
    assert plan.program.start == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        (" ;;\n;", "nothing but separators"),
        ("what,date\n", "nothing below"),
        ("a,b\n1,2\n", "holds no headings that I know"),
        ("what,date\n,2026-01-01\n", "Line 2: The milestone has no name"),
        ("what,date,percent\nA,2026-01-01,140%\n", "Line 2: “percent”"),
        ("what,date,duration\nA,2026-01-01,long\n", "Line 2: “duration”"),
        ("what,date,duration,optimistic\nA,2026-01-01,2,3\n", "Optimistic ≤ duration"),
        ("what,date\nA\x07,2026-01-01\n", "no text file"),
    ],
)
def test_unreadable_table_is_refused_with_place_and_reason(words: str, sentence: str) -> None:
    with pytest.raises(BadPlan, match=sentence):
        read_table(words)


def test_loop_in_a_table_is_refused_with_its_path() -> None:
    with pytest.raises(Cycle, match=r"(M-\d → ){2}M-\d"):
        read_table("id,what,date,waits for\nM-1,A,2026-01-01,M-2\nM-2,B,2026-01-02,M-1\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04rest", "save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0rest", "Save it as XML"),
        (bytes(range(256)) * 40, "no text file"),
        (b"{", "not JSON"),
        (b'{"program": {"start": "2026-01-05"}, "nope": []}', "unknown key"),
        (b"[" * 100_000, "nested"),
        (b"x" * (MAX_FILE_BYTES + 1), "larger than 20 MB"),
    ],
    ids=["xlsx", "mpp", "binary", "broken", "unknown key", "deep", "huge"],
)
def test_other_file_types_are_refused_with_advice(content: bytes, sentence: str) -> None:
    with pytest.raises(BadPlan, match=sentence):
        read(content, name="x")


def test_too_many_rows_are_refused() -> None:
    milestones = '{"id":"A","project":"P"},{"id":"B","project":"P"}'
    links = ",".join(['{"from":"A","to":"B"}'] * MAX_ROWS)
    content = f'{{"program":{{"start":"2026-01-05"}},"milestones":[{milestones}],"dependencies":[{links}]}}'
    with pytest.raises(BadPlan, match=f"One import takes {MAX_ROWS:,}"):
        read(content.encode(), name="plan.json")
    with pytest.raises(BadPlan, match="more than 100,000 rows"):
        read_table("what,date\n" + "A,2026-01-01\n" * (MAX_ROWS + 30))


def test_duplicate_links_are_refused() -> None:
    plan = {
        "program": {"start": "2026-01-05"},
        "milestones": [{"id": "M-1", "project": "P"}, {"id": "M-2", "project": "P"}],
        "dependencies": [{"id": "D-1", "from": "M-1", "to": "M-2"}, {"id": "D-2", "from": "M-1", "to": "M-2"}],
    }
    with pytest.raises(BadPlan, match="D-1 and D-2 both link M-1 to M-2"):
        read(json.dumps(plan).encode(), name="plan.json")


def test_project_file_becomes_projects_milestones_and_links() -> None:
    plan = read(PROJECT.encode(), name="x.xml").plan
    design, launch = plan.milestones
    assert (plan.program.name, plan.program.start) == ("Mobile", date(2026, 3, 2))
    assert (design.project, design.duration, design.percent, design.owner) == ("App", 5, 50, "Ana")
    assert (design.baseline, design.forecast) == (date(2026, 3, 5), date(2026, 3, 6))
    assert (launch.project, launch.duration, launch.not_before) == ("Mobile", 0, date(2026, 3, 16))
    assert [(link.type, link.lag) for link in plan.dependencies] == [(LinkType.FS, 2)]
    assert plan.resources == ({"id": "resource 7", "name": "Ana", "capacity": 80.0},)
    (allocation,) = plan.allocations
    assert (allocation["resource"], allocation["milestone"], allocation["percent"]) == ("resource 7", "task 2", 50.0)
    assert (allocation["from"], allocation["to"]) == (date(2026, 3, 2), date(2026, 3, 6))
    assert allocation["anchor"] == design.forecast


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("<Project ", '<!DOCTYPE Project [<!ENTITY a "b">]><Project ', "DOCTYPE"),
        ("</Project>", "", "no XML"),
        ("Project", "Plan", "begins with"),
        ("<UID>3</UID>", "<UID>2</UID>", "Task 2 is there twice"),
        ("2026-03-16T17", "soon", "Task 3: Finish 'soon"),
        ("PT40H0M0S", "forty", "Task 2: the duration 'forty'"),
        ("9600", "many", "Task 3: LinkLag 'many'"),
        ("<PercentComplete>50", "<PercentComplete>nan", "PercentComplete"),
        ("<Units>0.5", "<Units>half", "Units 'half'"),
        ("<MaxUnits>0.8", "<MaxUnits>1e9", "Resource 7: MaxUnits"),
    ],
)
def test_invalid_project_file_is_refused_with_its_place(old: str, new: str, sentence: str) -> None:
    with pytest.raises(BadPlan, match=sentence):
        read(PROJECT.replace(old, new).encode(), name="x.xml")


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"what,date\n", b"<Project>", b'{"program":'):
        try:
            imported = read(start + content, name="x")
        except Refusal:
            continue
        assert isinstance(imported, ImportedPlan)


def test_program_is_named_after_its_file() -> None:
    assert program_name("unified_mobile-2026.csv") == "unified mobile-2026"
    assert program_name(".csv") == ".csv"
