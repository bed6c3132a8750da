"""Consent windows: proposed, objected to, withdrawn, overruled, agreed, and adopted by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.steps.checkins import direct_messages
from tests.talk import Talk

# Monday 2 March 2026, 10:00 UTC: Bo works in São Paulo (09:00–18:00 there is 12:00–21:00 UTC).
WINDOW_END = datetime(2026, 3, 3, 21, 0, tzinfo=UTC)


@prepared
async def set_up_proposal(talk: Talk) -> None:
    """Let Cleo propose EU, to which Bo must agree."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'decide "Which region?" options EU|US who @cleo agree @bo', "identity")
    await talk.command("cleo", "DEC-1 propose EU because the data must stay here", "identity")


@pytest.fixture
async def proposal_talk(talk: Talk) -> Talk:
    await set_up_proposal(talk)
    return talk


async def test_people_who_must_agree_are_asked_once(proposal_talk: Talk) -> None:
    proposals = [text for text in direct_messages(proposal_talk, "bo") if "Cleo proposes EU" in text]
    assert len(proposals) == 1
    assert "unless you object" in proposals[0]


async def test_decision_that_needs_agreement_is_proposed_first(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'decide "Which region?" options EU|US who @cleo agree @bo', "identity")
    card = await talk.command("cleo", "DEC-1 EU", "identity")
    assert "Proposed: EU" in card
    assert "is proposed already" in await talk.command("cleo", "DEC-1 EU", "identity")


async def test_without_objection_it_is_adopted_by_the_clock(proposal_talk: Talk) -> None:
    await proposal_talk.fast_forward(to=WINDOW_END - timedelta(minutes=1))
    assert "Proposed: EU" in await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.fast_forward(to=WINDOW_END + timedelta(minutes=1))
    card = await proposal_talk.command("ana", "DEC-1", "identity")
    assert "Adopted by consent: EU, Tue 3 Mar, proposed by Cleo" in card
    for who in ("ana", "bo", "cleo"):
        told = [text for text in direct_messages(proposal_talk, who) if "Adopted by consent" in text]
        assert told, who


async def test_objection_stops_the_clock_until_withdrawn(proposal_talk: Talk) -> None:
    await proposal_talk.fast_forward(to=datetime(2026, 3, 2, 18, 0, tzinfo=UTC))
    await proposal_talk.click("bo", "decision_object", value="DEC-1")
    assert await proposal_talk.submit("bo", {"reason": " "}) == {"reason": "Say why."}
    assert await proposal_talk.submit("bo", {"reason": "it is too dear"}) is None
    assert any("Bo objects to EU: it is too dear" in text for text in direct_messages(proposal_talk, "cleo"))
    await proposal_talk.fast_forward(to=WINDOW_END + timedelta(days=7))
    assert "The clock is stopped" in await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.fast_forward(to=datetime(2026, 3, 11, 13, 0, tzinfo=UTC))
    await proposal_talk.click("bo", "decision_unobject", value="DEC-1")
    assert any("withdrew the objection" in text for text in direct_messages(proposal_talk, "cleo"))
    # Six of eighteen hours were over when the clock stopped: twelve remain, eight on Wednesday, four on Thursday.
    await proposal_talk.fast_forward(to=datetime(2026, 3, 12, 15, 59, tzinfo=UTC))
    assert "Proposed: EU" in await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.fast_forward(to=datetime(2026, 3, 12, 16, 1, tzinfo=UTC))
    assert "Adopted by consent: EU" in await proposal_talk.command("ana", "DEC-1", "identity")


async def test_objection_needs_words_and_a_right(proposal_talk: Talk) -> None:
    assert "To object, say why" in await proposal_talk.command("bo", "DEC-1 object", "payments")
    assert "aren't asked to agree" in await proposal_talk.command("ana", "DEC-1 object too dear", "identity")
    assert "no objection here" in await proposal_talk.command("bo", "DEC-1 withdraw objection", "payments")


