"""What is red climbs in working hours until somebody has it: expect a message, click, fast-forward, expect another."""

import asyncio
from datetime import datetime, timedelta

import pytest

import storage.audit
import storage.escalations
from handlers.escalations import listeners as escalations
from storage.audit import BATON_ACTOR
from tests.scenarios import NOON, escalation_over_a_weekend, escalation_to_the_owner, friday_with_a_slip
from tests.steps.escalations import to, told
from tests.talk import Talk


def replies(talk: Talk, who: str) -> list[str]:
    """What stands in the threads of the direct messages."""
    user = talk.users[who].id
    places = [c for c in talk.sandbox.workspace.channels.values() if c.id.startswith("D") and user in c.members]
    return [m.text for place in places for m in place.messages.values() if m.thread_ts]


async def test_over_a_weekend_it_climbs_from_the_owner_to_the_lead_and_to_the_manager(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    (asked,) = told(talk, "bo")
    assert "as the milestone owner" in asked
    assert "Auth API (M-1)" in asked
    await to(talk, 8, 12)
    assert not told(talk, "cleo"), "a weekend is no time"
    await to(talk, 6 + 3, 12)
    assert not told(talk, "cleo"), "Bo worked 8.5 hours on Friday, but it is 21:00 in Tokyo"
    await to(talk, 10, 0)
    (asked,) = told(talk, "cleo")
    assert "as the project lead" in asked
    await to(talk, 10, 8, 2)
    assert not told(talk, "ana")
    await to(talk, 10, 12)
    assert "Before the program manager hears of M-1" in told(talk, "bo")[-1]
    assert not told(talk, "ana"), "the owner reads it first"


async def test_the_owner_replies_and_the_words_travel_with_it(talk: Talk) -> None:
    await escalation_over_a_weekend(talk)
    sentence = "but needs Auth API (M-1) of Identity"
    assert sentence in told(talk, "bo")[-1]
    await talk.click("bo", "escalation_reply")
    await talk.submit("bo", {"reply": "The vendor signs on Thursday."})
    (asked,) = told(talk, "ana")
    assert sentence in asked, "word for word what the owner read"
    assert "Bo says: The vendor signs on Thursday." in asked


async def test_without_a_reply_the_manager_hears_of_it_after_four_hours(talk: Talk) -> None:
    await escalation_over_a_weekend(talk)
    await to(talk, 10, 15, 59)
    assert not told(talk, "ana")
    await to(talk, 10, 16, 2)
    assert len(told(talk, "ana")) == 1


async def test_a_matter_of_safety_does_not_wait_for_the_reply(talk: Talk) -> None:
    await escalation_over_a_weekend(talk)
    assert "You may not" in await talk.command("bo", "escalate E-1 now", "identity")
    await talk.command("ana", "escalate E-1 now", "identity")
    assert len(told(talk, "ana")) == 1


async def test_who_takes_it_is_asked_a_day_later_and_silence_starts_it_again(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.command("ana", "ack E-1", "identity")
    assert "Ana has it" in told(talk, "bo")[-1]
    await to(talk, 9, 12, 29)
    assert not told(talk, "ana")
    await to(talk, 9, 12, 40)
    assert "Still on it?" in told(talk, "ana")[-1]
    await to(talk, 9, 16, 45)
    await to(talk, 9, 16, 46)
    assert not told(talk, "cleo")
    assert "you did not say that you are still on it" in "".join(told(talk, "ana"))
    assert "as the milestone owner" in told(talk, "bo")[-1]


async def test_still_on_it_is_good_for_another_day(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.click("bo", "escalation_ack")
    await to(talk, 9, 12, 40)
    await talk.click("bo", "escalation_ack")
    await to(talk, 9, 19)
    assert not [line for line in told(talk, "bo") if "did not say" in line]
    await to(talk, 10, 12, 50)
    assert "Still on it?" in told(talk, "bo")[-1]


async def test_word_of_the_item_puts_the_question_off(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.click("bo", "escalation_ack")
    await to(talk, 9, 11)
    await talk.say("bo", "identity", "M-1 60%")
    await to(talk, 9, 18)
    assert not [line for line in told(talk, "bo") if "Still on it?" in line]


async def test_snoozed_it_is_quiet_and_a_second_time_needs_a_reason(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.click("bo", "escalation_snooze")
    assert await talk.submit("bo", {"span": "1h", "reason": ""}) is None
    assert "snoozed until" in told(talk, "bo")[-1]
    await talk.fast_forward(by=timedelta(minutes=59))
    assert len(told(talk, "bo")) == 1
    await talk.fast_forward(by=timedelta(minutes=5))
    assert "Who has it?" in told(talk, "bo")[-1]
    await talk.click("bo", "escalation_snooze")
    errors = await talk.submit("bo", {"span": "1h", "reason": ""})
    assert errors
    assert "needs a reason" in errors["reason"]
    assert "A snooze lasts" in await talk.command("bo", "snooze E-1 9d because I hide", "identity")
    assert await talk.submit("bo", {"span": "4h", "reason": "Waiting for the vendor"}) is None
    assert "Waiting for the vendor" in await talk.command("bo", "escalate E-1", "identity")


async def test_handed_over_somebody_else_is_asked_and_a_snooze_ends(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.command("bo", "snooze E-1 4h", "identity")
    await talk.command("bo", "escalate E-1 to @ana", "identity")
    (asked,) = told(talk, "ana")
    assert "Who has it?" in asked
    assert "Ana is asked until" in told(talk, "bo")[-1]


async def test_resolved_it_is_edited_where_it_was_said_with_a_line_in_the_thread(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.click("bo", "escalation_resolve")
    (said,) = told(talk, "bo")
    assert "✅ over" in said
    assert replies(talk, "bo") == ["✅ E-1 is over: Bo resolved it."]
    assert "You can't acknowledge that now" in await talk.command("bo", "ack E-1", "identity")
    await to(talk, 12, 12)
    assert not told(talk, "cleo"), "the same cause does not climb twice"


async def test_what_is_mended_closes_by_itself(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Mar")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert "what caused it is gone" in told(talk, "bo")[-1]
    assert replies(talk, "bo") == ["✅ E-1 is over: what caused it is gone."]


async def test_a_slip_that_is_undone_asks_nobody(talk: Talk) -> None:
    await friday_with_a_slip(talk)
    await talk.click("ana", "undo")
    await talk.fast_forward(by=timedelta(days=4))
    assert not told(talk, "bo")


async def test_who_is_away_is_passed_over_and_a_delegate_sits_in(talk: Talk) -> None:
    await talk.command("bo", "away until 20 Mar", "identity")
    await escalation_to_the_owner(talk)
    assert not told(talk, "bo")
    await to(talk, 9, 0, 2)
    assert "as the project lead" in told(talk, "cleo")[-1]


async def test_only_who_is_asked_who_owns_and_who_leads_may_take_it(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    workspace = talk.sandbox.workspace
    talk.users["dan"] = workspace.add_user("dan", real_name="Dan", tz="Europe/Berlin")
    workspace.add_channel("hall", members=[talk.users["dan"].id, workspace.bot_user_id])
    for words in ("ack E-1", "snooze E-1 2h", "escalate E-1 resolved", "escalate E-1 to @ana"):
        assert "You may not take the escalation" in await talk.command("dan", words, "hall"), words
    assert "Auth API" in await talk.command("dan", "escalate E-1", "hall")
    with pytest.raises(AssertionError, match="sees no button"):
        await talk.click("dan", "escalation_ack")
    assert "Cleo has it" in await talk.command("cleo", "ack E-1", "identity")


async def test_a_program_sets_its_own_levels_and_may_pause(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    said = await talk.command("ana", "escalate policy PRG-1 lead 2h, manager 4h, repeat 1", "identity")
    assert "project lead, 2 of their working hours" in said
    assert "You may not" in await talk.command("bo", "escalate policy PRG-1 owner 1h", "identity")
    assert "no policy" in await talk.command("ana", "escalate policy PRG-1 owner 900h", "identity")
    assert "milestone owner 8 wh" in await talk.command("ana", "escalate E-1", "identity"), "frozen at the trigger"
    assert "(paused)" in await talk.command("ana", "escalate pause PRG-1", "identity")
    await to(talk, 10, 1)
    assert not told(talk, "cleo")
    await talk.command("ana", "escalate resume PRG-1", "identity")
    await to(talk, 10, 1, 5)
    assert len(told(talk, "cleo")) == 1


async def test_a_trial_says_who_would_be_asked_when_and_tells_nobody(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    said = await talk.command("ana", "escalate test M-1", "identity")
    assert said.index("Bo") < said.index("Cleo") < said.index("Ana")
    assert "Nobody was told anything" in said


async def test_anybody_may_raise_what_the_plan_does_not_see(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    said = await talk.command("bo", "escalate M-2 because the vendor is silent", "payments")
    assert "the vendor is silent" in said
    assert "the vendor is silent" in told(talk, "ana", "E-2")[-1]
    listed = await talk.command("cleo", "escalate", "payments")
    assert "2 open escalations" in listed


async def due(talk: Talk) -> datetime:
    """When the timer of the one open escalation is over."""
    (one,) = await talk.bot.store.read(storage.escalations.open_escalations, team=talk.bot.deps.team)
    assert one.case.due is not None
    return one.case.due


@pytest.mark.parametrize("outage", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)])
async def test_after_an_outage_it_is_one_step_late_and_no_burst(talk: Talk, outage: timedelta) -> None:
    """R8: an escalation is always made good, whatever the outage."""
    await escalation_to_the_owner(talk)
    await talk.fast_forward(to=await due(talk))  # Bo's time is over in Cleo's night
    morning = await due(talk)
    await talk.fast_forward(to=morning - timedelta(minutes=1))
    assert not told(talk, "cleo")
    await talk.fast_forward(to=morning + outage)
    assert len(told(talk, "cleo")) == 1
    for _ in range(4):
        await talk.fast_forward(by=timedelta(minutes=1))
    assert len(told(talk, "cleo")) == 1
    assert not told(talk, "ana")


async def test_what_was_mended_before_baton_was_back_climbs_no_further(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.say("ana", "identity", "M-1 slip to 13 Mar")
    await to(talk, 12, 3)
    assert not told(talk, "cleo")
    assert "E-1" not in await talk.command("cleo", "escalate", "identity")


async def test_each_step_stands_in_the_log_with_who_took_it(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.click("bo", "escalation_ack")
    await talk.command("cleo", "escalate E-1 resolved", "identity")
    log = await talk.bot.deps.read(storage.audit.latest_entries, team=talk.bot.deps.team, subject="E-1")
    steps = [(one.actor, one.after["state"]) for one in reversed(log) if one.after]
    bo, cleo = talk.users["bo"].id, talk.users["cleo"].id
    assert steps == [("baton", "triggered"), ("baton", "triggered"), (bo, "acknowledged"), (cleo, "resolved")]


async def test_two_ticks_at_once_ask_once(talk: Talk) -> None:
    await friday_with_a_slip(talk)
    talk.sandbox.clock.set_time(NOON)
    deps = talk.bot.deps.signed_by(BATON_ACTOR)
    await asyncio.gather(*(escalations.run_due_timers(deps) for _ in range(4)))
    await talk.settle()
    assert len(told(talk, "bo")) == 1


async def test_what_nobody_takes_stands_in_the_digest(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    for day in range(7, 27):
        for hour in (1, 13):
            await to(talk, day, hour)
    assert "nobody took it" in await talk.command("ana", "escalate E-1", "identity")
    assert "unanswered escalation" in await talk.command("ana", "digest preview", "identity")


async def test_who_handed_it_over_by_button_may_still_look_it_up(talk: Talk) -> None:
    await escalation_to_the_owner(talk)
    await talk.click("bo", "escalation_hand")
    assert await talk.submit("bo", {"user": talk.users["ana"].id}) is None
    assert "Who has it?" in told(talk, "ana")[-1]
    assert "Ana is asked until" in told(talk, "bo")[-1]
    assert "Ana is asked until" in await talk.click("bo", "escalation_card")
