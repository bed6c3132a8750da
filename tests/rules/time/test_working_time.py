"""Working hours as a clock: over every zone and every clock change (R7)."""

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


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def jumps(zone: str) -> list[date]:
    """The local days around which the clock of a zone changes."""
    place, (day, end), found = ZoneInfo(zone), YEARS, []
    while day < end:
        later = day + timedelta(days=1)
        if day.astimezone(place).utcoffset() != later.astimezone(place).utcoffset():
            found.append(later.astimezone(place).date())
        day = later
    return found


def test_every_zone_and_clock_change_has_each_local_time_exactly_once_and_on_its_day() -> None:
    for zone in ZONES:
        for jump in jumps(zone):
            for wall in TIMES:
                days = [jump + timedelta(days=n) for n in range(-2, 3)]
                slots = [local_instant(day, wall, zone=zone) for day in days]
                local = [slot.astimezone(ZoneInfo(zone)) for slot in slots]
                assert slots == sorted(set(slots)), (zone, jump, wall)
                assert [moment.date() for moment in local] == days, (zone, jump, wall)
                assert all(moment.time() == wall or moment.time() > wall for moment in local), (zone, jump, wall)


def test_nine_in_the_morning_is_nine_in_the_morning_on_every_day_of_every_zone() -> None:
    for zone in ZONES:
        for jump in jumps(zone):
            for n in range(-1, 2):
                slot = local_instant(jump + timedelta(days=n), time(9), zone=zone).astimezone(ZoneInfo(zone))
                assert (slot.date(), slot.time()) == (jump + timedelta(days=n), time(9)), zone


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
def test_a_skipped_time_is_the_first_after_the_gap_and_a_repeated_one_the_first(
    zone: str, day: date, wall: time, instant: str
) -> None:
    assert local_instant(day, wall, zone=zone) == datetime.fromisoformat(instant)


def test_a_day_that_never_was_is_not_worked() -> None:
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
def test_hours_are_counted_only_while_somebody_works(start: str, hours: float, end: str) -> None:
    assert BERLIN.add_hours(at(start), hours) == at(end)
    assert BERLIN.hours_between(at(start), at(end)) == hours


def test_holidays_and_leave_are_not_worked_and_extra_days_are() -> None:
    monday, saturday = date(2026, 3, 16), date(2026, 3, 14)
    off = WorkTime(zone="Europe/Berlin", holidays=frozenset({monday}), extra=frozenset({saturday}))
    assert off.next_working(at("2026-03-13T19:00")) == at("2026-03-14T09:00")
    assert off.next_working(at("2026-03-14T18:00")) == at("2026-03-17T09:00")
    noon = (at("2026-03-17T12:00"), at("2026-03-17T14:00"))
    away = WorkTime(zone="Europe/Berlin", away=(noon,))
    assert away.hours_between(at("2026-03-17T00:00"), at("2026-03-18T00:00")) == 7
    assert not away.is_working(noon[0])
    assert away.is_working(noon[1])


def test_working_days_are_counted_over_weekends_and_leave() -> None:
    week = WorkTime(zone="UTC", away=((at("2026-03-17T00:00", "UTC"), at("2026-03-19T00:00", "UTC")),))
    assert week.next_day(date(2026, 3, 13)) == date(2026, 3, 16)
    assert week.next_day(date(2026, 3, 13), 2) == date(2026, 3, 19)


def test_somebody_who_never_works_is_said_to_instead_of_looked_for_for_ever() -> None:
    for never in (WorkTime(workdays=()), WorkTime(away=((at("2026-01-01T00:00"), at("2999-01-01T00:00")),))):
        with pytest.raises(NoWorkTime):
            never.next_working(at("2026-03-16T12:00"))
        with pytest.raises(NoWorkTime):
            never.add_hours(at("2026-03-16T12:00"), 1)
        with pytest.raises(NoWorkTime):
            never.next_day(date(2026, 3, 16))


def test_intervals_that_touch_are_one() -> None:
    a, b, c, d = (datetime(2026, 3, n, tzinfo=UTC) for n in (1, 2, 3, 4))
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
def test_adding_hours_and_counting_them_are_each_other_turned_round(
    person: WorkTime, start: datetime, quarters: int
) -> None:
    end = person.add_hours(start, quarters / 4)
    assert person.hours_between(start, end) == pytest.approx(quarters / 4)
    assert person.is_working(end - timedelta(microseconds=1))
    assert person.hours_between(end, start) == pytest.approx(-quarters / 4)


@settings(max_examples=150, deadline=None)
@given(people, moments)
def test_the_next_working_instant_is_worked_and_nothing_between_is(person: WorkTime, moment: datetime) -> None:
    found = person.next_working(moment)
    assert person.is_working(found)
    assert found >= moment
    assert person.hours_between(moment, found) == 0
