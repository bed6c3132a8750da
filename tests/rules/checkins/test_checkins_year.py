"""A year of 500 people in 30 zones by the rules alone: nobody on a day off or outside hours, twice, or forgotten."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from rules.checkins import prompting
from rules.checkins.prompting import DEFAULT_CHECKIN, Participant
from rules.plan import WEEKDAYS
from rules.time.working_time import DAY, WorkTime

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def somebody(number: int, rng: random.Random, zones: list[str]) -> Participant:
    """Zones by turns; some work Sunday to Thursday, some have holidays, one in four is away for a while."""
    start = BEGIN + timedelta(days=rng.randrange(330), hours=rng.randrange(24))
    week = ("sun", *WEEKDAYS[:4]) if number % 10 == 0 else WEEKDAYS[:5]
    off = frozenset(date(2026, 1, 1) + rng.randrange(365) * DAY for _ in range(8))
    away = ((start, start + rng.randrange(1, 20) * DAY),) if number % 4 == 0 else ()
    return Participant(f"U{number}", WorkTime(zone=zones[number % len(zones)], workdays=week, holidays=off, away=away))


def lived(person: Participant, outages: list[tuple[datetime, datetime]]) -> dict[date, datetime]:
    """When the person was asked; the clock looks the first minute that Baton runs after each look was due."""
    asked: dict[date, datetime] = {}
    due = prompting.next_check_time((DEFAULT_CHECKIN,), work=person.work, after=BEGIN)
    while due < END:
        now = next((back for gone, back in outages if gone <= due < back), due)
        day = person.work.today(due)
        if DEFAULT_CHECKIN.on(day) and prompting.skip_reason(person, day=day, slot=due, now=now) is None:
            assert day not in asked, "twice on one day"
            asked[day] = now
        due = prompting.next_check_time((DEFAULT_CHECKIN,), work=person.work, after=due)
    return asked


def wanted(person: Participant) -> set[date]:
    days = (date(2026, 1, 2) + n * DAY for n in range(363))
    return {day for day in days if DEFAULT_CHECKIN.on(day) and person.work.works_on(day)}


def test_a_year_of_500_people_in_30_zones() -> None:
    rng = random.Random(6)
    sampled = rng.sample(sorted(available_timezones() - {"localtime", "Factory"}), 28)
    zones = [*sampled, "Europe/Berlin", "America/New_York"]
    for number in range(500):
        person = somebody(number, rng, zones)
        asked, days = lived(person, []), wanted(person)
        assert days <= set(asked), "forgotten"
        for day, at in asked.items():
            local = at.astimezone(ZoneInfo(person.work.zone))
            assert person.work.works_on(day), "on a day off"
            assert person.work.is_working(at), "outside hours"
            assert local.date() == day
            back_today = any(start < at == end for start, end in person.work.away)
            assert local.time() == time(9) or back_today


def test_the_same_with_outages_is_late_or_skipped_but_never_twice_or_outside_hours() -> None:
    rng = random.Random(7)
    outages = []
    for _ in range(60):
        gone = BEGIN + timedelta(minutes=rng.randrange(365 * 24 * 60))
        outages.append((gone, gone + rng.choice([MINUTE, 60 * MINUTE, DAY])))
    person_count, late = 60, 0
    for number in range(person_count):
        person = somebody(number, rng, ["Europe/Berlin", "Asia/Tokyo", "America/New_York"])
        asked = lived(person, outages)
        for day, at in asked.items():
            due = prompting.prompt_time_on(day, (DEFAULT_CHECKIN,), work=person.work)
            assert due <= at <= due + prompting.MAX_LATENESS
            assert person.work.is_working(at)
            late += at > due
        for day in wanted(person) - set(asked):
            due = prompting.prompt_time_on(day, (DEFAULT_CHECKIN,), work=person.work)
            assert any(gone <= due < back for gone, back in outages), "forgotten without an outage"
    assert late
