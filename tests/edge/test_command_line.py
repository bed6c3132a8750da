"""Every command as a process: its exit status, one sentence for what went wrong, and never a traceback."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases
from tests.forms import form

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
        (("export", "plan.doc"), ".json, .xml, .csv, .ics"),
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


@pytest.mark.whole
@pytest.mark.parametrize("stop", form(short=[signal.SIGINT], whole=[signal.SIGTERM, signal.SIGINT]))
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


def test_export_replaces_a_file_only_when_it_is_whole(tmp_path: Path, plan: Path) -> None:
    databases.fresh(tmp_path / "baton.db")
    run_baton("import", plan, folder=tmp_path)
    for name in ("plan.json", "plan.csv", "plan.ics"):
        target = tmp_path / name
        target.write_text("the earlier one")
        target.chmod(0o640)
        assert run_baton("export", target, folder=tmp_path).returncode == 0
        assert target.read_text() != "the earlier one"
        assert target.stat().st_mode & 0o777 == 0o640
        assert not list(tmp_path.glob(".baton-*"))
    require_sentence(run_baton("export", tmp_path / "none/plan.csv", folder=tmp_path), 2, "No such file or directory")
    (tmp_path / "folder.json").mkdir()
    require_sentence(run_baton("export", "folder.json", folder=tmp_path), 2, "Is a directory")


def test_failed_write_keeps_the_earlier_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.cli.whole_files import write_whole
    from rules.refusal import Failure

    target = tmp_path / "plan.json"
    target.write_text("the earlier one")
    write_bytes = Path.write_bytes

    def fill_disk(path: Path, content: bytes) -> None:
        write_bytes(path, content[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_disk)
    with pytest.raises(Failure, match="No space left on device"):
        write_whole(target, b"the new one")
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
    assert target.read_text() == "the earlier one"


@pytest.mark.parametrize(
    "words", [("import", "plan.json"), ("db", "backup", "copy.db"), ("db", "upgrade", "--database", "sqlite:///new.db")]
)
def test_full_disk_under_the_database_is_a_failure(tmp_path: Path, plan: Path, words: tuple[str, ...]) -> None:
    databases.fresh(tmp_path / "baton.db")
    before = (tmp_path / "baton.db").read_bytes()
    limit = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); sys.argv[0] = 'baton'; "
    )
    command = [
        sys.executable,
        "-B",
        "-c",
        limit + "runpy.run_module('bot', run_name='__main__', alter_sys=True)",
        *words,
    ]
    result = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in result.stderr
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert (tmp_path / "baton.db").read_bytes() == before
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [("junk", "neither SQLite nor PostgreSQL"), ("sqlite:///damaged.db", "database disk image is malformed")],
)
def test_doctor_goes_on_after_an_unusable_database(tmp_path: Path, url: str, sentence: str) -> None:
    content = bytearray(Path(databases.fresh(tmp_path / "damaged.db").removeprefix("sqlite:///")).read_bytes())
    content[300_000:340_000] = b"x" * 40_000
    (tmp_path / "damaged.db").write_bytes(content)
    result = run_baton("doctor", folder=tmp_path, BATON_DATABASE_URL=url)
    assert result.returncode == 1
    assert "✗ database" in result.stdout
    assert any(words in result.stdout for words in (sentence, "is damaged"))
    assert "✗ token: SLACK_BOT_TOKEN is not set." in result.stdout
    assert "Traceback" not in result.stderr
