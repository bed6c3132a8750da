"""The confidence pulse: its recipients, when a week closes, and that fewer than four answers are never shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.checkins import pulse
from rules.checkins.pulse import PulseSpread
from rules.plan import CalendarSpec
from rules.refusal import Refusal
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime

TUESDAY = date(2026, 3, 10)
MONDAY_NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)
ANSWERS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "PRJ-1"),
        ({"PRJ-1": TUESDAY}, "PRJ-2"),
        ({"PRJ-1": date(2026, 3, 3), "PRJ-2": date(2026, 3, 5)}, "PRJ-1"),
        ({"PRJ-1": date(2026, 3, 5), "PRJ-2": date(2026, 3, 3)}, "PRJ-2"),
        ({"PRJ-1": date(2026, 3, 9), "PRJ-2": TUESDAY}, None),
        ({"PRJ-1": date(2026, 3, 8), "PRJ-2": TUESDAY}, "PRJ-1"),
    ],
)
def test_longest_unasked_project_comes_first_once_a_week(asked: dict[str, date], found: str | None) -> None:
    assert pulse.choose_project(["PRJ-1", "PRJ-2"], last_asked=asked, day=TUESDAY) == found


def test_person_without_projects_is_not_asked() -> None:
    assert pulse.choose_project([], last_asked={}, day=TUESDAY) is None


@pytest.mark.parametrize("text", ["", "6", "-1", "4.5", "10", "five", "²", "٣"])
def test_answers_are_whole_numbers_from_0_to_5(text: str) -> None:
    with pytest.raises(Refusal, match="must be 0 to 5"):
        pulse.parse_answer(text)
    assert [pulse.parse_answer(str(n)) for n in range(6)] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("today", "sealed", "open_"),
    [
        ("2026-03-09", False, True),
        ("2026-03-15", False, True),
        ("2026-03-16", False, False),
        ("2026-03-10", True, False),
    ],
)
def test_answer_counts_until_the_persons_week_is_over(today: str, sealed: bool, open_: bool) -> None:
    if open_:
        pulse.require_open("2026-W11", today=date.fromisoformat(today), sealed=sealed)
    else:
        with pytest.raises(Refusal, match="That week is over"):
            pulse.require_open("2026-W11", today=date.fromisoformat(today), sealed=sealed)


@pytest.mark.parametrize(
    ("at", "week"),
    [
        (MONDAY_NOON - timedelta(minutes=1), "2026-W11"),
        (MONDAY_NOON, "2026-W12"),
        (datetime(2027, 1, 3, 23, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, 12, tzinfo=UTC), "2027-W01"),
    ],
)
def test_week_closes_when_it_is_over_in_every_zone(at: datetime, week: str) -> None:
    assert pulse.first_open_week(at) == week


@pytest.mark.parametrize(
    ("answers", "spread"),
    [
        ((), None),
        ((4, 4, 4), None),
        ((4, 1, 5, 3), PulseSpread(1, 5, 3.5, 4)),
        ((0, 0, 0, 0, 5), PulseSpread(0, 5, 0, 5)),
    ],
)
def test_spread_holds_lowest_highest_and_median(answers: tuple[int, ...], spread: PulseSpread | None) -> None:
    assert pulse.answer_spread({str(n): answer for n, answer in enumerate(answers)}) == spread


@given(ANSWERS, st.frozensets(st.sampled_from("abcdefgh")))
def test_fewer_than_four_answers_are_never_shown(answers: dict[str, int], without: frozenset[str]) -> None:
    spread = pulse.answer_spread(answers, excluding=without)
    counted = {user: answer for user, answer in answers.items() if user not in without}
    assert (spread is None) == (len(counted) < 4)
    if spread:
        assert spread.low <= spread.median <= spread.high
        assert spread.count == len(counted)


@given(ANSWERS, st.integers(0, 5))
def test_viewers_answer_does_not_change_the_spread(answers: dict[str, int], other: int) -> None:
    assert pulse.answer_spread(answers, excluding="a") == pulse.answer_spread(answers | {"a": other}, excluding="a")


def test_lead_is_notified_in_working_hours_within_a_week() -> None:
    work = WorkTime(zone="America/Sao_Paulo")
    assert pulse.lead_notice_time(MONDAY_NOON, work=work) == MONDAY_NOON
    assert pulse.lead_notice_time(MONDAY_NOON, work=WorkTime(zone="Asia/Tokyo")) == MONDAY_NOON + timedelta(hours=12)
    away = WorkTime(away=((MONDAY_NOON, MONDAY_NOON + timedelta(days=30)),))
    assert pulse.lead_notice_time(MONDAY_NOON, work=away) == MONDAY_NOON + timedelta(days=7)


@pytest.mark.parametrize(("told", "sees"), [("2026-03-16", "2026-03-17"), ("2026-03-20", "2026-03-23")])
def test_manager_sees_it_a_working_day_after_the_lead(told: str, sees: str) -> None:
    calendar = Calendar.of(CalendarSpec())
    notified_at = datetime.fromisoformat(told).replace(hour=13, tzinfo=UTC)
    access_time = pulse.manager_access_time(notified_at, calendar=calendar, zone="Europe/Berlin")
    assert access_time == datetime.fromisoformat(sees).replace(hour=13, tzinfo=UTC)
