"""A closed project refuses changes until it is reopened; its card, its scorecard and who accepts it."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.files import direct_messages
from tests.steps.home import home_text, open_home
from tests.talk import Talk

WRITES = (
    'new milestone "More" 1 Apr in PRJ-2',
    "PRJ-2 goals G-1",
    'decide "Which region?" options EU|US by 20 Mar who @ana in PRJ-2',
    'risk "the key is lost" 50% 4d in PRJ-2',
    'issue "the key is lost" in PRJ-2',
    'assume "the key is here" check 31 Mar in PRJ-2',
    'block M-2 "no keys" needs @ana by fri',
    'change "Later" M-2 to 30 Mar because the vendor is late',
    "commit M-2 to 30 Mar",
    "M-2 slip to 30 Mar",
    "M-2 60%",
    "M-2 owner @ana",
    'rename M-2 "Other"',
    "reopen M-2",
    "cancel M-2",
    "move M-1 to PRJ-2",
    "escalate policy PRJ-2 default",
    "PRJ-2 red because it is late",
)


@pytest.fixture
async def closed_talk(talk: Talk) -> Talk:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new goal "Keep our customers" in PRG-1', "payments")
    await talk.command("ana", 'new milestone "Report" 10 Apr @ana in PRJ-1', "payments")
    await talk.command("bo", "M-2 done", "payments")
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    return talk


@pytest.mark.parametrize("words", WRITES)
async def test_closed_project_refuses_every_change(closed_talk: Talk, words: str) -> None:
    answer = await closed_talk.command("ana", words, "identity")
    assert "is closed" in answer or "is already done" in answer, answer


async def test_card_offers_closing_and_the_scorecard_by_role(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("cleo", "status PRJ-2", "payments")
    with pytest.raises(AssertionError, match="sees no button"):
        talk.newest_with("cleo", "close_project", None)
    await talk.command("bo", "status PRJ-2", "payments")
    await talk.click("bo", "close_project", value="PRJ-2")
    assert "Still open in Payments (PRJ-2)" in talk.window("bo")
    assert await talk.submit("bo", {}) is None
    await talk.command("cleo", "status PRJ-2", "payments")
    assert "Payments: scorecard" in await talk.click("cleo", "scorecard", value="PRJ-2")
    await talk.command("cleo", "status PRG-1", "payments")
    assert "Atlas: scorecard" in await talk.click("cleo", "scorecard", value="PRG-1")


async def test_delegate_accepts_while_the_sponsor_is_away(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await talk.command("cleo", "away 3 @bo", "payments")
    await talk.command("ana", "close PRJ-2 to PRJ-1", "payments")
    assert "Do you accept it?" in "\n".join(direct_messages(talk, "bo"))
    assert "Do you accept it?" not in "\n".join(direct_messages(talk, "cleo"))
    assert "Do you accept it?" in home_text(await open_home(talk, "bo"))
    assert "You accepted" in await talk.click("bo", "accept_project")
    answer = await talk.command("cleo", "accept PRJ-2 not yet: the handbook is missing", "payments")
    assert "is accepted already" in answer
    assert "reopen PRJ-2" in answer
