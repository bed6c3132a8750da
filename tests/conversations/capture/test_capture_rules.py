"""Administrators choose which apps are read and what a reaction means."""

from datetime import timedelta

from handlers import routes
from handlers.slack import messages
from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk


async def deliver_app_message(talk: Talk, text: str) -> None:
    """Deliver a message of another app, as Slack sends it."""
    channel = talk.sandbox.workspace.channel_named("identity")
    event = {"type": "message", "subtype": "bot_message", "channel": channel.id, "channel_type": "channel"}
    event |= {"text": text, "ts": talk.sandbox.clock.next_ts(), "bot_id": "B0CI", "username": "CI"}
    await messages.message_listener(routes.COMMANDS)(event, talk.bot.deps)
    await talk.settle()


async def test_app_is_read_while_an_administrator_allows_it(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "I don't listen to any apps" in await talk.command("cleo", "admin apps", "news")
    assert "B0CI" in await talk.command("cleo", "admin app B0CI", "news")
    await deliver_app_message(talk, "M-1 done")
    assert "CI says" in direct_messages(talk, "ana")[-1]
    assert "I don't listen to any apps" in await talk.command("cleo", "admin app remove B0CI", "news")
    before = len(direct_messages(talk, "ana"))
    await deliver_app_message(talk, "M-2 done")
    assert len(direct_messages(talk, "ana")) == before


async def test_person_is_refused_as_an_app(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "That is no app" in await talk.command("cleo", "admin app @bo", "news")
    assert "Which app?" in await talk.command("cleo", "admin app", "news")


async def test_reaction_gets_and_loses_a_meaning(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert ":hammer: decision\n" in await talk.command("cleo", "admin reaction :hammer: decision", "news")
    await talk.fast_forward(by=timedelta(minutes=1))
    message = await talk.say("bo", "identity", "we go with region two")
    await talk.sandbox.person("ana").react("identity", message.ts, "hammer")
    await talk.settle()
    assert "decision" in talk.private("ana")[-1].text
    assert ":hammer: decision\n" not in await talk.command("cleo", "admin reaction :hammer: nothing", "news")
    assert "It may mean" in await talk.command("cleo", "admin reaction :hammer: lunch", "news")


async def test_only_administrators_set_capture_rules(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "You may not change settings" in await talk.command("ana", "admin app B0CI", "news")
    assert "You may not change settings" in await talk.command("ana", "admin reaction :hammer: decision", "news")
