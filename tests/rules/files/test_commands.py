"""The commands `baton analyze` and `baton whatif` on plan files."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import analyze_command, whatif_command
from rules.refusal import Refusal

PLAN: dict[str, Any] = {
    "program": {
        "id": "PRG-1",
        "name": "Atlas",
        "start": "2026-01-05",
        "data_date": "2026-03-02",
        "calendar": {"country": "DE"},
    },
    "projects": [{"id": "PRJ-1", "name": "Identity", "lead": "U1"}, {"id": "PRJ-2", "name": "Billing", "lead": "U9"}],
    "milestones": [
        {"id": "M-1", "project": "PRJ-1", "name": "Auth API", "owner": "U2", "duration": 10, "forecast": "2026-03-20"},
        {"id": "M-2", "project": "PRJ-2", "name": "Login", "owner": "U3", "duration": 5},
        {"id": "M-3", "project": "PRJ-2", "name": "Beta", "duration": 8, "committed": "2026-04-09"},
        {"id": "M-4", "project": "PRJ-1", "name": "Kick-off", "actual": "2026-01-09"},
    ],
    "dependencies": [{"id": "D-1", "from": "M-1", "to": "M-2"}, {"id": "D-2", "from": "M-2", "to": "M-3"}],
    "targets": ["M-3"],
}
ROW = {
    "id", "early_start_day", "early_finish_day", "late_start_day", "late_finish_day", "early_finish", "late_finish",
    "total_float", "free_float", "drag", "critical", "driver",
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(PLAN))
    return path


def analyze(*arguments: object) -> Result:
    return CliRunner().invoke(analyze_command.command, [str(argument) for argument in arguments])


def test_analyze_prints_the_documented_json(file: Path) -> None:
    answer = json.loads(analyze(file, "--json", "--samples", 200).stdout)
    assert (answer["length"], answer["finish"]) == (68, "2026-04-10")
    assert all(row.keys() == ROW for row in answer["milestones"])
    assert answer["milestones"][1]["driver"] == "M-1"
    assert {"id", "p50", "p80", "on_time", "stderr_days"} <= answer["targets"][0].keys()
    assert {"kind", "level", "subject", "sentence", "days", "chain", "owner"} <= answer["alerts"][0].keys()
    assert len(answer["health"]) == 14


def test_public_holidays_are_not_working_days(file: Path) -> None:
    rows = {row["id"]: row for row in json.loads(analyze(file, "--json", "--samples", 200).stdout)["milestones"]}
    assert rows["M-2"]["early_finish"] == "2026-03-27"
    assert rows["M-3"]["early_finish"] == "2026-04-10"


def test_several_files_print_one_stable_line_each(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"program": {"start": "2026-01-05"}}))
    first, second = analyze(file, other, "--json").stdout, analyze(file, other, "--json").stdout
    assert [json.loads(line)["length"] for line in first.splitlines()] == [68, 0]
    assert first == second


def test_text_shows_finish_chain_odds_and_alerts(file: Path) -> None:
    output = analyze(file).stdout
    assert output.startswith("Atlas, as of Mon 2 Mar 2026: ends Fri 10 Apr 2026, 68 days after its start; 1 of 4")
    assert "The end is driven by Auth API → Login → Beta." in output
    assert "Beta (M-3): P50 " in output
    assert "Beta (M-3) will miss Thu 9 Apr 2026 by 1 day: it is expected Fri 10 Apr 2026" in output
    assert "Plan health " in output


def whatif(*arguments: object) -> Result:
    return CliRunner().invoke(whatif_command.command, [str(argument) for argument in arguments])


def test_slip_shows_every_target_before_and_after(file: Path) -> None:
    answer = json.loads(whatif(file, "M-1=+5", "--json").stdout)
    (target,) = [row for row in answer["targets"] if row["id"] == "M-3"]
    assert (target["before"], target["after"], target["days"]) == ("2026-04-10", "2026-04-17", 5)
    assert [row["id"] for row in answer["moved"]] == ["M-2", "M-3"]
    assert whatif(file, "M-1=+5").stdout.endswith("The program's end moves from Fri 10 Apr 2026 to Fri 17 Apr 2026.\n")


def test_earlier_milestone_recovers_a_committed_date(file: Path) -> None:
    assert "Beta (M-3): Fri 10 Apr 2026 → Thu 9 Apr 2026 (-1 day)" in whatif(file, "M-1=-1").stdout


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [("M-9=+5", "There is no milestone M-9."), ("M-1=x", "I can't read the slip"), ("M-4=+1", "M-4 is done.")],
)
def test_invalid_slips_are_refused(file: Path, slip: str, sentence: str) -> None:
    refusal = whatif(file, slip).exception
    assert isinstance(refusal, Refusal)
    assert sentence in str(refusal)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "plan.csv",
            "what,date\nA,2026-03-02\n",
            "This is a table, not a plan file (JSON). Import it first: `baton import",
        ),
        (
            "plan.xml",
            "<Project/>",
            "This is an XML file, not a plan file (JSON). Import it first: `baton import plan.xml`",
        ),
        ("plan.xer", "ERMHDR\t19.12\n", "This is an XER file of Primavera P6, which I can't read."),
    ],
)
def test_analyze_says_what_to_do_with_other_files(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content)
    refusal = analyze(tmp_path / name).exception
    assert isinstance(refusal, Refusal)
    assert sentence in str(refusal)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "bad.json: This is not JSON"),
        (
            '{"program": {"start": "2026-01-05", "calendar": {"workdays": []}}}',
            "bad.json: This calendar has no working day.",
        ),
        ('{"program": {"start": "2026-01-05", "calendar": {"country": "XX"}}}', "no public holidays of XX"),
        (None, "bad.json: The file can't be read: no such file or directory."),
    ],
)
def test_invalid_files_are_refused_with_a_reason(tmp_path: Path, content: str | None, sentence: str) -> None:
    if content is not None:
        (tmp_path / "bad.json").write_text(content)
    refusal = analyze(tmp_path / "bad.json").exception
    assert isinstance(refusal, Refusal)
    assert sentence in str(refusal)


@pytest.mark.parametrize(
    ("start", "sentence"),
    [("1950-01-02", "no public holidays of DE from 1949 on. Leave the country out"), ("2150-01-02", "from 2149 on")],
)
def test_years_without_holidays_are_named(tmp_path: Path, start: str, sentence: str) -> None:
    content = {"program": {"start": start, "calendar": {"country": "DE"}}}
    (tmp_path / "far.json").write_text(json.dumps(content))
    assert sentence in str(analyze(tmp_path / "far.json").exception)


def test_open_work_never_ends_before_today(file: Path) -> None:
    answer = json.loads(analyze(file, "--json", "--samples", 200, "--today", "2026-05-04").stdout)
    assert answer["finish"] >= "2026-05-04"
    assert "ends Fri 10 Apr" not in analyze(file, "--today", "2026-05-04").stdout


@pytest.mark.parametrize("slips", [("m1=+5",), ("m-1=+5",)])
def test_ids_are_read_as_people_type_them(file: Path, slips: tuple[str, ...]) -> None:
    assert whatif(file, *slips).stdout == whatif(file, "M-1=+5").stdout


def test_milestone_named_twice_is_refused(file: Path) -> None:
    assert "M-1 is named twice." in str(whatif(file, "M-1=+5", "m1=+3").exception)


def test_invalid_file_exits_with_2_and_one_sentence(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "analyze", "--json", str(tmp_path / "none.json")], capture_output=True, text=True
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "can't be read" in result.stderr
    assert "Traceback" not in result.stderr
