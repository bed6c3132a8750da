"""Goals that a project lead may only propose: asked once, accepted or declined once, and told to the lead."""

import pytest

from tests.scenarios import set_up_every_role
from tests.steps.doors import press_forged_button
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
    assert 'new goal "Sell abroad" by 31 Dec in PRG-1' in question
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
    message = lead_talk.newest_with("mia", "goal_accept", None)
    value = next(
        str(element["value"])
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == "goal_accept"
    )
    await press_forged_button(lead_talk, "con", "goal_accept", value)
    assert "Sell abroad" not in await lead_talk.command("con", "goals PRG-1", "identity")
    await lead_talk.click("mia", "goal_accept")
    await press_forged_button(lead_talk, "mia", "goal_decline", value)
    assert not told(lead_talk, "lee", "declined")
    assert "Sell abroad" in await lead_talk.command("con", "goals PRG-1", "identity")
