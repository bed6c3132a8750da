"""A digest that answers back: buttons on its lines, the line edited in place, and who hears of it (B-128)."""

import asyncio
from datetime import timedelta

from tests.steps.digests.answers import (
    BLOCKED,
    LATE,
    POSTED,
    answer,
    digests,
    direct,
    press,
    set_up_posted_digest,
    shown,
    under,
)
from tests.talk import Talk


async def test_taking_a_blocker_edits_its_line(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    said = await answer(talk, "cleo", "on_it", BLOCKED)
    assert "You're on it: no test cards (B-1). I'll tell Bo" in said
    assert "↳ Cleo: I'm on it" in under(talk, BLOCKED)
    assert "Cleo is on it: no test cards (B-1)" in direct(talk, "bo")


async def test_help_is_offered_to_owner_and_lead(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    assert "You can help with Auth API (M-1). I'll tell Ana" in await answer(talk, "bo", "help", LATE)
    await answer(talk, "cleo", "help", LATE)
    assert "↳ Bo, Cleo can help" in under(talk, LATE)
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
    assert "Asked by Bo Mon 9 Mar: “Is the 27th safe?” (Ana hasn't answered yet)" in under(talk, LATE)
    assert "Bo asks you about Auth API (M-1): “Is the 27th safe?”" in direct(talk, "ana")
    await talk.click("ana", "digest_reply")
    await talk.submit("ana", {"reply": "Yes, the contract is signed."})
    assert "“Is the 27th safe?” Ana: “Yes, the contract is signed.”" in under(talk, LATE)
    assert "Ana answered about Auth API (M-1): “Yes, the contract is signed.”" in direct(talk, "bo")
    assert "already" in await talk.click("ana", "digest_reply")


async def test_best_answer_is_a_button_of_its_own(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await talk.click("cleo", "digest_answer", value="on_it PRG-1 2026-W11:0 ask:B-1", on=digests(talk)[-1])
    assert "↳ Cleo: I'm on it" in under(talk, BLOCKED)


async def test_the_same_answer_counts_once(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "bo", "help", LATE)
    assert "You have said so already." in await answer(talk, "bo", "help", LATE)
    assert under(talk, LATE).count("can help") == 1


async def test_next_edition_says_what_was_answered(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "bo", "help", LATE)
    await answer(talk, "bo", "asked", LATE)
    await talk.submit("bo", {"question": "Is the 27th safe?"})
    preview = await talk.command("ana", "digest preview delivery", "news")
    await talk.fast_forward(to=POSTED + timedelta(days=7))
    for edition in (shown(talk), preview):
        assert "Auth API (M-1): Bo can help" in edition
        assert "Auth API (M-1): Bo can help · Bo asked “Is the 27th safe?”" in edition


async def test_undo_takes_an_answer_off_the_line(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "bo", "help", LATE)
    assert "Undo The offer to help with Auth API (M-1)?" in await talk.command("bo", "undo", "news")
    await talk.click("bo", "undo")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert "can help" not in under(talk, LATE)
    assert "Undone by Bo" in direct(talk, "ana")


async def test_line_says_what_became_of_it(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await talk.command("cleo", "unblock B-1", "payments")
    await talk.command("ana", "M-1 done", "identity")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert "✓ Resolved Mon 9 Mar, by Cleo" in under(talk, BLOCKED)
    assert "✓ Done Mon 9 Mar" in under(talk, LATE)
    assert "Auth API (M-1) was done Mon 9 Mar." in await answer(talk, "bo", "help", LATE)
    assert "no test cards (B-1) was resolved Mon 9 Mar, by Cleo." in await answer(talk, "cleo", "on_it", BLOCKED)


async def test_old_edition_acts_on_today(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await talk.fast_forward(to=POSTED + timedelta(days=7))
    old, new = digests(talk)
    await answer(talk, "cleo", "help", LATE, on=old)
    for edition in digests(talk):
        assert "↳ Cleo can help" in under(talk, LATE, edition)
    assert old.ts != new.ts


async def test_two_people_answer_two_lines_at_once(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    message = digests(talk)[-1]
    await asyncio.gather(
        press(talk, "cleo", "on_it", BLOCKED, message),
        press(talk, "bo", "help", LATE, message),
        press(talk, "cleo", "help", LATE, message),
    )
    await talk.settle()
    assert "↳ Cleo: I'm on it" in under(talk, BLOCKED)
    assert "Bo" in under(talk, LATE).partition("can help")[0].rpartition("↳")[2]
    assert "Cleo" in under(talk, LATE).partition("can help")[0].rpartition("↳")[2]


async def test_guest_and_forged_values_are_refused(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    workspace = talk.sandbox.workspace
    guest = talk.users["gil"] = workspace.add_user("gil", real_name="Gil", is_restricted=True)
    workspace.channel_named("news").members.append(guest.id)
    assert "You don't have permission" in await answer(talk, "gil", "help", LATE)
    before = shown(talk)
    for value in ("help PRG-1 2026-W11:0 trouble:M-2", "help PRG-1 2026-W11:7 trouble:M-1", "on_it x", "decide"):
        assert "older version" in await forge(talk, "bo", value)
    assert shown(talk) == before


async def forge(talk: Talk, who: str, value: str) -> str:
    """Press the first button of the digest with another value in it."""
    message = digests(talk)[-1]
    row = next(block for block in message.blocks if block["type"] == "actions")
    own, row["elements"][0]["value"] = row["elements"][0]["value"], value
    try:
        return await talk.click(who, "digest_answer", value=value, on=message)
    finally:
        row["elements"][0]["value"] = own
