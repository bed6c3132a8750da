"""Objections to change requests: made once, withdrawn by who made them while the request is open, and answered."""

import pytest

from tests.scenarios import set_up_roles_with_consumer
from tests.steps.capture import direct_messages
from tests.steps.change_requests import ASK
from tests.talk import Talk


@pytest.fixture
async def objected(talk: Talk) -> Talk:
    await set_up_roles_with_consumer(talk)
    await talk.command("otto", ASK, "identity")
    await talk.command("con", "CR-1 object it breaks the tests", "identity")
    return talk


@pytest.mark.parametrize("words", ["withdraw objection", "withdraw my objection", "withdraw the objections"])
async def test_withdrawn_objection_needs_no_answer(objected: Talk, words: str) -> None:
    answer = await objected.command("con", f"CR-1 {words}", "identity")
    assert "Withdrew your objection to Vendor is late (CR-1)" in answer
    assert "No objection is open" in answer
    for who in ("otto", "lee"):
        told = [text for text in direct_messages(objected, who) if "withdrew the objection" in text]
        assert len(told) == 1, who
        assert "Lee can approve it without an answer" in told[0]
    assert "withdrawn" in await objected.command("con", "CR-1", "identity")
    assert "Approved" in await objected.command("lee", "CR-1 approve", "identity")


async def test_objection_is_withdrawn_with_a_button(objected: Talk) -> None:
    await objected.command("con", "CR-1", "identity")
    assert "No objection is open" in await objected.click("con", "change_unobject", value="CR-1")
    card = await objected.command("con", "CR-1", "identity")
    assert "“it breaks the tests” · withdrawn" in card
    assert "You have no open objection" in await objected.command("con", "CR-1 withdraw objection", "identity")


async def test_other_objections_still_need_an_answer(objected: Talk) -> None:
    await objected.command("mia", "CR-1 object we have no staging", "identity")
    answer = await objected.command("con", "CR-1 withdraw objection", "identity")
    assert "1 other objection is open" in answer
    assert "has no answer" in await objected.command("lee", "CR-1 approve", "identity")


async def test_objection_is_made_once(objected: Talk) -> None:
    again = await objected.command("con", "CR-1 object and it is dear", "identity")
    assert "You have objected already" in again
    await objected.command("con", "CR-1 withdraw objection", "identity")
    assert "Saved your objection" in await objected.command("con", "CR-1 object and it is dear", "identity")


async def test_only_who_objected_withdraws_it(objected: Talk) -> None:
    for who in ("otto", "lee", "mia"):
        assert "You have no open objection" in await objected.command(who, "CR-1 withdraw objection", "identity")
    assert "not answered yet" in await objected.command("con", "CR-1", "identity")
    assert "waiting for a decision" in await objected.command("otto", "CR-1", "identity")


async def test_objection_to_a_decided_request_stays(objected: Talk) -> None:
    await objected.command("lee", "CR-1 approve because the tests are fixed", "identity")
    answer = await objected.command("con", "CR-1 withdraw objection", "identity")
    assert "is approved" in answer
    assert "answered: “the tests are fixed”" in await objected.command("con", "CR-1", "identity")


async def test_withdrawal_is_undone(objected: Talk) -> None:
    await objected.command("con", "CR-1 withdraw objection", "identity")
    assert "objection withdrawn" in await objected.click("con", "undo")
    assert "not answered yet" in await objected.command("con", "CR-1", "identity")


async def test_raised_change_opens_the_form_of_a_request(objected: Talk) -> None:
    await objected.sandbox.person("con").global_shortcut("raise_something")
    await objected.settle()
    raised = {"kind": "change", "text": "the second vendor is later", "milestone": "M-2"}
    assert await objected.submit("con", raised) is None
    form = str(objected.form("con").body)
    assert "New change request" in form
    assert "the second vendor is later" in form
    assert await objected.submit("con", {"date": "2026-04-24"}) is None
    assert "(CR-2)" in objected.window("con")
    assert "the second vendor is later" in await objected.command("con", "CR-2", "identity")
    assert "No notes yet" in await objected.command("con", "notes", "identity")
