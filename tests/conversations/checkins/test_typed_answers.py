"""Typed answers in direct messages: they belong to the question that is open, and never to a guessed one."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.scenarios import set_up_minute_before_check_ins, set_up_second_request, set_up_sent_check_ins
from tests.steps.checkins import BERLIN_NINE, direct_messages, prompts, summaries
from tests.talk import Talk


async def say_to_baton(talk: Talk, who: str, text: str) -> str:
    """Let a person write to Baton, and return Baton's answer."""
    place = talk.sandbox.workspace.dm_channel(talk.users[who])
    await talk.say(who, place, text)
    return direct_messages(talk, who)[-1]


async def set_up_two_questions(talk: Talk) -> None:
    """Ask Ana about M-1 and M-3 in one message."""
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'new milestone "Docs" 19 Mar @ana in PRJ-1', "identity")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=7))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("done", "✓ done Tue 10 Mar"),
        ("it's done", "✓ done Tue 10 Mar"),
        ("on track", "✓ no change"),
        ("yes", "✓ no change"),
        ("No changes", "✓ no change"),
        ("all fine", "✓ no change"),
        ("12 Mar", "✓ now Thu 12 Mar"),
        ("60%", "✓ 60% done"),
        ("blocked by bo: no keys", "🛑 blocked: no keys"),
    ],
)
async def test_short_message_answers_the_only_question(talk: Talk, text: str, shown: str) -> None:
    await set_up_sent_check_ins(talk)
    answer = await say_to_baton(talk, "ana", text)
    assert "Auth API" in answer or "M-1" in answer
    assert f"Auth API (M-1) {shown}" in prompts(talk, "ana")[0]
    assert "M-1" in summaries(talk, "identity")[0]


async def test_helper_named_in_an_answer_is_asked(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.command("bo", "me", "payments")
    assert talk.users["bo"].id in await say_to_baton(talk, "ana", "blocked by bo")
    assert any("waiting for bo" in line.lower() for line in direct_messages(talk, "bo"))


async def test_typed_answer_can_be_undone(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await say_to_baton(talk, "ana", "done")
    await talk.click("ana", "undo")
    assert "✓ done" not in await talk.command("ana", "M-1", "identity")


async def test_answer_to_several_questions_asks_which(talk: Talk) -> None:
    await set_up_two_questions(talk)
    answer = await say_to_baton(talk, "ana", "done")
    assert "2 open questions" in answer
    assert "✓" not in prompts(talk, "ana")[-1]
    await talk.click("ana", "checkin_choice", value="M-3 done")
    assert "Docs (M-3) ✓ done" in prompts(talk, "ana")[-1]
    assert "Auth API (M-1) ✓" not in prompts(talk, "ana")[-1]


@pytest.mark.parametrize("text", ["all fine", "no changes", "no change"])
async def test_all_fine_answers_everything_asked(talk: Talk, text: str) -> None:
    await set_up_two_questions(talk)
    await say_to_baton(talk, "ana", text)
    assert prompts(talk, "ana")[-1].count("✓ no change") == 2


async def test_no_asks_what_is_new(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert "What's new with Auth API (M-1)?" in await say_to_baton(talk, "ana", "no")
    assert "✓" not in prompts(talk, "ana")[0]
    assert "What's blocking Auth API (M-1)?" in await say_to_baton(talk, "ana", "blocked")


async def test_day_that_needs_choosing_is_offered(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert "Pick a day" in await say_to_baton(talk, "ana", "03/04")
    await talk.click("ana", "checkin_choice", value="M-1 -> 2026-04-03")
    assert "✓ now Fri 3 Apr" in prompts(talk, "ana")[0]


async def test_day_far_away_is_asked_about_before_it_is_saved(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert "Pick a day" in await say_to_baton(talk, "ana", "14 Mar 2029")
    assert "✓" not in prompts(talk, "ana")[0]
    await talk.click("ana", "checkin_choice", value="M-1 slip to 2029-03-14")
    assert "✓ now Wed 14 Mar 2029" in prompts(talk, "ana")[0]


async def test_message_without_an_open_question_gets_a_short_line(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    assert (await say_to_baton(talk, "cleo", "done")).startswith("No question is open.")
    await say_to_baton(talk, "ana", "done")
    assert (await say_to_baton(talk, "ana", "yes")).startswith("No question is open.")
    await talk.click("ana", "checkin_change")
    assert "done" in prompts(talk, "ana")[0]


async def test_yes_confirms_the_only_assumption(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'assume "the store review takes a week" on M-1 check 10 Mar', "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert "2 open questions" in await say_to_baton(talk, "ana", "yes")
    await say_to_baton(talk, "ana", "on track")
    assert "I'll ask again on Tue 7 Apr" in await say_to_baton(talk, "ana", "still true")


async def test_yes_commits_when_one_question_is_open(talk: Talk) -> None:
    await set_up_second_request(talk)
    assert "Commit" in str(talk.newest_with("ana", "handover_commit", None).blocks)
    assert "committed for Fri 29 May" in await say_to_baton(talk, "ana", "yes")
    await talk.command("ana", 'new milestone "Terms" 20 May @ana in PRJ-1', "identity")
    await talk.command("bo", "depend M-3 on M-5 by 29 May", "payments")
    assert "Counter" in str(talk.newest_with("ana", "handover_commit", None).blocks)
    assert "Needed by" in await say_to_baton(talk, "ana", "no")
    assert "committed" not in await talk.command("bo", "D-3", "payments")


async def test_yes_accepts_the_proposal(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await say_to_baton(talk, "ana", "on track")
    await talk.command("ana", "D-1 commit", "identity")
    await talk.say("bo", "identity", "M-1 60%")
    assert "60%" in await say_to_baton(talk, "ana", "yes")
    assert "60%" in await talk.command("ana", "M-1", "identity")


async def test_old_question_is_not_meant(talk: Talk) -> None:
    """The twenty-first is a Saturday, so that nothing else was asked since."""
    await set_up_sent_check_ins(talk)
    await talk.fast_forward(to=datetime(2026, 3, 21, 8, tzinfo=UTC))
    assert len(prompts(talk, "ana")) == 1
    assert (await say_to_baton(talk, "ana", "done")).startswith("No question is open.")


async def test_no_alone_after_the_slash_changes_nothing(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.command("ana", "no", "identity")
    assert "✓" not in prompts(talk, "ana")[0]
    assert "✓ no change" in await talk.command("ana", "no change", "identity")
