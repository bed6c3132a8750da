"""The published timeline of a real program, Kubernetes 1.33: imported, then Code Freeze slips a week."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.steps.files import direct_messages, given
from tests.steps.kubernetes import (
    BURNDOWN,
    CODE_FREEZE,
    DOCS_FREEZE,
    FIRST_CANDIDATE,
    JUST_BEFORE,
    TENTH_OF_MARCH,
    TIMELINE,
)
from tests.talk import Talk, conversation


@pytest.fixture
async def release_talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """Import the program, link it to its channels and let four milestones depend on Code Freeze."""
    async with conversation(tmp_path, at=TENTH_OF_MARCH) as talk:
        await given(talk, "ana", "kubernetes-1.33.csv", TIMELINE.read_bytes())
        await talk.click("ana", "import_past")
        await talk.command("ana", "link PRJ-1", "identity")
        await talk.command("ana", "link PRG-1", "news")
        await talk.command("ana", 'new project "Docs" @bo in PRG-1', "payments")
        await talk.command("ana", "link PRJ-2", "payments")
        await talk.command("ana", 'new milestone "Handbook frozen" 24 Mar 2025 @bo in PRJ-2', "payments")
        for milestone in (BURNDOWN, DOCS_FREEZE, FIRST_CANDIDATE, "M-37"):
            await talk.command("ana", f"depend {milestone} on {CODE_FREEZE}", "identity")
        yield talk


async def test_whole_timeline_is_imported_with_dates(release_talk: Talk) -> None:
    assert "36 new milestones" in direct_messages(release_talk, "ana")[0]
    card = await release_talk.command("ana", CODE_FREEZE, "identity")
    assert "Begin Code Freeze and Test Freeze" in card
    assert "Fri 21 Mar" in card
    assert "v1.33.0 released" in await release_talk.command("ana", "M-34", "identity")
    assert "Wed 23 Apr" in await release_talk.command("ana", "M-34", "identity")


async def test_slip_of_code_freeze_previews_its_impact(release_talk: Talk) -> None:
    preview = await release_talk.command("ana", f"{CODE_FREEZE} slips a week", "identity")
    assert "Fri 21 Mar → Fri 28 Mar, 5 days later" in preview
    assert "First committed date missed: " in preview
    every = await release_talk.click("ana", "slip_show")
    assert f"({BURNDOWN}, " in every
    assert "(M-37, " in every
    assert "Fri 21 Mar" in await release_talk.command("ana", CODE_FREEZE, "identity")


async def test_slip_in_the_channel_is_told_and_in_mondays_digest(release_talk: Talk) -> None:
    message = await release_talk.say("ana", "identity", f"{CODE_FREEZE} slips a week because tests flake")
    assert list(message.reactions) == ["memo"]
    assert "Handbook frozen (M-37) 24 → 28 Mar" in release_talk.seen("cleo", "payments")[-1]
    await release_talk.fast_forward(to=JUST_BEFORE)
    assert not release_talk.seen("cleo", "news")
    await release_talk.fast_forward(by=timedelta(minutes=1))
    digest = release_talk.seen("cleo", "news")[-1]
    assert "kubernetes-1.33" in digest
    assert "Code Freeze" in digest
    assert "Fri 28 Mar" in digest
    assert "tests flake" in digest
