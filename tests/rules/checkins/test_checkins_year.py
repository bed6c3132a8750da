"""A simulated year of 500 people in 30 zones: prompts never come twice, outside working hours, or not at all."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from rules.checkins import prompting
from rules.checkins.prompting import DEFAULT_CHECKIN, Participant
from rules.plan import WEEKDAYS
from rules.time.working_time import DAY, WorkTime

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def random_participant(number: int, rng: random.Random, zones: list[str]) -> Participant:
    """Build a participant; zones rotate, some work Sunday to Thursday, all have holidays, one in four has leave."""
    start = BEGIN + timedelta(days=rng.randrange(330), hours=rng.randrange(24))
    week = ("sun", *WEEKDAYS[:4]) if number % 10 == 0 else WEEKDAYS[:5]
    holidays = frozenset(date(2026, 1, 1) + rng.randrange(365) * DAY for _ in range(8))
    away = ((start, start + rng.randrange(1, 20) * DAY),) if number % 4 == 0 else ()
    return Participant(
        f"U{number}", WorkTime(zone=zones[number % len(zones)], workdays=week, holidays=holidays, away=away)
    )


def prompt_times(person: Participant, outages: list[tuple[datetime, datetime]]) -> dict[date, datetime]:
    """Return when the person was asked on each day; a check due in an outage runs when the outage ends."""
    asked: dict[date, datetime] = {}
    due = prompting.next_check_time((DEFAULT_CHECKIN,), work=person.work, after=BEGIN)
    while due < END:
        now = next((ended for began, ended in outages if began <= due < ended), due)
        day = person.work.today(due)
        if DEFAULT_CHECKIN.on(day) and prompting.skip_reason(person, day=day, slot=due, now=now) is None:
            assert day not in asked, "asked twice on one day"
            asked[day] = now
        due = prompting.next_check_time((DEFAULT_CHECKIN,), work=person.work, after=due)
    return asked


def expected_days(person: Participant) -> set[date]:
    days = (date(2026, 1, 2) + n * DAY for n in range(363))
    return {day for day in days if DEFAULT_CHECKIN.on(day) and person.work.works_on(day)}


def test_year_of_prompts_for_500_people_in_30_zones() -> None:
    rng = random.Random(6)
    sampled = rng.sample(sorted(available_timezones() - {"localtime", "Factory"}), 28)
    zones = [*sampled, "Europe/Berlin", "America/New_York"]
    for number in range(500):
        person = random_participant(number, rng, zones)
        asked, days = prompt_times(person, []), expected_days(person)
        assert days <= set(asked), "a prompt is missing"
        for day, asked_at in asked.items():
            local_time = asked_at.astimezone(ZoneInfo(person.work.zone))
            assert person.work.works_on(day), "asked on a day off"
            assert person.work.is_working(asked_at), "asked outside working hours"
            assert local_time.date() == day
            back_today = any(start < asked_at == end for start, end in person.work.away)
            assert local_time.time() == time(9) or back_today


def test_outages_only_delay_or_skip_prompts() -> None:
    rng = random.Random(7)
    outages = []
    for _ in range(60):
        began = BEGIN + timedelta(minutes=rng.randrange(365 * 24 * 60))
        outages.append((began, began + rng.choice([MINUTE, 60 * MINUTE, DAY])))
    person_count, late = 60, 0
    for number in range(person_count):
        person = random_participant(number, rng, ["Europe/Berlin", "Asia/Tokyo", "America/New_York"])
        asked = prompt_times(person, outages)
        for day, asked_at in asked.items():
            due = prompting.prompt_time_on(day, (DEFAULT_CHECKIN,), work=person.work)
            assert due <= asked_at <= due + prompting.MAX_LATENESS
            assert person.work.is_working(asked_at)
            late += asked_at > due
        for day in expected_days(person) - set(asked):
            due = prompting.prompt_time_on(day, (DEFAULT_CHECKIN,), work=person.work)
            assert any(began <= due < ended for began, ended in outages), "a prompt is missing without an outage"
    assert late
