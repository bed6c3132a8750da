"""Red items escalate level by level in working hours until someone acknowledges them."""

import asyncio
from datetime import datetime, timedelta

import pytest

import storage.audit
import storage.escalations
from handlers.escalations import listeners as escalations
from storage.audit import BATON_ACTOR
from tests.scenarios import (
    NOON,
    set_up_friday_slip,
    set_up_owner_escalation,
    set_up_two_projects,
    set_up_weekend_escalation,
)
from tests.steps.escalations import advance_to, escalation_messages
from tests.talk import Talk


def thread_replies(talk: Talk, who: str) -> list[str]:
    """Return the thread replies in a person's direct messages."""
    user = talk.users[who].id
    places = [c for c in talk.sandbox.workspace.channels.values() if c.id.startswith("D") and user in c.members]
    return [m.text for place in places for m in place.messages.values() if m.thread_ts]


async def test_escalation_skips_the_weekend(talk: Talk) -> None:
    """Friday asks the owner, Tuesday morning in Tokyo the lead; then the owner is warned before the manager hears."""
    await set_up_owner_escalation(talk)
    (question,) = escalation_messages(talk, "bo")
    assert "You own Auth API (M-1" in question
    assert "Auth API (M-1)" in question
    await advance_to(talk, day=8, hour=12)
    assert not escalation_messages(talk, "cleo"), "weekends do not count as working time"
    await advance_to(talk, day=6 + 3, hour=12)
    assert not escalation_messages(talk, "cleo"), "Bo worked 8.5 hours on Friday, but it is 21:00 in Tokyo"
    await advance_to(talk, day=10, hour=0)
    (question,) = escalation_messages(talk, "cleo")
    assert "You're the project lead for Auth API (M-1" in question
    await advance_to(talk, day=10, hour=8, minute=2)
    assert not escalation_messages(talk, "ana")
    await advance_to(talk, day=10, hour=12)
    assert "goes to the program manager" in escalation_messages(talk, "bo")[-1]
    assert not escalation_messages(talk, "ana"), "the owner reads it first"


async def test_owners_reply_is_passed_on_word_for_word(talk: Talk) -> None:
    await set_up_weekend_escalation(talk)
    sentence = "Auth API (M-1) will miss Fri 13 Mar by 10 days"
    assert sentence in escalation_messages(talk, "bo")[-1]
    await talk.click("bo", "escalation_reply")
    await talk.submit("bo", {"reply": "The vendor signs on Thursday."})
    (question,) = escalation_messages(talk, "ana")
    assert sentence in question, "word for word what the owner read"
    assert "Bo: “The vendor signs on Thursday.”" in question


async def test_manager_is_asked_four_hours_after_the_warning(talk: Talk) -> None:
    await set_up_weekend_escalation(talk)
    await advance_to(talk, day=10, hour=15, minute=59)
    assert not escalation_messages(talk, "ana")
    await advance_to(talk, day=10, hour=16, minute=2)
    assert len(escalation_messages(talk, "ana")) == 1


async def test_urgent_escalation_does_not_wait_for_the_reply(talk: Talk) -> None:
    await set_up_weekend_escalation(talk)
    assert "You may not" in await talk.command("bo", "escalate E-1 now", "identity")
    await talk.command("ana", "escalate E-1 now", "identity")
    assert len(escalation_messages(talk, "ana")) == 1


