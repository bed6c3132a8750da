"""Hand-overs: two people agree on a day, and each is notified when it moves."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sandbox.model import Message
from tests.talk import Talk


def direct_messages(talk: Talk, who: str) -> list[str]:
    """Return the bot's direct messages with a person."""
    return talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who].id))


async def test_request_asks_the_provider_and_posts_once_in_both_channels(handover_talk: Talk) -> None:
    [question] = direct_messages(handover_talk, "ana")
    assert "Bo needs Auth API (M-1, Identity) for Checkout" in question
    assert "by Mon 16 Mar" in question
    for channel in ("identity", "payments"):
        roots = [line for line in handover_talk.seen("cleo", channel) if "🔗" in line]
        assert len(roots) == 1
        assert "waiting for Ana to commit (needed by Mon 16 Mar)" in roots[0]
        assert "<@" not in roots[0]


async def test_commit_edits_the_existing_posts(handover_talk: Talk) -> None:
    before = {channel: len(handover_talk.seen("cleo", channel)) for channel in ("identity", "payments")}
    await handover_talk.click("ana", "handover_commit")
    assert "committed for Mon 16 Mar · Ana" in direct_messages(handover_talk, "ana")[0]
    for channel, count in before.items():
        lines = handover_talk.seen("cleo", channel)
        assert len(lines) == count
        assert any("🔗 Auth API" in line and "committed for Mon 16 Mar" in line for line in lines)
    [news] = direct_messages(handover_talk, "bo")
    assert "committed for Mon 16 Mar" in news


async def test_card_and_list_show_slack_in_colour_and_words(handover_talk: Talk) -> None:
    """Slack counts from the provider's expected date to the need-by date, Mon 16 Mar (B-32)."""
    assert "🔶 amber — 1 day of slack, not agreed yet" in await handover_talk.command("bo", "D-1", "payments")
    await handover_talk.say("ana", "identity", "M-1 slip to 17 Mar")
    assert "🔶 amber — 1 day late, not agreed yet" in await handover_talk.command("bo", "deps", "payments")
    await handover_talk.say("ana", "identity", "M-1 slip to 5 Mar")
    await handover_talk.command("ana", "D-1 commit", "identity")
    assert "🟢 green — 7 days of slack" in await handover_talk.command("bo", "D-1", "payments")
    await handover_talk.say("ana", "identity", "M-1 slip to 24 Mar")
    assert "🔺 red — 6 days late" in await handover_talk.command("bo", "D-1", "payments")
    await handover_talk.say("ana", "identity", "M-1 done")
    assert "of slack" not in await handover_talk.command("bo", "D-1", "payments")


async def test_consumer_accepts_a_counter_offer(handover_talk: Talk) -> None:
    await handover_talk.click("ana", "handover_counter")
    assert await handover_talk.submit("ana", {"date": "2026-03-01"}) == {"date": "That day is in the past."}
    assert await handover_talk.submit("ana", {"date": "2026-03-18", "reason": "the vendor & me"}) is None
    [offer] = direct_messages(handover_talk, "bo")
    assert "you asked for Mon 16 Mar. Ana offers Wed 18 Mar: the vendor" in offer
    await handover_talk.click("bo", "handover_accept")
    assert "committed for Wed 18 Mar" in await handover_talk.command("cleo", "D-1")


async def test_rejected_counter_offer_asks_the_provider_again(handover_talk: Talk) -> None:
    await handover_talk.command("ana", "D-1 counter 18 Mar because of the vendor", "identity")
    await handover_talk.click("bo", "handover_reject")
    assert "Can you commit?" in direct_messages(handover_talk, "ana")[-1]
    assert "needed by Mon 16 Mar" in await handover_talk.command("cleo", "D-1")


async def test_decline_needs_a_reason_and_allows_a_new_request(handover_talk: Talk) -> None:
    await handover_talk.click("ana", "handover_decline")
    assert await handover_talk.submit("ana", {"reason": "  "}) == {
        "reason": "Say why, so that they can look for another way."
    }
    assert await handover_talk.submit("ana", {"reason": "no people"}) is None
    assert any("declined: no people" in line for line in handover_talk.seen("bo", "payments"))
    answer = await handover_talk.command("bo", "depend M-2 on M-1 by 20 Mar", "payments")
    assert "D-1" in answer
    assert "needed by Fri 20 Mar" in answer


