"""Gaps between reported and computed colours: when they begin, and who sees them (B-51, M-3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.plan import CalendarSpec
from rules.reporting import gaps
from rules.reporting.gaps import GapStart, OpenGap
from rules.reporting.status_weeks import StatusWeek
from rules.time.calendars import Calendar
from rules.truth.colours import Colour

MONDAY = date(2026, 3, 2)
WORKDAYS = Calendar.of(CalendarSpec())


def on(day: int) -> date:
    """Return a day counted from the first Monday."""
    return MONDAY + timedelta(days=day)


def replay(steps: list[int]) -> list[GapStart]:
    """Return what each day's refresh stores, the days one after the other from the first Monday."""
    stored = []
    last = GapStart()
    for today in range(len(steps)):
        days = [(on(day), steps[day]) for day in range(today, -1, -1)]
        last = gaps.start_of_gap(days[:16], last=last)
        stored.append(last)
    return stored


def test_b51_sentence_is_needed_by_size_or_by_length() -> None:
    needed = [gaps.needs_explanation(weekly) for weekly in ([2], [1, 1], [1, 1, 1], [])]
    assert needed == [True, False, True, False]


def test_b51_two_steps_need_a_sentence_at_once() -> None:
    assert replay([0, 2, 2]) == [GapStart(), GapStart(on(1), on(1)), GapStart(on(1), on(1))]


def test_b51_one_step_needs_a_sentence_after_three_weeks() -> None:
    found = replay([1] * 20)
    assert found[13] == GapStart(on(0))
    assert found[14] == found[19] == GapStart(on(0), on(14))


def test_closed_gap_begins_again() -> None:
    assert replay([2, 0, 2])[1:] == [GapStart(), GapStart(on(2), on(2))]


@given(st.lists(st.sampled_from((0, 1, 2)), min_size=1, max_size=60))
def test_start_is_first_day_of_an_unbroken_run(steps: list[int]) -> None:
    found = replay(steps)[-1]
    run = 0
    while run < len(steps) and steps[-1 - run]:
        run += 1
    assert found.differs_since == (on(len(steps) - run) if run else None)
    if found.explain_since is not None:
        assert found.differs_since is not None
        assert found.differs_since <= found.explain_since <= on(len(steps) - 1)


def test_explanation_counts_only_since_the_gap_began() -> None:
    start = GapStart(on(3), on(3))
    assert gaps.explanation_given("the vendor delivers on Friday", on(2), start) == ""
    assert gaps.explanation_given("the vendor delivers on Friday", on(3), start) == "the vendor delivers on Friday"
    assert gaps.explanation_given("the vendor delivers on Friday", on(3), GapStart()) == ""


def test_m3_lead_sees_a_gap_a_week_before_others() -> None:
    gap = OpenGap(on(0))
    assert [gap.is_public(on(day)) for day in (0, 6, 7)] == [False, False, True]
    assert OpenGap(on(0), "the vendor delivers on Friday").is_public(on(1))


@pytest.mark.parametrize(
    ("asked", "today", "unanswered"),
    [(None, 30, False), (0, 1, False), (0, 2, True), (4, 7, False), (4, 8, True)],
)
def test_no_answer_needs_a_question_and_two_days(asked: int | None, today: int, unanswered: bool) -> None:
    """Asked on a Friday, Monday is the first working day and Tuesday the second."""
    gap = OpenGap(on(0), asked_on=None if asked is None else on(asked))
    assert gap.is_unanswered(on(today), WORKDAYS) is unanswered


def test_week_counts_the_steps_between_its_colours() -> None:
    week = StatusWeek("PRJ-1", "2026-W10", "PRG-1", Colour.GREEN, Colour.RED)
    assert week.gap == 2
    assert StatusWeek("PRJ-1", "2026-W10", "PRG-1", None, Colour.RED).gap == 0
