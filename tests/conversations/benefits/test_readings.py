"""Readings: asked of the owner on their due day, answered by button and by typing, and handed over."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.model import Channel
from tests.steps.benefits import PROFILE, deactivate, set_up_enabled_churn
from tests.steps.files import given
from tests.talk import Talk

CALLS = PROFILE.replace("4.2%", "900").replace("3.8", "500") + ' unit "help calls a month"'


@pytest.fixture
async def reading_talk(talk: Talk) -> Talk:
    await set_up_enabled_churn(talk)
    return talk


def direct_messages(talk: Talk, who: str) -> Channel:
    return talk.sandbox.workspace.dm_channel(talk.users[who])


def questions(talk: Talk, who: str) -> list[str]:
    return [words for words in talk.seen(who, direct_messages(talk, who)) if "Reading due" in words]


async def tick_through(talk: Talk, *, first: datetime, hours: int, step: int = 1) -> list[datetime]:
    """Let the clock run, and return when Bo got a question about a reading."""
    times: list[datetime] = []
    for hour in range(0, hours, step):
        before = len(questions(talk, "bo"))
        await talk.fast_forward(to=first + timedelta(hours=hour))
        if len(questions(talk, "bo")) > before:
            times.append(talk.sandbox.clock.now())
    return times


async def test_reading_is_asked_once_on_its_day_at_nine(reading_talk: Talk) -> None:
    times = await tick_through(reading_talk, first=datetime(2026, 4, 2, 6, 0, tzinfo=UTC), hours=24 * 3, step=3)
    # Nine in São Paulo, on Friday 3 April: Good Friday is a working day where no country is set.
    assert [time.strftime("%d %b %H") for time in times] == ["03 Apr 12"]
    question = questions(reading_talk, "bo")[0]
    assert "Reading due Fri 3 Apr for Churn falls (BEN-1)" in question
    assert "Customers who cancel in a month, from CRM, sheet 2" in question


async def test_reading_is_asked_after_the_weekend_and_after_leave(reading_talk: Talk) -> None:
    await reading_talk.command("ana", "BEN-1 weekly", "identity")
    await reading_talk.command("ana", "BEN-1 go live 7 Mar", "identity")
    await reading_talk.fast_forward(to=datetime(2026, 3, 7, 12, 0, tzinfo=UTC))
    await reading_talk.say("bo", direct_messages(reading_talk, "bo"), "away until 25 Mar")
    times = await tick_through(reading_talk, first=datetime(2026, 3, 14, 12, 0, tzinfo=UTC), hours=24 * 14, step=6)
    assert [time.strftime("%a %d %b") for time in times] == ["Thu 26 Mar"]
    question = questions(reading_talk, "bo")[0]
    assert "Reading due Sat 14 Mar" in question
    assert "Reading due Sat 21 Mar" in question


async def test_typed_figure_answers_and_strikes_the_question(reading_talk: Talk) -> None:
    await reading_talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    assert questions(reading_talk, "bo")
    assert "Reading of Churn falls (BEN-1)" in await reading_talk.command("bo", "", "news")
    await reading_talk.fast_forward(to=datetime(2026, 4, 7, 12, 1, tzinfo=UTC))
    await reading_talk.say("bo", direct_messages(reading_talk, "bo"), "3.9 %")
    answer = reading_talk.seen("bo", direct_messages(reading_talk, "bo"))[-1]
    assert "Saved: Churn falls (BEN-1), 3.9% on Fri 3 Apr: 75% realised" in answer
    await reading_talk.fast_forward(by=timedelta(minutes=2))
    assert not questions(reading_talk, "bo")
    assert "Reading of" not in await reading_talk.command("bo", "", "news")
    assert "next reading Sun 3 May" in await reading_talk.command("bo", "BEN-1", "news")


READ_IN_APRIL = {"id": "BEN-1", "readings": [{"date": "2026-04-05", "value": 3.9}]}
PLAN_FILE = json.dumps(
    {
        "program": {"id": "PRG-1", "start": "2026-01-05"},
        "projects": [{"id": "PRJ-1"}, {"id": "PRJ-2"}],
        "benefits": [READ_IN_APRIL],
    }
).encode()


async def import_reading(talk: Talk) -> None:
    await given(talk, "ana", "plan.json", PLAN_FILE)
    await talk.click("ana", "import_go")


async def test_imported_reading_answers_what_was_asked(reading_talk: Talk) -> None:
    await reading_talk.fast_forward(to=datetime(2026, 4, 6, 12, 1, tzinfo=UTC))
    assert "reading missing since Fri 3 Apr" in await reading_talk.command("bo", "BEN-1", "news")
    await import_reading(reading_talk)
    card = await reading_talk.command("bo", "BEN-1", "news")
    assert "next reading Sun 3 May" in card
    assert "Latest 3.9% on Sun 5 Apr" in card
    assert "Reading of" not in await reading_talk.command("bo", "", "news")


async def test_reading_given_before_the_question_is_not_asked(reading_talk: Talk) -> None:
    await reading_talk.say("bo", direct_messages(reading_talk, "bo"), "away until 7 Apr")
    await reading_talk.fast_forward(to=datetime(2026, 4, 6, 12, 1, tzinfo=UTC))
    assert "reading missing since Fri 3 Apr" in await reading_talk.command("ana", "BEN-1", "news")
    await import_reading(reading_talk)
    assert "next reading Sun 3 May" in await reading_talk.command("ana", "BEN-1", "news")
    assert not await tick_through(reading_talk, first=datetime(2026, 4, 8, 6, 0, tzinfo=UTC), hours=24)


async def test_reading_taken_back_is_missing_again(reading_talk: Talk) -> None:
    await reading_talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    await reading_talk.command("bo", "BEN-1 3.9", "news")
    assert "next reading Sun 3 May" in await reading_talk.command("bo", "BEN-1", "news")
    await reading_talk.click("bo", "undo")
    await reading_talk.fast_forward(by=timedelta(days=1))
    assert "reading missing since Fri 3 Apr" in await reading_talk.command("bo", "BEN-1", "news")


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ("39", "39% is far from 4.2%, the last known value."),
        ("42 because of the sale", "42% is far from 4.2%, the last known value."),
        ("0.4", "0.4% is far from 4.2%, the last known value."),
        ("-3.9", "-3.9% is below zero, and the measure never was."),
        ("3.9 on 27 Feb", "Fri 27 Feb is before the baseline of Sun 1 Mar."),
    ],
)
async def test_reading_that_is_hardly_meant_is_asked_about(reading_talk: Talk, said: str, doubt: str) -> None:
    answer = await reading_talk.command("bo", f"BEN-1 {said}", "news")
    assert doubt in answer
    assert "Nothing is saved yet" in answer
    assert "Latest" not in await reading_talk.command("bo", "BEN-1", "news")
    await reading_talk.click("bo", "again")
    assert "Latest" in await reading_talk.command("bo", "BEN-1", "news")


async def test_doubtful_reading_in_form_and_message(reading_talk: Talk) -> None:
    await reading_talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    await reading_talk.say("bo", direct_messages(reading_talk, "bo"), "39")
    assert "39% is far from 4.2%" in reading_talk.seen("bo", direct_messages(reading_talk, "bo"))[-1]
    await reading_talk.click("bo", "benefit_reading", value="BEN-1 2026-04-03")
    assert "write 41!" in (await reading_talk.submit("bo", {"figure": "41"}) or {})["figure"]
    assert await reading_talk.submit("bo", {"figure": "41!"}) is None
    assert "Latest 41% on Fri 3 Apr" in await reading_talk.command("bo", "BEN-1", "news")


@pytest.mark.parametrize("said", ["700 calls", "700 help calls", "700 calls a month on 5 Mar", "700"])
async def test_reading_may_name_what_is_counted(reading_talk: Talk, said: str) -> None:
    await set_up_calls(reading_talk)
    assert "Latest 700 help calls a month on Thu 5 Mar" in await reading_talk.command("bo", f"BEN-2 {said}", "news")


async def test_reading_in_another_unit_is_refused(reading_talk: Talk) -> None:
    await set_up_calls(reading_talk)
    answer = await reading_talk.command("bo", "BEN-2 700 tickets", "news")
    assert "Calls fall (BEN-2) is measured in help calls a month, not tickets." in answer


async def set_up_calls(talk: Talk) -> None:
    await talk.command("ana", f'new benefit "Calls fall" {CALLS} owner @bo go live 3 Mar', "identity")
    await talk.fast_forward(to=datetime(2026, 3, 5, 13, 0, tzinfo=UTC))


async def test_reading_due_on_the_stop_date_is_asked_later(reading_talk: Talk) -> None:
    await reading_talk.command("ana", "BEN-1 target 3.8 by 2 May", "identity")
    await reading_talk.command("ana", "BEN-1 until 3 May", "identity")
    times = await tick_through(reading_talk, first=datetime(2026, 5, 2, 12, 0, tzinfo=UTC), hours=24 * 3)
    assert [time.strftime("%a %d %b") for time in times] == ["Mon 04 May"]
    await reading_talk.say("bo", direct_messages(reading_talk, "bo"), "3.9")
    assert "Saved: Churn falls (BEN-1), 3.9%" in reading_talk.seen("bo", direct_messages(reading_talk, "bo"))[-1]
    await reading_talk.fast_forward(to=datetime(2026, 5, 6, 12, 0, tzinfo=UTC))
    assert "Reopen it first" in await reading_talk.command("bo", "BEN-1 3.9", "news")


async def test_orphans_lists_the_benefits_of_former_members(reading_talk: Talk) -> None:
    await deactivate(reading_talk, "bo")
    assert "owns the benefit: Churn falls (BEN-1)" in await reading_talk.command("ana", "orphans", "identity")


async def test_button_opens_the_form_for_the_due_day(reading_talk: Talk) -> None:
    await reading_talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    await reading_talk.click("bo", "benefit_reading", value="BEN-1 2026-04-03")
    assert await reading_talk.submit("bo", {"figure": "4.1", "note": "the report was late"}) is None
    assert "Latest 4.1% on Fri 3 Apr: 25% realised" in await reading_talk.command("cleo", "BEN-1", "news")


async def test_figure_with_two_open_readings_is_asked_about(reading_talk: Talk) -> None:
    await reading_talk.command("ana", f'new benefit "Renewals rise" {PROFILE} owner @bo go live 3 Mar', "identity")
    await reading_talk.command("ana", 'BEN-2 kpi "Renewals" share PRJ-1 100%', "identity")
    await reading_talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    await reading_talk.say("bo", direct_messages(reading_talk, "bo"), "3.9")
    assert "Which reading is 3.9?" in reading_talk.seen("bo", direct_messages(reading_talk, "bo"))[-1]
    await reading_talk.click("bo", "checkin_choice", value="BEN-2 3.9")
    assert "75% realised" in await reading_talk.command("bo", "BEN-2", "news")
    assert "realised" not in await reading_talk.command("bo", "BEN-1", "news")


async def test_sponsor_hands_over_the_benefit_of_a_former_member(reading_talk: Talk) -> None:
    reading_talk.users["ana"].is_admin = True
    await reading_talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await reading_talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    await deactivate(reading_talk, "bo")
    await reading_talk.fast_forward(to=datetime(2026, 5, 1, 3, 0, tzinfo=UTC))
    await reading_talk.fast_forward(by=timedelta(hours=1))
    cards = [m.text for m in reading_talk.visible("cleo") if "Bo has left" in m.text]
    assert len(cards) == 1
    assert "Churn falls (BEN-1) of Atlas needs a new owner: its reading of Fri 3 Apr is missing" in cards[0]
    assert not [m for m in reading_talk.visible("ana") if "needs a new owner" in m.text]
    await reading_talk.click("cleo", "benefit_hand", value="BEN-1")
    assert set(await reading_talk.submit("cleo", {"user": ""}) or {}) == {"user"}
    assert "Owner Cleo" in await reading_talk.click("cleo", "benefit_take", value="BEN-1")
    await reading_talk.fast_forward(by=timedelta(minutes=1))
    assert "Cleo owns it now" in next(m.text for m in reading_talk.visible("cleo") if "Bo has left" in m.text)
    await reading_talk.fast_forward(to=datetime(2026, 5, 4, 0, 1, tzinfo=UTC))
    assert "Reading due Sun 3 May" in questions(reading_talk, "cleo")[0]


async def test_shortfall_is_told_to_owner_and_manager_once(reading_talk: Talk) -> None:
    await reading_talk.fast_forward(to=datetime(2026, 8, 10, 13, 0, tzinfo=UTC))
    for day in ("3 Apr", "3 May", "3 Jun", "3 Jul", "3 Aug"):
        await reading_talk.command("bo", f"BEN-1 3.95 on {day}", "news")
    notices = [m.text for m in reading_talk.visible("ana") if "heading for 62% of its plan" in m.text]
    assert len(notices) == 1
    assert "Its owner is Bo." in notices[0]
    assert "Shortfall: heading for 62%" in await reading_talk.command("cleo", "BEN-1", "news")
    assert "1 below plan" in await reading_talk.command("cleo", "benefits", "news")


async def test_curve_is_sent_to_whoever_asks(reading_talk: Talk) -> None:
    await reading_talk.command("bo", "BEN-1 3.9", "news")
    await reading_talk.command("cleo", "BEN-1", "news")
    answer = await reading_talk.click("cleo", "benefit_picture", value="BEN-1")
    assert "I sent you the curve of Churn falls (BEN-1) as a direct message" in answer
    files = list(reading_talk.sandbox.workspace.files.values())
    assert len(files) == 1
