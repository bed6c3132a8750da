"""Confidence in a commitment falls when "still on?" stays unanswered, and recovers with any update."""

from datetime import timedelta

import pytest

import storage.audit
from tests.prepared import prepared
from tests.scenarios import set_up_second_request
from tests.steps.nudges import advance_to, count_reminders
from tests.talk import Talk

MEDIUM = "committed for Fri 29 May, medium confidence: no reply to “Still on track?”"
LOW = MEDIUM.replace("medium", "low")
PLAIN = "committed for Fri 29 May"


@prepared
async def set_up_second_commitment(talk: Talk) -> None:
    """Let Ana commit to M-4 for Bo by 29 May."""
    await set_up_second_request(talk)
    await talk.click("ana", "handover_commit")


@pytest.fixture
async def committed_talk(talk: Talk) -> Talk:
    await set_up_second_commitment(talk)
    return talk


async def let_question_lapse(talk: Talk) -> None:
    """Let Ana ignore the question of Thursday 16 April until two working days have passed on Monday."""
    await advance_to(talk, day=16, hour=13, month=4)
    assert count_reminders(talk, "ana", "Others need it by Fri 29 May") == 1
    await advance_to(talk, day=20, hour=12, month=4)
    assert "confidence" not in handover_post(talk)
    await advance_to(talk, day=20, hour=14, month=4)


async def press_still_on(talk: Talk) -> None:
    """Press *No change* under the line about M-4 in Ana's newest message."""
    message = talk.newest_with("ana", "checkin_same", None)
    values = (element.get("value", "") for block in message.blocks for element in block.get("elements", ()))
    await talk.click("ana", "checkin_same", value=next(value for value in values if value.startswith("M-4 ")))


def handover_post(talk: Talk, where: str = "payments") -> str:
    """Return the one message about the hand-over in a channel."""
    (line,) = [line for line in talk.seen("bo", where) if "🔗" in line and "D-2" in line]
    return line


async def test_two_silent_working_days_lower_confidence_and_edit_the_posts(committed_talk: Talk) -> None:
    before = {channel: len(committed_talk.seen("bo", channel)) for channel in ("identity", "payments")}
    await let_question_lapse(committed_talk)
    for channel, count in before.items():
        assert MEDIUM in handover_post(committed_talk, channel)
        assert len(committed_talk.seen("bo", channel)) <= count + 1, "at most a digest, nothing of the hand-over"
    assert MEDIUM in await committed_talk.command("bo", "D-2", "payments")
    await advance_to(committed_talk, day=24, hour=14, month=4)
    assert MEDIUM in handover_post(committed_talk), "one silence is one step"


async def test_second_silence_lowers_confidence_again(committed_talk: Talk) -> None:
    await let_question_lapse(committed_talk)
    await advance_to(committed_talk, day=12, hour=13, month=5)
    await advance_to(committed_talk, day=13, hour=13, month=5)
    await advance_to(committed_talk, day=15, hour=14, month=5)
    assert LOW in handover_post(committed_talk)
    digest = await committed_talk.command("ana", "digest preview", "identity")
    assert "Portal (M-4) for Report (M-3): not confirmed for Fri 29 May, low confidence (D-2)" in digest


async def test_still_on_restores_high_confidence(committed_talk: Talk) -> None:
    await let_question_lapse(committed_talk)
    await press_still_on(committed_talk)
    assert PLAIN in handover_post(committed_talk)
    assert "confidence" not in handover_post(committed_talk)
    assert "Confidence: high" in await committed_talk.command("bo", "D-2", "payments")
    assert "confidence" not in await committed_talk.command("ana", "digest preview", "identity")


async def test_still_on_in_time_keeps_high_confidence(committed_talk: Talk) -> None:
    await advance_to(committed_talk, day=16, hour=13, month=4)
    await press_still_on(committed_talk)
    await advance_to(committed_talk, day=21, hour=13, month=4)
    assert "confidence" not in handover_post(committed_talk)


async def test_new_date_restores_confidence(committed_talk: Talk) -> None:
    await let_question_lapse(committed_talk)
    await committed_talk.say("ana", "identity", "M-4 slip to 22 May")
    await committed_talk.fast_forward(by=timedelta(minutes=1))
    assert "confidence" not in handover_post(committed_talk)


async def test_each_confidence_change_is_in_the_audit_log(committed_talk: Talk) -> None:
    await let_question_lapse(committed_talk)
    await press_still_on(committed_talk)
    team = committed_talk.bot.deps.team
    entries = await committed_talk.bot.deps.read(storage.audit.latest_entries, team=team, subject="D-2")
    steps = [(entry.actor, (entry.after or {}).get("confidence")) for entry in reversed(entries)]
    assert steps[-2:] == [("baton", "medium"), (committed_talk.users["ana"].id, "high")]


async def test_outdated_card_answers_with_the_current_confidence(committed_talk: Talk) -> None:
    await committed_talk.command("bo", "D-2", "payments")
    await let_question_lapse(committed_talk)
    answer = await committed_talk.click("bo", "handover_waive")
    assert "It is committed for Fri 29 May, medium confidence" in answer
