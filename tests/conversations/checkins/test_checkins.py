"""Check-ins: sent at nine in each person's zone, answered with one click, summarised once for the project."""

from datetime import timedelta

import storage.audit
from tests.scenarios import set_up_minute_before_check_ins, set_up_sent_check_ins, set_up_two_projects
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, direct_messages, prompts, reminders, summaries
from tests.talk import Talk

WEEK = timedelta(days=7)


async def test_check_in_comes_once_at_nine_in_each_persons_zone(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE)
    (prompt,) = prompts(talk, "ana")
    assert "Auth API (M-1)" in prompt
    assert not prompts(talk, "bo")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    (bo_prompt,) = prompts(talk, "bo")
    assert "Checkout (M-2)" in bo_prompt
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=2))
    assert len(prompts(talk, "ana")) == 1
    assert not prompts(talk, "cleo")


async def test_no_change_takes_one_click_and_counts_as_answered(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_same")
    (prompt,) = prompts(talk, "ana")
    assert "✓ no change" in prompt
    (summary,) = summaries(talk, "identity")
    assert "No change (1): Auth API (M-1) Fri 13 Mar" in summary
    assert "1 of 1 answered" in summary
    await talk.fast_forward(by=timedelta(hours=9))
    assert not reminders(talk, "ana")


async def test_new_date_moves_the_milestone_and_appears_in_the_summary(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_date")
    assert await talk.submit("ana", {"date": "2026-03-27", "reason": "the vendor is late"}) is None
    assert "✓ now Fri 27 Mar" in prompts(talk, "ana")[0]
    (summary,) = summaries(talk, "identity")
    assert "Fri 13 Mar → Fri 27 Mar, the vendor is late" in summary
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_changed_answer_edits_the_summary(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_same")
    await talk.click("ana", "checkin_change")
    await talk.click("ana", "checkin_done")
    await talk.submit("ana", {"date": "2026-03-10"})
    (summary,) = summaries(talk, "identity")
    assert "done Tue 10 Mar" in summary
    assert "Unchanged" not in summary


async def test_blocked_without_a_name_is_only_a_concern(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_blocked")
    await talk.submit("ana", {"what": "no staging data"})
    assert "concern" in await talk.command("ana", "B-1", "identity")
    await talk.click("ana", "checkin_change")
    await talk.click("ana", "checkin_blocked")
    await talk.submit("ana", {"what": "no keys", "user": talk.users["cleo"].id, "date": "2026-03-12"})
    assert (
        "Cleo" in await talk.command("ana", "B-2", "identity") or talk.users["cleo"].id in talk.private("ana")[-1].text
    )
    (summary,) = summaries(talk, "identity")
    assert "🛑 Auth API (M-1): blocked: no keys" in summary


async def test_answer_typed_in_a_channel_counts(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.say("ana", "identity", "M-1 slip to 20 Mar because of the audit")
    await talk.fast_forward(by=timedelta(minutes=1))
    (summary,) = summaries(talk, "identity")
    assert "Fri 20 Mar" in summary
    await talk.fast_forward(by=timedelta(hours=8))
    assert not reminders(talk, "ana")


async def test_no_change_in_a_direct_message_answers_for_all_milestones(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]), "no change")
    assert "✓ no change" in talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))[-1]
    assert "No change (1)" in summaries(talk, "identity")[0]


async def test_silent_person_gets_two_reminders_then_is_listed_as_missing(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.fast_forward(by=timedelta(minutes=59))
    assert not reminders(talk, "ana")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(reminders(talk, "ana")) == 1
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=8))
    assert ["Auth API (M-1)" in line for line in reminders(talk, "ana")] == [True, True]
    assert not summaries(talk, "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=24, minutes=1))
    assert len(reminders(talk, "ana")) == 2
    (summary,) = summaries(talk, "identity")
    assert "No answer: Ana" in summary


async def test_late_answer_edits_the_summary_and_posts_nothing_new(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=25))
    count = len(talk.seen("ana", "identity"))
    await talk.click("ana", "checkin_same")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(talk.seen("ana", "identity")) == count
    assert "No answer" not in summaries(talk, "identity")[0]


async def test_milestone_updated_recently_is_not_asked_about(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(days=1))
    await talk.say("ana", "identity", "M-1 40%")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not [line for line in prompts(talk, "ana") if "M-1" in line]


async def test_paused_check_in_asks_nothing(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "checkin pause PRJ-1", "identity")
    await talk.command("ana", "status PRJ-2 green fine", "payments")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")


