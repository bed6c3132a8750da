"""Decisions that wait: needed by from the plan, on Home and in the digest, escalated once their moment has passed."""

from datetime import UTC, datetime

import pytest

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.steps.checkins import direct_messages
from tests.steps.home import open_home
from tests.talk import Talk, view_texts


@prepared
async def set_up_waiting(talk: Talk) -> None:
    """Let M-3 wait for Bo: its five days of work until 20 March begin on the 16th, so it is needed by the 6th."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Pilot" 20 Mar @bo in PRJ-2 takes 5d', "payments")
    await talk.command("ana", 'decide "Which region?" options EU|US who @bo gates M-3', "payments")


async def read_home(talk: Talk, who: str) -> str:
    return "\n".join(view_texts(await open_home(talk, who)))


@pytest.fixture
async def waiting_talk(talk: Talk) -> Talk:
    await set_up_waiting(talk)
    return talk


async def test_card_says_when_it_is_needed_and_why(waiting_talk: Talk) -> None:
    card = await waiting_talk.command("cleo", "DEC-1", "news")
    assert "amber · needed by Fri 6 Mar: Pilot (M-3) must start by Mon 16 Mar" in card
    assert "Waiting is free until Fri 6 Mar, then each day moves" in card
    assert "Waiting for it: Pilot (M-3)" in card


async def test_home_asks_the_decider(waiting_talk: Talk) -> None:
    assert "Decide: Which region? (DEC-1), needed by *Fri 6 Mar*" in await read_home(waiting_talk, "bo")
    await waiting_talk.command("bo", "DEC-1 EU", "payments")
    assert "Which region?" not in await read_home(waiting_talk, "bo")


async def test_home_asks_who_must_agree(waiting_talk: Talk) -> None:
    await waiting_talk.command("ana", 'decide "Which login?" who @ana agree @bo', "identity")
    await waiting_talk.command("ana", "DEC-2 propose passkeys", "identity")
    assert "Agree or object: passkeys is proposed for Which login? (DEC-2)" in await read_home(waiting_talk, "bo")
    await waiting_talk.command("bo", "DEC-2 object too early", "payments")
    assert "Agree or object" not in await read_home(waiting_talk, "bo")
    assert "Decide: Which login? (DEC-2)" in await read_home(waiting_talk, "ana")


async def test_late_decision_goes_to_the_delegate_once(waiting_talk: Talk) -> None:
    await waiting_talk.command("bo", "away until 3 Mar @cleo", "payments")
    await waiting_talk.fast_forward(to=datetime(2026, 3, 6, 15, 0, tzinfo=UTC))
    assert not any("hasn't decided in time" in text for text in direct_messages(waiting_talk, "cleo"))
    for day in (9, 10):
        await waiting_talk.fast_forward(to=datetime(2026, 3, day, 15, 0, tzinfo=UTC))
    asked = [text for text in direct_messages(waiting_talk, "cleo") if "Bo hasn't decided in time, so you can" in text]
    assert len(asked) == 1
    assert "red · needed by Fri 6 Mar" in asked[0]
    assert "Bo hasn't decided: Which region? (DEC-1)" in await read_home(waiting_talk, "ana")
    assert "late, so Cleo can decide too" in await waiting_talk.command("ana", "DEC-1", "payments")
    assert "Decided: EU, by Cleo" in await waiting_talk.command("cleo", "DEC-1 EU", "news")
    assert "Cleo has already decided: EU" in await waiting_talk.command("bo", "DEC-1 US", "payments")


async def test_late_decision_escalates_until_it_is_made(waiting_talk: Talk) -> None:
    await waiting_talk.fast_forward(to=datetime(2026, 3, 9, 15, 0, tzinfo=UTC))
    await waiting_talk.fast_forward(to=datetime(2026, 3, 9, 15, 10, tzinfo=UTC))
    listed = await waiting_talk.command("ana", "escalate", "identity")
    assert "Pilot (M-3) is held up until Bo decides: Which region? (DEC-1)" in listed
    await waiting_talk.command("bo", "DEC-1 EU", "payments")
    await waiting_talk.fast_forward(to=datetime(2026, 3, 9, 15, 20, tzinfo=UTC))
    assert "is held up until Bo" not in await waiting_talk.command("ana", "escalate", "identity")


async def test_delegate_decides_while_the_decider_is_away(waiting_talk: Talk) -> None:
    assert "isn't yours to decide" in await waiting_talk.command("cleo", "DEC-1 EU", "news")
    await waiting_talk.command("bo", "away 3 @cleo", "payments")
    assert "Decided: EU, by Cleo" in await waiting_talk.command("cleo", "DEC-1 EU", "news")


async def test_digest_asks_and_its_button_decides_by_role(waiting_talk: Talk) -> None:
    await waiting_talk.command("ana", "link #news PRG-1", "news")
    await waiting_talk.command("ana", "digest send", "news")
    texts = waiting_talk.seen("cleo", "news")
    assert any("Bo: Which region?, by Fri 6 Mar (DEC-1 on M-3)" in text for text in texts), texts
    await waiting_talk.click("cleo", "digest_answer", value="decide PRG-1 2026-W10:0 ask:DEC-1")
    assert "decision_choose" not in str(waiting_talk.private("cleo")[-1].blocks)


async def test_digest_names_a_broken_assumption(waiting_talk: Talk) -> None:
    await waiting_talk.command("ana", "link #news PRG-1", "news")
    await waiting_talk.command("ana", 'assume "the old gateway stays up" rests M-2', "payments")
    await waiting_talk.command("ana", "A-1 false", "payments")
    preview = await waiting_talk.command("ana", "digest preview", "news")
    assert "Assumption proved false (A-1): the old gateway stays up · Bo\nAt stake: Checkout (M-2)" in preview


async def test_as_of_shows_an_open_decision(waiting_talk: Talk) -> None:
    await waiting_talk.fast_forward(to=datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
    await waiting_talk.command("bo", "DEC-1 EU", "payments")
    past = await waiting_talk.command("ana", "asof 2026-03-02 DEC-1", "payments")
    assert "Which region?" in past
    assert "open" in past
    assert "EU" in await waiting_talk.command("ana", "asof 2026-03-04 DEC-1", "payments")
