"""Delivery confidence: the manager gives it, everyone in the workspace reads it beside the colours (B-52)."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.steps.home import home_text, open_home
from tests.talk import Talk

GIVEN = "Delivery confidence: amber-green (4 of 5) — the vendor delivers every week (Ana)"


async def give(talk: Talk, step: str = "amber-green because the vendor delivers every week") -> str:
    return await talk.command("ana", f"confidence PRG-1 {step}", "identity")


async def test_b52_confidence_is_on_card_digest_and_home(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    answer = await give(talk)
    assert "Delivery confidence of Atlas (PRG-1): amber-green (4 of 5) — the vendor delivers every week" in answer
    assert "Delivery is probable." in answer
    assert GIVEN in await talk.command("cleo", "PRG-1", "identity")
    assert GIVEN in await talk.command("ana", "digest preview", "news")
    assert GIVEN in await talk.command("ana", "digest preview executive", "news")
    assert GIVEN in home_text(await open_home(talk, "ana"))


async def test_b52_five_steps_are_defined(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await give(talk)
    await talk.command("cleo", "PRG-1", "identity")
    steps = await talk.click("cleo", "confidence_steps", value="PRG-1")
    for step in ("green (5 of 5)", "amber-green (4 of 5)", "amber (3 of 5)", "amber-red (2 of 5)", "red (1 of 5)"):
        assert f"• {step}: Delivery" in steps


async def test_history_keeps_every_confidence(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "No delivery confidence has been given" in await talk.command("bo", "confidence", "identity")
    await give(talk)
    await talk.fast_forward(by=timedelta(days=7))
    assert "red (1 of 5) (was amber-green) — the vendor is gone" in await give(talk, "red because the vendor is gone")
    history = await talk.command("bo", "confidence PRG-1", "identity")
    assert history.index("the vendor is gone") < history.index("the vendor delivers every week")
    assert GIVEN in await talk.command("bo", "asof PRG-1 3 Mar", "identity")


async def test_confidence_is_undone_and_audited(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await give(talk)
    await give(talk, "red because the vendor is gone")
    await talk.click("ana", "undo")
    assert GIVEN in await talk.command("ana", "PRG-1", "identity")
    assert "confidence" in await talk.command("ana", "audit PRG-1", "identity")


@pytest.mark.parametrize("who", ["spo", "lee", "con", "sta", "ada"])
async def test_only_the_manager_gives_confidence(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    words = "confidence PRG-1 red because the vendor is gone"
    assert "You may not" in await talk.command(who, words, "identity")
    assert "Delivery confidence of Atlas" in await talk.command("mia", words, "identity")
    assert "the vendor is gone" in await talk.command(who, "confidence PRG-1", "identity")


async def test_500_confidences_have_pages(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for number in range(12):
        await give(talk, f"amber because of reason {number}")
    assert "reason 11" in await talk.command("bo", "confidence PRG-1", "identity")
    assert "reason 0" in await talk.command("bo", "confidence PRG-1 page 2", "identity")


async def test_unknown_step_is_answered_with_the_five(talk: Talk) -> None:
    await set_up_two_projects(talk)
    said = await talk.command("ana", "confidence PRG-1 purple because of the moon", "identity")
    assert "The five steps are red, amber-red, amber, amber-green and green." in said
