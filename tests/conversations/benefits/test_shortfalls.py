"""A benefit below its plan: a row of `risks`, an issue of the digest, and an item of the manager's Home."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from tests.steps.benefits import PROFILE, set_up_enabled_churn
from tests.steps.home import home_text, open_home
from tests.talk import Talk

SENTENCE = "Churn falls (BEN-1) is heading for 62% of its plan by Thu 31 Dec"
READING_DAYS = ("3 Apr", "3 May", "3 Jun", "3 Jul", "3 Aug")
View = Callable[[Talk], Awaitable[str]]


@pytest.fixture
async def short_talk(talk: Talk) -> Talk:
    """Let BEN-1, which Bo owns and Ana manages, head for 62% of its plan."""
    await set_up_enabled_churn(talk)
    await talk.fast_forward(to=datetime(2026, 8, 10, 13, 0, tzinfo=UTC))
    for day in READING_DAYS:
        await talk.command("bo", f"BEN-1 3.95 on {day}", "news")
    return talk


async def risks(talk: Talk) -> str:
    return await talk.command("cleo", "risks PRG-1", "news")


async def digest(talk: Talk) -> str:
    return await talk.command("ana", "digest preview PRG-1 delivery", "identity")


async def home(talk: Talk) -> str:
    return home_text(await open_home(talk, "ana"))


@pytest.mark.parametrize("view", [risks, digest, home])
async def test_shortfall_is_shown_with_owner_and_remedy(short_talk: Talk, view: View) -> None:
    shown = (await view(short_talk)).replace(" 2026", "")
    assert SENTENCE in shown
    # A line of a digest is short.
    assert view is digest or "Find out what holds it back, or change its plan." in shown
    assert "Bo" in shown[shown.index(SENTENCE) :]


@pytest.mark.parametrize("view", [risks, digest, home])
async def test_shortfall_goes_with_a_reading_on_plan(short_talk: Talk, view: View) -> None:
    for day in READING_DAYS:
        await short_talk.command("bo", f"BEN-1 3.8 on {day}", "news")
    assert "on plan: heading for 100%" in home_text(await open_home(short_talk, "bo"))
    assert "is heading for" not in await view(short_talk)


async def test_shortfall_opens_its_benefit_from_risks_and_home(short_talk: Talk) -> None:
    await risks(short_talk)
    await short_talk.sandbox.person("cleo").choose(short_talk.private("cleo")[-1], "again", "BEN-1")
    await short_talk.settle()
    assert "Shortfall: heading for 62%" in short_talk.private("cleo")[-1].text
    opened = await short_talk.click("ana", "benefit", value="BEN-1", on=await open_home(short_talk, "ana"))
    assert "Shortfall: heading for 62%" in opened


async def test_shortfall_of_a_private_benefit_is_only_counted(short_talk: Talk) -> None:
    members = [short_talk.users["ana"].id, short_talk.users["bo"].id, short_talk.sandbox.workspace.bot_user_id]
    private = short_talk.sandbox.workspace.add_channel("board-room", private=True, members=members)
    profile = PROFILE.replace("1 Mar", "2026-03-01")
    await short_talk.command("ana", f'new benefit "Quiet merger pays" {profile} owner @bo go live 2026-03-03', private)
    for day in READING_DAYS:
        await short_talk.command("bo", f"BEN-2 3.95 on {day}", private)
    shown = await risks(short_talk)
    assert "Quiet merger" not in shown
    assert "1 risk withheld" in shown
    assert "Quiet merger" in await short_talk.command("ana", "risks PRG-1", private)


async def test_stopped_benefit_is_no_risk(short_talk: Talk) -> None:
    await short_talk.command("ana", "BEN-1 stop because the market is gone", "identity")
    assert "Churn falls" not in await risks(short_talk)
