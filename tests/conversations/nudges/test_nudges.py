"""Reminders of dates, commitments and requests: at most one a day, in working hours, never for muted items."""

from datetime import timedelta

from tests.scenarios import set_up_second_request, set_up_two_projects
from tests.steps.nudges import advance_to, count_reminders
from tests.talk import Talk


async def test_owner_is_asked_a_week_and_a_day_ahead(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "checkin pause PRG-1", "identity")
    await advance_to(talk, day=4, hour=7)
    assert not count_reminders(talk, "bo", "Still on track?")
    await advance_to(talk, day=11, hour=8)
    assert not count_reminders(talk, "bo", "Still on track?"), "five in the morning in São Paulo"
    await advance_to(talk, day=11, hour=13)
    assert count_reminders(talk, "bo", "Checkout (M-2) is due Fri 20 Mar. Still on track?") == 1
    for day in (12, 13, 14, 16, 17, 18):
        await advance_to(talk, day=day, hour=13)
    assert count_reminders(talk, "bo", "Checkout (M-2) is due Fri 20 Mar") == 1
    await advance_to(talk, day=19, hour=13)
    assert count_reminders(talk, "bo", "Checkout (M-2) is due Fri 20 Mar") == 2


async def test_overdue_milestone_is_asked_about_every_third_working_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "checkin pause PRG-1", "identity")
    for day in range(13, 32):
        await advance_to(talk, day=day, hour=12)
    count = count_reminders(talk, "ana", "Auth API (M-1) was due Fri 13 Mar")
    assert count == 5, "four reminders, and a question because another project needs it"


async def test_answered_question_is_not_asked_again_the_next_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await advance_to(talk, day=5, hour=13)
    assert count_reminders(talk, "ana", "Auth API (M-1) is due Fri 13 Mar") == 1
    await talk.click("ana", "checkin_same")
    assert count_reminders(talk, "ana", "All done for Thu 5 Mar") == 1
    await advance_to(talk, day=6, hour=13)
    assert not count_reminders(talk, "ana", "Auth API (M-1) is due Fri 13 Mar")


async def test_commitment_is_asked_about_at_half_and_four_fifths(talk: Talk) -> None:
    await set_up_second_request(talk)
    await talk.click("ana", "handover_commit")
    await advance_to(talk, day=10, hour=13, month=4)
    before = count_reminders(talk, "ana", "Others need it by Fri 29 May")
    await advance_to(talk, day=16, hour=13, month=4)
    assert (before, count_reminders(talk, "ana", "Others need it by Fri 29 May")) == (0, 1)
    await advance_to(talk, day=12, hour=13, month=5)
    await advance_to(talk, day=13, hour=13, month=5)
    assert count_reminders(talk, "ana", "Others need it by Fri 29 May") == 2


async def test_unanswered_request_is_reminded_once_and_then_escalates(talk: Talk) -> None:
    await set_up_second_request(talk)
    assert count_reminders(talk, "ana", "Can you commit?") == 1
    await advance_to(talk, day=4, hour=13)
    assert not count_reminders(talk, "ana", "is waiting for your answer")
    await advance_to(talk, day=5, hour=13)
    assert count_reminders(talk, "ana", "is waiting for your answer") == 1
    for day in (6, 9):
        await advance_to(talk, day=day, hour=13)
    assert count_reminders(talk, "ana", "is waiting for your answer") == 1
    assert not count_reminders(talk, "ana", "no answer yet")
    await advance_to(talk, day=10, hour=13)
    await talk.fast_forward(by=timedelta(minutes=12))
    assert count_reminders(talk, "ana", "no answer yet") == 1


async def test_muted_milestone_gets_no_reminder(talk: Talk) -> None:
    """A second reminder on the same day is not sent either."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 13 Mar @ana in PRJ-1', "identity")
    await talk.command("ana", "mute M-1", "identity")
    await advance_to(talk, day=5, hour=9)
    await advance_to(talk, day=5, hour=12)
    assert count_reminders(talk, "ana", "Schema (M-3) is due") == 1
    assert not count_reminders(talk, "ana", "Auth API (M-1) is due")
