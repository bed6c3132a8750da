"""Working hours on the clock, over every zone and every clock change (R7)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.time import working_time
from rules.time.working_time import NoWorkTime, WorkTime, local_instant

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
BERLIN = WorkTime(zone="Europe/Berlin")
TIMES = (time(0, 0), time(0, 30), time(1, 30), time(2, 30), time(9, 0))
YEARS = (datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))


def local_time(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def clock_change_days(zone: str) -> list[date]:
    """Return the local days on which the clock of a zone changes."""
    tzinfo, (day, end), changes = ZoneInfo(zone), YEARS, []
    while day < end:
        next_day = day + timedelta(days=1)
        if day.astimezone(tzinfo).utcoffset() != next_day.astimezone(tzinfo).utcoffset():
            changes.append(next_day.astimezone(tzinfo).date())
        day = next_day
    return changes


def test_each_local_time_exists_once_around_every_clock_change() -> None:
    for zone in ZONES:
        for jump in clock_change_days(zone):
            for wall in TIMES:
                days = [jump + timedelta(days=offset) for offset in range(-2, 3)]
                slots = [local_instant(day, wall, zone=zone) for day in days]
                local_times = [slot.astimezone(ZoneInfo(zone)) for slot in slots]
                assert slots == sorted(set(slots)), (zone, jump, wall)
                assert [moment.date() for moment in local_times] == days, (zone, jump, wall)
                assert all(moment.time() == wall or moment.time() > wall for moment in local_times), (zone, jump, wall)


def test_nine_oclock_is_nine_around_every_clock_change() -> None:
    for zone in ZONES:
        for jump in clock_change_days(zone):
            for offset in range(-1, 2):
                slot = local_instant(jump + timedelta(days=offset), time(9), zone=zone).astimezone(ZoneInfo(zone))
                assert (slot.date(), slot.time()) == (jump + timedelta(days=offset), time(9)), zone


@pytest.mark.parametrize(
    ("zone", "day", "wall", "instant"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00+00:00"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30+00:00"),
        ("America/Santiago", date(2026, 9, 6), time(0, 30), "2026-09-06T04:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30+00:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(9), "2011-12-30T10:00+00:00"),
        ("no/such", date(2026, 3, 29), time(2, 30), "2026-03-29T02:30+00:00"),
    ],
)
def test_skipped_and_repeated_times_are_resolved(zone: str, day: date, wall: time, instant: str) -> None:
    assert local_instant(day, wall, zone=zone) == datetime.fromisoformat(instant)


def test_skipped_calendar_day_is_not_worked() -> None:
    samoa = WorkTime(zone="Pacific/Apia")
    assert not samoa.works_on(date(2011, 12, 30))
    assert samoa.works_on(date(2011, 12, 29))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-13T17:00", 8, "2026-03-16T16:00"),
        ("2026-03-13T17:00", 1, "2026-03-13T18:00"),
        ("2026-03-14T12:00", 1, "2026-03-16T10:00"),
        ("2026-03-27T17:00", 2, "2026-03-30T10:00"),
        ("2026-03-16T08:00", 9, "2026-03-16T18:00"),
        ("2026-03-16T08:00", 0, "2026-03-16T08:00"),
        ("2026-03-16T12:00", 1.5, "2026-03-16T13:30"),
    ],
)
def test_only_working_hours_are_counted(start: str, hours: float, end: str) -> None:
    assert BERLIN.add_hours(local_time(start), hours) == local_time(end)
    assert BERLIN.hours_between(local_time(start), local_time(end)) == hours


def test_holidays_leave_and_extra_days_are_respected() -> None:
    monday, saturday = date(2026, 3, 16), date(2026, 3, 14)
    work = WorkTime(zone="Europe/Berlin", holidays=frozenset({monday}), extra=frozenset({saturday}))
    assert work.next_working(local_time("2026-03-13T19:00")) == local_time("2026-03-14T09:00")
    assert work.next_working(local_time("2026-03-14T18:00")) == local_time("2026-03-17T09:00")
    lunch_break = (local_time("2026-03-17T12:00"), local_time("2026-03-17T14:00"))
    with_leave = WorkTime(zone="Europe/Berlin", away=(lunch_break,))
    assert with_leave.hours_between(local_time("2026-03-17T00:00"), local_time("2026-03-18T00:00")) == 7
    assert not with_leave.is_working(lunch_break[0])
    assert with_leave.is_working(lunch_break[1])


def test_next_day_skips_weekends_and_leave() -> None:
    work = WorkTime(zone="UTC", away=((local_time("2026-03-17T00:00", "UTC"), local_time("2026-03-19T00:00", "UTC")),))
    assert work.next_day(date(2026, 3, 13)) == date(2026, 3, 16)
    assert work.next_day(date(2026, 3, 13), 2) == date(2026, 3, 19)


def test_person_who_never_works_raises_an_error() -> None:
    for work in (
        WorkTime(workdays=()),
        WorkTime(away=((local_time("2026-01-01T00:00"), local_time("2999-01-01T00:00")),)),
    ):
        with pytest.raises(NoWorkTime):
            work.next_working(local_time("2026-03-16T12:00"))
        with pytest.raises(NoWorkTime):
            work.add_hours(local_time("2026-03-16T12:00"), 1)
        with pytest.raises(NoWorkTime):
            work.next_day(date(2026, 3, 16))


def test_touching_intervals_are_merged() -> None:
    a, b, c, d = (datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 3, 4))
    assert working_time.merge_intervals([(c, d), (a, b), (b, c), (d, a)]) == ((a, d),)


moments = st.integers(0, 365 * 86400).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
people = st.builds(
    WorkTime,
    zone=st.sampled_from(ZONES),
    start=st.sampled_from([time(0), time(7, 30), time(9)]),
    end=st.sampled_from([time(12), time(18), time(23, 59)]),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=4),
    away=st.lists(st.tuples(moments, moments), max_size=2).map(working_time.merge_intervals),
)


@settings(max_examples=150, deadline=None)
@given(people, moments, st.integers(1, 4 * 60))
def test_adding_and_counting_hours_are_inverse(person: WorkTime, start: datetime, quarters: int) -> None:
    end = person.add_hours(start, quarters / 4)
    assert person.hours_between(start, end) == pytest.approx(quarters / 4)
    assert person.is_working(end - timedelta(microseconds=1))
    assert person.hours_between(end, start) == pytest.approx(-quarters / 4)


@settings(max_examples=150, deadline=None)
@given(people, moments)
def test_next_working_instant_is_the_first_one(person: WorkTime, moment: datetime) -> None:
    instant = person.next_working(moment)
    assert person.is_working(instant)
    assert instant >= moment
    assert person.hours_between(moment, instant) == 0
