"""Administrators say which apps are heard and what a reaction means."""

from datetime import timedelta

from handlers import routes
from handlers.slack import messages
from tests.scenarios import program_with_two_projects
from tests.steps.capture import dm
from tests.talk import Talk


async def ci_says(talk: Talk, text: str) -> None:
    """What another app's message looks like on the wire."""
    channel = talk.sandbox.workspace.channel_named("identity")
    said = {"type": "message", "subtype": "bot_message", "channel": channel.id, "channel_type": "channel"}
    said |= {"text": text, "ts": talk.sandbox.clock.next_ts(), "bot_id": "B0CI", "username": "CI"}
    await messages.message_listener(routes.COMMANDS)(said, talk.bot.deps)
    await talk.settle()


async def test_an_app_is_heard_from_when_an_administrator_lets_it_until_they_end_it(talk: Talk) -> None:
    await program_with_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "no other app" in await talk.command("cleo", "admin apps", "news")
    assert "B0CI" in await talk.command("cleo", "admin app B0CI", "news")
    await ci_says(talk, "M-1 done")
    assert "CI says" in dm(talk, "ana")[-1]
    assert "no other app" in await talk.command("cleo", "admin app remove B0CI", "news")
    before = len(dm(talk, "ana"))
    await ci_says(talk, "M-2 done")
    assert len(dm(talk, "ana")) == before


async def test_an_app_may_be_mentioned_and_a_person_is_no_app(talk: Talk) -> None:
    await program_with_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "That is no app" in await talk.command("cleo", "admin app @bo", "news")
    assert "Which app?" in await talk.command("cleo", "admin app", "news")


async def test_a_reaction_is_given_a_meaning_and_loses_it(talk: Talk) -> None:
    await program_with_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    assert ":hammer: decision" in await talk.command("cleo", "admin reaction :hammer: decision", "news")
    await talk.fast_forward(by=timedelta(minutes=1))
    said = await talk.say("bo", "identity", "we go with region two")
    await talk.sandbox.person("ana").react("identity", said.ts, "hammer")
    await talk.settle()
    assert "decision" in talk.private("ana")[-1].text
    assert (
        ":hammer:"
        not in (await talk.command("cleo", "admin reaction :hammer: nothing", "news")).split("gives")[0][:-40]
    )
    assert "It may mean" in await talk.command("cleo", "admin reaction :hammer: lunch", "news")


async def test_only_administrators_set_what_is_heard(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "You may not change settings" in await talk.command("ana", "admin app B0CI", "news")
    assert "You may not change settings" in await talk.command("ana", "admin reaction :hammer: decision", "news")
