"""Every command as a process: its exit status, one sentence for what went wrong, and never a traceback."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).parents[2]
PLAN = {"program": {"start": "2026-01-05"}, "projects": [{"id": "P"}], "milestones": [{"id": "M-1", "project": "P"}]}
FULL_DISK = Path("/dev/full")


def run_baton(
    *words: object, folder: Path, stdout: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `baton` in the folder, with nothing of this machine's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPYCACHEPREFIX") if name in os.environ}
    command = [sys.executable, "-m", "bot", *map(str, words)]
    with (stdout or Path(os.devnull)).open("w") as target:
        return subprocess.run(
            command,
            cwd=folder,
            env=kept | {"PYTHONPATH": str(ROOT)} | environment,
            stdout=target if stdout else subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )


def require_sentence(result: subprocess.CompletedProcess[str], status: int, words: str) -> None:
    assert "Traceback" not in result.stderr
    assert words in result.stderr
    assert result.returncode == status


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(PLAN))
    return file


def test_database_commands_read_the_env_file(tmp_path: Path, plan: Path) -> None:
    (tmp_path / ".env").write_text("BATON_DATABASE_URL=sqlite:///prod.db\n")
    assert run_baton("db", "upgrade", folder=tmp_path).returncode == 0
    assert run_baton("import", plan, folder=tmp_path).returncode == 0
    assert "M-1" in run_baton("export", folder=tmp_path).stdout
    assert run_baton("db", "backup", "copy.db", folder=tmp_path).returncode == 0
    assert "✓ database" in run_baton("doctor", folder=tmp_path).stdout
    assert {path.name for path in tmp_path.glob("*.db")} == {"prod.db", "copy.db"}


def test_environment_and_option_override_the_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BATON_DATABASE_URL=sqlite:///file.db\n")
    run_baton("db", "upgrade", folder=tmp_path, BATON_DATABASE_URL="sqlite:///variable.db")
    run_baton("db", "upgrade", "--database", "sqlite:///option.db", folder=tmp_path)
    assert {path.name for path in tmp_path.glob("*.db")} == {"variable.db", "option.db"}


@pytest.mark.parametrize("content", [b"BATON_LOG_LEVEL=loud\n", b"\xff\xfe\x00SLACK"])
def test_unusable_env_file_is_bad_input(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    require_sentence(run_baton("db", "upgrade", folder=tmp_path), 2, ".env")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("demo", "--port", "70000"), "70000"),
        (("demo", "--port", "-1"), "-1"),
        (("manifest", "--http", "https://"), "whole address"),
        (("manifest", "--http", "https://x.example:99999/"), "whole address"),
        (("dbb",), "Commands: run, demo"),
        (("export", "plan.doc"), ".json, .csv, .ics"),
        (("db", "upgrade", "--database", "mysql://x/y"), "SQLite nor PostgreSQL"),
    ],
)
def test_bad_input_exits_with_status_two(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    require_sentence(run_baton(*words, folder=tmp_path), 2, sentence)


@pytest.mark.parametrize("command", ["analyze", "import", "replay"])
def test_folder_named_like_a_file_is_bad_input(tmp_path: Path, command: str) -> None:
    databases.fresh(tmp_path / "baton.db")
    (tmp_path / "x.json").mkdir()
    (tmp_path / "x.json" / "2026-01-01.json").mkdir()
    require_sentence(
        run_baton(command, "x.json", folder=tmp_path), 2, "x.json" if command != "replay" else "2026-01-01"
    )


@pytest.mark.skipif(not FULL_DISK.exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words", [("analyze", "plan.json"), ("analyze", "--json", "plan.json"), ("--help",), ("export",)]
)
def test_full_disk_under_the_output_is_a_failure(tmp_path: Path, plan: Path, words: tuple[str, ...]) -> None:
    databases.fresh(tmp_path / "baton.db")
    run_baton("import", plan, folder=tmp_path)
    require_sentence(run_baton(*words, folder=tmp_path, stdout=FULL_DISK), 1, "no space left on device")


def test_locked_database_is_a_failure(tmp_path: Path, plan: Path) -> None:
    from storage.engine.database import open_store

    with open_store(databases.fresh(tmp_path / "baton.db")):
        require_sentence(run_baton("import", plan, folder=tmp_path), 1, "Another Baton has it open")
        require_sentence(run_baton("db", "upgrade", folder=tmp_path), 1, "Another Baton has it open")


def test_absent_server_is_a_failure(tmp_path: Path) -> None:
    url = f"postgresql://baton:hush@/d?host={tmp_path}"
    result = run_baton("db", "upgrade", "--database", url, folder=tmp_path)
    require_sentence(result, 1, "I can't use this database.")
    assert "hush" not in result.stderr


def test_unexpected_error_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    from bot.cli.exits import run_and_report

    assert run_and_report(lambda: {}["missing"]) == 1
    error = capsys.readouterr().err
    assert "Baton failed (KeyError in test_command_line.py, line" in error
    assert "missing" not in error


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_stopped_demo_leaves_no_folder(tmp_path: Path, stop: signal.Signals) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "Ctrl+C" in line)
        assert list(tmp_path.glob("baton-demo-*"))
        process.send_signal(stop)
        assert process.wait(timeout=30) == 0
    assert not list(tmp_path.glob("baton-demo-*"))
