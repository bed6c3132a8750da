"""Nudges: when each kind is due, and their limits over a simulated month (B-71)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import nudges
from rules.nudges import NUDGE_LIMITS, Nudge, NudgeHistory, NudgeKind
from rules.program_numbers import DEFAULT_NUMBERS
from rules.time.working_time import WorkTime

WORK = WorkTime(zone="UTC")
# A Wednesday.
TODAY = date(2026, 3, 4)
HALF_AND_FOUR_FIFTHS = DEFAULT_NUMBERS.check_shares
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def build_nudge(kind: NudgeKind, stage: int = 1) -> Nudge:
    return Nudge(kind, "U1", "M-1", "M-1@x", stage)


@pytest.mark.parametrize(
    ("day", "stage"),
    [("2026-03-16", 0), ("2026-03-13", 1), ("2026-03-06", 1), ("2026-03-05", 2), ("2026-03-04", 2), ("2026-03-03", 0)],
)
def test_upcoming_nudges_come_seven_days_and_one_before(day: str, stage: int) -> None:
    assert nudges.upcoming_stage(date.fromisoformat(day), work=WORK, today=TODAY) == stage


@pytest.mark.parametrize(
    ("day", "stage"),
    [("2026-03-04", 0), ("2026-03-03", 1), ("2026-03-02", 1), ("2026-02-27", 1), ("2026-02-26", 2), ("2026-02-23", 3)],
)
def test_overdue_nudges_come_every_third_working_day(day: str, stage: int) -> None:
    assert nudges.overdue_stage(date.fromisoformat(day), work=WORK, today=TODAY) == stage


@pytest.mark.parametrize(("day", "stage"), [(1, 0), (14, 0), (15, 1), (23, 1), (24, 2), (28, 2), (29, 0)])
def test_confirmations_come_at_half_and_four_fifths(day: int, stage: int) -> None:
    start = date(2026, 3, 1)
    actual_stage = nudges.confirmation_stage(
        start, start + timedelta(days=28), today=start + timedelta(days=day - 1), shares=HALF_AND_FOUR_FIFTHS
    )
    assert actual_stage == stage


def test_same_day_commitment_needs_no_confirmation() -> None:
    assert nudges.confirmation_stage(TODAY, TODAY, today=TODAY, shares=HALF_AND_FOUR_FIFTHS) == 0


def test_recently_updated_milestone_gets_no_nudge() -> None:
    assert nudges.is_quiet(NOON - timedelta(days=1), work=WORK, today=TODAY)
    assert not nudges.is_quiet(NOON - timedelta(days=2), work=WORK, today=TODAY)
    assert not nudges.is_quiet(None, work=WORK, today=TODAY)


def test_missed_nudge_is_not_made_up_for() -> None:
    assert nudges.capped_stage(build_nudge(NudgeKind.NEAR, stage=2)) == 2
    assert not nudges.is_due(
        build_nudge(NudgeKind.NEAR, stage=2), history=NudgeHistory(2, NOON - timedelta(days=9)), work=WORK, now=NOON
    )


@pytest.mark.parametrize("kind", list(NudgeKind))
def test_each_kind_has_a_maximum_and_a_gap(kind: NudgeKind) -> None:
    limit = NUDGE_LIMITS[kind]
    assert limit.max_count >= 1
    assert limit.gap >= 2
    long_ago = NOON - timedelta(days=90)
    assert nudges.is_due(build_nudge(kind, 99), history=NudgeHistory(), work=WORK, now=NOON)
    assert nudges.is_due(
        build_nudge(kind, 99), history=NudgeHistory(limit.max_count - 1, long_ago), work=WORK, now=NOON
    )
    assert not nudges.is_due(
        build_nudge(kind, 99), history=NudgeHistory(limit.max_count, long_ago), work=WORK, now=NOON
    )
    if limit.max_count > 1:
        assert not nudges.is_due(
            build_nudge(kind, 99), history=NudgeHistory(1, NOON - timedelta(hours=20)), work=WORK, now=NOON
        )


ZONES = ("UTC", "America/Sao_Paulo", "Asia/Tokyo", "Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu")
works = st.builds(
    WorkTime,
    zone=st.sampled_from(ZONES),
    workdays=st.sampled_from([("mon", "tue", "wed", "thu", "fri"), ("sun", "mon", "tue", "wed", "thu"), ("tue",)]),
    start=st.sampled_from([time(6), time(9), time(14)]),
    end=st.sampled_from([time(15), time(18), time(23)]),
    holidays=st.frozensets(st.dates(date(2026, 3, 1), date(2026, 4, 10)), max_size=4),
)


@settings(max_examples=60)
@given(
    works, st.sampled_from(list(NudgeKind)), st.lists(st.integers(0, 6), min_size=31, max_size=31), st.integers(0, 59)
)
def test_a_month_of_nudges_respects_limits_and_working_hours(
    work: WorkTime, kind: NudgeKind, stages: list[int], minute: int
) -> None:
    """Run the clock every hour, with whole days left out, whatever the occasions are."""
    limit, sent, history = NUDGE_LIMITS[kind], [], NudgeHistory()
    # Both clock changes of spring lie within these days.
    for hour in range(31 * 24):
        now = datetime(2026, 3, 10, 0, minute, tzinfo=UTC) + timedelta(hours=hour)
        nudge = build_nudge(kind, stages[hour // 24])
        if stages[hour // 24] < 6 and nudges.is_due(nudge, history=history, work=work, now=now):
            history = NudgeHistory(max(nudges.capped_stage(nudge), history.count + 1), now)
            sent.append(now)
    assert len(sent) <= limit.max_count
    for moment in sent:
        local_time = moment.astimezone(ZoneInfo(work.zone))
        assert 9 <= local_time.hour < 18
        assert work.is_working(moment)
    for first, second in pairwise(sent):
        assert nudges.working_days(work, work.today(first), work.today(second)) >= limit.gap
