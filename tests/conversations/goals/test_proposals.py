"""Goals that a project lead may only propose: asked once, accepted or declined once, and told to the lead."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_every_role
from tests.steps.doors import press_forged_button
from tests.steps.files import direct_channel
from tests.steps.home import home_text, open_home
from tests.talk import Talk


@pytest.fixture
async def lead_talk(talk: Talk) -> Talk:
    """Let Mia manage a program with a goal; Lee leads PRJ-1 in it, Olga PRJ-2."""
    await set_up_every_role(talk)
    await talk.command("mia", 'new goal "Keep our customers"', "identity")
    return talk


def told(talk: Talk, who: str, words: str) -> list[str]:
    return [m.text for m in talk.visible(who) if words in m.text]


async def test_lead_proposes_a_goal_and_the_manager_accepts(lead_talk: Talk) -> None:
    answer = await lead_talk.command("lee", 'new goal "Sell abroad" by 31 Dec', "identity")
    assert "You may only propose that, so I'm asking Mia to accept" in answer
    (question,) = told(lead_talk, "mia", "Lee proposes")
    assert 'new goal "Sell abroad" by Thu 31 Dec 2026 in PRG-1' in question
    assert "Sell abroad" not in await lead_talk.command("con", "goals PRG-1", "identity")
    card = await lead_talk.click("mia", "goal_accept")
    assert "Sell abroad (G-2)" in card
    assert "owner Lee" in card
    assert told(lead_talk, "lee", "Mia accepted your proposal")
    assert told(lead_talk, "mia", "Accepted by Mia, proposed by Lee")


async def test_declined_proposal_changes_nothing(lead_talk: Talk) -> None:
    for words in ("PRJ-1 goals G-1", "G-1 close", 'G-1 key result "Churn" 4.2 → 3.8 %'):
        assert "I'm asking Mia" in await lead_talk.command("lee", words, "identity")
        await lead_talk.click("mia", "goal_decline")
    assert len(told(lead_talk, "lee", "Mia declined your proposal")) == 3
    card = await lead_talk.command("mia", "G-1", "identity")
    assert "No project serves it" in card
    assert "closed" not in card
    assert "Churn" not in card.replace('key result "Churn"', "")


async def test_weights_and_figures_are_accepted(lead_talk: Talk) -> None:
    await lead_talk.command("lee", "PRJ-1 goals G-1", "identity")
    assert "100% Keep our customers" in await lead_talk.click("mia", "goal_accept")
    await lead_talk.command("lee", 'G-1 key result "Churn" 4.2 → 3.8 %', "identity")
    assert "4.2 → 3.8%" in await lead_talk.click("mia", "goal_accept")
    # Olga leads another project: the weights of this one are not hers to propose.
    assert "may not change the goals" in await lead_talk.command("con", "PRJ-1 goals none", "identity")


async def test_answer_counts_once_and_only_from_the_manager(lead_talk: Talk) -> None:
    await lead_talk.command("lee", 'new goal "Sell abroad"', "identity")
    value = "1"
    await press_forged_button(lead_talk, "con", "goal_accept", value)
    assert "Sell abroad" not in await lead_talk.command("con", "goals PRG-1", "identity")
    await lead_talk.click("mia", "goal_accept")
    await press_forged_button(lead_talk, "mia", "goal_decline", value)
    assert not told(lead_talk, "lee", "declined")
    assert "Sell abroad" in await lead_talk.command("con", "goals PRG-1", "identity")


async def test_unanswered_proposal_expires_and_changes_nothing(lead_talk: Talk) -> None:
    answer = await lead_talk.command("lee", "PRJ-1 goals G-1", "identity")
    assert "the proposal expires" in answer
    assert "You have proposed that already" in await lead_talk.command("lee", "PRJ-1 goals G-1", "identity")
    await lead_talk.fast_forward(by=timedelta(days=10))
    assert told(lead_talk, "mia", "Expired without an answer")
    assert told(lead_talk, "lee", "wasn't answered in time, so it expired: PRJ-1 goals G-1 100%. Nothing changed")
    assert "serves no goal" in await lead_talk.command("mia", "PRJ-1 goals", "identity")
    assert "Proposed" not in home_text(await open_home(lead_talk, "mia"))


async def test_proposal_waits_on_the_managers_home(lead_talk: Talk) -> None:
    await lead_talk.command("lee", "PRJ-1 goals G-1", "identity")
    assert "Proposed: “PRJ-1 goals G-1 100%”" in home_text(await open_home(lead_talk, "mia"))
    assert "Proposed" not in home_text(await open_home(lead_talk, "lee"))
    await lead_talk.click("mia", "goal_accept", on=await open_home(lead_talk, "mia"))
    assert "Proposed" not in home_text(await open_home(lead_talk, "mia"))
    assert "100% Keep our customers" in await lead_talk.command("mia", "PRJ-1 goals", "identity")


async def test_yes_typed_to_baton_accepts_a_proposal(lead_talk: Talk) -> None:
    await lead_talk.command("lee", "G-1 close", "identity")
    await lead_talk.say("mia", direct_channel(lead_talk, "mia"), "yes")
    assert "closed" in await lead_talk.command("mia", "G-1", "identity")
    assert told(lead_talk, "lee", "Mia accepted your proposal: G-1 close")


async def test_proposal_taken_back_is_withdrawn(lead_talk: Talk) -> None:
    await lead_talk.command("lee", "G-1 close", "identity")
    await lead_talk.click("lee", "undo")
    assert "Proposed" not in home_text(await open_home(lead_talk, "mia"))


async def test_forms_propose_as_the_commands_do(lead_talk: Talk) -> None:
    await lead_talk.command("lee", "new goal", "identity")
    day = {"date": "2026-12-31", "description": "They ask for it"}
    assert await lead_talk.submit("lee", {"name": "Sell abroad", **day}) is None
    assert told(lead_talk, "mia", 'Lee proposes: new goal "Sell abroad" by Thu 31 Dec 2026 in PRG-1')
    await lead_talk.click("mia", "goal_accept")
    assert "They ask for it" in await lead_talk.command("con", "G-2", "identity")
    await lead_talk.command("lee", "G-2", "identity")
    await lead_talk.click("lee", "goal_edit")
    assert await lead_talk.submit("lee", {"name": "Sell in Norway"}) is None
    assert told(lead_talk, "mia", 'Lee proposes: G-2 rename "Sell in Norway"')
    await lead_talk.click("mia", "goal_accept")
    await lead_talk.command("lee", "PRJ-1 goals", "identity")
    await lead_talk.click("lee", "goal_weights")
    assert await lead_talk.submit("lee", {"weight_1": "60", "weight_2": "40"}) is None
    await lead_talk.click("mia", "goal_accept")
    assert "40% Sell in Norway" in await lead_talk.command("con", "PRJ-1 goals", "identity")


async def test_buttons_of_a_card_propose_too(lead_talk: Talk) -> None:
    await lead_talk.command("lee", "G-1", "identity")
    await lead_talk.click("lee", "goal_result")
    figures = {"name": "Churn", "baseline": "4.2", "target": "3.8", "unit": "%"}
    assert await lead_talk.submit("lee", figures) is None
    assert told(lead_talk, "mia", 'Lee proposes: G-1 key result "Churn" 4.2 → 3.8 %')
    await lead_talk.click("mia", "goal_accept")
    await lead_talk.command("lee", "G-1", "identity")
    await lead_talk.click("lee", "goal_reading")
    assert await lead_talk.submit("lee", {"result": "1", "figure": "3.9"}) is None
    await lead_talk.click("mia", "goal_accept")
    assert "3.9%" in await lead_talk.command("con", "G-1", "identity")
    await lead_talk.command("lee", "G-1", "identity")
    await lead_talk.click("lee", "goal_state")
    assert told(lead_talk, "mia", "Lee proposes: G-1 close")
    # Who may neither change nor propose sees no buttons.
    await lead_talk.command("con", "G-1", "identity")
    with pytest.raises(AssertionError, match="sees no button"):
        lead_talk.newest_with("con", "goal_edit", None)


async def test_refusal_names_who_may_change_goals(lead_talk: Talk) -> None:
    for words in ("PRJ-1 goals G-1", "G-1 close", 'new goal "Sell abroad"'):
        answer = await lead_talk.command("con", words, "identity")
        assert "Ask Mia." in answer
        assert "Lee" not in answer
