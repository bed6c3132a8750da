"""Load views: pictures, teams and what stopping a project would free, each as far as the reader may see."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

WORTH = 'new benefit "Churn falls" share PRJ-1 60% PRJ-2 40% worth 800 / 1,000 / 1,500 EUR enabled by M-2'


@pytest.fixture
async def team_talk(talk: Talk) -> Talk:
    """Ana manages and leads PRJ-1, Bo leads PRJ-2; Cleo and Bo work for both, M-2 needs M-1."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new team "Platform" 300%', "identity")
    await talk.command("ana", "new person @cleo team Platform", "identity")
    await talk.command("ana", "assign @cleo 100% PRJ-1 from 9 Mar to 20 Mar", "identity")
    await talk.command("ana", "assign @cleo 50% PRJ-2 from 16 Mar to 20 Mar", "payments")
    await talk.command("ana", "assign @bo 50% PRJ-2 from 16 Mar to 20 Mar", "payments")
    return talk


async def test_heat_map_is_sent_with_its_finding_in_words(team_talk: Talk) -> None:
    await team_talk.command("ana", "people", "identity")
    answer = await team_talk.click("ana", "load_picture", value="people")
    assert "I sent you the picture “Load of people, 13 weeks from 2 Mar” in a direct message." in answer
    alt = next(each.alt_txt for each in team_talk.sandbox.workspace.files.values())
    assert "1 of 3 is booked above capacity: Cleo 150% in the week of Monday 16 March 2026." in alt
    assert "I sent you the picture “Load of Platform" in await team_talk.command(
        "ana", "people RES-1 picture", "identity"
    )
    assert "I sent you the picture “Load of Payments" in await team_talk.command(
        "ana", "people PRJ-2 picture", "payments"
    )
    assert "There is no load to draw" in await team_talk.command("ana", "tools picture", "identity")


async def test_team_is_listed_by_itself(team_talk: Talk) -> None:
    listed = await team_talk.command("ana", "people RES-1", "identity")
    assert "Cleo (RES-2)" in listed
    assert "Bo (RES-3)" not in listed
    assert "RES-2 is a person, not a team." in await team_talk.command("ana", "people RES-2", "identity")


async def test_stopped_project_frees_weeks_and_ends_handovers(team_talk: Talk) -> None:
    await team_talk.command("ana", WORTH, "identity")
    effect = await team_talk.command("ana", "people if PRJ-1 stopped", "identity")
    assert "If Identity (PRJ-1) stopped" in effect
    assert "It would free 2 person-weeks" in effect
    assert "Cleo: 2 weeks, weeks of Mon 9 Mar to Mon 16 Mar" in effect
    assert "Auth API (M-1), needed by Checkout (M-2)" in effect
    assert "Churn falls (BEN-1) 60%" in effect
    # 60% of 1,000 for two weeks are 300 each, 40% for one week are 400.
    assert effect.index("300 EUR") < effect.index("400 EUR")
    lead = await team_talk.command("bo", "people if Payments stopped", "payments")
    assert "It would free 1 person-week" in lead
    assert "EUR" not in lead
    assert "Stop or fund" not in lead
    assert "You may not see who works on Identity" in await team_talk.command(
        "bo", "people if PRJ-1 stopped", "payments"
    )
    assert "You may not see who works on" in await team_talk.command("cleo", "people if PRJ-2 stopped", "news")


async def test_total_of_a_team_hides_no_single_person(team_talk: Talk) -> None:
    assert "Teams together" not in await team_talk.command("bo", "people", "payments")
    for name in ("Dora", "Emil"):
        await team_talk.command("ana", f'new person "{name}" team Platform', "identity")
    # Bo sees Cleo, so that two stay unknown to him; with one he could subtract.
    assert "Teams together" in await team_talk.command("bo", "people", "payments")
    await team_talk.command("ana", 'assign "Emil" 10% M-2', "payments")
    assert "Teams together" not in await team_talk.command("bo", "people", "payments")
