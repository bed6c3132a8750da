"""Travellers: asked once about a new zone in Slack, prompted in that zone, never twice a day."""

from datetime import timedelta

from sandbox import acts
from tests.scenarios import set_up_minute_before_check_ins, set_up_sent_check_ins
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, direct_messages, prompts
from tests.talk import Talk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def move_to_zone(talk: Talk, who: str, zone: str) -> None:
    acts.change_user(talk.sandbox.person(who).platform, talk.users[who].id, tz=zone)
    await talk.settle()


def questions(talk: Talk, who: str) -> list[str]:
    return [line for line in direct_messages(talk, who) if line.startswith("Slack shows you in")]


async def test_move_west_delays_the_prompt_and_asks_once(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await move_to_zone(talk, "ana", "Europe/Lisbon")
    (question,) = questions(talk, "ana")
    assert "next check-in is Tue 10 Mar 09:00" in question
    await move_to_zone(talk, "ana", "Europe/Lisbon")
    assert len(questions(talk, "ana")) == 1
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + HOUR)
    assert len(prompts(talk, "ana")) == 1


async def test_move_west_after_the_prompt_adds_no_second_one(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await move_to_zone(talk, "ana", "America/Sao_Paulo")
    assert "in America/Sao_Paulo, so your next check-in is Thu 12 Mar 09:00" in questions(talk, "ana")[0]
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert len(prompts(talk, "ana")) == 1
    await talk.fast_forward(to=SAO_PAULO_NINE + 2 * DAY)
    assert len(prompts(talk, "ana")) == 2


async def test_move_east_past_nine_sends_one_prompt_at_once(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE + 2 * HOUR)  # seven in São Paulo, eleven in Berlin
    assert not prompts(talk, "bo")
    await move_to_zone(talk, "bo", "Europe/Berlin")
    assert "is Tue 10 Mar" in questions(talk, "bo")[0]
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(prompts(talk, "bo")) == 1
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert len(prompts(talk, "bo")) == 1


async def test_move_east_late_in_the_day_skips_to_the_next(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await move_to_zone(talk, "ana", "Asia/Tokyo")
    await talk.fast_forward(by=timedelta(minutes=2))
    assert not prompts(talk, "ana")
    assert "in Asia/Tokyo, so your next check-in is Thu 12 Mar 09:00" in questions(talk, "ana")[0]


async def test_crossing_the_date_line_asks_once_for_the_same_day(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await move_to_zone(talk, "ana", "Pacific/Auckland")
    await talk.fast_forward(to=BERLIN_NINE + DAY + 12 * HOUR)  # Thursday, nine in Auckland
    assert len(prompts(talk, "ana")) == 1
    await move_to_zone(talk, "ana", "Pacific/Honolulu")  # ten in the morning of Wednesday
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY + 11 * HOUR)  # Thursday, nine in Honolulu
    assert len(prompts(talk, "ana")) == 1


async def test_keeping_the_old_zone_stops_further_questions(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await move_to_zone(talk, "ana", "Europe/Lisbon")
    await talk.click("ana", "zone_keep")
    assert "Europe/Berlin" in await talk.command("ana", "settings", "news")
    await talk.fast_forward(to=BERLIN_NINE)
    assert len(prompts(talk, "ana")) == 1
    await move_to_zone(talk, "ana", "Asia/Tokyo")
    assert len(questions(talk, "ana")) == 1


async def test_zone_with_the_same_time_is_ignored(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await move_to_zone(talk, "ana", "Europe/Paris")
    assert not questions(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE)
    assert len(prompts(talk, "ana")) == 1
