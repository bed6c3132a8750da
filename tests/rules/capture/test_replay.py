"""`baton replay`: messages from JSON lines and Slack exports, its output, and refused files."""

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import baton
from bot.offline import replay
from rules.refusal import Refusal

TODAY = date(2026, 2, 20)
MARCH = "1772442000.000100"  # 2026-03-02 09:00 UTC
KEYS = ["id", "records", "blockers", "help_wanted", "resolved_blockers", "status", "dates", "slip", "proposal"]


def run_replay(*args: str | Path) -> Result:
    return CliRunner().invoke(baton, ["replay", *map(str, args)])


def replay_json(path: Path) -> list[dict[str, Any]]:
    result = run_replay(path, "--json")
    assert result.exception is None, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def write_messages(path: Path, *messages: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(message) + "\n" for message in messages), "utf-8")
    return path


def write_export(folder: Path) -> Path:
    """Write a Slack export of two channels and two days."""
    for name, day, texts in (
        ("atlas", "2026-03-02", {"1772442000.000100": "M12 done", "1772442060.000100": "waiting on review from <@U1>"}),
        ("atlas", "2026-03-03", {"1772528400.000100": "thanks!"}),
        ("orion", "2026-03-02", {"1772442030.000100": "M-3 60%"}),
    ):
        (folder / name).mkdir(parents=True, exist_ok=True)
        messages = [{"type": "message", "user": "U2", "ts": ts, "text": text} for ts, text in texts.items()]
        joined = {"type": "message", "subtype": "channel_join", "user": "U2", "ts": "1772441000.0", "text": "M1 done"}
        (folder / name / f"{day}.json").write_text(json.dumps([joined, *messages]), "utf-8")
    (folder / "users.json").write_text(json.dumps([{"id": "U2", "text": "M9 done"}]), "utf-8")
    return folder


def test_only_messages_of_people_are_read_from_an_export(tmp_path: Path) -> None:
    folder = write_export(tmp_path / "Our export")
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "atlas"}]), "utf-8")
    day_messages = [
        {"type": "message", "subtype": "bot_message", "bot_id": "B1", "ts": "1772600000.1", "text": "M1 done"},
        {"type": "message", "user": "U7", "bot_id": "B1", "ts": "1772600001.1", "text": "M1 done"},
        {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": "1772600002.1", "text": "deleted"},
        {"type": "message", "user": "U2", "ts": "1772600003.1", "text": None, "files": [{"id": "F1"}]},
        {"type": "message", "user": "U2", "ts": "1772600004.1", "thread_ts": "1772600003.1", "text": "M-4 done"},
    ]
    (folder / "atlas" / "2026-03-04.json").write_text(json.dumps(day_messages), "utf-8")
    (folder / "atlas" / "canvas.json").write_text(json.dumps({"id": "F9"}), "utf-8")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "._2026-03-04.json").write_bytes(b"\x00\x05\x16\x07")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        for path in [*folder.glob("**/*.json"), *tmp_path.glob("__MACOSX/*")]:
            archive.write(path, path.relative_to(tmp_path).as_posix())
    for source in (folder, tmp_path / "export.zip"):
        messages = [message for message in replay_json(source) if float(message["id"]) >= 1772600000]
        assert [(message["id"], [record["milestone"] for record in message["records"]]) for message in messages] == [
            ("1772600003.1", []),
            ("1772600004.1", ["M-4"]),
        ]


def test_each_message_becomes_one_json_line(tmp_path: Path) -> None:
    path = write_messages(
        tmp_path / "talk.jsonl",
        {"id": "a", "text": "M12 slip to 14 Mar because the vendor is late", "user": "U1", "ts": MARCH},
        {"id": "b", "text": "Done: login\nBlockers: no sandbox\nNext: tests by friday", "user": "U1", "ts": MARCH},
        {"id": "c", "text": "hello", "user": "U1", "ts": MARCH},
    )
    slip, update, hello = replay_json(path)
    assert [list(line) for line in (slip, update, hello)] == [KEYS, KEYS, KEYS]
    assert slip["records"] == [
        {
            "kind": "slip",
            "milestone": "M-12",
            "to": "2026-03-14",
            "reason": "the vendor is late",
            "line": "M12 slip to 14 Mar because the vendor is late",
        }
    ]
    assert (slip["slip"], slip["proposal"], slip["dates"]) == (True, False, [{"text": "14 Mar", "iso": "2026-03-14"}])
    assert (update["blockers"], update["dates"][0]["iso"], update["proposal"]) == (["no sandbox"], "2026-03-06", True)
    assert hello == {key: [] for key in KEYS} | {"id": "c", "status": None, "slip": False, "proposal": False}


