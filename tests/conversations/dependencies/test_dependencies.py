"""Two people agree on a day, and hear of each other when it moves."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sandbox.model import Message
from tests.talk import Talk


def direct(talk: Talk, who: str) -> list[str]:
    """What stands in somebody's conversation with the app."""
    return talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who].id))


async def test_the_provider_is_asked_in_private_and_both_channels_see_it_once(asked: Talk) -> None:
    [question] = direct(asked, "ana")
    assert "Bo counts on M-1 Auth API" in question
    assert "by Mon 16 Mar" in question
    for channel in ("identity", "payments"):
        roots = [line for line in asked.seen("cleo", channel) if "🔗" in line]
        assert len(roots) == 1
        assert "asked for by Mon 16 Mar; Ana has to answer" in roots[0]
        assert "<@" not in roots[0]


async def test_commit_is_seen_where_it_was_asked_and_nothing_is_posted_anew(asked: Talk) -> None:
    before = {channel: len(asked.seen("cleo", channel)) for channel in ("identity", "payments")}
    await asked.click("ana", "handover_commit")
    assert "committed for Mon 16 Mar · Ana" in direct(asked, "ana")[0]
    for channel, count in before.items():
        lines = asked.seen("cleo", channel)
        assert len(lines) == count
        assert any("🔗 D-1" in line and "committed for Mon 16 Mar" in line for line in lines)
    assert direct(asked, "bo") == []


async def test_card_and_list_say_how_much_room_there_is_in_colour_and_word(asked: Talk) -> None:
    """Checkout takes five days to 27 Mar, so it starts on Mon 23 Mar; 13 Mar is five working days before (B-32)."""
    assert "🟢 green — 5 wd to spare" in await asked.command("bo", "D-1", "payments")
    await asked.say("ana", "identity", "M-1 slip to 17 Mar")
    assert "🔶 amber — 3 wd to spare" in await asked.command("bo", "deps", "payments")
    await asked.say("ana", "identity", "M-1 slip to 24 Mar")
    assert "🔺 red — 2 wd short" in await asked.command("bo", "D-1", "payments")
    await asked.say("ana", "identity", "M-1 done")
    assert "to spare" not in await asked.command("bo", "D-1", "payments")


async def test_counter_asks_the_consumer_who_accepts_the_other_day(asked: Talk) -> None:
    await asked.click("ana", "handover_counter")
    assert await asked.submit("ana", {"date": "2026-03-01"}) == {"date": "That day is over."}
    assert await asked.submit("ana", {"date": "2026-03-18", "reason": "the vendor & me"}) is None
    [offer] = direct(asked, "bo")
    assert "Ana offers Wed 18 Mar: the vendor" in offer
    await asked.click("bo", "handover_accept")
    assert "committed for Wed 18 Mar" in await asked.command("cleo", "D-1")


async def test_a_rejected_offer_comes_back_to_the_provider(asked: Talk) -> None:
    await asked.command("ana", "D-1 counter 18 Mar because of the vendor", "identity")
    await asked.click("bo", "handover_reject")
    assert "Can you promise it?" in direct(asked, "ana")[-1]
    assert "asked for by Mon 16 Mar" in await asked.command("cleo", "D-1")


async def test_decline_needs_a_reason_and_frees_the_consumer(asked: Talk) -> None:
    await asked.click("ana", "handover_decline")
    assert await asked.submit("ana", {"reason": "  "}) == {"reason": "Say why, so that they can look for another way."}
    assert await asked.submit("ana", {"reason": "no people"}) is None
    assert any("declined: no people" in line for line in asked.seen("bo", "payments"))
    again = await asked.command("bo", "depend M-2 on M-1 by 20 Mar", "payments")
    assert "D-1" in again
    assert "asked for by Fri 20 Mar" in again


async def test_nobody_promises_a_day_that_their_own_date_contradicts(asked: Talk) -> None:
    await asked.command("bo", "D-1 by 10 Mar", "payments")
    answer = await asked.click("ana", "handover_commit")
    assert "expected on Fri 13 Mar, after Tue 10 Mar" in answer
    assert "asked for by Tue 10 Mar" in await asked.command("cleo", "D-1")


