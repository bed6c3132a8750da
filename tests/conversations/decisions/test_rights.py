"""Decisions: who may do what, what stays private, two people at once, money, settings and the exported file."""

import asyncio
import re
from datetime import UTC, datetime

import pytest

from sandbox.model import Channel
from tests.scenarios import set_up_every_role, set_up_private_channel, set_up_two_projects
from tests.steps.checkins import direct_messages
from tests.steps.files import direct_posts
from tests.steps.value import add_benefit
from tests.talk import Talk

ASK = 'decide "Which region?" options EU|US who @bo'


async def exported(talk: Talk, who: str, text: str = "decisions export") -> str:
    """Export the decisions and return the file's text."""
    await talk.command(who, text, "identity")
    file = next(file for message in reversed(direct_posts(talk, who)) for file in message.files)
    return (file.content or b"").decode()


@pytest.mark.parametrize("who", ["ada", "spo", "mia", "lee", "otto", "ben", "sta", "con"])
async def test_everyone_inside_may_ask(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    assert "DEC-1" in await talk.command(who, 'decide "Which region?" who @otto', "identity")


async def test_guests_may_not_ask(talk: Talk) -> None:
    await set_up_every_role(talk)
    assert "don't have permission" in await talk.command("gil", 'decide "Which region?" who @otto', "identity")
    for who in ("gil", "fay"):
        await talk.say(who, "identity", "decided: we go with EU")
    assert "No decisions" in await talk.command("mia", "decisions", "identity")


@pytest.mark.parametrize("who", ["spo", "mia", "lee", "otto", "ben"])
async def test_whoever_is_named_decides(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    await talk.command("con", f'decide "Which region?" options EU|US who @{who}', "identity")
    for other in {"ada", "spo", "mia", "lee", "otto", "con", "sta"} - {who}:
        assert "isn't yours to decide" in await talk.command(other, "DEC-1 EU", "identity"), other
    assert "Decided: EU" in await talk.command(who, "DEC-1 EU", "identity")


async def test_button_of_another_is_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", ASK, "identity")
    message = talk.newest_with("bo", "decision_choose", "DEC-1/0")
    await talk.click("bo", "decision_choose", value="DEC-1/0", on=message)
    await talk.command("bo", "DEC-1 US", "identity")
    await talk.submit("bo", {})
    assert "Decided: US" in await talk.command("ana", "DEC-1", "identity")


async def test_two_people_decide_at_once_and_one_counts(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", ASK, "identity")
    await talk.command("bo", "away 3 @cleo", "payments")
    bo, cleo = talk.sandbox.person("bo"), talk.sandbox.person("cleo")
    before = {who: {m.ts for m in talk.private(who)} for who in ("bo", "cleo")}
    await asyncio.gather(
        bo.command("/program", "DEC-1 EU", "identity"), cleo.command("/program", "DEC-1 US", "identity")
    )
    await talk.settle()
    answers = {who: " ".join(m.text for m in talk.private(who) if m.ts not in seen) for who, seen in before.items()}
    refused = [who for who, answer in answers.items() if "has already decided" in answer]
    assert len(refused) == 1, answers
    card = await talk.command("ana", "DEC-1", "identity")
    assert ("Decided: EU, by Bo" in card) == (refused == ["cleo"])
    assert ("Decided: US, by Cleo" in card) == (refused == ["bo"])


@pytest.fixture
async def board(talk: Talk) -> Channel:
    await set_up_private_channel(talk)
    channel = talk.sandbox.workspace.channel_named("board")
    await talk.command("ana", 'decide "Sell the firm to Acme?" options yes|no who @ana agree @bo in PRJ-1', channel)
    return channel


async def test_question_of_a_private_channel_stays_there(talk: Talk, board: Channel) -> None:
    assert "Sell the firm to Acme?" in await talk.command("bo", "DEC-1", board)
    assert "no decision DEC-1" in await talk.command("cleo", "DEC-1", "identity")
    assert "No decisions" in await talk.command("cleo", "decisions", "identity")
    assert "Acme" not in await exported(talk, "cleo")
    assert "## DEC-1: Sell the firm to Acme?" in await exported(talk, "ana")


async def test_people_named_on_it_are_told_and_may_read_it(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "DEC-1 agree @cleo", board)
    assert any("Sell the firm to Acme?" in text for text in direct_messages(talk, "cleo"))
    assert "Sell the firm to Acme?" in await talk.command("cleo", "DEC-1", "identity")


async def test_private_question_can_be_published(talk: Talk, board: Channel) -> None:
    assert "Make public" in str(talk.private("ana")[-1].blocks)
    await talk.click("ana", "publish", value="DEC-1")
    assert "Sell the firm to Acme?" in await talk.command("cleo", "DEC-1", "identity")


async def test_price_of_waiting_is_shown_to_who_may_see_money(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    await talk.command("ana", 'decide "Which region?" options EU|US who @ana gates M-2', "payments")
    card = await talk.command("ana", "DEC-1", "payments")
    assert "k EUR a day" in card
    assert "EUR" not in await talk.command("cleo", "DEC-1", "payments")
    for who in ("ana", "bo", "cleo"):
        assert not any("EUR" in text for text in direct_messages(talk, who))


async def test_price_of_waiting_is_in_list_and_question(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    await talk.command("bo", 'decide "Which region?" options EU|US who @ana gates M-2', "payments")
    asked = next(text for text in direct_messages(talk, "ana") if "Which region?" in text)
    assert re.search(r"Then about .* EUR a day", asked)
    assert "EUR a day after Fri 13 Mar" in await talk.command("ana", "decisions", "payments")
    assert "EUR" not in await talk.command("cleo", "decisions", "payments")
    await talk.fast_forward(to=datetime(2026, 3, 10, 9, 0, tzinfo=UTC))
    assert "waiting costs" not in await talk.command("ana", "digest preview executive", "identity")
    await talk.command("ana", "settings PRG-1 money on", "identity")
    for voice in ("executive", "delivery"):
        preview = await talk.command("ana", f"digest preview {voice}", "identity")
        assert re.search(r"Ana: Which region\?, by Fri 13 Mar · waiting costs .* EUR a day after Fri 13 Mar", preview)


@pytest.mark.parametrize("view", ["DEC-1", "decisions", "BEN-1"])
async def test_shared_view_has_sums_only_if_allowed(talk: Talk, view: str) -> None:
    await set_up_two_projects(talk)
    await add_benefit(talk, "Fewer tickets")
    await talk.command("ana", 'decide "Which region?" options EU|US who @ana gates M-2', "payments")
    for setting, shown in (("off", False), ("on", True)):
        await talk.command("ana", f"settings PRG-1 money {setting}", "identity")
        own = await talk.command("ana", view, "payments")
        await talk.click("ana", "share_view", value=view)
        assert "EUR" in own
        assert "EUR" not in await talk.command("cleo", view, "payments")
        shared = [text for text in talk.seen("cleo", "payments") if "shared by Ana" in text]
        assert ("EUR" in shared[-1]) is shown


async def test_lead_and_window_are_settings_of_the_program(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'decide "Which region?" options EU|US who @ana agree @bo gates M-2', "payments")
    assert "needed by Fri 13 Mar" in await talk.command("ana", "DEC-1", "payments")
    assert "10 days (default 5 days)" in await talk.command("ana", "settings PRG-1 lead 10", "identity")
    assert "needed by Fri 6 Mar" in await talk.command("ana", "DEC-1", "payments")
    assert "It is a whole number from 1 to 30" in await talk.command("ana", "settings PRG-1 consent 0", "identity")
    assert "1 day (default 2 days)" in await talk.command("ana", "settings PRG-1 consent 1", "identity")
    assert "may not" in await talk.command("cleo", "settings PRG-1 lead 1", "identity")


async def test_export_is_a_record_of_each_decision(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'decide "Which region?" options EU|US who @cleo agree @bo gates M-2', "identity")
    await talk.command("cleo", "DEC-1 propose EU because the data must stay here", "identity")
    await talk.command("bo", "DEC-1 object it is too dear", "payments")
    await talk.command("cleo", "DEC-1 overrule because the budget allows it", "identity")
    await talk.say("ana", "payments", "decided: no tokens")
    text = await exported(talk, "ana")
    for part in (
        "# Decisions: all programs",
        "## DEC-1: Which region?",
        "- Status: decided, 2026-03-02",
        "- Decider: Cleo",
        "- Must agree: Bo",
        "- Waiting for it: Checkout (M-2)",
        "- EU (chosen)",
        "Because: the data must stay here",
        "- Bo: it is too dear (overruled by Cleo: the budget allows it)",
        "## DEC-2: no tokens",
        "- Source: https://",
    ):
        assert part in text, part
    assert "no tokens" not in await exported(talk, "ana", "decisions export PRJ-1")
    assert "I sent you" in talk.private("ana")[-1].text
