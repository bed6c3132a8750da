"""Each channel has its audience, and every word after `digest` and `link` is understood or refused (F6, F7, F8)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

MONDAY_TEN = datetime(2026, 3, 9, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))


async def test_linked_audience_is_said_and_its_voice_is_posted(talk: Talk) -> None:
    await set_up_two_projects(talk)
    linked = await talk.command("ana", "link PRG-1 executive", "news")
    assert "weekly executive digest" in linked
    await talk.command("ana", "digest send", "news")
    [edition] = [line for line in talk.seen("cleo", "news") if "Most likely" in line]
    assert "M-1" not in edition


async def test_send_executive_posts_the_executive_voice(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.command("ana", "digest send executive", "news")
    assert any("Most likely" in line for line in talk.seen("cleo", "news"))


async def test_send_executive_reaches_executive_channels_only(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1 executive", "news")
    await talk.command("ana", "link PRG-1 delivery", "payments")
    before = len(talk.seen("cleo", "payments"))
    await talk.command("ana", "digest send executive", "news")
    assert len(talk.seen("cleo", "payments")) == before


@pytest.mark.parametrize(
    "text",
    [
        "digest send Workforce", "digest send PRG-1 and enforce it", "digest preview PRG-1 monthly soon",
        "link PRG-1 executives", "link PRJ-1 executive", "unlink PRJ-1 please", "risks Workforce",
    ],
)  # fmt: skip
async def test_words_that_are_not_understood_are_refused(talk: Talk, text: str) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    before = len(talk.seen("cleo", "news"))
    answer = await talk.command("ana", text, "news")
    assert any(
        words in answer
        for words in ("No project or program called", "I don't understand", "I don't know", "is about the digests")
    ), answer
    assert len(talk.seen("cleo", "news")) == before


async def test_channel_linked_after_nine_waits_for_its_first_monday(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(to=MONDAY_TEN)
    await talk.command("ana", "link PRG-1", "news")
    before = len(talk.seen("cleo", "news"))
    await talk.fast_forward(by=timedelta(minutes=5))
    assert len(talk.seen("cleo", "news")) == before
    await talk.fast_forward(to=MONDAY_TEN + timedelta(days=7))
    assert len(talk.seen("cleo", "news")) > before
