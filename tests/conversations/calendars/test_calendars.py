"""Program and project calendars: days off for people with no other project, and the dates that follow."""

from datetime import timedelta

import storage.audit
from tests.scenarios import set_up_minute_before_check_ins, set_up_two_projects
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, prompts
from tests.talk import Talk

DAY = timedelta(days=1)


async def test_calendar_shows_working_days_country_and_days_off(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "working days Mon, Tue, Wed, Thu, Fri · public holidays none" in await talk.command(
        "cleo", "calendar", "identity"
    )
    await talk.command("ana", "calendar PRG-1 country DE", "identity")
    answer = await talk.command("ana", 'calendar PRG-1 off 30 Mar - 7 Apr "spring break"', "identity")
    assert "Saved. Atlas (PRG-1)" in answer
    assert "Mon 30 Mar to Tue 7 Apr: spring break" in answer
    assert "Fri 1 May: Labor Day" in answer
    answer = await talk.command("ana", "calendar PRG-1 works Sat 14 Mar", "identity")
    assert "Sat 14 Mar: working day" in answer
    answer = await talk.command("ana", "calendar PRG-1 remove 30 Mar - 3 Apr", "identity")
    assert "Mon 6 Apr to Tue 7 Apr: spring break" in answer
    assert "Fri 3 Apr: Good Friday" in answer
    answer = await talk.command("ana", "calendar PRG-1 works 1 May", "identity")
    assert "Fri 1 May: working day" in answer
    assert "Labor Day" not in answer


async def test_program_day_off_moves_the_check_in(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", 'calendar PRG-1 off 10 Mar "offsite"', "identity")
    for days in (0, 1, 2):
        assert not prompts(talk, "ana")
        assert not prompts(talk, "bo")
        await talk.fast_forward(to=BERLIN_NINE + days * DAY)
        await talk.fast_forward(to=SAO_PAULO_NINE + days * DAY)
    assert len(prompts(talk, "ana")) == len(prompts(talk, "bo")) == 1


async def test_project_day_off_spares_only_people_without_other_projects(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "calendar PRJ-1 off 10 Mar", "identity")
    await talk.command("bo", "calendar PRJ-2 off 10 Mar", "payments")
    await talk.command("bo", 'new milestone "Docs" 19 Mar @bo in PRJ-1', "identity")
    await talk.command("bo", "calendar PRJ-2 works 10 Mar", "payments")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert not prompts(talk, "ana")
    assert len(prompts(talk, "bo")) == 1


async def test_extra_working_day_has_a_check_in(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "checkin PRJ-1 sat", "identity")
    saturday = BERLIN_NINE + 4 * DAY
    await talk.command("ana", "calendar PRG-1 works Sat 14 Mar", "identity")
    await talk.fast_forward(to=saturday)
    assert len(prompts(talk, "ana")) == 1


async def test_computed_dates_follow_the_program_calendar(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Audit" 24 Mar @bo in PRJ-2 takes 2d', "payments")
    await talk.command("ana", "depend M-3 on M-2", "payments")
    assert "short" not in await talk.command("ana", "risks", "payments")
    await talk.command("ana", "calendar PRG-1 off 23 Mar - 24 Mar", "identity")
    assert "M-3" in await talk.command("ana", "risks", "payments")
    await talk.command("ana", "calendar PRG-1 remove 23 Mar - 24 Mar", "identity")
    assert "short" not in await talk.command("ana", "risks", "payments")


async def test_only_manager_and_project_lead_change_a_calendar(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "You may not change the calendar" in await talk.command("bo", "calendar PRG-1 off 10 Mar", "payments")
    assert "You may not change the calendar" in await talk.command("bo", "calendar PRJ-1 off 10 Mar", "payments")
    assert "Saved" in await talk.command("bo", "calendar PRJ-2 off 10 Mar", "payments")
    assert "Saved" in await talk.command("ana", "calendar PRJ-2 off 11 Mar", "payments")
    assert "You may not" in await talk.command("cleo", "calendar PRJ-2 remove 11 Mar", "payments")


async def test_invalid_calendar_is_refused_with_an_example(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for text in (
        "PRG-1 off",
        "PRG-1 off 14 Mar - 15 Mar",
        "PRG-1 off 10 Mar - 30 Dec",
        "PRG-1 remove 10 Mar",
        "holiday",
    ):
        answer = await talk.command("ana", f"calendar {text}", "identity")
        assert "winter break" in answer, text
        assert "Saved" not in answer, text
    assert "PRJ-1 has no country of its own" in await talk.command("ana", "calendar PRJ-1 country DE", "identity")
    assert "There is no project PRJ-9" in await talk.command("ana", "calendar PRJ-9 off 10 Mar", "identity")


async def test_calendar_change_is_in_the_audit_log(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'calendar PRG-1 off 10 Mar "offsite"', "identity")
    entries = await talk.bot.store.read(storage.audit.latest_entries, team=talk.bot.deps.team, subject="PRG-1")
    newest = entries[0]
    assert (newest.actor, newest.action) == (talk.users["ana"].id, "changed")
    assert (newest.after or {})["holidays"] == ["2026-03-10"]
