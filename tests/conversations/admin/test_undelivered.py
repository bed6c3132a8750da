"""Told means told: what cannot be posted is said, and another way is taken (B-124, faults B3, B4, D-12)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox import acts
from sandbox.model import Channel
from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk

MONDAY_NINE = datetime(2026, 3, 9, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def channel(talk: Talk, name: str) -> Channel:
    return next(c for c in talk.sandbox.workspace.channels.values() if c.name == name)


async def test_owner_hears_directly_where_the_bot_was_removed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    platform = talk.sandbox.person("ana").platform
    acts.leave(platform, channel(talk, "payments"), talk.sandbox.workspace.bot_user_id)
    await talk.settle()
    await talk.say("cleo", "identity", "hello")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because late")
    await talk.fast_forward(by=timedelta(minutes=2))
    assert any("M-2" in line for line in direct_messages(talk, "bo"))
    assert any("I couldn't post in" in line and "not in that channel" in line for line in direct_messages(talk, "ana"))


async def test_archived_digest_channel_is_reported_and_can_be_sent_later(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    platform, news = talk.sandbox.person("ana").platform, channel(talk, "news")
    acts.archive(platform, news, talk.users["cleo"].id)
    await talk.settle()
    await talk.fast_forward(to=MONDAY_NINE)
    await talk.fast_forward(by=timedelta(minutes=2))
    assert any("the channel is archived" in line for line in direct_messages(talk, "ana"))
    assert "I can't post in #news" in await talk.command("ana", "digest send", "identity")
    acts.archive(platform, news, talk.users["cleo"].id, archived=False)
    acts.join(platform, news, talk.sandbox.workspace.bot_user_id)
    await talk.settle()
    assert "is on its way" in await talk.command("ana", "digest send", "identity")
    assert any("Atlas, week" in line for line in talk.seen("cleo", "news"))
