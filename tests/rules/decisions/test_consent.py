"""Consent windows over leave, holidays, clock changes and objections, against a count of quarters of an hour."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.decisions.consent import Objection, hours_per_day, require_reason, window_end
from rules.refusal import Refusal
from rules.time.working_time import WorkTime

QUARTER = timedelta(minutes=15)
# Four weeks around each of these the clocks change in some of the zones.
STARTS = (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 10, 19, tzinfo=UTC))
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
BERLIN = WorkTime(zone="Europe/Berlin")
MONDAY_NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)


def days_later(start: datetime, days: int) -> st.SearchStrategy[datetime]:
    return st.integers(0, days * 96).map(lambda quarters: start + quarters * QUARTER)


@st.composite
def work_times(draw: st.DrawFn, start: datetime) -> WorkTime:
    leaves = draw(st.lists(st.tuples(days_later(start, 20), st.integers(1, 400)), max_size=2))
    holidays = draw(st.sets(st.integers(0, 20), max_size=3))
    return WorkTime(
        zone=draw(st.sampled_from(ZONES)),
        start=time(draw(st.integers(0, 11)), draw(st.sampled_from((0, 30)))),
        end=time(draw(st.integers(12, 23)), draw(st.sampled_from((0, 30)))),
        holidays=frozenset(start.date() + timedelta(days=day) for day in holidays),
        away=tuple(sorted((leaves_at, leaves_at + length * QUARTER) for leaves_at, length in leaves))[:1],
    )


@st.composite
def windows(draw: st.DrawFn) -> tuple[datetime, list[WorkTime], list[Objection]]:
    base = draw(st.sampled_from(STARTS))
    start = draw(days_later(base, 5))
    people = draw(st.lists(work_times(base), min_size=1, max_size=3))
    raised = draw(st.lists(st.tuples(days_later(start, 9), st.integers(0, 300)), max_size=3))
    objections = [Objection(n, "U1", "no", at, at + length * QUARTER) for n, (at, length) in enumerate(raised)]
    return start, people, objections


def count_quarters(start: datetime, people: list[WorkTime], objections: list[Objection], days: int) -> datetime:
    """Walk the time since the start in quarters of an hour until each person has had their working days."""
    left = [round(days * hours_per_day(work) * 4) for work in people]
    at, end = start, start
    while any(left):
        running = not any(one.at <= at < one.ended_at for one in objections if one.ended_at)
        for index, work in enumerate(people):
            if running and left[index] and work.is_working(at):
                left[index] -= 1
                end = max(end, at + QUARTER)
        at += QUARTER
    return end


@given(windows(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_window_equals_a_count_of_working_quarters(
    window: tuple[datetime, list[WorkTime], list[Objection]], days: int
) -> None:
    start, people, objections = window
    assert window_end(start, people, objections, days=days) == count_quarters(start, people, objections, days)


@given(windows())
@settings(max_examples=100, deadline=None)
def test_neither_person_nor_objection_shortens_a_window(
    window: tuple[datetime, list[WorkTime], list[Objection]],
) -> None:
    start, people, objections = window
    whole = window_end(start, people, objections, days=2)
    for shorter in (window_end(start, people[:1], objections, days=2), window_end(start, people, (), days=2)):
        assert shorter
        assert whole
        assert shorter <= whole


@given(windows())
@settings(max_examples=50, deadline=None)
def test_open_objection_stops_the_clock(window: tuple[datetime, list[WorkTime], list[Objection]]) -> None:
    start, people, objections = window
    still_open = Objection(99, "U2", "not yet", start + timedelta(hours=1))
    assert window_end(start, people, [*objections, still_open], days=2) is None


@pytest.mark.parametrize(
    ("work", "end"),
    [
        (BERLIN, "2026-12-02T11:00"),
        (WorkTime(zone="Europe/Berlin", holidays=frozenset({date(2026, 12, 1)})), "2026-12-03T11:00"),
        (WorkTime(zone="Europe/Berlin", workdays=("mon", "thu")), "2026-12-07T11:00"),
        (
            WorkTime(zone="Europe/Berlin", away=((MONDAY_NOON, MONDAY_NOON + timedelta(days=7)),)),
            "2026-12-09T11:00",
        ),
    ],
)
def test_two_days_of_ones_own(work: WorkTime, end: str) -> None:
    assert window_end(MONDAY_NOON, [work], (), days=2) == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_clock_goes_on_where_it_stopped() -> None:
    objection = Objection(1, "U1", "no", MONDAY_NOON + timedelta(hours=2), MONDAY_NOON + timedelta(days=1, hours=2))
    assert window_end(MONDAY_NOON, [BERLIN], [objection], days=2) == MONDAY_NOON + timedelta(days=3)


def test_overlapping_objections_stop_the_clock_once() -> None:
    day = timedelta(days=1)
    objections = [
        Objection(1, "U1", "no", MONDAY_NOON, MONDAY_NOON + day),
        Objection(2, "U2", "no", MONDAY_NOON, MONDAY_NOON + day),
    ]
    assert window_end(MONDAY_NOON, [BERLIN], objections, days=2) == MONDAY_NOON + timedelta(days=3)


def test_people_without_working_hours_are_not_waited_for() -> None:
    gone = WorkTime(away=((MONDAY_NOON, MONDAY_NOON + timedelta(days=4000)),))
    assert window_end(MONDAY_NOON, [gone, BERLIN], (), days=2) == MONDAY_NOON + timedelta(days=2)


def test_reason_needs_words() -> None:
    assert require_reason("  too dear ", verb="object", example="DEC-4 object …") == "too dear"
    with pytest.raises(Refusal, match="say why"):
        require_reason("  ", verb="object", example="DEC-4 object …")
