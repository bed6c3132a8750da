"""Reminders to those whose help is needed: to unblock a milestone (D-4), or to say why a report looks too good (F5)."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.steps.nudges import advance_to, count_reminders
from tests.talk import Talk


async def test_helper_is_reminded_before_and_after_the_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "block M-2: no keys, needs @cleo by 12 Mar")
    for day in (3, 4, 5, 6, 9, 10):
        await advance_to(talk, day=day, hour=3)
    assert not count_reminders(talk, "cleo", "Can you unblock")
    await advance_to(talk, day=11, hour=3)
    assert count_reminders(talk, "cleo", "Checkout (M-2)? It is needed by Thu 12 Mar (B-1): no keys") == 1
    await advance_to(talk, day=12, hour=3)
    assert count_reminders(talk, "cleo", "Can you unblock") == 1, "once before the day"
    await advance_to(talk, day=13, hour=3)
    assert count_reminders(talk, "cleo", "It was needed by Thu 12 Mar") == 1
    for day in (16, 17, 18, 19):
        await advance_to(talk, day=day, hour=3)
    assert count_reminders(talk, "cleo", "Can you unblock") == 2


async def test_reminder_to_unblock_is_answered_with_a_click(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "block M-2: no keys, needs @cleo by 12 Mar")
    await advance_to(talk, day=11, hour=3)
    reminder = talk.newest_with("cleo", "resolve", "B-1")
    assert "Can you unblock" in reminder.text
    await talk.click("cleo", "resolve", value="B-1", on=reminder)
    await advance_to(talk, day=11, hour=4)
    assert "No open blockers" in await talk.command("bo", "blockers", "payments")
    assert not count_reminders(talk, "cleo", "Can you unblock"), "the reminder shows the answer"
    await advance_to(talk, day=13, hour=3)
    assert not count_reminders(talk, "cleo", "Can you unblock")


async def test_lead_is_asked_why_a_report_looks_too_good(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "PRJ-2 green because all is well", "payments")
    await advance_to(talk, day=3, hour=13)
    await talk.say("bo", "payments", "M-2 slip to 8 May because of tests")
    await advance_to(talk, day=4, hour=13)
    question = "Payments (PRJ-2) is reported 🟢 on track, but computed 🔺 red. Explain why"
    assert count_reminders(talk, "bo", question) == 1
    await talk.command("bo", "PRJ-2 amber because the vendor pays for the delay", "payments")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert not count_reminders(talk, "bo", question), "the question shows the answer"
    for day in range(5, 21):
        await advance_to(talk, day=day, hour=13)
    assert not count_reminders(talk, "bo", question), "explained since the data turned red"


async def test_lead_of_an_honest_report_is_not_asked_why(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "M-2 slip to 8 May because of tests")
    await talk.command("bo", "PRJ-2 red because of tests", "payments")
    for day in range(3, 13):
        await advance_to(talk, day=day, hour=13)
    assert not count_reminders(talk, "bo", "Explain why")
