"""How sure a promise is: a step less for every "still on?" that stays without answer, high again after one."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.dependencies.confidence import Confidence, confidence_after, silent_from
from rules.dependencies.handovers import HandoverStep, HandoverTerms, take_step
from rules.plan import HandoverState
from rules.time.working_time import WorkTime

HIGH, MEDIUM, LOW = Confidence
WORK = WorkTime(zone="Europe/Berlin")
ASKED = datetime(2026, 4, 16, 8, tzinfo=UTC)  # a Thursday, ten in Berlin
SILENT = datetime(2026, 4, 20, 8, tzinfo=UTC)  # the Monday after
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
def test_every_silence_takes_one_step_once_and_an_answer_gives_all_back(
    stands: Confidence, counted: datetime | None, heard: datetime, now: datetime, sure: Confidence
) -> None:
    assert confidence_after(stands, asked=ASKED, counted=counted, last_heard=heard, work=WORK, now=now) is sure


def test_two_working_days_are_the_providers_own() -> None:
    assert silent_from(ASKED, work=WORK) == SILENT
    away = WorkTime(zone="Europe/Berlin", away=((ASKED + timedelta(hours=12), ASKED + timedelta(days=6)),))
    assert silent_from(ASKED, work=away) == datetime(2026, 4, 23, 8, tzinfo=UTC)


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
def test_whatever_is_said_of_a_promise_makes_it_sure_again(state: HandoverState, step: HandoverStep) -> None:
    terms = HandoverTerms(state, need_by=ASKED.date(), confidence=LOW)
    assert take_step(terms, step, answer_by=SILENT.date(), day=SILENT.date()).confidence is HIGH
