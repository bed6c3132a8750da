"""A promise about which nobody answers "still on?" is less sure: said in its own messages, and taken back at a word."""

from datetime import timedelta

import pytest

import storage.audit
from tests.prepared import prepared
from tests.scenarios import second_handover_asked_for
from tests.steps.nudges import at, nudged
from tests.talk import Talk

MEDIUM = "committed for Fri 29 May, confidence medium: “still on?” stayed without answer"
LOW = MEDIUM.replace("medium", "low")
PLAIN = "committed for Fri 29 May"


@prepared
async def second_handover_promised(talk: Talk) -> None:
    """Ana has promised Bo M-4 for 29 May."""
    await second_handover_asked_for(talk)
    await talk.click("ana", "handover_commit")


@pytest.fixture
async def promised(talk: Talk) -> Talk:
    await second_handover_promised(talk)
    return talk


async def silent_at_half(talk: Talk) -> None:
    """Asked on Thursday 16 April; on Monday at the same time two working days are over."""
    await at(talk, 16, 13, month=4)
    assert nudged(talk, "ana", "Still on for Fri 29 May") == 1
    await at(talk, 20, 12, month=4)
    assert "confidence" not in thread(talk)
    await at(talk, 20, 14, month=4)


async def still_on(talk: Talk) -> None:
    """The button under the question; the same may be asked of the milestone for another reason in one message."""
    message = talk.newest_with("ana", "again", "same M-4")
    texts = [str(block) for block in message.blocks]
    asked = next(number for number, text in enumerate(texts) if "Still on for" in text)
    block = message.blocks[asked + 1]["block_id"]
    await talk.sandbox.person("ana").click(message, "again", value="same M-4", block_id=block)
    await talk.settle()


def thread(talk: Talk, where: str = "payments") -> str:
    """How the hand-over stands in a channel: one message."""
    (line,) = [line for line in talk.seen("bo", where) if "🔗 D-2" in line]
    return line


async def test_two_working_days_of_silence_take_one_step_and_edit_what_stands(promised: Talk) -> None:
    before = {channel: len(promised.seen("bo", channel)) for channel in ("identity", "payments")}
    await silent_at_half(promised)
    for channel, count in before.items():
        assert MEDIUM in thread(promised, channel)
        assert len(promised.seen("bo", channel)) <= count + 1, "at most a digest, nothing of the hand-over"
    assert MEDIUM in await promised.command("bo", "D-2", "payments")
    assert MEDIUM in await promised.command("bo", "deps", "payments")
    await at(promised, 24, 14, month=4)
    assert MEDIUM in thread(promised), "one silence is one step"


async def test_a_second_silence_takes_another(promised: Talk) -> None:
    await silent_at_half(promised)
    await at(promised, 12, 13, month=5)
    await at(promised, 13, 13, month=5)
    await at(promised, 15, 14, month=5)
    assert LOW in thread(promised)
    digest = await promised.command("ana", "digest preview", "identity")
    assert "D-2: M-4 Portal for M-3 Report, committed for Fri 29 May, confidence low" in digest


async def test_still_on_makes_it_sure_again_at_once(promised: Talk) -> None:
    await silent_at_half(promised)
    await still_on(promised)
    assert PLAIN in thread(promised)
    assert "confidence" not in thread(promised)
    assert "Confidence: high" in await promised.command("bo", "D-2", "payments")
    assert "confidence" not in await promised.command("ana", "digest preview", "identity")


async def test_still_on_in_time_costs_nothing(promised: Talk) -> None:
    await at(promised, 16, 13, month=4)
    await still_on(promised)
    await at(promised, 21, 13, month=4)
    assert "confidence" not in thread(promised)


async def test_a_new_date_is_an_answer_too(promised: Talk) -> None:
    await silent_at_half(promised)
    await promised.say("ana", "identity", "M-4 slip to 22 May")
    await promised.fast_forward(by=timedelta(minutes=1))
    assert "confidence" not in thread(promised)


async def test_each_step_is_in_the_audit_log_with_who_took_it(promised: Talk) -> None:
    await silent_at_half(promised)
    await still_on(promised)
    team = promised.bot.deps.team
    lines = await promised.bot.deps.read(storage.audit.latest_entries, team=team, subject="D-2")
    steps = [(one.actor, (one.after or {}).get("confidence")) for one in reversed(lines)]
    assert steps[-2:] == [("baton", "medium"), (promised.users["ana"].id, "high")]


async def test_a_card_from_before_the_silence_says_what_is_true_now(promised: Talk) -> None:
    await promised.command("bo", "D-2", "payments")
    await silent_at_half(promised)
    answer = await promised.click("bo", "handover_waive")
    assert "It is committed for Fri 29 May, confidence medium" in answer
