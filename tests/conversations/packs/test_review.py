"""The annual review: asked of the sponsors, answered once, and shown wherever it was asked."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

from sandbox.model import Channel, Message
from tests.steps.packs import set_up_month
from tests.talk import Talk

YEAR_AFTER = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)


def direct(talk: Talk, who: str) -> Channel:
    return talk.sandbox.workspace.dm_channel(talk.users[who])


def question_in_thread(talk: Talk) -> Message:
    """Return the question in the thread of the pack."""
    messages = talk.sandbox.workspace.channel_named("news").messages.values()
    (found,) = (one for one in messages if one.thread_ts and "decision log" in one.text)
    return found


def questions_to(talk: Talk, who: str) -> list[str]:
    return [line for line in talk.seen(who, direct(talk, who)) if "decision log" in line]


async def set_up_review(talk: Talk) -> None:
    """Let the annual pack come, with Cleo as the sponsor."""
    await set_up_month(talk)
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await talk.command("ana", "link PRG-1 executive annual", "news")
    await talk.fast_forward(to=YEAR_AFTER)


async def test_sponsor_is_asked_and_answers(talk: Talk) -> None:
    await set_up_review(talk)
    assert len(questions_to(talk, "cleo")) == 1
    said = await talk.click("cleo", "pack_review", value="PRG-1 2027 PRJ-1 close")
    assert "Saved: Close, in answer to “Review of 2027: continue, merge or close Identity?” (DEC-2)." in said
    (line,) = questions_to(talk, "cleo")
    assert "Decided: Close, Cleo" in line
    assert "Decided: Close, Cleo" in question_in_thread(talk).text
    assert any("Review of 2027" in line for line in talk.seen("ana", direct(talk, "ana")))


async def test_answer_is_given_once(talk: Talk) -> None:
    await set_up_review(talk)
    buttons = deepcopy(question_in_thread(talk).blocks)
    await talk.click("cleo", "pack_review", value="PRG-1 2027 PRG-1 continue")
    # Someone who has not seen the edit yet still has the buttons.
    question_in_thread(talk).blocks = buttons
    late = question_in_thread(talk)
    again = await talk.click("cleo", "pack_review", value="PRG-1 2027 PRG-1 close", on=late)
    assert "already decided: Continue (DEC-2)" in again
    assert "Decided: Continue, Cleo" in await talk.command("ana", "pack annual", "identity")


async def test_only_sponsors_answer(talk: Talk) -> None:
    await set_up_review(talk)
    said = await talk.click("ana", "pack_review", value="PRG-1 2027 PRG-1 close", on=question_in_thread(talk))
    assert "The sponsor decides what becomes of Atlas." in said
    assert "That's Cleo." in said


async def test_asked_in_person_once_for_two_channels(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await talk.command("ana", "link PRG-1 executive annual", "news")
    await talk.command("ana", "link PRG-1 delivery annual", "payments")
    await talk.fast_forward(to=YEAR_AFTER)
    await talk.fast_forward(by=timedelta(minutes=10))
    assert len(questions_to(talk, "cleo")) == 1
