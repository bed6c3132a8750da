"""Confidence in a hand-over: one level less for each unanswered "still on?", high again after any other word."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.dependencies.confidence import Confidence, confidence_after, silent_from
from rules.dependencies.handovers import HandoverStep, HandoverTerms, take_step
from rules.plan import HandoverState
from rules.time.working_time import WorkTime

HIGH, MEDIUM, LOW = Confidence
WORK = WorkTime(zone="Europe/Berlin")
# A Thursday, 10:00 in Berlin.
ASKED = datetime(2026, 4, 16, 8, tzinfo=UTC)
# The following Monday.
SILENT = datetime(2026, 4, 20, 8, tzinfo=UTC)
BEFORE = ASKED - timedelta(days=3)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("stands", "counted", "heard", "now", "sure"),
    [
        (HIGH, None, BEFORE, SILENT - MINUTE, HIGH),
        (HIGH, None, BEFORE, SILENT, MEDIUM),
        (MEDIUM, None, BEFORE, SILENT, LOW),
        (LOW, None, BEFORE, SILENT, LOW),
        (MEDIUM, ASKED, BEFORE, SILENT + timedelta(days=9), MEDIUM),
        (MEDIUM, ASKED - timedelta(days=20), BEFORE, SILENT - MINUTE, MEDIUM),
        (MEDIUM, ASKED - timedelta(days=20), BEFORE, SILENT, LOW),
        (HIGH, None, ASKED + MINUTE, SILENT, HIGH),
        (LOW, ASKED, SILENT, SILENT + MINUTE, HIGH),
    ],
)
def test_each_silence_lowers_confidence_once_and_an_answer_restores_it(
    stands: Confidence, counted: datetime | None, heard: datetime, now: datetime, sure: Confidence
) -> None:
    assert confidence_after(stands, asked=ASKED, counted=counted, last_heard=heard, work=WORK, now=now) is sure


def test_two_working_days_follow_the_providers_calendar() -> None:
    assert silent_from(ASKED, work=WORK) == SILENT
    with_leave = WorkTime(zone="Europe/Berlin", away=((ASKED + timedelta(hours=12), ASKED + timedelta(days=6)),))
    assert silent_from(ASKED, work=with_leave) == datetime(2026, 4, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (HandoverState.COMMITTED, HandoverStep.COUNTER),
        (HandoverState.COMMITTED, HandoverStep.REQUEST),
        (HandoverState.COMMITTED, HandoverStep.SLIP),
        (HandoverState.REQUESTED, HandoverStep.COMMIT),
        (HandoverState.COMMITTED, HandoverStep.DELIVER),
    ],
)
def test_every_step_restores_confidence(state: HandoverState, step: HandoverStep) -> None:
    terms = HandoverTerms(state, need_by=ASKED.date(), confidence=LOW)
    assert take_step(terms, step, answer_by=SILENT.date(), day=SILENT.date()).confidence is HIGH