async def test_decider_overrules_with_a_reason(proposal_talk: Talk) -> None:
    await proposal_talk.command("bo", "DEC-1 object it is too dear", "payments")
    assert "To overrule, say why" in await proposal_talk.command("cleo", "DEC-1 overrule", "identity")
    assert "isn't yours to decide" in await proposal_talk.command("ana", "DEC-1 overrule because no", "identity")
    await proposal_talk.click("cleo", "decision_overrule", value="DEC-1")
    assert await proposal_talk.submit("cleo", {"reason": "the budget allows it"}) is None
    card = await proposal_talk.command("ana", "DEC-1", "identity")
    assert "Decided: EU, by Cleo" in card
    assert "by consent" not in card
    told = direct_messages(proposal_talk, "bo")
    assert any("overruled your objection to EU: the budget allows it" in text for text in told)


async def test_agreement_of_all_adopts_at_once(proposal_talk: Talk) -> None:
    await proposal_talk.click("bo", "decision_agree", value="DEC-1")
    assert "Adopted by consent: EU" in await proposal_talk.command("ana", "DEC-1", "identity")
    assert "Already decided: EU" in await proposal_talk.command("bo", "DEC-1 object too late", "payments")


async def test_another_proposal_begins_another_window(proposal_talk: Talk) -> None:
    await proposal_talk.command("bo", "DEC-1 object it is too dear", "payments")
    await proposal_talk.fast_forward(by=timedelta(hours=24))
    assert "Proposed: US" in await proposal_talk.command("cleo", "DEC-1 propose US", "identity")
    texts = direct_messages(proposal_talk, "bo")
    assert any("This proposal was replaced" in text for text in texts)
    assert any("Cleo proposes US" in text for text in texts)
    await proposal_talk.fast_forward(by=timedelta(days=3))
    assert "Adopted by consent: US" in await proposal_talk.command("ana", "DEC-1", "identity")


async def test_leave_begun_meanwhile_makes_the_window_longer(proposal_talk: Talk) -> None:
    await proposal_talk.command("bo", "away until 9 Mar", "payments")
    await proposal_talk.fast_forward(to=WINDOW_END + timedelta(minutes=1))
    assert "Proposed: EU" in await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.fast_forward(to=datetime(2026, 3, 12, 22, 0, tzinfo=UTC))
    assert "Adopted by consent: EU" in await proposal_talk.command("ana", "DEC-1", "identity")


async def test_proposal_can_be_withdrawn(proposal_talk: Talk) -> None:
    await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.click("ana", "decision_withdraw", value="DEC-1")
    assert await proposal_talk.submit("ana", {"reason": "the vendor chose"}) is None
    assert "Withdrawn: the vendor chose" in await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.fast_forward(to=WINDOW_END + timedelta(days=1))
    assert "Withdrawn" in await proposal_talk.command("ana", "DEC-1", "identity")


async def test_superseding_decision_and_the_old_one_name_each_other(proposal_talk: Talk) -> None:
    await proposal_talk.click("bo", "decision_agree", value="DEC-1")
    await proposal_talk.command("ana", "DEC-1", "identity")
    await proposal_talk.click("ana", "decision_supersede", value="DEC-1")
    decider = proposal_talk.users["ana"].id
    assert await proposal_talk.submit("ana", {"question": "Which region now?", "decider": decider}) is None
    assert "Will supersede DEC-1" in await proposal_talk.command("bo", "DEC-2", "payments")
    assert "Decided: AP" in await proposal_talk.command("ana", "DEC-2 decide AP", "identity")
    assert "Supersedes DEC-1" in await proposal_talk.command("bo", "DEC-2", "payments")
    assert "Superseded by DEC-2" in await proposal_talk.command("bo", "DEC-1", "payments")


async def test_own_objection_is_meant_not_the_whole_decision(proposal_talk: Talk) -> None:
    await proposal_talk.command("bo", "DEC-1 object it is too dear", "identity")
    card = await proposal_talk.command("bo", "DEC-1 withdraw my objection", "identity")
    assert "Your objection is withdrawn" in card
    assert "Adopted Tue 3 Mar" in card
    assert "You have no objection here" in await proposal_talk.command("bo", "DEC-1 withdraw the objection", "news")
