"""One plan has one colour: `baton analyze` of an exported plan says what `status` says in Slack (A22, #49)."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import baton
from tests.scenarios import set_up_two_projects
from tests.talk import conversation


@pytest.mark.parametrize(
    ("slip", "colours"), [("", ["green", "green"]), ("18 Mar", ["amber", "green"]), ("10 Apr", ["red", "red"])]
)
async def test_analyze_and_status_agree_on_colours(tmp_path: Path, slip: str, colours: list[str]) -> None:
    async with conversation(tmp_path) as talk:
        await set_up_two_projects(talk)
        if slip:
            await talk.say("ana", "identity", f"M-1 slip to {slip}")
        shown = [await talk.command("ana", f"status PRJ-{number}", "identity") for number in (1, 2)]
        url, plan = talk.store_url, tmp_path / "plan.json"
    CliRunner().invoke(baton, ["export", str(plan), "--database", url])
    answer = CliRunner().invoke(baton, ["analyze", str(plan), "--json", "--today", "2026-03-02"])
    analyzed = [project["colour"] for project in json.loads(answer.stdout)["projects"]]
    assert analyzed == colours, answer.output
    assert all(f"{colour} —" in text for colour, text in zip(colours, shown, strict=True)), shown
