"""Why somebody decided so, typed in a closed channel: elsewhere stands only that it was said there."""

from datetime import timedelta

import pytest

from sandbox import acts
from sandbox.model import Channel
from tests.steps.doors import told_to
from tests.talk import Talk

SHORT = "layoffs"
"""Shorter than what the last look at outgoing words can know again: only the structure keeps it."""
INSIDE = "said in a private channel"


async def nowhere(talk: Talk, *views: str) -> None:
    """Cleo, who is not in the channel, finds the word in no view and was never sent it."""
    for view in (*views, "since", "PRJ-1", "M-1", "M-2", "audit M-1", "digest", "brief PRG-1", "deps", "escalate"):
        assert SHORT not in await talk.command("cleo", view, "news"), view
    await talk.sandbox.person("cleo").open_home()
    await talk.settle()
    assert SHORT not in told_to(talk, to="cleo")


@pytest.mark.parametrize(
    "line",
    [
        f"PRJ-1 red because {SHORT}",
        f"status PRJ-1 red because {SHORT}",
        f"escalate M-1 because {SHORT}",
        f"M-1 slip to 3 Apr because {SHORT}",
    ],
)
async def test_a_reason_typed_inside_is_told_nowhere_else(talk: Talk, board: Channel, line: str) -> None:
    await talk.command("ana", line, board)
    if "slip" in line:
        await talk.click("ana", "slip_tell")
    await nowhere(talk, "status PRJ-1", "E-1")
    await talk.fast_forward(by=timedelta(days=7))
    await nowhere(talk)


async def test_a_report_says_that_its_reason_was_said_inside(talk: Talk, board: Channel) -> None:
    assert INSIDE in await talk.command("ana", f"status PRJ-1 red because {SHORT}", board)
    assert "the vendor is late" in await talk.command("ana", "status PRJ-1 red because the vendor is late", "identity")
    assert "the vendor is late" in await talk.command("cleo", "PRJ-1", "news")


async def asked_again(talk: Talk) -> None:
    """Bo asks Ana for M-1, by a day."""
    for line in ("D-1 waive", "D-1 by 20 Mar"):
        await talk.command("bo", line, "payments")


@pytest.mark.parametrize("answer", ["counter 20 Mar", "decline"])
async def test_an_answer_to_a_hand_over_keeps_its_reason_inside(talk: Talk, board: Channel, answer: str) -> None:
    await asked_again(talk)
    assert "D-1" in await talk.command("ana", f"D-1 {answer} because {SHORT}", board)
    assert INSIDE in await talk.command("bo", "D-1", "payments")
    await nowhere(talk, "D-1")


async def test_the_form_of_an_answer_opened_inside_keeps_its_reason_there(talk: Talk, board: Channel) -> None:
    await asked_again(talk)
    await talk.command("ana", "D-1", board)
    await talk.click("ana", "handover_decline")
    assert await talk.submit("ana", {"reason": SHORT}) is None
    await nowhere(talk, "D-1")


async def test_an_answer_given_to_the_bot_alone_is_passed_on(talk: Talk, board: Channel) -> None:
    await asked_again(talk)
    direct = talk.sandbox.workspace.dm_channel(talk.users["ana"])
    await talk.say("ana", direct, "D-1 decline because nobody is free")
    assert "nobody is free" in await talk.command("bo", "D-1", "payments")


async def test_what_is_done_with_an_escalation_keeps_its_reason_inside(talk: Talk, board: Channel) -> None:
    await talk.command("bo", "escalate M-1 because nobody answers", "payments")
    await talk.command("ana", f"snooze E-1 2h because {SHORT}", board)
    await nowhere(talk, "escalate E-1")


async def test_save_quietly_in_the_second_window_knows_where_it_was_opened(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1", board)
    await talk.click("ana", "card_date", value="M-1")
    await talk.submit("ana", {"date": "2026-04-03", "reason": SHORT})
    await talk.click("ana", "slip_quiet_here", on=talk.form("ana"))
    assert "Fri 3 Apr" in await talk.command("cleo", "M-1", "news")
    await nowhere(talk)


@pytest.mark.parametrize("heard", [True, False])
async def test_a_channel_that_was_closed_meanwhile_is_noticed(talk: Talk, board: Channel, heard: bool) -> None:
    """Slack tells of that by a message; where even that got lost, what is known of a channel grows old."""
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


async def test_somebody_whom_slack_was_never_asked_about_reads_like_an_outsider(talk: Talk, board: Channel) -> None:
    talk.users["dan"] = talk.sandbox.workspace.add_user("dan", real_name="Dan", team="T0THEIRS")
    await talk.command("ana", f"M-2 owner <@{talk.users['dan'].id}>", "payments")
    await talk.command("ana", "M-1 slip to 3 Apr because of the vendor", "identity")
    await talk.click("ana", "slip_tell")
    assert "Auth API" not in told_to(talk, to="dan")


async def test_a_shared_channel_that_goes_by_another_id_keeps_its_links(talk: Talk, board: Channel) -> None:
    place = talk.sandbox.workspace.channel_named("identity")
    acts.renumber(talk.sandbox, place)
    await talk.settle()
    said = await talk.say("ana", place, "M-1 60%")
    assert list(said.reactions) == ["memo"]
