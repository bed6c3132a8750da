"""Away: nothing is asked, the round says so, and coming back says what was skipped."""

from datetime import timedelta

import storage.audit
from sandbox import acts
from tests.scenarios import minute_before_check_ins
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, direct, prompts, summaries
from tests.talk import Talk

DAY = timedelta(days=1)


async def test_who_is_away_is_not_asked_and_hears_afterwards_what_was_skipped(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    answer = await talk.command("ana", "away until 13 Mar @bo", "identity")
    assert "Fri 13 Mar" in answer
    assert "Mon 16 Mar" in answer
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert not direct(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + 7 * DAY)
    (prompt,) = prompts(talk, "ana")
    assert "I did not ask on Tue 10 Mar, Thu 12 Mar" in prompt


async def test_who_stands_in_is_named_and_asked_instead_while_somebody_is_away(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("cleo", "settings", "news")  # so that her zone is known
    assert f"<@{talk.users['cleo'].id}> stands in" in await talk.command("bo", "away 3 @cleo", "payments")
    await talk.command("ana", "escalate M-2 nobody answers", "payments")
    await talk.fast_forward(to=BERLIN_NINE + 17 * timedelta(hours=1))  # Wednesday, ten in Tokyo
    assert any("nobody answers" in line for line in direct(talk, "cleo"))
    assert not any("nobody answers" in line for line in direct(talk, "bo"))


async def test_days_are_counted_as_working_days(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    answer = await talk.command("ana", "away 5", "identity")
    assert "Mon 16 Mar" in answer
    assert "Tue 17 Mar" in answer


async def test_back_ends_it_and_says_what_was_not_asked(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "away 3", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    answer = await talk.command("ana", "back", "identity")
    assert "Welcome back" in answer
    assert "Tue 10 Mar" in answer
    assert "not away" in await talk.command("ana", "back", "identity")
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert prompts(talk, "ana")


async def test_the_away_are_listed_apart_from_the_missing(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", 'new milestone "Docs" 19 Mar @cleo in PRJ-1', "identity")
    await talk.fast_forward(to=BERLIN_NINE - 7 * timedelta(hours=1))
    await talk.command("ana", "away 2", "identity")
    await talk.fast_forward(to=BERLIN_NINE + 7 * DAY)
    assert not [line for line in summaries(talk, "identity") if "Missing: Ana" in line]


async def test_nonsense_is_refused_with_the_way_to_say_it(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    for text in ("away", "away 0", "away until 3 Mar", "away 20 Mar until 13 Mar", "away until never"):
        answer = await talk.command("ana", text, "identity")
        assert "Write away 3" in answer or "Try 14 Mar" in answer, text
    await talk.fast_forward(to=BERLIN_NINE)
    assert prompts(talk, "ana")


async def test_a_vacation_status_with_an_end_is_a_hint_that_ends_with_it(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    ana, platform = talk.users["ana"], talk.sandbox.person("ana").platform
    until = int((BERLIN_NINE + 9 * DAY).timestamp())
    acts.change_user(platform, ana.id, status_emoji=":palm_tree:", status_expiration=until)
    await talk.settle()
    await talk.fast_forward(to=BERLIN_NINE)
    assert not direct(talk, "ana")
    acts.change_user(platform, ana.id, status_emoji="", status_expiration=0)
    await talk.settle()
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY)
    assert prompts(talk, "ana")


async def test_a_traveller_is_asked_at_nine_where_they_are(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    platform = talk.sandbox.person("ana").platform
    acts.change_user(platform, talk.users["ana"].id, tz="America/Sao_Paulo")
    await talk.settle()
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert "(America/Sao_Paulo)" in prompts(talk, "ana")[0]


async def test_leave_and_its_end_stand_in_the_log_signed_by_who_said_it(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "away 3", "identity")
    await talk.command("ana", "back", "identity")
    ana = talk.users["ana"].id
    found = await talk.bot.store.read(storage.audit.latest_entries, team=talk.sandbox.workspace.team_id, subject=ana)
    assert [(one.kind, one.action, one.actor) for one in found if one.kind == "leave"] == [
        ("leave", "changed", ana),
        ("leave", "created", ana),
    ]