async def test_a_hard_slip_tells_the_consumer_and_an_earlier_date_mends_it(asked: Talk) -> None:
    await asked.click("ana", "handover_commit")
    await asked.say("ana", "identity", "M-1 slip to 24 Mar because of the vendor")
    [told] = direct(asked, "bo")
    assert "promised for that day, it is now expected on Tue 24 Mar" in told
    assert "computed date of M-2 moves" in told
    await asked.say("ana", "identity", "M-1 slip to 25 Mar")
    assert len(direct(asked, "bo")) == 1
    assert "Wed 25 Mar" in direct(asked, "bo")[0]
    await asked.say("ana", "identity", "M-1 slip to 13 Mar")
    assert "committed for Mon 16 Mar" in direct(asked, "bo")[0]


async def test_silence_on_a_soft_slip_counts_as_not_accepted(asked: Talk) -> None:
    await asked.command("ana", "D-1 decline because no", "identity")
    await asked.command("bo", 'new milestone "Landing page" 3 Apr', "payments")
    await asked.command("bo", "depend M-3 on M-1 by 27 Mar soft", "payments")
    await asked.command("ana", "D-2 commit", "identity")
    await asked.say("ana", "identity", "M-1 slip to 30 Mar")
    assert "Without your answer by Thu 5 Mar" in direct(asked, "bo")[-1]
    await asked.fast_forward(to=datetime(2026, 3, 6, 6, tzinfo=UTC))
    card = await asked.command("cleo", "D-2")
    assert "amber" in card
    assert "not accepted" in card


async def test_a_promised_day_that_goes_by_is_broken_and_remembered(asked: Talk) -> None:
    await asked.click("ana", "handover_commit")
    await asked.fast_forward(to=datetime(2026, 3, 17, 6, tzinfo=UTC))
    assert "promised for Mon 16 Mar and not there" in await asked.command("bo", "D-1")
    await asked.say("ana", "identity", "M-1 done")
    card = await asked.command("bo", "D-1")
    assert "later than promised" in card
    assert "Identity kept 0 of 1 promise to Payments" in card


async def test_what_is_done_in_time_is_kept_and_undone_with_it(asked: Talk) -> None:
    await asked.click("ana", "handover_commit")
    await asked.say("ana", "identity", "M-1 done")
    assert "delivered Mon 2 Mar, as promised" in await asked.command("bo", "D-1")
    await asked.click("ana", "undo")
    assert "committed for Mon 16 Mar" in await asked.command("bo", "D-1")


async def test_a_consumer_that_moves_ahead_asks_the_provider_again(asked: Talk) -> None:
    await asked.click("ana", "handover_commit")
    await asked.say("bo", "payments", "M-2 slip to 18 Mar")
    assert "now by Wed 11 Mar" in direct(asked, "ana")[-1]
    assert len(direct(asked, "ana")) == 2


async def test_only_the_two_people_and_the_manager_may_answer(asked: Talk) -> None:
    assert "may not" in await asked.command("bo", "D-1 commit", "payments")
    dan = asked.sandbox.workspace.add_user("dan", real_name="Dan", tz="UTC")
    asked.users["dan"] = dan
    assert "may not" in await asked.command("dan", "D-1 decline because I say so")
    assert "Commit" not in await asked.command("dan", "D-1")
    await asked.command("cleo", "D-1 commit")
    assert "committed for Mon 16 Mar · Cleo" in direct(asked, "ana")[0]


async def test_a_guest_answers_for_what_they_are_named_on_and_for_nothing_else(asked: Talk) -> None:
    workspace = asked.sandbox.workspace
    for name in ("gus", "una"):
        asked.users[name] = workspace.add_user(name, real_name=name.title(), tz="UTC", is_restricted=True)
    await asked.command("ana", "M-1 owner @gus", "identity")
    await asked.command("bo", 'new milestone "Invoices" 3 Apr', "payments")
    await asked.command("bo", "depend M-3 on M-1 by 1 Apr", "payments")
    card = asked.newest_with("gus", "handover_commit", None)
    assert "may not" in await asked.click("una", "handover_commit", on=_copied(asked, card, "una"))
    await asked.click("gus", "handover_commit", on=card)
    assert "committed for Wed 1 Apr" in await asked.command("cleo", "D-2")


