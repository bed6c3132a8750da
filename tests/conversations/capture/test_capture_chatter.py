"""Small talk through the real bot: few questions and no records (B-29); the cost of a message without content."""

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
from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.talk import Talk

MANY = 300


@pytest.mark.parametrize("chatter", small_and_whole("chatter.jsonl", "chatter.jsonl"))
async def test_small_talk_causes_few_questions_and_no_records(talk: Talk, chatter: Path) -> None:
    await set_up_two_projects(talk)
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
    assert not [record for record in records if record.author == talk.users["bo"].id]


async def test_message_without_content_is_cheap(talk: Talk) -> None:
    await set_up_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    messages_sent = [
        event(channel, talk.users["bo"].id, "shall we have lunch at noon?", f"1.{n:06}") for n in range(200)
    ]
    await listen(messages_sent[0], deps)
    started = time.process_time()
    for message in messages_sent:
        await listen(message, deps)
    seconds_each = (time.process_time() - started) / len(messages_sent)
    print(f"a silent message in a linked channel: {seconds_each * 1000:.2f} ms")
    assert seconds_each / yardstick.pace() < 0.005, "1 ms on a free machine"


def event(channel: Channel, user: str, text: str, ts: str) -> dict[str, str]:
    return {"type": "message", "channel": channel.id, "channel_type": "channel", "user": user, "text": text, "ts": ts}


async def test_allowed_app_can_only_propose_changes(talk: Talk) -> None:
    await set_up_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    message = {**event(channel, "", "M-1 done", "1772445700.000001"), "bot_id": "B0CI", "username": "CI"}
    message |= {"subtype": "bot_message"}
    del message["user"]
    await listen(message, deps)
    await talk.settle()
    assert not [line for line in direct_messages(talk, "ana") if "CI says" in line]
    await deps.store.transact(storage.capture.allow_app, team=deps.team, app="B0CI", by="U1", now=deps.now())
    await listen(message, deps)
    await talk.settle()
    assert "CI says" in direct_messages(talk, "ana")[-1]
    await press_button(talk, "ana", "Accept")
    assert "done" in (await talk.command("ana", "M-1", "identity")).casefold()


async def test_update_can_be_moved_to_the_channels_other_project(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRJ-2", "identity")
    answer = await private_answer(talk, "ana", "*Status:* green\n*Done:* everything that was planned")
    assert "Which project is it for?" in answer
    message = talk.newest_with("ana", "update_project", None)
    block = next(
        b for b in message.blocks if any(e.get("action_id") == "update_project" for e in b.get("elements", []))
    )
    option = next(o for o in block["elements"][0]["options"] if o["value"].endswith("PRJ-1"))
    await talk.sandbox.person("ana").choose(message, "update_project", option["value"])
    await talk.settle()
    moved = [m.text for m in talk.visible("ana") if "this week's update for Identity (on track)" in m.text]
    assert moved


async def test_redelivered_message_is_handled_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    listen, deps = messages.message_listener(routes.COMMANDS), talk.bot.deps
    channel = talk.sandbox.workspace.channel_named("identity")
    message = event(channel, talk.users["ana"].id, "block M-1: no data needs @bo", "1772445700.000002")
    await listen(message, deps)
    await listen({**message, "subtype": "thread_broadcast"}, deps)
    await talk.settle()
    assert "B-2" not in "\n".join(m.text for m in talk.private("ana"))
