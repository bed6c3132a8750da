"""Travellers: asked once whether Slack's new zone is theirs, prompted where they are, and never twice a day."""

from datetime import timedelta

from sandbox import acts
from tests.scenarios import check_ins_asked, minute_before_check_ins
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, direct, prompts
from tests.talk import Talk

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def flies(talk: Talk, who: str, zone: str) -> None:
    acts.change_user(talk.sandbox.person(who).platform, talk.users[who].id, tz=zone)
    await talk.settle()


def questions(talk: Talk, who: str) -> list[str]:
    return [line for line in direct(talk, who) if line.startswith("Next prompt")]


async def test_westward_the_prompt_waits_for_nine_there_and_the_person_is_asked_once(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await flies(talk, "ana", "Europe/Lisbon")
    (question,) = questions(talk, "ana")
    assert "Next prompt 09:00 Europe/Lisbon (Tue 10 Mar)" in question
    await flies(talk, "ana", "Europe/Lisbon")
    assert len(questions(talk, "ana")) == 1
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + HOUR)
    assert len(prompts(talk, "ana")) == 1


async def test_westward_after_the_prompt_there_is_no_second_one_that_day(talk: Talk) -> None:
    await check_ins_asked(talk)
    await flies(talk, "ana", "America/Sao_Paulo")
    assert "09:00 America/Sao_Paulo (Thu 12 Mar)" in questions(talk, "ana")[0]
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert len(prompts(talk, "ana")) == 1
    await talk.fast_forward(to=SAO_PAULO_NINE + 2 * DAY)
    assert len(prompts(talk, "ana")) == 2


async def test_eastward_past_nine_the_prompt_comes_at_once_and_only_then(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE + 2 * HOUR)  # seven in São Paulo, eleven in Berlin
    assert not prompts(talk, "bo")
    await flies(talk, "bo", "Europe/Berlin")
    assert "(Tue 10 Mar)" in questions(talk, "bo")[0]
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(prompts(talk, "bo")) == 1
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert len(prompts(talk, "bo")) == 1


async def test_eastward_when_the_day_is_nearly_over_it_is_the_next_one(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await flies(talk, "ana", "Asia/Tokyo")
    await talk.fast_forward(by=timedelta(minutes=2))
    assert not prompts(talk, "ana")
    assert "09:00 Asia/Tokyo (Thu 12 Mar)" in questions(talk, "ana")[0]


async def test_back_over_the_date_line_the_same_day_is_not_asked_again(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await flies(talk, "ana", "Pacific/Auckland")
    await talk.fast_forward(to=BERLIN_NINE + DAY + 12 * HOUR)  # Thursday, nine in Auckland
    assert len(prompts(talk, "ana")) == 1
    await flies(talk, "ana", "Pacific/Honolulu")  # ten in the morning of Wednesday
    await talk.fast_forward(to=BERLIN_NINE + 2 * DAY + 11 * HOUR)  # Thursday, nine in Honolulu
    assert len(prompts(talk, "ana")) == 1


async def test_keep_makes_the_old_zone_ones_own_and_nobody_is_asked_again(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await flies(talk, "ana", "Europe/Lisbon")
    await talk.click("ana", "zone_keep")
    assert "Europe/Berlin" in await talk.command("ana", "settings", "news")
    await talk.fast_forward(to=BERLIN_NINE)
    assert len(prompts(talk, "ana")) == 1
    await flies(talk, "ana", "Asia/Tokyo")
    assert len(questions(talk, "ana")) == 1


async def test_a_zone_with_the_same_clock_is_no_journey(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await flies(talk, "ana", "Europe/Paris")
    assert not questions(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE)
    assert len(prompts(talk, "ana")) == 1
