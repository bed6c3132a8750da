"""Likely duplicates: shown with their evidence, dismissed for good, undone, and never from what is private."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@pytest.fixture
async def twin_talk(talk: Talk) -> Talk:
    """Let two programs hold a project for a customer portal, with the same goal and like milestones."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new goal "Keep our customers"', "identity")
    await talk.command("ana", 'new project "Customer portal" @bo in PRG-1', "identity")
    await talk.command("ana", 'new program "Borealis"', "news")
    await talk.command("ana", 'new project "Portal for customers" @cleo in PRG-2', "news")
    for number in (3, 4):
        await talk.command("ana", f"PRJ-{number} goals G-1", "identity")
        await talk.command("ana", f'new milestone "Portal goes live" 20 Mar @cleo in PRJ-{number}', "identity")
    return talk


async def test_pair_is_shown_with_its_evidence(twin_talk: Talk) -> None:
    listed = await twin_talk.command("bo", "duplicates", "identity")
    assert "1 pair of projects may do the same work" in listed
    assert "Customer portal (PRJ-3) and Portal for customers (PRJ-4) · of Atlas and Borealis" in listed
    assert "Their names are alike" in listed
    assert "1 like milestone: Portal goes live (M-3) and Portal goes live (M-4)" in listed
    assert "The same goal: Keep our customers (G-1)" in listed
    assert "Customer portal" in await twin_talk.command("bo", "duplicates PRG-2", "news")


async def test_dismissed_pair_stays_away_until_undone(twin_talk: Talk) -> None:
    await twin_talk.command("bo", "duplicates", "identity")
    answer = await twin_talk.click("bo", "duplicate_dismiss", value="PRJ-3 PRJ-4")
    assert "are not the same work. I won't suggest them again" in answer
    assert "no projects that may do the same work" in await twin_talk.command("ana", "duplicates", "identity")
    await twin_talk.click("bo", "undo")
    assert "Customer portal" in await twin_talk.command("ana", "duplicates", "identity")


async def test_only_leads_and_managers_dismiss(twin_talk: Talk) -> None:
    await twin_talk.command("ana", 'new project "Mobile portal for customers" @bo in PRG-1', "identity")
    await twin_talk.command("ana", "PRJ-5 goals G-1", "identity")
    await twin_talk.command("ana", "duplicates", "identity")
    shown = twin_talk.newest_with("ana", "duplicate_dismiss", "PRJ-3 PRJ-5")
    assert "PRJ-3" in shown.text
    await twin_talk.command("cleo", "duplicates", "identity")
    with pytest.raises(AssertionError, match="sees no button"):
        twin_talk.newest_with("cleo", "duplicate_dismiss", "PRJ-3 PRJ-5")


async def test_manager_reads_of_a_new_pair_on_home(twin_talk: Talk) -> None:
    card = await twin_talk.command("ana", "me", "identity")
    assert "Customer portal (PRJ-3) and Portal for customers (PRJ-4) may do the same work" in card
    assert "may do the same work" not in await twin_talk.command("cleo", "me", "identity")


async def test_private_milestones_are_no_evidence(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    board = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    for project in ("PRJ-1", "PRJ-2"):
        for name in ("Choose a vendor", "Sign the contract", "Migrate the data"):
            await talk.command("ana", f'new milestone "{name}" 20 Apr in {project}', board)
    assert "3 like milestones" in await talk.command("ana", "duplicates", board)
    assert "no projects that may do the same work" in await talk.command("bo", "duplicates", "identity")
