"""A digest that answers back: buttons on its lines, the line edited in place, and who hears of it (B-128)."""

from tests.steps.digests.answers import BLOCKED, LATE, answer, digests, direct, set_up_posted_digest, shown
from tests.talk import Talk


async def test_taking_a_blocker_edits_its_line(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    said = await answer(talk, "cleo", "on_it", BLOCKED)
    assert "You're on it: no test cards (B-1). I'll tell Bo" in said
    assert "↳ Cleo: I'm on it" in shown(talk)
    assert "Cleo is on it: no test cards (B-1)" in direct(talk, "bo")


async def test_help_is_offered_to_owner_and_lead(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    assert "You can help with Auth API (M-1). I'll tell Ana" in await answer(talk, "bo", "help", LATE)
    await answer(talk, "cleo", "help", LATE)
    assert "↳ Bo, Cleo can help" in shown(talk)
    assert "Bo can help with Auth API (M-1)" in direct(talk, "ana")


async def test_who_may_not_take_a_line_learns_who_can(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    refused = await answer(talk, "cleo", "on_it", LATE)
    assert "You may not take on Auth API (M-1)." in refused
    assert "Ask Ana." in refused
    assert "I can help" in refused
    assert "I'm on it" not in shown(talk)


async def test_question_and_answer_stand_under_the_line(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "bo", "asked", LATE)
    assert "When do you expect Auth API now, and what would help?" in str(talk.form("bo").body)
    await talk.submit("bo", {"question": "Is the 27th safe?"})
    assert "Asked by Bo Mon 9 Mar: “Is the 27th safe?” (Ana hasn't answered yet)" in shown(talk)
    assert "Bo asks you about Auth API (M-1): “Is the 27th safe?”" in direct(talk, "ana")
    await talk.click("ana", "digest_reply")
    await talk.submit("ana", {"reply": "Yes, the contract is signed."})
    assert "“Is the 27th safe?” Ana: “Yes, the contract is signed.”" in shown(talk)
    assert "Ana answered about Auth API (M-1): “Yes, the contract is signed.”" in direct(talk, "bo")
    assert "already" in await talk.click("ana", "digest_reply")


async def test_best_answer_is_a_button_of_its_own(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await talk.click("cleo", "digest_answer", value="on_it PRG-1 2026-W11:0 ask:B-1", on=digests(talk)[-1])
    assert "↳ Cleo: I'm on it" in shown(talk)


async def test_the_same_answer_counts_once(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "bo", "help", LATE)
    assert "You have said so already." in await answer(talk, "bo", "help", LATE)
    assert shown(talk).count("can help") == 1