def _copied(talk: Talk, message: Message, who: str) -> Message:
    """The same message where somebody else sees it: a forged click has to be refused all the same."""
    place = talk.sandbox.workspace.dm_channel(talk.users[who].id)
    copy = replace(message, channel=place.id)
    place.messages[copy.ts] = copy
    return copy


async def test_of_two_who_answer_at_once_one_wins_and_the_other_hears_it(asked: Talk) -> None:
    card = asked.newest_with("ana", "handover_commit", None)
    await asked.command("cleo", "D-1")
    theirs = asked.newest_with("cleo", "handover_commit", None)
    ana, cleo = asked.sandbox.person("ana"), asked.sandbox.person("cleo")
    await asyncio.gather(ana.click(card, "handover_commit"), cleo.click(theirs, "handover_commit"))
    await asked.settle()
    told = [m.text for who in ("ana", "cleo") for m in asked.private(who) if "has moved on" in m.text]
    assert len(told) == 1
    assert "It is committed for Mon 16 Mar." in told[0]


async def test_a_card_of_three_months_ago_is_refused_with_what_is_true_now(asked: Talk) -> None:
    await asked.command("cleo", "D-1")
    old = asked.newest_with("cleo", "handover_commit", None)
    await asked.click("ana", "handover_commit")
    await asked.fast_forward(to=datetime(2026, 6, 8, 10, tzinfo=UTC))
    answer = await asked.click("cleo", "handover_commit", on=old)
    assert "moved on" in answer
    assert "It is broken for Mon 16 Mar" in answer


async def test_without_a_day_a_link_is_only_proposed_until_one_is_named(asked: Talk) -> None:
    await asked.command("bo", 'new milestone "Someday" in PRJ-2', "payments")
    assert "proposed; it needs a day" in await asked.command("bo", "depend M-3 on M-1", "payments")
    assert len(direct(asked, "ana")) == 1
    assert "asked for by Fri 20 Mar" in await asked.command("bo", "D-2 by 20 Mar", "payments")
    assert len(direct(asked, "ana")) == 2


async def test_milestones_are_found_by_name_and_ties_become_buttons(asked: Talk) -> None:
    await asked.command("ana", 'new milestone "Auth UI" 20 Mar', "identity")
    await asked.command("bo", 'new milestone "Invoices" 10 Apr', "payments")
    tie = await asked.command("bo", "depend Invoices on auth by 1 Apr", "payments")
    assert "Which milestone" in tie
    assert "D-2" in await asked.click("bo", "again", value="depend M-4 on M-3 by 1 Apr")
    assert "I know no milestone" in await asked.command("bo", "depend Invoices on Zebra", "payments")


async def test_the_new_owner_of_a_milestone_is_asked_in_place_of_the_old_one(asked: Talk) -> None:
    await asked.command("ana", "M-1 owner @cleo", "identity")
    assert "Can you promise it?" in direct(asked, "cleo")[-1]
    assert "Cleo has to answer" in direct(asked, "ana")[0]
    await asked.click("cleo", "handover_commit")
    assert "committed for Mon 16 Mar" in await asked.command("bo", "D-1")


async def test_the_consumer_names_another_day_and_the_provider_is_asked_for_that(asked: Talk) -> None:
    await asked.command("bo", "D-1", "payments")
    await asked.click("bo", "handover_by")
    assert await asked.submit("bo", {"date": "2026-02-27"}) == {"date": "That day is over."}
    assert await asked.submit("bo", {"date": "2026-03-18"}) is None
    assert "by Wed 18 Mar" in direct(asked, "ana")[-1]
    assert "asked for by Wed 18 Mar" in await asked.command("cleo", "D-1")
