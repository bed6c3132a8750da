"""Alerts that only time and what was said before can open: silence, many small slips, a date that never moves."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import program_with_two_projects
from tests.talk import Talk

NIGHT = datetime(2026, 3, 3, 1, 5, tzinfo=UTC)  # 02:05 in Berlin


async def nights_later(talk: Talk, nights: int) -> None:
    await talk.fast_forward(to=NIGHT + timedelta(days=nights))


async def test_silence_about_a_near_date_is_stale_until_anything_is_said_of_it(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await nights_later(talk, 2)
    assert "last updated" not in await talk.command("bo", "risks", "payments"), "three days old, nine to go"
    await nights_later(talk, 8)
    said = await talk.command("bo", "risks", "payments")
    assert "Auth API (M-1) is due Fri 13 Mar, in 2 days, and was last updated 9 days ago" in said
    await talk.say("ana", "identity", "M-1 60%")
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")
    await nights_later(talk, 9)
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")


async def test_the_owner_of_a_silent_date_is_asked_without_being_told_who_owns_it(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "checkin pause", "identity")
    await nights_later(talk, 8)
    await talk.fast_forward(by=timedelta(hours=8))
    direct = talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))
    asked = next(line for line in direct if "Does that still stand?" in line)
    assert "Auth API (M-1) is due Fri 13 Mar, in 2 days, and was last updated 9 days ago. Does that" in asked


async def test_no_change_is_an_update_too(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await nights_later(talk, 7)
    assert "Auth API (M-1) is due" in await talk.command("bo", "risks", "payments")
    await talk.fast_forward(by=timedelta(hours=7))
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]), "no change")
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")
    await nights_later(talk, 8)
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")


async def test_three_small_slips_of_a_far_date_are_an_optimistic_forecast(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'new milestone "Cutover" 26 Jun @ana in PRJ-1', "identity")
    for night, day in enumerate(("29 Jun", "1 Jul", "3 Jul"), start=1):
        await talk.say("ana", "identity", f"M-3 slip to {day}")
        await nights_later(talk, night)
        assert ("has moved later" in await talk.command("bo", "risks", "payments")) is (night == 3)
    said = await talk.command("bo", "risks", "payments")
    assert "Cutover (M-3) has moved later 3 times, 2 working days each: plan with" in said


async def test_a_slip_that_was_undone_was_never_a_move(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'new milestone "Cutover" 26 Jun @ana in PRJ-1', "identity")
    for day in ("29 Jun", "1 Jul", "3 Jul"):
        await talk.say("ana", "identity", f"M-3 slip to {day}")
    await talk.click("ana", "undo")
    await nights_later(talk, 1)
    assert "has moved later" not in await talk.command("bo", "risks", "payments")


async def test_a_date_that_stands_still_while_its_input_slips_is_frozen_until_it_moves(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 29 May @ana in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Import" 26 Jun @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-4 on M-3", "payments")
    await nights_later(talk, 7)
    await talk.say("ana", "identity", "M-3 slip to 5 Jun")
    await nights_later(talk, 22)
    said = await talk.command("bo", "risks", "payments")
    assert "Import (M-4) has kept Fri 26 Jun for 3 weeks although Schema (M-3) slipped 5 working days" in said
    await talk.say("bo", "payments", "M-4 slip to 3 Jul")
    assert "has kept" not in await talk.command("bo", "risks", "payments")
    await nights_later(talk, 23)
    assert "has kept" not in await talk.command("bo", "risks", "payments")


async def test_eight_finished_milestones_are_what_the_next_one_is_forecast_from(talk: Talk) -> None:
    await program_with_two_projects(talk)
    for number in range(3, 11):
        await talk.command("ana", f'new milestone "Part {number}" 16 Mar @ana in PRJ-1', "identity")
    assert "for 10 of 10 open" in await talk.command("bo", "forecast", "payments")
    await talk.fast_forward(to=datetime(2026, 3, 23, 9, 0, tzinfo=UTC))
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    for number in range(3, 11):
        await talk.say("ana", "identity", f"M-{number} done")
    assert "for 1 of 2 open" in await talk.command("bo", "forecast", "payments"), "only Bo's is assumed"
