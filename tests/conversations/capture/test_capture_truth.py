"""A newer fact is never lost, nothing is guessed, and what people say is kept."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import checklist_options, edit_message, press_button, private_answer
from tests.talk import Talk


async def test_edit_of_an_old_message_keeps_the_newer_date(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 slip to 27 Mar because of the flue")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 3 Apr because the vendor is late")
    answer = await edit_message(talk, "ana", message.ts, "M-1 slip to 27 Mar because of the flu")
    assert "isn't reverted" in answer
    assert "Fri 3 Apr" in await talk.command("ana", "M-1", "identity")
    assert "Fri 27 Mar" in await press_button(talk, "ana", "Save date")
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_unclear_edit_asks_and_keeps_what_is_saved(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 60%")
    assert "0–100%" in await edit_message(talk, "ana", message.ts, "M-1 160%")
    assert "60%" in await talk.command("ana", "M-1", "identity")
    message = await talk.say("ana", "identity", "good morning")
    assert "0–100%" in await edit_message(talk, "ana", message.ts, "M-1 170%")


async def test_same_date_again_is_still_expected(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    answer = await private_answer(talk, "ana", "M-1 slip to 27 Mar")
    assert "Auth API (M-1) is still expected on Fri 27 Mar." in answer


async def test_reason_is_without_its_little_words(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because of the flu")
    card = await talk.command("ana", "M-1", "identity")
    assert "the flu" in card
    assert "of the flu" not in card


async def test_older_draft_is_withdrawn_by_a_newer_change(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "Auth API slipped to 20 March")
    draft = talk.newest_with("ana", "draft_save", None)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    assert "This draft was withdrawn" in await talk.click("ana", "draft_save", on=draft)
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_words_of_an_unblock_are_kept(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "block M-1: no keys needs @bo")
    assert "B-1 resolved: keys arrived." in await private_answer(talk, "ana", "unblock B-1 keys arrived")
    assert "by Ana: keys arrived." in await talk.command("ana", "B-1", "identity")


async def test_duplicate_blocker_is_noticed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "block M-1: no staging data")
    answer = await private_answer(talk, "ana", "block M-1: No staging data!")
    assert "M-1 is already blocked by B-1, in the same words." in answer
    assert "B-2" in await press_button(talk, "ana", "Save another blocker")
    assert "already blocked by B-1" in await talk.command("ana", 'block M-1 "no staging data"', "identity")


async def test_update_offers_the_blocked_milestone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Login page" 20 Mar @ana in PRJ-1', "identity")
    await talk.say("ana", "identity", "block M-3: waiting for partner test keys")
    await private_answer(
        talk, "ana", "Status: amber\nDone: mapping\nBlockers: still no partner test keys, need @bo to call by Wednesday"
    )
    assert "Login page (M-3) is blocked" in checklist_options(talk)[0]["text"]["text"]


async def test_name_that_goes_on_is_another_name(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "Status: amber\nDone: x\nNext: Auth API design by 18 Mar")
    assert "new date" not in answer


async def test_part_of_a_name_finds_the_milestone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Public beta" 20 Mar @ana in PRJ-1', "identity")
    answer = await private_answer(talk, "ana", "beta slipped to 27 Mar")
    assert "Public beta (M-3): new date Fri 27 Mar" in answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("risk owner @bo", "say what the risk is"),
        ("risk on M-1", "say what the risk is"),
        ("assume check 1 May", "say what you assume"),
        ('block M-1 " " needs @bo', "say what blocks M-1"),
    ],
)
async def test_values_without_the_thing_are_refused(talk: Talk, line: str, answer: str) -> None:
    await set_up_two_projects(talk)
    assert answer in await private_answer(talk, "ana", line)
    assert answer in await talk.command("ana", line, "identity")
    assert "R-1" not in await talk.command("ana", "register", "identity")


@pytest.mark.parametrize("door", ["channel", "command"])
async def test_risk_takes_its_values_in_any_door(talk: Talk, door: str) -> None:
    await set_up_two_projects(talk)
    line = "risk the vendor is late 40% 10d check 1 May on M-1"
    if door == "channel":
        await private_answer(talk, "ana", line)
    else:
        await talk.command("ana", line, "identity")
    card = await talk.command("ana", "R-1", "identity")
    assert "the vendor is late" in card
    assert "4.0 days exposure" in card
    assert "M-1" in card


async def test_status_of_a_program_is_not_reported(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "computed from its projects" in await talk.command("ana", "status PRG-1 amber because x", "identity")
    assert "say why" in await talk.command("ana", "PRJ-1 red because", "identity")
    assert "not reported" in await talk.command("ana", "PRJ-1", "identity")


async def test_unknown_helper_is_said(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "I can't ask “@zoe”" in await private_answer(talk, "ana", "block M-1: no data, needs @zoe by Friday")


async def test_plan_of_a_risk_is_not_left_empty(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'risk "tokens leak"', "identity")
    assert "say how to reduce it" in await talk.command("ana", "R-1 reduce:", "identity")