def test_missing_ids_become_the_timestamp_or_line_number(tmp_path: Path) -> None:
    path = write_messages(
        tmp_path / "talk.jsonl", {"text": "x", "ts": MARCH}, {"text": "y", "date": "2026-03-02"}, {"text": "z"}
    )
    assert [line["id"] for line in replay_json(path)] == [MARCH, "2", "3"]


def test_each_message_is_read_on_its_own_day(tmp_path: Path) -> None:
    path = write_messages(
        tmp_path / "talk.jsonl",
        {"text": "x", "ts": MARCH},
        {"text": "y", "date": "2026-03-04", "note": 1},
        {"text": "z"},
    )
    assert [message.day for message in replay.read_messages(path, today=TODAY)] == [
        date(2026, 3, 2),
        date(2026, 3, 4),
        TODAY,
    ]


def test_folder_and_zip_exports_read_the_same(tmp_path: Path) -> None:
    folder = write_export(tmp_path / "export")
    zip_path = tmp_path / "export.zip"
    with zipfile.ZipFile(zip_path, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.glob("**/*.json"):
            archive.write(path, path.relative_to(folder))
    as_folder = replay_json(folder)
    assert as_folder == replay_json(zip_path)
    assert [[record["kind"] for record in line["records"]] for line in as_folder] == [["done"], [], [], ["percent"]]
    assert as_folder[1]["blockers"] == ["waiting on review from @U1"]


def test_table_shows_findings_only(tmp_path: Path) -> None:
    result = run_replay(write_export(tmp_path / "export"))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2026-03-02  1772442000.000100         record     M12 done",
        "2026-03-02  1772442060.000100         blocker    waiting on review from @U1",
        "2026-03-02  1772442030.000100         record     M-3 60%",
        "4 messages: 1 blocker, 2 record.",
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"text": "x"}\n{"text": \n', "line 2"),
        (b'{"text": "x"}\n["x"]\n', "line 2"),
        (b'{"text": 5}\n', "line 1"),
        (b'{"text": "x", "ts": "soon"}\n', "line 1"),
        (b'{"text": "x", "ts": "1e30"}\n', "line 1"),
        (b'{"text": "x", "ts": "NaN"}\n', "line 1"),
        (b'{"text": "x", "date": "31 Feb"}\n', "line 1"),
        (b"\xff\xfe\x00\n", "line 1"),
        (b"[" * 100_000 + b"\n", "line 1"),
        (b'{"text": "' + b"x" * 1_100_000 + b'"}\n', "line 1"),
    ],
)
def test_unreadable_line_is_refused_by_its_number(content: bytes, place: str, tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=place):
        list(replay.read_messages(path, today=TODAY))


def test_unreadable_line_ends_the_command_with_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text('{"text": "M1 done", "ts": 1}\nnonsense\n', "utf-8")
    result = run_replay(path, "--json")
    assert isinstance(result.exception, Refusal)
    assert "line 2" in str(result.exception)


def test_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    zip_path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(zip_path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("atlas/2026-03-02.json", b" " * 30_000_000)
    with pytest.raises(Refusal, match=r"atlas/2026-03-02\.json"):
        list(replay.read_messages(zip_path, today=TODAY))


def test_broken_zip_is_refused_by_name(tmp_path: Path) -> None:
    zip_path = tmp_path / "export.zip"
    with zipfile.ZipFile(zip_path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "atlas/2026-03-02.json", json.dumps([{"text": f"{number}", "ts": MARCH} for number in range(500)])
        )
    content = bytearray(zip_path.read_bytes())
    content[200:220] = b"\0" * 20
    zip_path.write_bytes(content)
    with pytest.raises(Refusal, match="2026-03-02"):
        list(replay.read_messages(zip_path, today=TODAY))


def test_day_file_without_a_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "atlas").mkdir()
    (tmp_path / "atlas" / "2026-03-02.json").write_text("{}", "utf-8")
    with pytest.raises(Refusal, match="2026-03-02"):
        list(replay.read_messages(tmp_path, today=TODAY))
