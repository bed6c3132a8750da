"""`baton replay --apply`: an export from before Baton was there, taken in once."""

import json
from pathlib import Path

from click.testing import CliRunner

from bot.__main__ import baton
from tests.scenarios import program_with_two_projects
from tests.talk import conversation

SAID = (
    ("1772100000.000100", "M-1 slip to 27 Mar because the vendor is late"),
    ("1772100060.000100", "*Status:* at risk\n*Blockers:* waiting on the schema from the data team"),
    ("1772100120.000100", "lunch?"),
)


def run(*args: str) -> str:
    result = CliRunner().invoke(baton, ["replay", *args])
    assert result.exception is None, result.exception
    return result.stdout


async def test_an_export_is_taken_in_once_and_nobody_is_told(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await program_with_two_projects(talk)
        ana, channel = talk.users["ana"].id, talk.sandbox.workspace.channel_named("identity").id
        posts = len(talk.seen("bo", "payments"))
    folder = tmp_path / "export" / "identity"
    folder.mkdir(parents=True)
    day = [{"type": "message", "user": ana, "ts": ts, "text": text} for ts, text in SAID]
    (folder / "2026-02-26.json").write_text(json.dumps(day))
    ways = ("--apply", "--channel", f"identity={channel}", "--database", talk.store_url)
    assert "1 kept, 1 updates" in run(str(folder.parent), *ways)
    assert "2 known before" in run(str(folder.parent), *ways)
    assert posts == len(talk.seen("bo", "payments"))


def test_without_a_channel_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("")
    result = CliRunner().invoke(baton, ["replay", str(tmp_path / "x.jsonl"), "--apply"])
    assert "which channel" in str(result.exception)
