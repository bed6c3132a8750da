"""Leave: no check-ins meanwhile, and a list of the skipped days afterwards."""

from datetime import timedelta

import pytest

import storage.audit
from sandbox import acts
from tests.scenarios import set_up_minute_before_check_ins
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, direct_messages, prompts, summaries
from tests.talk import Talk

DAY = timedelta(days=1)


async def test_first_prompt_after_leave_lists_the_skipped_days(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    answer = await talk.command("ana", "away until 13 Mar @bo", "identity")
    assert "Fri 13 Mar" in answer
    assert "Mon 16 Mar" in answer
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert not direct_messages(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + 7 * DAY)
    (prompt,) = prompts(talk, "ana")
    assert "No check-in while you were away: Tue 10 Mar, Thu 12 Mar" in prompt


async def test_delegate_gets_escalations_during_leave(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("cleo", "settings", "news")  # makes her zone known to the bot
    assert f"<@{talk.users['cleo'].id}> is your delegate" in await talk.command("bo", "away 3 @cleo", "payments")
    await talk.command("ana", "escalate M-2 nobody answers", "payments")
    await talk.fast_forward(to=BERLIN_NINE + 17 * timedelta(hours=1))  # Wednesday, ten in Tokyo
    assert any("nobody answers" in line for line in direct_messages(talk, "cleo"))
    assert not any("nobody answers" in line for line in direct_messages(talk, "bo"))


async def test_leave_is_counted_in_working_days(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    answer = await talk.command("ana", "away 5", "identity")
    assert "Mon 16 Mar" in answer
    assert "Tue 17 Mar" in answer


async def test_back_ends_leave_and_lists_the_skipped_days(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "away 3", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    answer = await talk.command("ana", "back", "identity")
    assert "Welcome back" in answer
    assert "Tue 10 Mar" in answer
    assert "weren't away" in await talk.command("ana", "back", "identity")
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert prompts(talk, "ana")


async def test_people_on_leave_are_not_listed_as_missing(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'new milestone "Docs" 19 Mar @cleo in PRJ-1', "identity")
    await talk.fast_forward(to=BERLIN_NINE - 7 * timedelta(hours=1))
    await talk.command("ana", "away 2", "identity")
    await talk.fast_forward(to=BERLIN_NINE + 7 * DAY)
    assert not [line for line in summaries(talk, "identity") if "No answer: Ana" in line]


async def test_invalid_leave_is_refused_with_an_example(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    for text in ("away", "away 0", "away until 3 Mar", "away 20 Mar until 13 Mar", "away until never"):
        answer = await talk.command("ana", text, "identity")
        assert any(hint in answer for hint in ("Write away 3", "Try 14 Mar", "Which day do you mean?")), text
    await talk.fast_forward(to=BERLIN_NINE)
    assert prompts(talk, "ana")


async def test_vacation_status_in_slack_counts_as_leave(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    ana, platform = talk.users["ana"], talk.sandbox.person("ana").platform
    until = int((BERLIN_NINE + 9 * DAY).timestamp())
    acts.change_user(platform, ana.id, status_emoji=":palm_tree:", status_expiration=until)
    await talk.settle()
    await talk.fast_forward(to=BERLIN_NINE)
    assert not direct_messages(talk, "ana")
    acts.change_user(platform, ana.id, status_emoji="", status_expiration=0)
    await talk.settle()
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert prompts(talk, "ana")


async def test_traveller_is_asked_at_nine_in_the_new_zone(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    platform = talk.sandbox.person("ana").platform
    acts.change_user(platform, talk.users["ana"].id, tz="America/Sao_Paulo")
    await talk.settle()
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert "(America/Sao_Paulo)" in prompts(talk, "ana")[0]


async def test_leave_and_its_end_are_in_the_audit_log(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "away 3", "identity")
    await talk.command("ana", "back", "identity")
    ana = talk.users["ana"].id
    entries = await talk.bot.store.read(storage.audit.latest_entries, team=talk.sandbox.workspace.team_id, subject=ana)
    assert [(entry.kind, entry.action, entry.actor) for entry in entries if entry.kind == "leave"] == [
        ("leave", "changed", ana),
        ("leave", "created", ana),
    ]


@pytest.mark.parametrize("between", [" until ", " to ", " till ", " through ", " – ", "–", " - "])
async def test_leave_from_a_day_to_a_day(talk: Talk, between: str) -> None:
    answer = await talk.command("ana", f"away 9 Mar{between}13 Mar", "identity")
    assert "Mon 9 Mar" in answer
    assert "Fri 13 Mar" in answer


@pytest.mark.parametrize("correction", ["away 1", "back"])
async def test_later_leave_survives_a_change_of_the_present(talk: Talk, correction: str) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "away 20 Apr until 30 Apr", "identity")
    await talk.command("ana", "away 3", "identity")
    answer = await talk.command("ana", correction, "identity")
    assert "Also planned: Mon 20 Apr to Thu 30 Apr" in answer
    await talk.fast_forward(to=BERLIN_NINE + 42 * DAY)
    assert not prompts(talk, "ana")


async def test_shorter_leave_replaces_the_leave_going_on(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "away 3", "identity")
    await talk.command("ana", "away 1", "identity")
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert prompts(talk, "ana")


async def test_planned_leave_can_be_cancelled(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "away 12 Mar until 13 Mar", "identity")
    assert "Also planned" in await talk.command("ana", "back", "identity")
    assert "Leave cancelled" in await talk.click("ana", "away_cancel")
    assert "Also planned" not in await talk.command("ana", "back", "identity")
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert prompts(talk, "ana")
