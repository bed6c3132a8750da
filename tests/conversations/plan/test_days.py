"""Days that cannot be meant are asked about or refused in every door; days off are saved and said (B-20)."""

from collections.abc import Awaitable, Callable

import pytest

from tests.scenarios import set_up_sent_check_ins, set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.steps.doors import press_forged_button
from tests.talk import Talk

# Today is Monday 2 March 2026; M-1 is due on 13 March. Each with a word of the answer.
IMPOSSIBLE_DAYS = {
    "yesterday": "in the past",
    "28 Feb 2026": "in the past",
    "1999-01-01": "in the past",
    "9999-12-31": "years away",
    "29 Feb": "29 February is in 2028",
    "1 Mar": "Mon 1 Mar 2027",
    "Fri 14 Mar": "is a Saturday",
}


async def in_message(talk: Talk, day: str) -> str:
    return await private_answer(talk, "ana", f"M-1 slip to {day}")


async def in_command(talk: Talk, day: str) -> str:
    return await talk.command("ana", f"M-1 slip to {day}", "identity")


async def as_need_by(talk: Talk, day: str) -> str:
    return await talk.command("ana", f"depend M-1 on M-2 by {day}", "identity")


async def as_handover_day(talk: Talk, day: str) -> str:
    return await talk.command("bo", f"D-1 by {day}", "payments")


async def in_blocker_message(talk: Talk, day: str) -> str:
    return await private_answer(talk, "ana", f"block M-1: no keys needs @bo by {day}")


async def in_blocker_command(talk: Talk, day: str) -> str:
    return await talk.command("ana", f'block M-1 "no keys" needs @bo by {day}', "identity")


async def as_check_day(talk: Talk, day: str) -> str:
    return await talk.command("ana", f'risk "late" 40% 10d check {day} on M-1', "identity")


async def as_check_day_in_message(talk: Talk, day: str) -> str:
    return await private_answer(talk, "ana", f"risk: the vendor is late, check {day}")


async def of_new_milestone(talk: Talk, day: str) -> str:
    return await talk.command("ana", f'new milestone "Portal" {day} in PRJ-1', "identity")


Door = Callable[[Talk, str], Awaitable[str]]
DOORS: tuple[Door, ...] = (
    in_message,
    in_command,
    as_need_by,
    as_handover_day,
    in_blocker_message,
    in_blocker_command,
    as_check_day,
    as_check_day_in_message,
    of_new_milestone,
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
async def test_every_door_treats_an_impossible_day_alike(talk: Talk, door: Door) -> None:
    await set_up_two_projects(talk)
    before = {row.text for row in talk.sandbox.workspace.channel_named("identity").messages.values()}
    for day, word in IMPOSSIBLE_DAYS.items():
        answer = await door(talk, day)
        assert word in answer, (day, answer)
        assert "Saved" not in answer, (day, answer)
    after = {row.text for row in talk.sandbox.workspace.channel_named("identity").messages.values()}
    assert not [text for text in after - before if "moved" in text or "is blocked" in text]
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_nothing_overflows_after_the_last_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await in_message(talk, "9999-12-31")
    assert "Fri 3 Apr" in await private_answer(talk, "ana", "M-1 slip 3 weeks")
    for words in ("timeline", "forecast", "whatif M-1 +5d"):
        assert "wrong on my side" not in await talk.command("ana", words, "identity")


async def test_each_offered_day_is_a_button(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "14 March 2026 is a Saturday" in await private_answer(talk, "ana", "M-1 slip to Mon 14 Mar because of keys")
    assert "now expected on Mon 16 Mar" in await press_button(talk, "ana", "Mon 16 Mar")


async def test_past_slip_offers_done_on_that_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "M-1 slip to yesterday")
    assert "Sun 1 Mar is in the past." in answer
    assert "M-1 done 1 Mar" in answer
    assert "was done on Sun 1 Mar" in await press_button(talk, "ana", "Done on Sun 1 Mar")


async def test_far_day_is_saved_after_its_button(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "more than a year after" in await private_answer(talk, "ana", "M-1 slip to 14 Mar 2028")
    assert "now expected on Tue 14 Mar 2028" in await press_button(talk, "ana", "Tue 14 Mar 2028")


async def test_far_day_of_a_command_is_shown_first(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "M-1 slip to 14 Mar 2028", "identity")
    assert "Nothing is saved yet" in answer
    assert "Saved" in await press_button(talk, "ana", "Save")


async def test_future_done_asks_when_it_was_done(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for answer in (
        await talk.command("ana", "M-1 done 2026-03-05", "identity"),
        await private_answer(talk, "ana", "M-1 done on 2026-03-05"),
    ):
        assert "5 Mar" in answer
        assert "done?" in answer


async def test_done_years_ago_is_confirmed_first(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "more than a year ago" in await talk.command("ana", "M-1 done 3 Mar 2024", "identity")
    assert "was done on Sun 3 Mar 2024" in await talk.click("ana", "day_meant")
    assert "more than a year ago" in await talk.command("ana", "M-1 done 1 Jan 1900", "identity")


async def test_far_counter_is_confirmed_first(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "D-1 by 20 Mar", "payments")
    assert "more than a year after" in await talk.command("bo", "D-1 by 20 Mar 2028", "payments")
    assert "20 Mar 2028" in await press_button(talk, "bo", "Mon 20 Mar 2028")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("since fri", "Since Fri 27 Feb"),
        ("since monday", "Since Mon 23 Feb"),
        ("since tomorrow", "Tue 3 Mar is in the future."),
        ("since next week", "is in the future."),
        ("asof tomorrow", "Tue 3 Mar is in the future."),
    ],
)
async def test_since_reads_the_last_such_day(talk: Talk, words: str, answer: str) -> None:
    await set_up_two_projects(talk)
    assert answer in await talk.command("ana", words, "identity")


async def of_check_in(talk: Talk, day: str) -> str:
    """Give the day in the check-in's New date form, as the ISO date that a picker sends."""
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_date")
    await talk.submit("ana", {"date": day})
    return "\n".join(direct_messages(talk, "ana"))


@pytest.mark.parametrize(
    "door",
    [in_message, in_command, as_handover_day, as_check_day, of_new_milestone, in_blocker_command],
    ids=lambda door: door.__name__,
)
async def test_day_off_is_said(talk: Talk, door: Door) -> None:
    await set_up_two_projects(talk)
    assert "Sun 22 Mar is a day off" in await door(talk, "2026-03-22")


async def test_day_off_is_moved_with_one_click(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await in_message(talk, "22 Mar")
    assert "now expected on Mon 23 Mar" in await talk.click("ana", "workday")
    await of_new_milestone(talk, "22 Mar")
    assert "now expected on Mon 23 Mar" in await talk.click("ana", "workday")
    card = await talk.command("ana", "M-3", "identity")
    assert "Sun 22 Mar" not in card
    assert "is on a working day already" in await press_forged_button(talk, "ana", "workday", "M-3")


async def test_check_in_refuses_a_past_day(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_date")
    await talk.submit("ana", {"date": "2026-02-02"})
    assert "Mon 2 Feb is in the past." in str(talk.form("ana").body)


async def test_check_in_says_a_day_off(talk: Talk) -> None:
    assert "Sun 22 Mar is a day off" in await of_check_in(talk, "2026-03-22")
