"""A line that was muted in a digest: every way to hear of it again ends the mute for good."""

from datetime import UTC, datetime

import pytest

import storage.digesting.answers
from tests.steps.digests.answers import BLOCKED, LATE, answer, set_up_posted_digest
from tests.talk import Talk

TODAY = datetime(2026, 3, 9, tzinfo=UTC).date()


async def mutes(talk: Talk, item: str) -> int:
    """Return how many mutes of a line are open."""
    team = talk.bot.deps.team
    found = await talk.bot.store.read(storage.digesting.answers.open_mutes, team=team, on=TODAY)
    return sum(mute.item == item for mute in found)


@pytest.mark.parametrize("way", ["unmute M-1", "unmute all", "unmute", "follow M-1", "mute M-1 3d"])
async def test_mute_of_a_line_ends_with_its_answer(talk: Talk, way: str) -> None:
    await set_up_posted_digest(talk)
    assert "Auth API (M-1)" in await answer(talk, "cleo", "muted", LATE)
    assert await mutes(talk, "M-1") == 1
    await talk.command("cleo", way)
    assert await mutes(talk, "M-1") == 0


async def test_muted_blocker_can_be_unmuted(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "ana", "muted", BLOCKED)
    assert await mutes(talk, "B-1") == 1
    assert "Unmuted" in await talk.command("ana", "unmute B-1")
    assert await mutes(talk, "B-1") == 0


async def test_undo_of_a_mute_ends_it(talk: Talk) -> None:
    await set_up_posted_digest(talk)
    await answer(talk, "cleo", "muted", LATE)
    await talk.command("cleo", "undo")
    assert await mutes(talk, "M-1") == 0
    assert "M-1" not in await talk.command("cleo", "settings")
    assert "Auth API (M-1)" in await answer(talk, "cleo", "muted", LATE)