async def test_commit_is_refused_when_the_expected_date_is_later(handover_talk: Talk) -> None:
    await handover_talk.command("bo", "D-1 by 10 Mar", "payments")
    answer = await handover_talk.click("ana", "handover_commit")
    assert "expected on Fri 13 Mar, after Tue 10 Mar" in answer
    assert "needed by Tue 10 Mar" in await handover_talk.command("cleo", "D-1")


async def test_hard_slip_notifies_the_consumer_until_the_date_fits_again(handover_talk: Talk) -> None:
    await handover_talk.click("ana", "handover_commit")
    await handover_talk.say("ana", "identity", "M-1 slip to 24 Mar because of the vendor")
    _, notice = direct_messages(handover_talk, "bo")
    assert "committed for Mon 16 Mar, now Tue 24 Mar" in notice
    assert "The expected date of Checkout (M-2) moves too" in notice
    await handover_talk.say("ana", "identity", "M-1 slip to 25 Mar")
    assert len(direct_messages(handover_talk, "bo")) == 3, "Slack notifies no one of an edit"
    assert "Wed 25 Mar" in direct_messages(handover_talk, "bo")[2]
    await handover_talk.say("ana", "identity", "M-1 slip to 13 Mar")
    assert "committed for Mon 16 Mar" in direct_messages(handover_talk, "bo")[2]


async def test_silence_on_a_soft_slip_counts_as_not_accepted(handover_talk: Talk) -> None:
    await handover_talk.command("ana", "D-1 decline because no", "identity")
    await handover_talk.command("bo", 'new milestone "Landing page" 3 Apr', "payments")
    await handover_talk.command("bo", "depend M-3 on M-1 by 27 Mar soft", "payments")
    await handover_talk.command("ana", "D-2 commit", "identity")
    await handover_talk.say("ana", "identity", "M-1 slip to 30 Mar")
    assert "Without your answer by Thu 5 Mar" in direct_messages(handover_talk, "bo")[-1]
    await handover_talk.fast_forward(to=datetime(2026, 3, 6, 6, tzinfo=UTC))
    card = await handover_talk.command("cleo", "D-2")
    assert "amber" in card
    assert "not accepted" in card


async def test_missed_commitment_is_broken_and_stays_in_the_record(handover_talk: Talk) -> None:
    await handover_talk.click("ana", "handover_commit")
    await handover_talk.fast_forward(to=datetime(2026, 3, 17, 6, tzinfo=UTC))
    assert "missed: committed for Mon 16 Mar, not delivered" in await handover_talk.command("bo", "D-1")
    await handover_talk.say("ana", "identity", "M-1 done")
    card = await handover_talk.command("bo", "D-1")
    assert "delivered Tue 17 Mar, late" in card
    assert "Identity has kept 0 of 1 commitments to Payments" in card


async def test_delivery_in_time_keeps_the_commitment_until_it_is_undone(handover_talk: Talk) -> None:
    await handover_talk.click("ana", "handover_commit")
    await handover_talk.say("ana", "identity", "M-1 done")
    assert "delivered Mon 2 Mar, on time" in await handover_talk.command("bo", "D-1")
    await handover_talk.click("ana", "undo")
    assert "committed for Mon 16 Mar" in await handover_talk.command("bo", "D-1")


async def test_earlier_consumer_date_asks_the_provider_again(handover_talk: Talk) -> None:
    await handover_talk.click("ana", "handover_commit")
    await handover_talk.say("bo", "payments", "M-2 slip to 18 Mar")
    assert "by Wed 11 Mar" in direct_messages(handover_talk, "ana")[-1]
    assert len(direct_messages(handover_talk, "ana")) == 2


async def test_only_provider_consumer_and_manager_may_answer(handover_talk: Talk) -> None:
    assert "may not" in await handover_talk.command("bo", "D-1 commit", "payments")
    dan = handover_talk.sandbox.workspace.add_user("dan", real_name="Dan", tz="UTC")
    handover_talk.users["dan"] = dan
    assert "may not" in await handover_talk.command("dan", "D-1 decline because I say so")
    assert "Commit" not in await handover_talk.command("dan", "D-1")
    await handover_talk.command("cleo", "D-1 commit")
    assert "committed for Mon 16 Mar · Cleo" in direct_messages(handover_talk, "ana")[0]