async def test_silent_holder_restarts_the_escalation_after_a_day(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.command("ana", "ack E-1", "identity")
    assert "Ana is on it" in escalation_messages(talk, "bo")[-1]
    await advance_to(talk, day=9, hour=12, minute=29)
    assert not escalation_messages(talk, "ana")
    await advance_to(talk, day=9, hour=12, minute=40)
    assert "Still on it?" in escalation_messages(talk, "ana")[-1]
    await advance_to(talk, day=9, hour=16, minute=45)
    await advance_to(talk, day=9, hour=16, minute=46)
    assert not escalation_messages(talk, "cleo")
    assert "you didn't answer “Still on it?”" in "".join(escalation_messages(talk, "ana"))
    assert "You own Auth API (M-1" in escalation_messages(talk, "bo")[-1]


async def test_still_on_it_lasts_another_day(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.click("bo", "escalation_ack")
    await advance_to(talk, day=9, hour=12, minute=40)
    await talk.click("bo", "escalation_ack")
    await advance_to(talk, day=9, hour=19)
    assert not [line for line in escalation_messages(talk, "bo") if "did not say" in line]
    await advance_to(talk, day=10, hour=12, minute=50)
    assert "Still on it?" in escalation_messages(talk, "bo")[-1]


async def test_update_on_the_item_postpones_the_question(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.click("bo", "escalation_ack")
    await advance_to(talk, day=9, hour=11)
    await talk.say("bo", "identity", "M-1 60%")
    await advance_to(talk, day=9, hour=18)
    assert not [line for line in escalation_messages(talk, "bo") if "Still on it?" in line]


async def test_second_snooze_needs_a_reason(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.click("bo", "escalation_snooze")
    assert await talk.submit("bo", {"span": "1h", "reason": ""}) is None
    assert "snoozed until" in escalation_messages(talk, "bo")[-1]
    await talk.fast_forward(by=timedelta(minutes=59))
    assert len(escalation_messages(talk, "bo")) == 1
    await talk.fast_forward(by=timedelta(minutes=5))
    assert "Who's taking this?" in escalation_messages(talk, "bo")[-1]
    await talk.click("bo", "escalation_snooze")
    errors = await talk.submit("bo", {"span": "1h", "reason": ""})
    assert errors
    assert "needs a reason" in errors["reason"]
    assert "A snooze lasts" in await talk.command("bo", "snooze E-1 9d because I hide", "identity")
    assert await talk.submit("bo", {"span": "4h", "reason": "Waiting for the vendor"}) is None
    assert "Waiting for the vendor" in await talk.command("bo", "escalate E-1", "identity")


async def test_reassigning_ends_a_snooze_and_asks_the_new_person(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.command("bo", "snooze E-1 4h", "identity")
    await talk.command("bo", "escalate E-1 to @ana", "identity")
    (question,) = escalation_messages(talk, "ana")
    assert "Who's taking this?" in question
    assert "waiting for Ana until" in escalation_messages(talk, "bo")[-1]


async def test_resolved_escalation_edits_its_messages_and_replies_in_thread(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.click("bo", "escalation_resolve")
    (notice,) = escalation_messages(talk, "bo")
    assert "✅ resolved" in notice
    assert thread_replies(talk, "bo") == ["✅ E-1 is resolved by Bo."]
    assert "You can't take that. It is resolved." in await talk.command("bo", "ack E-1", "identity")
    await advance_to(talk, day=12, hour=12)
    assert not escalation_messages(talk, "cleo"), "the same cause does not escalate twice"


async def test_escalation_closes_when_its_cause_is_gone(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Mar")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert "the cause is gone" in escalation_messages(talk, "bo")[-1]
    assert thread_replies(talk, "bo") == ["✅ E-1 is resolved: the cause is gone."]


async def test_undone_slip_opens_no_escalation(talk: Talk) -> None:
    await set_up_friday_slip(talk)
    await talk.click("ana", "undo")
    await talk.fast_forward(by=timedelta(days=4))
    assert not escalation_messages(talk, "bo")


async def test_person_on_leave_is_passed_over(talk: Talk) -> None:
    await talk.command("bo", "away until 20 Mar", "identity")
    await set_up_owner_escalation(talk)
    assert not escalation_messages(talk, "bo")
    await advance_to(talk, day=9, hour=0, minute=2)
    assert "You're the project lead for Auth API (M-1" in escalation_messages(talk, "cleo")[-1]


async def test_only_the_responsible_people_may_acknowledge(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    workspace = talk.sandbox.workspace
    talk.users["dan"] = workspace.add_user("dan", real_name="Dan", tz="Europe/Berlin")
    workspace.add_channel("hall", members=[talk.users["dan"].id, workspace.bot_user_id])
    for words in ("ack E-1", "snooze E-1 2h", "escalate E-1 resolved", "escalate E-1 to @ana"):
        assert "You may not take the escalation" in await talk.command("dan", words, "hall"), words
    assert "Auth API" in await talk.command("dan", "escalate E-1", "hall")
    with pytest.raises(AssertionError, match="sees no button"):
        await talk.click("dan", "escalation_ack")
    assert "Cleo is on it" in await talk.command("cleo", "ack E-1", "identity")


async def test_program_sets_its_levels_and_can_pause(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    answer = await talk.command("ana", "escalate policy PRG-1 lead 2h, manager 4h, repeat 1", "identity")
    assert "project lead, 2 of their working hours" in answer
    assert "You may not" in await talk.command("bo", "escalate policy PRG-1 owner 1h", "identity")
    assert "no policy" in await talk.command("ana", "escalate policy PRG-1 owner 900h", "identity")
    assert "milestone owner 8 h" in await talk.command("ana", "escalate E-1", "identity"), (
        "the levels are fixed when it opens"
    )
    assert "(paused)" in await talk.command("ana", "escalate pause PRG-1", "identity")
    await advance_to(talk, day=10, hour=1)
    assert not escalation_messages(talk, "cleo")
    await talk.command("ana", "escalate resume PRG-1", "identity")
    await advance_to(talk, day=10, hour=1, minute=5)
    assert len(escalation_messages(talk, "cleo")) == 1


async def test_lead_sets_the_levels_of_the_own_project(talk: Talk) -> None:
    await set_up_two_projects(talk)
    inherited = await talk.command("bo", "escalate policy PRJ-2", "payments")
    assert "Escalation policy for Payments, the same as in Atlas" in inherited
    answer = await talk.command("bo", "escalate policy PRJ-2 lead 2h, manager 4h, repeat 1", "payments")
    assert "Escalation policy for Payments\n" in answer
    assert "project lead, 2 of their working hours" in answer
    assert "project lead, 2 of" not in await talk.command("ana", "escalate policy PRG-1", "payments")
    refused = await talk.command("bo", "escalate policy PRJ-1 owner 1h", "payments")
    assert "You may not edit the escalation policy of PRJ-1." in refused
    assert "Ask Ana." in refused
    await talk.command("ana", "escalate M-2 because it is late", "payments")
    await talk.command("ana", "escalate M-1 because it is late", "payments")
    assert "milestone owner" not in await talk.command("ana", "escalate E-1", "payments")
    assert "milestone owner" in await talk.command("ana", "escalate E-2", "payments")


async def test_one_project_is_not_paused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "for a whole program" in await talk.command("bo", "escalate pause PRJ-2", "payments")
    assert "(paused)" not in await talk.command("ana", "escalate policy PRG-1", "payments")


async def test_escalation_test_lists_the_levels_and_notifies_no_one(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    answer = await talk.command("ana", "escalate test M-1", "identity")
    assert answer.index("Bo") < answer.index("Cleo") < answer.index("Ana")
    assert "I notified no one" in answer


async def test_anyone_may_escalate_with_a_reason(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    answer = await talk.command("bo", "escalate M-2 because the vendor is silent", "payments")
    assert "the vendor is silent" in answer
    assert "the vendor is silent" in escalation_messages(talk, "ana", "E-2")[-1]
    listed = await talk.command("cleo", "escalate", "payments")
    assert "2 open escalations" in listed


async def timer_end(talk: Talk) -> datetime:
    """Return when the timer of the only open escalation ends."""
    (escalation,) = await talk.bot.store.read(storage.escalations.open_escalations, team=talk.bot.deps.team)
    assert escalation.case.due is not None
    return escalation.case.due


@pytest.mark.parametrize("outage", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)])
async def test_outage_delays_one_step_without_a_burst(talk: Talk, outage: timedelta) -> None:
    """An escalation always catches up, however long the outage (R8)."""
    await set_up_owner_escalation(talk)
    await talk.fast_forward(to=await timer_end(talk))  # Bo's time ends during Cleo's night
    morning = await timer_end(talk)
    await talk.fast_forward(to=morning - timedelta(minutes=1))
    assert not escalation_messages(talk, "cleo")
    await talk.fast_forward(to=morning + outage)
    assert len(escalation_messages(talk, "cleo")) == 1
    for _ in range(4):
        await talk.fast_forward(by=timedelta(minutes=1))
    assert len(escalation_messages(talk, "cleo")) == 1
    assert not escalation_messages(talk, "ana")


async def test_cause_gone_during_an_outage_ends_the_escalation(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.say("ana", "identity", "M-1 slip to 13 Mar")
    await advance_to(talk, day=12, hour=3)
    assert not escalation_messages(talk, "cleo")
    assert "E-1" not in await talk.command("cleo", "escalate", "identity")


async def test_each_step_is_in_the_audit_log(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.click("bo", "escalation_ack")
    await talk.command("cleo", "escalate E-1 resolved", "identity")
    entries = await talk.bot.deps.read(storage.audit.latest_entries, team=talk.bot.deps.team, subject="E-1")
    steps = [(entry.actor, entry.after["state"]) for entry in reversed(entries) if entry.after]
    bo, cleo = talk.users["bo"].id, talk.users["cleo"].id
    assert steps == [("baton", "triggered"), ("baton", "triggered"), (bo, "acknowledged"), (cleo, "resolved")]


async def test_simultaneous_ticks_ask_once(talk: Talk) -> None:
    await set_up_friday_slip(talk)
    talk.sandbox.clock.set_time(NOON)
    deps = talk.bot.deps.signed_by(BATON_ACTOR)
    await asyncio.gather(*(escalations.run_due_timers(deps) for _ in range(4)))
    await talk.settle()
    assert len(escalation_messages(talk, "bo")) == 1


async def test_unanswered_escalation_is_in_the_digest(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    for day in range(7, 27):
        for hour in (1, 13):
            await advance_to(talk, day=day, hour=hour)
    assert "unanswered; listed in every digest" in await talk.command("ana", "escalate E-1", "identity")
    digest = await talk.command("ana", "digest preview", "identity")
    assert digest.count("unanswered escalation of Auth API (M-1)") == 1


async def test_person_who_reassigned_it_can_still_open_it(talk: Talk) -> None:
    await set_up_owner_escalation(talk)
    await talk.click("bo", "escalation_hand")
    assert await talk.submit("bo", {"user": talk.users["ana"].id}) is None
    assert "Who's taking this?" in escalation_messages(talk, "ana")[-1]
    assert "was reassigned by Bo to you" in escalation_messages(talk, "ana")[-1]
    assert "You own" not in escalation_messages(talk, "ana")[-1]
    assert "waiting for Ana until" in escalation_messages(talk, "bo")[-1]
    assert "waiting for Ana until" in await talk.click("bo", "escalation_card")


async def test_open_escalation_says_the_date_of_today(talk: Talk) -> None:
    """The sentence is the alert's as it is now, not as it was when the escalation was opened."""
    await set_up_owner_escalation(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    card = await talk.command("ana", "E-1", "identity")
    assert "Fri 10 Apr" in card
    assert "27 Mar" not in card


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("escalate foo", "I can't escalate “foo”"),
        ("escalate E-1 now", "No reply is awaited right now."),
        ("escalate E-1 later", "I can't “later” E-1."),
        ("ack foo", "Which escalation?"),
    ],
)
async def test_refusals_are_about_escalations(talk: Talk, text: str, answer: str) -> None:
    await set_up_owner_escalation(talk)
    assert answer in await talk.command("ana", text, "identity")
