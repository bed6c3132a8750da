"""Assumptions as tripwires: what rests on one is listed, and all of its owners are asked when it proves false."""

import pytest

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.steps.checkins import direct_messages
from tests.steps.value import add_benefit
from tests.talk import Talk

ASSUME = 'assume "the old gateway stays up" rests M-1, M-2 and DEC-1 owner @ana check 1 May'


@prepared
async def set_up_assumption(talk: Talk) -> None:
    """Let two milestones and a decision rest on A-1."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'decide "Which region?" options EU|US who @cleo', "identity")
    await talk.command("ana", ASSUME, "identity")


@pytest.fixture
async def resting_talk(talk: Talk) -> Talk:
    await set_up_assumption(talk)
    return talk


async def test_cards_say_what_rests_on_what(resting_talk: Talk) -> None:
    card = await resting_talk.command("cleo", "A-1", "news")
    assert "Rests on it: Auth API (M-1), Ana, Checkout (M-2), Bo, Which region? (DEC-1), Cleo" in card
    for id in ("M-2", "DEC-1"):
        card = await resting_talk.command("cleo", id, "news")
        assert "the old gateway stays up (A-1)" in card, id


async def test_benefit_says_what_it_rests_on(resting_talk: Talk) -> None:
    benefit = await add_benefit(resting_talk, "Fewer tickets")
    await resting_talk.command("ana", f"A-1 rests M-1, {benefit}", "identity")
    card = await resting_talk.command("cleo", benefit, "news")
    assert "Rests on" in card
    assert "the old gateway stays up (A-1)" in card


async def test_broken_assumption_names_everything_and_everybody(resting_talk: Talk) -> None:
    answer = await resting_talk.command("ana", "A-1 false", "identity")
    assert "proved false" in answer
    assert "Now tracked as issue I-1" in answer
    for line in ("Auth API (M-1) · Ana", "Checkout (M-2) · Bo", "Which region? (DEC-1) · Cleo"):
        assert line in answer
    issue = await resting_talk.command("cleo", "I-1", "news")
    assert "proved false (A-1). At stake: Auth API (M-1), Checkout (M-2), Which region? (DEC-1)" in issue
    for who, own in (("bo", "Checkout (M-2)"), ("cleo", "Which region? (DEC-1)")):
        asked = [text for text in direct_messages(resting_talk, who) if "assumption proved false" in text]
        assert len(asked) == 1, who
        assert own in asked[0]
    assert not any("assumption proved false" in text for text in direct_messages(resting_talk, "ana"))
    assert "proved false" in await resting_talk.command("cleo", "M-2", "news")


async def test_undo_takes_all_of_it_back(resting_talk: Talk) -> None:
    await resting_talk.command("ana", "A-1 false", "identity")
    await resting_talk.click("ana", "undo")
    assert "There is no entry I-1" in await resting_talk.command("cleo", "I-1", "news")
    texts = direct_messages(resting_talk, "bo")
    assert not any("reports that an assumption" in text for text in texts)
    assert any("Ana has undone" in text or "undid" in text for text in texts), texts
    assert "proved false" not in await resting_talk.command("cleo", "M-2", "news")


async def test_list_of_what_rests_can_be_changed(resting_talk: Talk) -> None:
    assert "Rests on it: Checkout (M-2), Bo" in await resting_talk.command("ana", "A-1 rests on M-2", "identity")
    await resting_talk.click("ana", "entry_edit", value="A-1")
    assert await resting_talk.submit("ana", {"rests": "M-2, payments"}) == {"rests": "IDs like M-12, BEN-6, DEC-4."}
    assert await resting_talk.submit("ana", {"rests": ""}) is None
    assert "Rests on it" not in await resting_talk.command("ana", "A-1", "identity")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("A-1 rests", "What rests on it?"),
        ("A-1 rests M-99", "There is no milestone M-99"),
        ("A-1 rests DEC-9", "There is no decision DEC-9"),
        ("A-1 rests BEN-9", "There is no benefit BEN-9"),
        ("R-1 rests M-1", "don't know what “rests”"),
    ],
)
async def test_what_cannot_rest_is_refused(resting_talk: Talk, words: str, answer: str) -> None:
    await resting_talk.command("ana", 'risk "the vendor is late" 40% 10d', "identity")
    assert answer in await resting_talk.command("ana", words, "identity")
