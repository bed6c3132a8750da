"""The commands `baton import` and `baton export`: output, refusals, and use beside a running Baton."""

import json
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result

from bot.cli import export_command, import_command
from rules.refusal import Refusal
from rules.schedule.network import Cycle
from storage.engine.database import open_store

TABLE = "what,who,date\nBeta,Lead,2026-05-04\nLaunch,,2026-06-01\n"


def run_command(command: object, *words: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in words], catch_exceptions=True)  # type: ignore[arg-type]


def run_import(url: str, file: Path, *options: str) -> Result:
    return run_command(import_command.command, file, "--database", url, *options)


def run_export(url: str, *words: str | Path) -> Result:
    return run_command(export_command.command, "--database", url, *words)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "app.csv"
    path.write_text(TABLE)
    return path


def test_import_prints_its_changes_and_applies_them_once(sqlite_url: str, file: Path) -> None:
    result = run_import(sqlite_url, file)
    assert "New program PRG-1 “app”: 1 new project, 2 new milestones, 0 new links, 0 changes." in result.output
    assert "+ M-1    Mon 4 May 2026  Beta (Lead)" in result.output
    assert "Imported into PRG-1." in result.output
    assert "Nothing to change." in run_import(sqlite_url, file).output


def test_dry_run_changes_nothing(sqlite_url: str, file: Path) -> None:
    result = run_import(sqlite_url, file, "--dry-run")
    assert "2 new milestones" in result.output
    assert "Nothing was changed (dry run)." in result.output
    assert isinstance(run_export(sqlite_url).exception, Refusal)


def test_exported_file_equals_the_printed_one(sqlite_url: str, file: Path, tmp_path: Path) -> None:
    run_import(sqlite_url, file)
    path = tmp_path / "plan.json"
    assert run_export(sqlite_url, path).exit_code == 0
    printed = run_export(sqlite_url).output
    assert printed == path.read_text()
    assert [milestone["owner"] for milestone in json.loads(printed)["milestones"][:1]] == ["Lead"]


def test_calendar_has_an_all_day_event_per_milestone(sqlite_url: str, file: Path, tmp_path: Path) -> None:
    # Far ahead: what is overdue would be expected today.
    file.write_text(TABLE.replace("2026", "2046"))
    run_import(sqlite_url, file)
    path = tmp_path / "plan.ics"
    run_export(sqlite_url, path)
    events = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert [(str(event["summary"]), str(event.decoded("dtstart"))) for event in events] == [
        ("Beta (M-1)", "2046-05-04"),
        ("Launch (M-2)", "2046-06-01"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", "what,date\nBeta,never\n", "Line 2"),
        ("a.csv", "", "The file is empty"),
        ("a.json", "{", "line 1"),
        ("a.json", '{"program": {"start": "2026-01-05"}, "extra": 1}', "unknown key"),
        ("a.json", '{"program": {"start": "0026-01-05"}}', "between 1950 and 2150"),
    ],
)
def test_invalid_file_is_refused_by_name_and_place(
    sqlite_url: str, tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    refusal = run_import(sqlite_url, path).exception
    assert isinstance(refusal, Refusal)
    assert sentence in str(refusal)
    assert str(path) in str(refusal)


def test_loop_and_missing_file_are_refused(sqlite_url: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,what,date,waits for\nM-1,A,2026-01-01,M-2\nM-2,B,2026-01-02,M-1\n")
    assert isinstance(run_import(sqlite_url, path).exception, Cycle)
    assert "no such file" in str(run_import(sqlite_url, tmp_path / "none.csv").exception)


def test_missing_database_is_refused_with_advice(tmp_path: Path, file: Path) -> None:
    refusal = run_import(f"sqlite:///{tmp_path / 'none.db'}", file).exception
    assert "Run `baton db upgrade`" in str(refusal)
    assert not (tmp_path / "none.db").exists()


def test_running_baton_allows_export_but_no_import(sqlite_url: str, file: Path) -> None:
    run_import(sqlite_url, file)
    with open_store(sqlite_url):
        assert "/program import" in str(run_import(sqlite_url, file).exception)
        assert '"PRG-1"' in run_export(sqlite_url).output
        assert "Nothing was changed" in run_import(sqlite_url, file, "--dry-run").output


def test_one_of_several_programs_must_be_named(sqlite_url: str, file: Path) -> None:
    run_import(sqlite_url, file)
    run_import(sqlite_url, file, "--program", "Second")
    assert "PRG-1 (app), PRG-2 (Second)" in str(run_export(sqlite_url).exception)
    assert '"Second"' in run_export(sqlite_url, "--program", "second").output
    assert "can't write .doc" in str(run_export(sqlite_url, "a.doc").exception)


def test_export_writes_each_kind_by_its_ending(sqlite_url: str, file: Path, tmp_path: Path) -> None:
    run_import(sqlite_url, file)
    starts = {"a.json": "{", "a.xml": "<?xml", "a.csv": '"id"', "a.jira.csv": '"Issue id"', "a.ics": "BEGIN:VCALENDAR"}
    for name, start in starts.items():
        assert run_export(sqlite_url, tmp_path / name).exit_code == 0
        assert (tmp_path / name).read_text().startswith(start)
    assert run_export(sqlite_url, "--format", "xml").output.startswith("<?xml")
    assert "Choose plan, xml, csv, ics or jira" in str(run_export(sqlite_url, "--format", "PRG-1 tower").exception)
