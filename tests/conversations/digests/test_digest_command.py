"""The command `baton digest`: printed, drawn and queued in the voice that was asked for."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner

from bot.__main__ import baton
from tests.scenarios import set_up_two_projects
from tests.talk import conversation


def run_digest(url: str, *options: str) -> str:
    result = CliRunner().invoke(baton, ["digest", "PRG-1", "--database", url, *options])
    assert result.exception is None, result.exception
    return result.output


async def test_command_prints_draws_and_queues_the_voice(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await set_up_two_projects(talk)
        await talk.command("ana", "link PRG-1 delivery", "news")
        refused = CliRunner().invoke(baton, ["digest", "PRG-1", "--send", "--database", talk.store_url])
        assert "Use `/program digest send` in Slack" in str(refused.exception)
        url = talk.store_url
    assert "Most likely" in run_digest(url, "--audience", "executive")
    assert json.loads(run_digest(url, "--json"))[0]["blocks"]
    assert "The timeline is in" in run_digest(url, "--png", str(tmp_path / "new" / "folder"))
    assert (tmp_path / "new" / "folder" / "PRG-1-timeline.png").read_bytes().startswith(b"\x89PNG")
    assert "Queued for #news; Baton posts it when it runs." in run_digest(url, "--audience", "executive", "--send")
    assert "already out" in run_digest(url, "--audience", "executive", "--send")
    with closing(sqlite3.connect(tmp_path / "baton.db")) as database:
        [(payload,)] = database.execute("SELECT payload FROM outbox WHERE key LIKE 'digest:PRG-1:%' AND key LIKE '%:0'")
    assert "Most likely" in payload
