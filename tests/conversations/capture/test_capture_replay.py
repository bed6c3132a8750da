"""`baton replay --apply`: messages from before the bot was installed, saved once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import baton
from rules.refusal import Refusal
from tests.scenarios import set_up_two_projects
from tests.talk import conversation

SAID = (
    ("1772100000.000100", "M-1 slip to 27 Mar because the vendor is late"),
    ("1772100060.000100", "*Status:* at risk\n*Blockers:* waiting on the schema from the data team"),
    ("1772100120.000100", "lunch?"),
)


def run_replay(*args: str) -> str:
    result = CliRunner().invoke(baton, ["replay", *args])
    assert result.exception is None, result.exception
    return result.stdout


async def test_replayed_export_is_saved_once_and_posts_nothing(tmp_path: Path) -> None:
    async with conversation(tmp_path) as talk:
        await set_up_two_projects(talk)
        ana, channel = talk.users["ana"].id, talk.sandbox.workspace.channel_named("identity").id
        posts = len(talk.seen("bo", "payments"))
    folder = tmp_path / "export" / "identity"
    folder.mkdir(parents=True)
    messages = [{"type": "message", "user": ana, "ts": ts, "text": text} for ts, text in SAID]
    (folder / "2026-02-26.json").write_text(json.dumps(messages))
    options = ("--apply", "--channel", f"identity={channel}", "--database", talk.store_url)
    assert "1 saved, 1 updates" in run_replay(str(folder.parent), *options)
    assert "2 saved before" in run_replay(str(folder.parent), *options)
    other = talk.sandbox.workspace.channel_named("payments").id
    options = ("--apply", "--channel", other, "--database", talk.store_url)
    assert "2 saved before" in run_replay(str(folder.parent), *options)
    assert posts == len(talk.seen("bo", "payments"))


def test_replay_without_a_channel_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("")
    result = CliRunner().invoke(baton, ["replay", str(tmp_path / "x.jsonl"), "--apply"])
    assert "which channel" in str(result.exception)


@pytest.mark.parametrize(
    ("channels", "sentence"),
    [
        (("foo",), "“foo” is not a channel's id"),
        (("identity=",), "is not a channel's id"),
        (("C0123", "C0456"), "--channel is given twice for every message"),
        (("a=C0123", "b=C0123", "a=C0456"), "--channel is given twice for the folder a"),
    ],
)
def test_unusable_channels_are_refused(tmp_path: Path, channels: tuple[str, ...], sentence: str) -> None:
    (tmp_path / "x.jsonl").write_text("")
    options = [word for channel in channels for word in ("--channel", channel)]
    result = CliRunner().invoke(baton, ["replay", str(tmp_path / "x.jsonl"), "--apply", *options])
    assert isinstance(result.exception, Refusal)
    assert sentence in str(result.exception)
