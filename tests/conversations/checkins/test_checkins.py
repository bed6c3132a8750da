"""A check-in: asked at nine of one's own morning, answered with one tick, told to the project once."""

from datetime import timedelta

import storage.audit
from tests.scenarios import check_ins_asked, minute_before_check_ins, program_with_two_projects
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, direct, prompts, reminders, summaries
from tests.talk import Talk

WEEK = timedelta(days=7)


async def test_each_is_asked_at_nine_of_their_own_day_and_once(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE)
    (prompt,) = prompts(talk, "ana")
    assert "M-1 Auth API" in prompt
    assert not prompts(talk, "bo")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    (other,) = prompts(talk, "bo")
    assert "M-2 Checkout" in other
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=2))
    assert len(prompts(talk, "ana")) == 1
    assert not prompts(talk, "cleo")


async def test_no_change_is_one_tick_and_a_fact_in_the_ledger(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.click("ana", "checkin_same")
    (prompt,) = prompts(talk, "ana")
    assert "✓ no change" in prompt
    (summary,) = summaries(talk, "identity")
    assert "Unchanged (1): M-1 Fri 13 Mar" in summary
    assert "1 of 1 answered" in summary
    await talk.fast_forward(by=timedelta(hours=9))
    assert not reminders(talk, "ana")


async def test_a_new_date_moves_the_milestone_and_says_so_in_the_round(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.click("ana", "checkin_date")
    assert await talk.submit("ana", {"date": "2026-03-27", "reason": "the vendor is late"}) is None
    assert "✓ now Fri 27 Mar" in prompts(talk, "ana")[0]
    (summary,) = summaries(talk, "identity")
    assert "Fri 13 Mar → Fri 27 Mar, the vendor is late" in summary
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_an_answer_can_be_changed_and_the_one_summary_follows(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.click("ana", "checkin_same")
    await talk.click("ana", "checkin_done")
    await talk.submit("ana", {"date": "2026-03-10"})
    (summary,) = summaries(talk, "identity")
    assert "done Tue 10 Mar" in summary
    assert "Unchanged" not in summary


async def test_blocked_without_anybody_is_a_concern_and_with_somebody_a_blocker(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.click("ana", "checkin_blocked")
    await talk.submit("ana", {"what": "no staging data"})
    assert "concern" in await talk.command("ana", "B-1", "identity")
    await talk.click("ana", "checkin_blocked")
    await talk.submit("ana", {"what": "no keys", "user": talk.users["cleo"].id, "date": "2026-03-12"})
    assert (
        "Cleo" in await talk.command("ana", "B-2", "identity") or talk.users["cleo"].id in talk.private("ana")[-1].text
    )
    (summary,) = summaries(talk, "identity")
    assert "🛑 M-1 Auth API: blocked: no keys" in summary


async def test_typed_answers_count_wherever_they_are_typed(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.say("ana", "identity", "M-1 slip to 20 Mar because of the audit")
    await talk.fast_forward(by=timedelta(minutes=1))
    (summary,) = summaries(talk, "identity")
    assert "Fri 20 Mar" in summary
    await talk.fast_forward(by=timedelta(hours=8))
    assert not reminders(talk, "ana")


async def test_no_change_typed_to_baton_is_said_of_all_that_is_open(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]), "no change")
    assert "✓ no change" in talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))[-1]
    assert "Unchanged (1)" in summaries(talk, "identity")[0]


async def test_who_is_silent_is_reminded_twice_and_then_listed_as_missing(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.fast_forward(by=timedelta(minutes=59))
    assert not reminders(talk, "ana")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(reminders(talk, "ana")) == 1
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=8))
    assert ["M-1 Auth API" in line for line in reminders(talk, "ana")] == [True, True]
    assert not summaries(talk, "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=24, minutes=1))
    assert len(reminders(talk, "ana")) == 2
    (summary,) = summaries(talk, "identity")
    assert "Missing: Ana" in summary


async def test_a_late_answer_edits_the_summary_and_posts_nothing_new(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=25))
    count = len(talk.seen("ana", "identity"))
    await talk.click("ana", "checkin_same")
    assert len(talk.seen("ana", "identity")) == count
    assert "Missing" not in summaries(talk, "identity")[0]


async def test_who_said_it_lately_is_not_asked(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(days=1))
    await talk.say("ana", "identity", "M-1 40%")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not [line for line in prompts(talk, "ana") if "M-1" in line]


async def test_a_closed_milestone_and_a_paused_check_in_ask_nothing(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "checkin pause PRJ-1", "identity")
    await talk.command("ana", "status PRJ-2 green fine", "payments")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")


async def test_paused_by_oneself_it_is_silent_until_resumed(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    assert "paused" in await talk.command("ana", "checkin pause", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.command("ana", "checkin resume", "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=2))
    assert prompts(talk, "ana")


async def test_too_late_it_is_skipped_and_within_four_hours_it_is_made_good(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=3))
    assert len(prompts(talk, "ana")) == 1
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=2, hours=5))
    assert len(prompts(talk, "ana")) == 1


