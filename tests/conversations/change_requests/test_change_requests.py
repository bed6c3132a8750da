"""Change requests: asked for, shown with their effect, approved, rejected and kept from being decided twice."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.scenarios import set_up_roles_with_consumer
from tests.steps.capture import direct_messages
from tests.steps.change_requests import ASK
from tests.talk import Talk


@pytest.fixture
async def roles(talk: Talk) -> Talk:
    await set_up_roles_with_consumer(talk)
    return talk


async def test_request_shows_its_effect_and_asks_the_lead(roles: Talk) -> None:
    card = await roles.command("otto", ASK, "identity")
    assert "Vendor is late (CR-1) in Atlas (PRG-1): waiting for a decision" in card
    assert "Auth API (M-1): Fri 13 Mar → Wed 18 Mar" in card
    assert "Decides: Lee (project lead level)" in card
    assert "within 5 working days" in card
    assert any("Otto asks you to decide: Vendor is late (CR-1)" in text for text in direct_messages(roles, "lee"))
    listed = await roles.command("con", "changes", "identity")
    assert "1 change request, 1 open" in listed
    assert "Vendor is late (CR-1)" in listed
    assert "Lee" in listed


async def test_approval_applies_and_tells_who_asked(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    assert "Approved Vendor is late (CR-1)" in await roles.click("lee", "change_approve")
    assert "Committed: Wed 18 Mar" in await roles.command("otto", "M-1", "identity")
    assert any("Lee approved Vendor is late (CR-1)" in text for text in direct_messages(roles, "otto"))
    assert "was approved by Lee" in await roles.command("mia", "CR-1 approve", "identity")


async def test_rejection_needs_a_reason_and_changes_nothing(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    assert "Why?" in await roles.command("lee", "CR-1 reject", "identity")
    assert "The plan stays as it is" in await roles.command("lee", "CR-1 reject because we can wait", "identity")
    assert "Committed: Fri 13 Mar" in await roles.command("otto", "M-1", "identity")
    assert any("we can wait" in text for text in direct_messages(roles, "otto"))
    assert "Rejected because we can wait" in await roles.command("con", "CR-1", "identity")


async def test_form_asks_for_a_change_in_fields_and_words(roles: Talk) -> None:
    await roles.command("otto", "change", "identity")
    values = {"find_milestone": "M-1", "date": "2026-03-18", "why": "the vendor is late"}
    for wrong, field in (
        ({"why": " "}, "why"),
        ({"find_milestone": "", "date": "2026-03-18"}, "find_milestone"),
        ({"date": "2026-02-01"}, "date"),
        ({"changes": "paint the moon"}, "changes"),
    ):
        errors = await roles.submit("otto", values | wrong)
        assert errors is not None, wrong
        assert set(errors) == {field}
    assert await roles.submit("otto", values | {"changes": "cancel M-2\nM-3 owner @Lee"}) is None
    card = await roles.command("otto", "CR-1", "identity")
    assert "New committed date for Auth API (M-1) and 2 more (CR-1)" in card
    assert "Guest page (M-2): cancel" in card
    assert "Checkout (M-3): owner Olga → Lee" in card
    assert "It changes more than one project" in card


async def test_parts_are_approved_and_the_rest_asks_again(roles: Talk) -> None:
    await roles.command("otto", 'change "Vendor" M-1 to 18 Mar, cancel M-2 because the vendor is late', "identity")
    await roles.click("lee", "change_card", value="CR-1")
    await roles.click("lee", "change_part")
    errors = await roles.submit("lee", {"text": ""})
    assert errors is not None
    assert set(errors) == {"parts"}
    assert await roles.submit("lee", {"parts": ["0"]}) is None
    assert "Committed: Wed 18 Mar" in await roles.command("otto", "M-1", "identity")
    assert "Cancelled" not in await roles.command("mia", "M-2", "identity")
    rest = await roles.command("mia", "CR-2", "identity")
    assert "what was left of CR-1" in rest
    assert "Guest page (M-2): cancel" in rest
    assert "Requested Mon 2 Mar by Otto" in rest
    assert "The rest is CR-2" in await roles.command("mia", "CR-1", "identity")
    assert any("a request of its own: CR-2" in text for text in direct_messages(roles, "otto"))


async def test_objection_is_shown_and_must_be_answered(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    await roles.command("con", "CR-1", "identity")
    await roles.click("con", "change_object")
    assert await roles.submit("con", {"text": "It breaks the tests"}) is None
    assert any("Con objects to Vendor is late" in text for text in direct_messages(roles, "lee"))
    assert "not answered yet" in await roles.command("lee", "CR-1", "identity")
    assert "1 objection to Vendor is late (CR-1) has no answer" in await roles.command("lee", "CR-1 approve")
    await roles.click("lee", "change_approve")
    errors = await roles.submit("lee", {"text": "  "})
    assert errors is not None
    assert set(errors) == {"text"}
    assert await roles.submit("lee", {"text": "The tests move too"}) is None
    assert "answered: “The tests move too”" in await roles.command("con", "CR-1", "identity")
    assert "Committed: Wed 18 Mar" in await roles.command("otto", "M-1", "identity")


async def test_comments_reach_both_sides(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    await roles.command("sta", "CR-1", "identity")
    assert "You may not object" in await roles.command("sta", "CR-1 object too late", "identity")
    await roles.click("sta", "change_comment")
    assert await roles.submit("sta", {"text": "Fine with me"}) is None
    for who in ("otto", "lee"):
        assert any("Sta commented on Vendor is late (CR-1)" in text for text in direct_messages(roles, who)), who
    assert "Sta, Mon 2 Mar: “Fine with me”" in await roles.command("con", "CR-1", "identity")


async def test_buttons_reject_and_withdraw(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    await roles.click("lee", "change_reject")
    assert await roles.submit("lee", {"text": "We can wait"}) is None
    assert "Rejected because We can wait" in await roles.command("con", "CR-1", "identity")
    await roles.command("otto", ASK, "identity")
    assert "only they can withdraw it" in await roles.command("lee", "CR-2 withdraw", "identity")
    await roles.command("otto", "CR-2", "identity")
    assert "Withdrawn: Vendor is late (CR-2)" in await roles.click("otto", "change_withdraw")
    assert "was withdrawn by Otto" in await roles.command("lee", "CR-2 approve", "identity")


async def test_slip_beyond_the_tolerance_offers_a_request(roles: Talk) -> None:
    assert "Request new committed date" not in await roles.command("otto", "M-1 slip to 18 Mar", "identity")
    await roles.command("otto", "M-1 slip to 27 Mar because the vendor is late", "identity")
    await roles.click("otto", "slip_quiet")
    await roles.click("otto", "change_slip")
    view = roles.form("otto").body
    assert "Auth API is late" in str(view)
    assert "the vendor is late" in str(view)
    values = {"find_milestone": "M-1", "date": "2026-03-27", "why": "the vendor is late"}
    assert await roles.submit("otto", values) is None
    assert "Fri 13 Mar → Fri 27 Mar" in await roles.command("otto", "CR-1", "identity")


async def test_reaction_makes_a_request_of_a_message(roles: Talk) -> None:
    message = await roles.say("con", "identity", "The Auth API needs two more weeks, the vendor is late")
    await roles.sandbox.person("con").react(message.channel, message.ts, "twisted_rightwards_arrows")
    await roles.settle()
    await roles.click("con", "mark_open")
    values = {"find_milestone": "M-1", "date": "2026-03-27"}
    assert await roles.submit("con", values) is None
    card = await roles.command("con", "CR-1", "identity")
    assert "The Auth API needs two more weeks" in card
    assert "View message" in card


async def test_new_approver_is_asked_when_the_first_goes_away(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    await roles.command("lee", "away until 20 Mar @con", "identity")
    await roles.fast_forward(to=datetime(2026, 3, 3, 10, tzinfo=UTC))
    asked = [text for text in direct_messages(roles, "con") if "asks you to decide: Vendor is late" in text]
    assert len(asked) == 1
    await roles.fast_forward(to=datetime(2026, 3, 3, 10, 15, tzinfo=UTC))
    assert len([text for text in direct_messages(roles, "con") if "asks you to decide" in text]) == 1
    assert "Decide: Vendor is late (CR-1), +3 working days, asked for by Otto" in await roles.command("con")


async def test_limits_and_change_budget_decide_who_is_asked(roles: Talk) -> None:
    assert "up to 5 working days and 5% of the project's budget" in await roles.command("otto", "changes limits")
    assert "You may not" in await roles.command("otto", "changes limits PRG-1 lead 2d 5%", "identity")
    assert "up to 2 working days" in await roles.command("mia", "changes limits PRG-1 lead 2d 5%", "identity")
    assert "Decides: Mia" in await roles.command("otto", ASK, "identity")
    assert "You may not" in await roles.command("mia", "changes limits budget 20d", "identity")
    assert "20 working days" in await roles.command("spo", "changes limits PRG-1 budget 20d", "identity")
    card = await roles.command("otto", "change M-2 to 27 Mar because we wait", "identity")
    assert "Decides: Lee" in card
    assert "change budget" in card
    assert "I don't understand" in await roles.command("spo", "changes limits lots", "identity")


async def test_history_and_past_of_a_request_are_readable(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    await roles.command("lee", "CR-1 approve", "identity")
    await roles.fast_forward(by=timedelta(days=2))
    assert "Lee decided change request Vendor is late (CR-1), approved" in await roles.command("mia", "audit CR-1")
    assert "approved" in await roles.command("mia", "asof 2026-03-03 CR-1", "identity")


async def test_digest_names_what_waits_and_what_was_decided(roles: Talk) -> None:
    await roles.command("otto", ASK, "identity")
    await roles.command("otto", 'change "Less scope" cancel M-2 because it is too much', "identity")
    await roles.command("lee", "CR-1 approve", "identity")
    delivery = await roles.command("mia", "digest preview PRG-1", "identity")
    assert "Lee: decide on “Less scope”" in delivery
    assert "Vendor is late (CR-1): approved by Lee, +3 days" in delivery
    executive = await roles.command("mia", "digest preview PRG-1 executive", "identity")
    assert "Vendor is late: approved by Lee, +3 days" in executive
    assert "CR-1" not in executive


async def test_contradictions_and_impossible_budgets_are_refused(roles: Talk) -> None:
    for words, answer in (
        ("change cancel M-1, cancel M-1", "M-1 is changed twice"),
        ("change M-1 to 18 Mar, M-1 to 19 Mar", "M-1 is changed twice"),
        ("change cancel M-1, M-1 to 18 Mar", "M-1 can't be cancelled and changed"),
        ("change budget PRJ-1 +0", "stays as it is"),
        ("change budget PRJ-1 -200000", "would be below zero"),
        ("change budget PRJ-1 +99999999999999999999", "is too large"),
    ):
        assert answer in await roles.command("mia", words, "identity"), words
    assert "There is no change request CR-1" in await roles.command("mia", "CR-1", "identity")


async def test_refusal_tells_no_budget_before_approval(roles: Talk) -> None:
    assert "Saved" in await roles.command("otto", "change budget PRJ-1 -200000", "identity")
    assert "would be below zero" in await roles.command("spo", "CR-1 approve", "identity")
    assert "waiting for a decision" in await roles.command("spo", "CR-1", "identity")


async def test_parts_that_are_not_there_are_refused(roles: Talk) -> None:
    await roles.command("otto", "change M-1 to 18 Mar, M-1 owner @Lee", "identity")
    for words in ("approve -1", "approve 1 9", "approve 1, 9"):
        assert "There is no part" in await roles.command("mia", f"CR-1 {words}", "identity"), words
    assert "waiting for a decision" in await roles.command("mia", "CR-1", "identity")


async def test_limits_are_refused_in_their_own_words(roles: Talk) -> None:
    assert "may not set these limits" in await roles.command("otto", "changes limits lead 1d 1%", "identity")


async def test_duration_is_changed_by_a_request(roles: Talk) -> None:
    await roles.command("mia", 'new milestone "Load test" 27 Mar @otto 8d in PRJ-1', "identity")
    card = await roles.command("otto", "change shorten M-4 by 3 days because the vendor helps", "identity")
    assert "Load test (M-4): takes 8 days → 5 days" in card
    await roles.click("lee", "change_approve")
    assert "Tue 24 Mar" in await roles.command("otto", "M-4", "identity")
    assert "takes 5 working days, and 0 of them are done" in await roles.command("otto", "change shorten M-4 by 9 days")
    assert "has that value already" in await roles.command("otto", "change M-4 takes 5 days")