async def test_personal_pause_lasts_until_resumed(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    assert "paused" in await talk.command("ana", "checkin pause", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.command("ana", "checkin resume", "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=2))
    assert prompts(talk, "ana")


async def test_late_check_in_is_sent_within_four_hours_or_skipped(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE + timedelta(hours=3))
    assert len(prompts(talk, "ana")) == 1
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=2, hours=5))
    assert len(prompts(talk, "ana")) == 1


async def test_lead_gets_two_reminders_of_the_weekly_update(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    counts = []
    for days in range(6):
        await talk.fast_forward(to=BERLIN_NINE + timedelta(days=days))
        counts.append(sum("update" in line and "Identity" in line for line in direct_messages(talk, "ana")))
    assert "Two sentences" in direct_messages(talk, "ana")[0]
    assert counts == [1, 2, 3, 3, 3, 3] or counts == [0, 1, 2, 2, 2, 2]


async def test_lead_of_a_quiet_project_is_asked_once_a_week(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'new project "Archive" @cleo', "identity")
    await talk.command("cleo", 'new milestone "Move the archive" 30 Sep @cleo in PRJ-3', "identity")
    for days in range(18):
        await talk.fast_forward(to=BERLIN_NINE + timedelta(days=days, hours=-8, minutes=1))
        await talk.fast_forward(to=BERLIN_NINE + timedelta(days=days))
    asked = [line for line in direct_messages(talk, "cleo") if "Archive" in line]
    assert [line.splitlines()[0] for line in asked] == ["Check-in, Tue 17 Mar", "Check-in, Tue 24 Mar"]


async def test_long_update_is_saved_whole_and_its_length_shown(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_update", value="PRJ-1 2026-03-10")
    await talk.submit("ana", {"text": "All is well. " * 40})
    assert any("Saved in full (519 characters)" in message.text for message in talk.private("ana"))
    assert "✓ Identity update saved" in prompts(talk, "ana")[0]
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=1))
    assert not [line for line in direct_messages(talk, "ana") if "still missing" in line]


async def test_custom_questions_are_asked_and_answered(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'checkin PRJ-1 ask "What worries you?"', "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert "What worries you?" in prompts(talk, "ana")[0]
    assert "What outside your control could stop you?" in prompts(talk, "ana")[0]
    await talk.click("ana", "checkin_questions")
    await talk.submit("ana", {"q0": "The audit."})
    assert "The audit." in summaries(talk, "identity")[0]


async def test_only_the_lead_configures_a_check_in(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    assert "You can't change" in await talk.command("cleo", "checkin PRJ-1 daily 10:00", "identity")
    answer = await talk.command("ana", "checkin PRJ-1 wed 10:30 window 6h", "identity")
    assert "Wed at 10:30" in answer
    assert "open for 6 h" in answer
    assert "don't understand" in await talk.command("ana", "checkin PRJ-1 soon", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=1, minutes=90))
    assert prompts(talk, "ana")


async def test_preview_of_another_person_is_for_leads_only(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    preview = await talk.command("ana", "checkin preview", "identity")
    assert "Preview" in preview
    assert "Auth API (M-1)" in preview
    assert "M-2" in await talk.command("ana", "checkin preview @bo", "identity")
    assert "another person" in await talk.command("cleo", "checkin preview @bo", "identity")
    await talk.command("ana", "checkin test", "identity")
    assert "This is a test" in direct_messages(talk, "ana")[-1]


async def test_preview_matches_the_next_check_in(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    mark, preview = (await talk.command("ana", "checkin preview", "identity")).split("\n", 1)
    assert mark == "Preview of your next check-in, Tue 10 Mar. Only you see this."
    await talk.fast_forward(to=BERLIN_NINE)
    assert prompts(talk, "ana") == [preview]
    assert "Next check-in Thu 12 Mar 09:00 (Europe/Berlin)" in preview


async def test_answered_prompt_names_no_next_time_when_paused(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.command("ana", "checkin pause PRJ-1", "identity")
    await talk.click("ana", "checkin_same")
    (prompt,) = prompts(talk, "ana")
    assert "✓ no change" in prompt
    assert "Next time" not in prompt


async def test_clock_moving_back_sends_no_second_check_in(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE - timedelta(hours=1))
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.fast_forward(to=BERLIN_NINE + timedelta(minutes=1))
    assert len(prompts(talk, "ana")) == 1


async def test_check_in_configuration_is_in_the_audit_log(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "checkin PRJ-1 wed 10:30", "identity")
    entries = await talk.bot.store.read(
        storage.audit.latest_entries, team=talk.sandbox.workspace.team_id, subject="PRJ-1"
    )
    (entry,) = [candidate for candidate in entries if candidate.kind == "checkin"]
    assert (entry.action, entry.actor) == ("created", talk.users["ana"].id)
    assert entry.after is not None
    assert (entry.after["days"], entry.after["at"]) == (["wed"], "10:30")


async def reply_to_prompt(talk: Talk, text: str) -> str:
    """Let Ana answer in the thread of her prompt and return the bot's reply there."""
    place = talk.sandbox.workspace.dm_channel(talk.users["ana"])
    prompt = next(m for m in place.messages.values() if m.text.startswith("Check-in, "))
    await talk.say("ana", place, text, thread_ts=prompt.ts)
    return max((m for m in place.messages.values() if m.thread_ts == prompt.ts), key=lambda m: m.ts).text


async def test_done_under_a_prompt_answers_for_its_only_milestone(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert "Auth API (M-1) was done on Tue 10 Mar" in await reply_to_prompt(talk, "done")
    assert "✓ done Tue 10 Mar" in prompts(talk, "ana")[0]
    assert "done Tue 10 Mar" in summaries(talk, "identity")[0]


async def test_no_change_under_a_prompt_answers_for_all_milestones(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert "✓ no change" in await reply_to_prompt(talk, "no change")
    assert "✓ no change" in prompts(talk, "ana")[0]


async def test_bare_answer_under_several_milestones_asks_which_one(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'new milestone "Docs" 19 Mar @ana in PRJ-1', "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=7))
    answer = await reply_to_prompt(talk, "done")
    assert "2 open questions. Which one does “done” answer?" in answer
    assert "✓" not in prompts(talk, "ana")[0]


async def test_changed_check_in_alone_is_shown(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "checkin PRJ-1 mon,wed 10:00", "news")
    assert "Saved" in answer
    assert "Identity (PRJ-1)" in answer
    assert "PRJ-2" not in answer
