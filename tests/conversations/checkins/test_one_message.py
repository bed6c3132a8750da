"""One message a person and day (B-126): everything that is asked is in it, and what was answered is not asked again."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_minute_before_check_ins, set_up_sent_check_ins, set_up_two_projects
from tests.steps.checkins import BERLIN_NINE, direct_messages, prompts, reminders, summaries
from tests.talk import Talk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def answer_everything(talk: Talk, who: str) -> None:
    """Answer what is left of Ana's check-in besides the milestones."""
    await talk.click(who, "checkin_update")
    await talk.submit(who, {"text": "On plan."})
    await talk.click(who, "checkin_questions")
    await talk.submit(who, {"q0": "Nothing."})


async def test_near_stale_and_due_milestone_is_one_line(talk: Talk) -> None:
    """M-1 is due in three days, was last heard of eight days ago, and another project needs it."""
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'assume "the store review takes a week" on M-1 check 10 Mar', "identity")
    before = len(direct_messages(talk, "ana"))
    for minutes in range(0, 61, 10):
        await talk.fast_forward(to=BERLIN_NINE + timedelta(minutes=minutes))
    messages = direct_messages(talk, "ana")[before:]
    asking = [line for line in messages if not line.startswith("Still to answer")]
    assert len(asking) == 1
    assert asking[0].count("M-1") == 1
    assert "Is this assumption still true? the store review takes a week (A-1)" in asking[0]


async def test_message_shrinks_to_one_line_after_the_last_answer(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_same")
    assert "checkin_same" not in str(talk.newest_with("ana", "checkin_update", None).blocks)
    await answer_everything(talk, "ana")
    (prompt,) = prompts(talk, "ana")
    assert prompt == "All done for Tue 10 Mar. You can still change your answers."
    await talk.click("ana", "checkin_change")
    await talk.click("ana", "checkin_done")
    await talk.submit("ana", {"date": "2026-03-10"})
    assert prompts(talk, "ana")[0].startswith("All done for Tue 10 Mar")
    assert "Done Tue 10 Mar" in await talk.command("ana", "M-1", "identity")


async def test_milestone_left_out_stays_left_out(talk: Talk) -> None:
    """M-1 was updated on Monday, so Tuesday asks for the week's update alone, and reminds of nothing else."""
    await set_up_two_projects(talk)
    await talk.fast_forward(to=BERLIN_NINE - DAY)
    await talk.say("ana", "identity", "M-1 40%")
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.click("ana", "checkin_update")
    await talk.submit("ana", {"text": "On plan."})
    assert "M-1" not in prompts(talk, "ana")[-1]
    await talk.fast_forward(to=BERLIN_NINE + 9 * HOUR)
    assert not reminders(talk, "ana")


async def test_answer_given_elsewhere_closes_the_question(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.say("ana", "identity", "M-1 60%")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert "Auth API (M-1) ✓ 60% done" in prompts(talk, "ana")[0]


async def test_date_that_cant_be_kept_is_offered_instead(talk: Talk) -> None:
    """M-2 depends on M-1; the slip of M-1 pushes it past the day Bo has given."""
    await set_up_minute_before_check_ins(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.fast_forward(to=datetime(2026, 3, 10, 12, 0, tzinfo=UTC))
    (prompt,) = prompts(talk, "bo")
    assert "Checkout (M-2) is expected" in prompt
    await talk.click("bo", "checkin_same")
    (prompt,) = prompts(talk, "bo")
    assert "✓ no change, but I expect" in prompt
    await talk.click("bo", "checkin_use")
    assert "Checkout (M-2) ✓ now Fri 27 Mar" in prompts(talk, "bo")[0]


async def test_forecast_months_ahead_is_not_asked_about(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Release" 29 May @cleo in PRJ-1', "identity")
    for day in range(20):
        await talk.fast_forward(to=datetime(2026, 3, 3, 3, 0, tzinfo=UTC) + day * DAY)
    assert not [line for line in direct_messages(talk, "cleo") if "Release" in line]


async def test_confirmed_assumption_is_looked_at_in_four_weeks(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'assume "the store review takes a week" on M-1 check 10 Mar', "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.click("ana", "checkin_keep")
    assert "✓ the store review takes a week (A-1)" in prompts(talk, "ana")[0]
    assert "Tue 7 Apr" in await talk.command("ana", "A-1", "identity")


async def test_same_command_answers_the_prompt(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert "no change" in await talk.command("ana", "same M-1", "identity")
    assert "Auth API (M-1) ✓ no change" in prompts(talk, "ana")[0]


async def test_written_update_counts_as_an_answer(talk: Talk) -> None:
    """Ana writes the week's update and says nothing of M-1: the summary asks about M-1, not about her."""
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_update")
    await talk.submit("ana", {"text": "On plan."})
    await talk.fast_forward(by=timedelta(minutes=1))
    (summary,) = summaries(talk, "identity")
    assert "1 of 1 answered" in summary
    assert "Still to answer about Auth API (M-1)." in summary
