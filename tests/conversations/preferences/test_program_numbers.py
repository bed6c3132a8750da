"""The numbers of a program: shown, changed by its manager, and read by the rules at once."""

from datetime import UTC, datetime, timedelta

from rules.program_numbers import NUMBER_SETTINGS
from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.steps.checkins import direct_messages
from tests.talk import Talk


async def test_settings_show_every_number_with_its_meaning(talk: Talk) -> None:
    await set_up_two_projects(talk)
    shown = await talk.command("bo", "settings PRG-1", "payments")
    for setting in NUMBER_SETTINGS:
        assert f"{setting.label} | {setting.default_text} | {setting.effect} | {setting.words}" in shown
    assert "Change numbers" not in shown
    assert "3 days (default 5 days)" in await talk.command("ana", "settings PRG-1 buffer 3 days", "identity")
    assert "3 days (default 5 days)" not in await talk.command("ana", "settings PRG-1 buffer default", "identity")


async def test_buffer_colours_hand_overs_at_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "🟢 green — 5 days of slack" in await talk.command("bo", "deps", "payments")
    await talk.command("ana", "settings PRG-1 buffer 8", "identity")
    assert "🔶 amber — 5 days of slack" in await talk.command("bo", "deps", "payments")
    await talk.click("ana", "undo")
    assert "🟢 green — 5 days of slack" in await talk.command("bo", "deps", "payments")


async def test_tolerance_decides_when_late_is_red(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 commit to 13 Mar")
    await talk.say("ana", "identity", "M-1 slip to 18 Mar")
    assert "🔶 amber — 3 days late" in await talk.command("ana", "M-1", "identity")
    await talk.command("ana", "settings PRG-1 tolerance 2", "identity")
    assert "🔺 red — 3 days late" in await talk.command("ana", "M-1", "identity")


async def test_proposals_expire_after_the_days_set(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("mia", "settings PRG-1 proposal 1", "identity")
    await talk.command("con", 'new milestone "Load test" 20 Mar', "identity")
    assert any("Expires Tue 3 Mar" in line for line in direct_messages(talk, "lee"))
    await talk.fast_forward(by=timedelta(days=1, minutes=1))
    assert "wasn't answered in time" in direct_messages(talk, "con")[-1]


async def test_consent_window_and_lead_time_are_those_set(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "settings PRG-1 consent 1", "identity")
    await talk.command("ana", 'decide "Which region?" options EU|US who @cleo agree @bo', "identity")
    await talk.command("cleo", "DEC-1 propose EU because the data must stay here", "identity")
    await talk.fast_forward(to=datetime(2026, 3, 2, 21, 1, tzinfo=UTC))
    assert "Adopted by consent" in await talk.command("ana", "DEC-1", "identity")
    await talk.command("ana", 'decide "Which vendor?" options A|B who @cleo gates M-2', "identity")
    before = await talk.command("ana", "DEC-2", "identity")
    await talk.command("ana", "settings PRG-1 decision lead 1", "identity")
    assert await talk.command("ana", "DEC-2", "identity") != before


async def test_numbers_that_do_not_fit_are_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for words, reason in (
        ("buffer", "a whole number from 0 to 60"),
        ("buffer 61", "a whole number from 0 to 60"),
        ("buffer 2.5", "a whole number from 0 to 60"),
        ("first check 90%", "can't be more than"),
        ("amber-silence soon", "a number from 1 to 20 (cadences)"),
        ("bufer 3", "no setting"),
    ):
        answer = await talk.command("ana", f"settings PRG-1 {words}", "identity")
        assert reason in answer, answer
        assert "Saved" not in answer
    assert "(default" not in await talk.command("ana", "settings PRG-1", "identity")


async def test_form_changes_all_numbers_together(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "settings PRG-1", "identity")
    await talk.click("ana", "program_numbers_open")
    values = {setting.name: "" for setting in NUMBER_SETTINGS}
    assert await talk.submit("ana", values | {"first_check": "90", "second_check": "40"}) is not None
    assert await talk.submit("ana", values | {"first_check": "60", "second_check": "90", "buffer": "2"}) is None
    shown = await talk.command("ana", "settings PRG-1", "identity")
    assert all(words in shown for words in ("60% (default 50%)", "90% (default 80%)", "2 days (default 5 days)"))
    assert "buffer 5 days → 2 days" in await talk.command("ana", "audit PRG-1", "identity")


async def test_only_manager_and_administrators_change_numbers(talk: Talk) -> None:
    await set_up_every_role(talk)
    for who in ("lee", "otto", "ben", "sta", "con"):
        assert "may not change" in await talk.command(who, "settings PRG-1 buffer 1", "identity")
    assert "(default" not in await talk.command("con", "settings PRG-1", "identity")
    assert "1 day (default 5 days)" in await talk.command("ada", "settings PRG-1 buffer 1", "identity")
