"""Reasons typed in a private channel; other places only say that the reason is private."""

from datetime import timedelta

import pytest

from sandbox import acts
from sandbox.model import Channel
from tests.steps.doors import everything_sent
from tests.talk import Talk

# Too short for the final check of outgoing text to recognise, so the rules themselves have to keep it private.
SHORT = "layoffs"
INSIDE = "said in a private channel"


async def assert_hidden_from_cleo(talk: Talk, *views: str) -> None:
    """Check that Cleo, who is not in the channel, finds the word in no view and was never sent it."""
    for view in (*views, "since", "PRJ-1", "M-1", "M-2", "audit M-1", "digest", "brief PRG-1", "deps", "escalate"):
        assert SHORT not in await talk.command("cleo", view, "news"), view
    await talk.sandbox.person("cleo").open_home()
    await talk.settle()
    assert SHORT not in everything_sent(talk, to="cleo")


@pytest.mark.parametrize(
    "line",
    [
        f"PRJ-1 red because {SHORT}",
        f"status PRJ-1 red because {SHORT}",
        f"escalate M-1 because {SHORT}",
        f"M-1 slip to 3 Apr because {SHORT}",
    ],
)
async def test_reason_typed_in_a_private_channel_stays_there(talk: Talk, board: Channel, line: str) -> None:
    await talk.command("ana", line, board)
    if "slip" in line:
        await talk.click("ana", "slip_tell")
    await assert_hidden_from_cleo(talk, "status PRJ-1", "E-1")
    await talk.fast_forward(by=timedelta(days=7))
    await assert_hidden_from_cleo(talk)


async def test_report_says_its_reason_is_private(talk: Talk, board: Channel) -> None:
    assert INSIDE in await talk.command("ana", f"status PRJ-1 red because {SHORT}", board)
    assert "the vendor is late" in await talk.command("ana", "status PRJ-1 red because the vendor is late", "identity")
    assert "the vendor is late" in await talk.command("cleo", "PRJ-1", "news")


async def request_again(talk: Talk) -> None:
    """Let Bo ask Ana for M-1 by 20 March."""
    for line in ("D-1 waive", "D-1 by 20 Mar"):
        await talk.command("bo", line, "payments")


@pytest.mark.parametrize("answer", ["counter 24 Mar", "decline"])
async def test_hand_over_answer_keeps_its_reason_private(talk: Talk, board: Channel, answer: str) -> None:
    await request_again(talk)
    assert "D-1" in await talk.command("ana", f"D-1 {answer} because {SHORT}", board)
    assert INSIDE in await talk.command("bo", "D-1", "payments")
    await assert_hidden_from_cleo(talk, "D-1")


async def test_answer_form_opened_in_private_keeps_its_reason_private(talk: Talk, board: Channel) -> None:
    await request_again(talk)
    await talk.command("ana", "D-1", board)
    await talk.click("ana", "handover_decline")
    assert await talk.submit("ana", {"reason": SHORT}) is None
    await assert_hidden_from_cleo(talk, "D-1")


async def test_answer_in_a_direct_message_is_passed_on(talk: Talk, board: Channel) -> None:
    await request_again(talk)
    direct = talk.sandbox.workspace.dm_channel(talk.users["ana"])
    await talk.say("ana", direct, "D-1 decline because nobody is free")
    assert "nobody is free" in await talk.command("bo", "D-1", "payments")


async def test_snooze_keeps_its_reason_private(talk: Talk, board: Channel) -> None:
    await talk.command("bo", "escalate M-1 because nobody answers", "payments")
    await talk.command("ana", f"snooze E-1 2h because {SHORT}", board)
    await assert_hidden_from_cleo(talk, "escalate E-1")


async def test_quiet_save_keeps_the_reason_private(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1", board)
    await talk.click("ana", "card_more", value="card_date M-1")
    await talk.submit("ana", {"date": "2026-04-03", "reason": SHORT})
    await talk.click("ana", "slip_quiet_here", on=talk.form("ana"))
    assert "Fri 3 Apr" in await talk.command("cleo", "M-1", "news")
    await assert_hidden_from_cleo(talk)


@pytest.mark.parametrize("heard", [True, False])
async def test_channel_made_private_is_noticed(talk: Talk, board: Channel, heard: bool) -> None:
    """Slack reports it with a message; if that is lost, the cached channel expires after some minutes."""
    news = talk.sandbox.workspace.channel_named("news")
    await talk.command("ana", "M-1", "news")
    await talk.sandbox.person("cleo").leave(news)
    if heard:
        acts.convert(talk.sandbox, news, talk.users["ana"].id)
        await talk.settle()
    else:
        news.kind = "private"
        talk.sandbox.clock.advance(timedelta(minutes=11))
    assert INSIDE in await talk.command("ana", f"status PRJ-1 red because {SHORT}", "news")
    assert SHORT not in await talk.command("cleo", "PRJ-1", "identity")


async def test_unknown_user_is_treated_as_an_outsider(talk: Talk, board: Channel) -> None:
    talk.users["dan"] = talk.sandbox.workspace.add_user("dan", real_name="Dan", team="T0THEIRS")
    await talk.command("ana", f"M-2 owner <@{talk.users['dan'].id}>", "payments")
    await talk.command("ana", "M-1 slip to 3 Apr because of the vendor", "identity")
    await talk.click("ana", "slip_tell")
    assert "Auth API" not in everything_sent(talk, to="dan")


async def test_renumbered_shared_channel_keeps_its_links(talk: Talk, board: Channel) -> None:
    place = talk.sandbox.workspace.channel_named("identity")
    acts.renumber(talk.sandbox, place)
    await talk.settle()
    message = await talk.say("ana", place, "M-1 60%")
    assert list(message.reactions) == ["memo"]
