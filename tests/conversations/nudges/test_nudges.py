"""Reminders of days, promises and questions: one message a person and day, in their hours, never of the muted."""

from datetime import timedelta

from tests.scenarios import program_with_two_projects, second_handover_asked_for
from tests.steps.nudges import at, nudged
from tests.talk import Talk


async def test_a_week_and_a_day_before_its_date_the_owner_is_asked(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await at(talk, 4, 7)
    assert not nudged(talk, "bo", "Does that stand?")
    await at(talk, 11, 8)
    assert not nudged(talk, "bo", "Does that stand?"), "five in the morning in São Paulo"
    await at(talk, 11, 13)
    assert nudged(talk, "bo", "Checkout is expected on Fri 20 Mar. Does that stand?") == 1
    for day in (12, 13, 14, 16, 17, 18):
        await at(talk, day, 13)
    assert nudged(talk, "bo", "Checkout is expected on Fri 20 Mar") == 1
    await at(talk, 19, 13)
    assert nudged(talk, "bo", "Checkout is expected on Fri 20 Mar") == 2


async def test_what_is_overdue_is_asked_every_third_working_day(talk: Talk) -> None:
    await program_with_two_projects(talk)
    for day in range(13, 32):
        await at(talk, day, 12)
    assert nudged(talk, "ana", "Auth API was expected on Fri 13 Mar") == 4


async def test_still_on_is_kept_and_the_question_is_not_asked_again_the_next_day(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await at(talk, 5, 13)
    assert nudged(talk, "ana", "Auth API is expected on Fri 13 Mar") == 1
    said = await talk.click("ana", "again", value="same M-1")
    assert "M-1" in said
    await at(talk, 6, 13)
    assert nudged(talk, "ana", "Auth API is expected on Fri 13 Mar") == 1


async def test_a_promise_is_asked_about_at_half_and_at_four_fifths_of_its_time(talk: Talk) -> None:
    await second_handover_asked_for(talk)
    await talk.click("ana", "handover_commit")
    await at(talk, 10, 13, month=4)
    before = nudged(talk, "ana", "Still on for Fri 29 May")
    await at(talk, 16, 13, month=4)
    assert (before, nudged(talk, "ana", "Still on for Fri 29 May")) == (0, 1)
    await at(talk, 12, 13, month=5)
    await at(talk, 13, 13, month=5)
    assert nudged(talk, "ana", "Still on for Fri 29 May") == 2


async def test_a_question_without_answer_is_recalled_once_and_then_climbs(talk: Talk) -> None:
    await second_handover_asked_for(talk)
    assert nudged(talk, "ana", "counts on") == 1
    await at(talk, 4, 13)
    assert not nudged(talk, "ana", "somebody waits for your answer")
    await at(talk, 5, 13)
    assert nudged(talk, "ana", "somebody waits for your answer") == 1
    for day in (6, 9):
        await at(talk, day, 13)
    assert nudged(talk, "ana", "somebody waits for your answer") == 1
    assert not nudged(talk, "ana", "no answer yet")
    await at(talk, 10, 13)
    await talk.fast_forward(by=timedelta(minutes=12))
    assert nudged(talk, "ana", "no answer yet") == 1


async def test_who_muted_it_hears_nothing_and_one_message_a_day_is_enough(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 13 Mar @ana in PRJ-1', "identity")
    await talk.command("ana", "mute M-1", "identity")
    await at(talk, 5, 9)
    await at(talk, 5, 12)
    assert nudged(talk, "ana", "Schema is expected") == 1
    assert not nudged(talk, "ana", "Auth API is expected")
