"""Ordinary talk through the real bot: hardly a question, never a record (B-29); and what a silent message costs."""

import json
import time
from pathlib import Path

import pytest

import storage.capture
import storage.updates
from handlers import routes
from handlers.slack import messages
from sandbox.model import Channel
from tests import yardstick
from tests.datasets import small_and_whole
from tests.scenarios import program_with_two_projects
from tests.steps.capture import dm, press, private
from tests.talk import Talk

MANY = 300


@pytest.mark.parametrize("chatter", small_and_whole("chatter.jsonl", "chatter.jsonl"))
async def test_ordinary_talk_leads_to_hardly_a_question_and_to_no_record(talk: Talk, chatter: Path) -> None:
    await program_with_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    with chatter.open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for _, line in zip(range(MANY), file, strict=False)]
    before = len(talk.private("bo"))
    for number, text in enumerate(texts):
        await listen(event(channel, talk.users["bo"].id, text, f"1772445700.{number:06}"), deps)
    await talk.settle()
    assert len(talk.private("bo")) - before <= MANY * 0.005 + 1
    records = await deps.store.read(storage.updates.records_since, team=deps.team, at=deps.now().replace(year=2000))
    assert not [one for one in records if one.author == talk.users["bo"].id]


async def test_a_message_that_says_nothing_costs_little(talk: Talk) -> None:
    await program_with_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    said = [event(channel, talk.users["bo"].id, "shall we have lunch at noon?", f"1.{n:06}") for n in range(200)]
    await listen(said[0], deps)
    began = time.process_time()
    for one in said:
        await listen(one, deps)
    each = (time.process_time() - began) / len(said)
    print(f"a silent message in a linked channel: {each * 1000:.2f} ms")
    assert each / yardstick.pace() < 0.005, "1 ms on a free machine"


def event(channel: Channel, user: str, text: str, ts: str) -> dict[str, str]:
    return {"type": "message", "channel": channel.id, "channel_type": "channel", "user": user, "text": text, "ts": ts}


async def test_another_app_is_heard_only_when_allowed_and_its_word_is_a_proposal(talk: Talk) -> None:
    await program_with_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    said = {**event(channel, "", "M-1 done", "1772445700.000001"), "bot_id": "B0CI", "username": "CI"}
    said |= {"subtype": "bot_message"}
    del said["user"]
    await listen(said, deps)
    await talk.settle()
    assert not [line for line in dm(talk, "ana") if "CI says" in line]
    await deps.store.transact(storage.capture.allow_app, team=deps.team, app="B0CI", by="U1", now=deps.now())
    await listen(said, deps)
    await talk.settle()
    assert "CI says" in dm(talk, "ana")[-1]
    await press(talk, "ana", "Accept")
    assert "done" in (await talk.command("ana", "M-1", "identity")).casefold()


async def test_an_update_in_a_channel_of_two_projects_can_be_put_under_the_other(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "link PRJ-2", "identity")
    shown = await private(talk, "ana", "*Status:* green\n*Done:* everything that was planned")
    assert "Kept as an update of PRJ-" in shown
    kept = talk.newest_with("ana", "update_project", None)
    block = next(b for b in kept.blocks if any(e.get("action_id") == "update_project" for e in b.get("elements", [])))
    option = next(o for o in block["elements"][0]["options"] if o["value"].endswith("PRJ-1"))
    await talk.sandbox.person("ana").choose(kept, "update_project", option["value"])
    await talk.settle()
    other = [m.text for m in talk.visible("ana") if "Kept as an update of PRJ-1" in m.text]
    assert other


async def test_a_redelivery_is_heard_once(talk: Talk) -> None:
    await program_with_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    said = event(channel, talk.users["ana"].id, "block M-1: no data needs @bo", "1772445700.000002")
    await listen(said, deps)
    await listen({**said, "subtype": "thread_broadcast"}, deps)
    await talk.settle()
    assert "B-2" not in "\n".join(m.text for m in talk.private("ana"))