async def test_guest_answers_only_for_hand_overs_of_their_own_milestones(handover_talk: Talk) -> None:
    workspace = handover_talk.sandbox.workspace
    for name in ("gus", "una"):
        handover_talk.users[name] = workspace.add_user(name, real_name=name.title(), tz="UTC", is_restricted=True)
    await handover_talk.command("ana", "M-1 owner @gus", "identity")
    await handover_talk.command("bo", 'new milestone "Invoices" 3 Apr', "payments")
    await handover_talk.command("bo", "depend M-3 on M-1 by 1 Apr", "payments")
    card = handover_talk.newest_with("gus", "handover_commit", None)
    assert "may not" in await handover_talk.click(
        "una", "handover_commit", on=_copy_message(handover_talk, card, "una")
    )
    await handover_talk.click("gus", "handover_commit", on=card)
    assert "committed for Wed 1 Apr" in await handover_talk.command("cleo", "D-2")


def _copy_message(talk: Talk, message: Message, who: str) -> Message:
    """Copy a message to where another person sees it, so that their forged click can be tried."""
    place = talk.sandbox.workspace.dm_channel(talk.users[who].id)
    copy = replace(message, channel=place.id)
    place.messages[copy.ts] = copy
    return copy


async def test_one_of_two_simultaneous_answers_wins(handover_talk: Talk) -> None:
    card = handover_talk.newest_with("ana", "handover_commit", None)
    await handover_talk.command("cleo", "D-1")
    manager_card = handover_talk.newest_with("cleo", "handover_commit", None)
    ana, cleo = handover_talk.sandbox.person("ana"), handover_talk.sandbox.person("cleo")
    await asyncio.gather(ana.click(card, "handover_commit"), cleo.click(manager_card, "handover_commit"))
    await handover_talk.settle()
    refusals = [m.text for who in ("ana", "cleo") for m in handover_talk.private(who) if "has changed since" in m.text]
    assert len(refusals) == 1
    assert "It is committed for Mon 16 Mar." in refusals[0]


async def test_old_card_is_refused_with_the_current_state(handover_talk: Talk) -> None:
    await handover_talk.command("cleo", "D-1")
    old = handover_talk.newest_with("cleo", "handover_commit", None)
    await handover_talk.click("ana", "handover_commit")
    await handover_talk.fast_forward(to=datetime(2026, 6, 8, 10, tzinfo=UTC))
    answer = await handover_talk.click("cleo", "handover_commit", on=old)
    assert "has changed since" in answer
    assert "It is broken for Mon 16 Mar" in answer


async def test_link_without_a_day_is_only_proposed(handover_talk: Talk) -> None:
    await handover_talk.command("bo", 'new milestone "Someday" in PRJ-2', "payments")
    assert "proposed; needs a date" in await handover_talk.command("bo", "depend M-3 on M-1", "payments")
    assert len(direct_messages(handover_talk, "ana")) == 1
    assert "needed by Fri 20 Mar" in await handover_talk.command("bo", "D-2 by 20 Mar", "payments")
    assert len(direct_messages(handover_talk, "ana")) == 2


async def test_milestones_are_found_by_name_and_ties_become_buttons(handover_talk: Talk) -> None:
    await handover_talk.command("ana", 'new milestone "Auth UI" 20 Mar', "identity")
    await handover_talk.command("bo", 'new milestone "Invoices" 10 Apr', "payments")
    tie = await handover_talk.command("bo", "depend Invoices on auth by 1 Apr", "payments")
    assert "Which milestone" in tie
    assert "D-2" in await handover_talk.click("bo", "again", value="depend M-4 on M-3 by 1 Apr")
    assert "No milestone called" in await handover_talk.command("bo", "depend Invoices on Zebra", "payments")


async def test_request_moves_to_the_new_owner_of_a_milestone(handover_talk: Talk) -> None:
    await handover_talk.command("ana", "M-1 owner @cleo", "identity")
    assert "Can you commit?" in direct_messages(handover_talk, "cleo")[-1]
    assert "waiting for Cleo to commit" in direct_messages(handover_talk, "ana")[0]
    await handover_talk.click("cleo", "handover_commit")
    assert "committed for Mon 16 Mar" in await handover_talk.command("bo", "D-1")


async def test_consumer_changes_the_day_and_the_provider_is_asked_again(handover_talk: Talk) -> None:
    await handover_talk.command("bo", "D-1", "payments")
    await handover_talk.click("bo", "handover_by")
    assert await handover_talk.submit("bo", {"date": "2026-02-27"}) == {"date": "That day is in the past."}
    assert await handover_talk.submit("bo", {"date": "2026-03-18"}) is None
    assert "by Wed 18 Mar" in direct_messages(handover_talk, "ana")[-1]
    assert "needed by Wed 18 Mar" in await handover_talk.command("cleo", "D-1")