async def test_a_lead_is_asked_for_the_weeks_update_nudged_twice_and_never_again(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    seen = []
    for days in range(6):
        await talk.fast_forward(to=BERLIN_NINE + timedelta(days=days))
        seen.append(sum("update" in line and "Identity" in line for line in direct(talk, "ana")))
    assert "Two sentences" in direct(talk, "ana")[0]
    assert seen == [1, 2, 3, 3, 3, 3] or seen == [0, 1, 2, 2, 2, 2]


async def test_the_update_is_kept_whole_and_its_length_is_said(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.click("ana", "checkin_update", value="PRJ-1 2026-03-10")
    await talk.submit("ana", {"text": "All is well. " * 40})
    assert "all 519 characters" in talk.private("ana")[-1].text
    assert "✓ Update of Identity is in" in prompts(talk, "ana")[0]
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=1))
    assert not [line for line in direct(talk, "ana") if "still missing" in line]


async def test_questions_of_ones_own_are_asked_and_answered(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", 'checkin PRJ-1 ask "What worries you?"', "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert "What worries you?" in prompts(talk, "ana")[0]
    assert "What outside your control could stop you?" in prompts(talk, "ana")[0]
    await talk.click("ana", "checkin_questions")
    await talk.submit("ana", {"q0": "The audit."})
    assert "The audit." in summaries(talk, "identity")[0]


async def test_a_check_in_is_set_up_by_its_lead_and_by_nobody_else(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    assert "You may not change" in await talk.command("cleo", "checkin PRJ-1 daily 10:00", "identity")
    shown = await talk.command("ana", "checkin PRJ-1 wed 10:30 window 6h", "identity")
    assert "Wed at 10:30" in shown
    assert "6 hours" in shown
    assert "don't understand" in await talk.command("ana", "checkin PRJ-1 soon", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=1, minutes=90))
    assert prompts(talk, "ana")


async def test_the_preview_shows_what_is_asked_next_and_of_others_only_to_a_lead(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    preview = await talk.command("ana", "checkin preview", "identity")
    assert "Preview" in preview
    assert "M-1 Auth API" in preview
    assert "M-2" in await talk.command("ana", "checkin preview @bo", "identity")
    assert "theirs" in await talk.command("cleo", "checkin preview @bo", "identity")
    await talk.command("ana", "checkin test", "identity")
    assert "A test" in direct(talk, "ana")[-1]


async def test_what_the_preview_shows_is_what_is_asked_then(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    mark, preview = (await talk.command("ana", "checkin preview", "identity")).split("\n", 1)
    assert mark == "Preview: this is what is asked on Tue 10 Mar. Only you see it."
    await talk.fast_forward(to=BERLIN_NINE)
    assert prompts(talk, "ana") == [preview]
    assert "Next time Thu 12 Mar 09:00 (Europe/Berlin)" in preview


async def test_a_prompt_promises_no_next_one_when_the_check_in_is_paused(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.command("ana", "checkin pause PRJ-1", "identity")
    await talk.click("ana", "checkin_same")
    (prompt,) = prompts(talk, "ana")
    assert "✓ no change" in prompt
    assert "Next time" not in prompt


async def test_a_clock_that_jumps_back_asks_nobody_twice(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(hours=1))
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.fast_forward(to=BERLIN_NINE + timedelta(minutes=1))
    assert len(prompts(talk, "ana")) == 1


async def test_who_set_a_check_in_up_stands_in_the_log(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "checkin PRJ-1 wed 10:30", "identity")
    found = await talk.bot.store.read(
        storage.audit.latest_entries, team=talk.sandbox.workspace.team_id, subject="PRJ-1"
    )
    (line,) = [one for one in found if one.kind == "checkin"]
    assert (line.action, line.actor) == ("created", talk.users["ana"].id)
    assert line.after is not None
    assert (line.after["days"], line.after["at"]) == (["wed"], "10:30")


async def typed(talk: Talk, text: str) -> str:
    """Ana answers in the thread of her prompt; what Baton says there."""
    place = talk.sandbox.workspace.dm_channel(talk.users["ana"])
    prompt = next(m for m in place.messages.values() if "How is it going?" in m.text)
    await talk.say("ana", place, text, thread_ts=prompt.ts)
    return max((m for m in place.messages.values() if m.thread_ts == prompt.ts), key=lambda m: m.ts).text


async def test_done_typed_under_a_prompt_is_said_of_the_one_milestone_in_it(talk: Talk) -> None:
    await check_ins_asked(talk)
    assert "done Tue 10 Mar" in await typed(talk, "done")
    assert "✓ done Tue 10 Mar" in prompts(talk, "ana")[0]
    assert "done Tue 10 Mar" in summaries(talk, "identity")[0]


async def test_no_change_typed_under_a_prompt_is_said_of_all_that_is_open(talk: Talk) -> None:
    await check_ins_asked(talk)
    assert "✓ no change" in await typed(talk, "no change")
    assert "✓ no change" in prompts(talk, "ana")[0]


async def test_a_bare_answer_under_several_milestones_asks_which_and_saves_nothing(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", 'new milestone "Docs" 19 Mar @ana in PRJ-1', "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=7))
    answer = await typed(talk, "done")
    assert "Which milestone do you mean?" in answer
    assert "M-1 done" in answer
    assert "✓" not in prompts(talk, "ana")[0]
