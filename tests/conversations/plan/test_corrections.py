"""Corrections: rename, cancel, reopen, move, delete and committed dates, with their effect shown first."""

import pytest

from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk


@pytest.mark.parametrize("words", ['rename M-1 "Login API"', 'M-1 rename "Login API"', "M-1 rename to Login API"])
async def test_milestone_is_renamed_in_both_orders(talk: Talk, words: str) -> None:
    await set_up_two_projects(talk)
    assert "Renamed Auth API (M-1) to Login API" in await talk.command("ana", words, "identity")
    assert "Login API" in await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "undo")
    assert "Auth API" in await talk.command("ana", "M-1", "identity")


async def test_project_and_program_are_renamed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Renamed Identity (PRJ-1) to Login" in await talk.command("ana", "PRJ-1 rename Login", "identity")
    assert "Renamed Atlas (PRG-1) to Apollo" in await talk.command("ana", 'rename PRG-1 "Apollo"', "identity")
    assert "Apollo" in await talk.command("ana", "status PRG-1", "identity")


async def test_cancelling_shows_its_effect_and_tells_who_needs_it(talk: Talk) -> None:
    await set_up_two_projects(talk)
    asked = await talk.command("ana", "cancel M-1", "identity")
    assert "Cancel Auth API (M-1)?" in asked
    assert "Needed by Checkout (M-2)" in asked
    assert "I'll tell Bo" in asked
    assert "Auth API" in await talk.command("ana", "status PRJ-1", "identity")
    assert "Cancelled Auth API (M-1)" in await talk.click("ana", "correct")
    assert any("Ana cancelled Auth API (M-1). You need it for Checkout (M-2)" in t for t in direct_messages(talk, "bo"))
    assert "Auth API" not in await talk.command("ana", "critical", "identity")
    assert "Cancelled Mon 2 Mar" in await talk.command("ana", "M-1", "identity")


async def test_cancelled_milestone_takes_no_updates_until_reopened(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "cancel M-2", "payments")
    for words in ("M-2 50%", "M-2 done", "M-2 slip to 27 Mar", 'block M-2 "no keys" needs @ana'):
        assert "reopen M-2" in await talk.command("bo", words, "payments"), words
    assert "Cancelled Mon 2 Mar" in await talk.command("bo", "M-2", "payments")
    await talk.click("bo", "correct_menu", value="reopen M-2")
    assert "50%" in await talk.command("bo", "M-2 50%", "payments")


async def test_done_milestone_refuses_progress_and_reopens(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 40%", "identity")
    await talk.command("ana", "M-1 done", "identity")
    for words in ("M-1 50%", "M-1 slip to 27 Mar", "M-1 done", 'block M-1 "no keys" needs @bo'):
        assert "reopen M-1" in await talk.command("ana", words, "identity"), words
    assert "Needed by Checkout (M-2)" in await talk.command("ana", "reopen M-1", "identity")
    assert "Reopened Auth API (M-1)" in await talk.click("ana", "correct")
    assert "40%" in await talk.command("ana", "M-1", "identity")


async def test_project_is_cancelled_with_its_milestones_and_comes_back(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "This also cancels 1 milestone: Checkout (M-2)" in await talk.command("ana", "PRJ-2 cancel", "payments")
    await talk.click("ana", "correct")
    assert "Payments" not in await talk.command("ana", "status", "identity")
    await talk.command("ana", "reopen PRJ-2", "payments")
    await talk.click("ana", "correct")
    assert "Checkout" in await talk.command("ana", "status PRJ-2", "identity")


async def test_milestone_moves_to_another_project(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Moved Auth API (M-1) to Payments (PRJ-2)" in await talk.command("ana", "M-1 move to PRJ-2", "identity")
    assert "Auth API" in await talk.command("ana", "status PRJ-2", "identity")
    assert "Where should M-1 go?" in await talk.command("ana", "move M-1 to PRG-1", "identity")


async def test_only_what_nothing_refers_to_is_deleted(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "delete M-1", "identity")
    assert "can't be deleted: D-1 refer to it" in answer
    assert "cancel M-1" in answer
    await talk.command("ana", 'new milestone "Mistake" 27 Mar @ana in PRJ-1', "identity")
    assert "Deleted Mistake (M-3)" in await talk.command("ana", "M-3 delete", "identity")
    assert "There is no" in await talk.command("ana", "M-3", "identity")
    await talk.click("ana", "undo")
    assert "Mistake" in await talk.command("ana", "M-3", "identity")


async def test_committed_date_moves_within_the_tolerance(talk: Talk) -> None:
    await set_up_every_role(talk)
    assert "Only the project lead" in await talk.command("otto", "commit M-1 to 16 Mar", "identity")
    assert "is now committed" in await _confirmed(talk, "lee", "commit M-1 to 20 Mar")
    asked = await talk.command("lee", "commit M-1 to 3 Apr", "identity")
    assert "New committed date for Auth API (M-1) (CR-1)" in asked
    assert "Decides: Mia (program manager level)" in asked
    assert "is now committed" in await _confirmed(talk, "mia", "M-1 commit to 3 Apr")
    assert "Decides: Spo (sponsor level)" in await talk.command("mia", "commit M-1 to 30 Jun", "identity")
    assert "Committed: Fri 3 Apr" in await talk.command("mia", "M-1", "identity")


async def test_consumers_who_need_it_earlier_are_told(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "D-1 by 16 Mar", "payments")
    await talk.command("ana", "commit M-1 to 30 Mar", "identity")
    await talk.click("ana", "correct")
    assert any("You need it earlier: Checkout (M-2)" in text for text in direct_messages(talk, "bo"))


async def test_strangers_may_not_correct_the_plan(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for words in ('rename M-1 "X"', "cancel M-1", "move M-1 to PRJ-2", "delete M-1", "cancel PRJ-1", "delete PRG-1"):
        answer = await talk.command("cleo", words, "identity")
        assert not [word for word in ("Renamed", "Cancel ", "Moved", "Deleted") if word in answer], words


async def _confirmed(talk: Talk, who: str, words: str) -> str:
    answer = await talk.command(who, words, "identity")
    return answer if "?" not in answer else await talk.click(who, "correct")
