"""The hand-over state machine: every step from every state, allowed or refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dependencies.handovers import (
    HandoverSide,
    HandoverStep,
    HandoverStepForbidden,
    HandoverTerms,
    initial_terms,
    is_allowed,
    latest_handover_day,
    state_sentence,
    step_from_calendar,
    step_from_forecast,
    take_step,
)
from rules.plan import CalendarSpec, HandoverState, LinkStrength, LinkType, Milestone
from rules.time.calendars import Calendar
from tests.rules.dependencies.handover_steps import ALLOWED, A, B, C, D, K, P, R, W, X

NEED, LATER, DUE = date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 6)


def terms_in(state: HandoverState) -> HandoverTerms:
    """Build the terms of a hand-over in this state; it is at risk because the provider is later."""
    asked = {R: HandoverSide.PROVIDER, C: HandoverSide.CONSUMER, A: HandoverSide.CONSUMER}.get(state)
    return HandoverTerms(state, need_by=NEED, offered=LATER if state in (C, A) else None, asked=asked, answer_by=DUE)


@pytest.mark.parametrize("state", HandoverState)
@pytest.mark.parametrize("step", HandoverStep)
def test_each_step_from_each_state_is_taken_or_refused(state: HandoverState, step: HandoverStep) -> None:
    before = terms_in(state)
    if state in ALLOWED[step]:
        after = take_step(before, step, day=LATER, answer_by=DUE)
        assert after.state is ALLOWED[step][state]
        assert after.version == before.version + 1
    else:
        with pytest.raises(HandoverStepForbidden, match=f"This hand-over is {state}|already committed"):
            take_step(before, step, day=LATER, answer_by=DUE)


def test_at_risk_hand_over_is_committed_only_after_a_request() -> None:
    asked = take_step(terms_in(K), HandoverStep.REQUEST, day=date(2026, 3, 2), answer_by=DUE)
    assert (asked.state, asked.asked, asked.need_by) == (A, HandoverSide.PROVIDER, date(2026, 3, 2))
    assert take_step(asked, HandoverStep.COMMIT, answer_by=DUE).state is K
    assert not is_allowed(asked, HandoverStep.RECOVER)
    assert not is_allowed(asked, HandoverStep.REJECT)
    assert not is_allowed(terms_in(A), HandoverStep.COMMIT)


def test_accepted_day_becomes_the_need_by_day() -> None:
    for state in (C, A):
        after = take_step(terms_in(state), HandoverStep.ACCEPT, answer_by=DUE)
        assert (after.need_by, after.offered, after.asked) == (LATER, None, None)


def test_rejected_offer_asks_the_provider_for_the_old_day() -> None:
    after = take_step(terms_in(C), HandoverStep.REJECT, answer_by=DUE)
    assert (after.state, after.asked, after.need_by) == (R, HandoverSide.PROVIDER, NEED)
    assert after.question == terms_in(C).question + 1


def test_counter_to_an_earlier_day_is_a_commitment() -> None:
    """The provider offers more than was asked for, so that the consumer has nothing to accept."""
    day = date(2026, 3, 2)
    after = take_step(terms_in(HandoverState.REQUESTED), HandoverStep.COUNTER, day=day, answer_by=DUE)
    assert (after.state, after.need_by, after.offered, after.asked) == (HandoverState.COMMITTED, day, None, None)


@pytest.mark.parametrize(("rings", "question"), [(True, 2), (False, 1)])
def test_changed_day_asks_anew_unless_it_creeps(*, rings: bool, question: int) -> None:
    """Slack notifies no one of an edit, so that a person's new day is a new question; its deadline stays."""
    day = date(2026, 3, 17)
    after = take_step(terms_in(A), HandoverStep.SLIP, day=day, answer_by=date(2026, 3, 20), rings=rings)
    assert (after.question, after.answer_by, after.offered) == (question, DUE, day)


def test_rejected_day_can_be_accepted_later() -> None:
    assert (
        take_step(
            take_step(terms_in(A), HandoverStep.REJECT, answer_by=DUE), HandoverStep.ACCEPT, answer_by=DUE
        ).need_by
        == LATER
    )


@pytest.mark.parametrize(
    ("state", "day", "kept"), [(K, NEED, True), (K, LATER, False), (A, NEED, True), (R, NEED, None)]
)
def test_only_a_commitment_is_kept_or_broken(state: HandoverState, day: date, kept: bool | None) -> None:
    assert take_step(terms_in(state), HandoverStep.DELIVER, day=day, answer_by=DUE).kept is kept


def test_broken_commitment_stays_broken_after_delivery() -> None:
    broken = take_step(terms_in(K), HandoverStep.BREAK, answer_by=DUE)
    assert take_step(broken, HandoverStep.DELIVER, day=LATER, answer_by=DUE).kept is False
    assert (
        take_step(take_step(broken, HandoverStep.DELIVER, answer_by=DUE), HandoverStep.REOPEN, answer_by=DUE).kept
        is None
    )


@pytest.mark.parametrize(
    ("same", "named", "need_by", "state"),
    [
        (True, True, None, K),
        (False, True, NEED, R),
        (False, True, None, P),
        (False, False, NEED, P),
    ],
)
def test_initial_state_depends_on_known_people_and_day(
    same: bool, named: bool, need_by: date | None, state: HandoverState
) -> None:
    terms = initial_terms(
        same_person=same, both_named=named, need_by=need_by, strength=LinkStrength.HARD, answer_by=DUE
    )
    assert terms.state is state
    assert (terms.asked is HandoverSide.PROVIDER) is (state is R)


def test_forecast_puts_a_commitment_at_risk_or_recovers_it() -> None:
    committed = terms_in(K)
    assert step_from_forecast(committed, ready_day=NEED, provider_moved=True) is None
    assert step_from_forecast(committed, ready_day=LATER, provider_moved=True) is HandoverStep.SLIP
    slipped = take_step(committed, HandoverStep.SLIP, day=LATER, answer_by=DUE)
    assert step_from_forecast(slipped, ready_day=LATER, provider_moved=True) is None
    assert step_from_forecast(slipped, ready_day=NEED, provider_moved=True) is HandoverStep.RECOVER
    assert step_from_forecast(terms_in(R), ready_day=LATER, provider_moved=True) is None


def test_creeping_overdue_date_asks_no_answered_question_again() -> None:
    answered = take_step(terms_in(A), HandoverStep.REJECT, answer_by=DUE)
    creeping = LATER + timedelta(days=1)
    assert step_from_forecast(answered, ready_day=creeping, provider_moved=False) is None
    assert step_from_forecast(answered, ready_day=creeping, provider_moved=True) is HandoverStep.SLIP
    assert step_from_forecast(terms_in(A), ready_day=creeping, provider_moved=False) is HandoverStep.SLIP


def test_unanswered_offer_lapses_on_soft_links_only() -> None:
    soft = replace(terms_in(A), strength=LinkStrength.SOFT, need_by=date(2026, 4, 1))
    assert step_from_calendar(soft, today=DUE) is None
    assert step_from_calendar(soft, today=DUE + timedelta(days=1)) is HandoverStep.LAPSE
    lapsed = take_step(soft, HandoverStep.LAPSE, answer_by=DUE)
    assert (lapsed.state, lapsed.asked, lapsed.need_by) == (A, None, date(2026, 4, 1))
    assert step_from_calendar(replace(soft, strength=LinkStrength.HARD), today=LATER) is None


def test_passed_need_by_day_breaks_the_commitment() -> None:
    assert step_from_calendar(terms_in(K), today=NEED) is None
    assert step_from_calendar(terms_in(K), today=NEED + timedelta(days=1)) is HandoverStep.BREAK
    assert step_from_calendar(terms_in(R), today=LATER) is None


def test_latest_hand_over_day_leaves_time_for_the_work() -> None:
    calendar = Calendar.of(CalendarSpec())
    milestone = Milestone("M-2", "PRJ-1", duration=5, forecast=date(2026, 3, 20))
    assert latest_handover_day(milestone, calendar) == date(2026, 3, 13)
    assert latest_handover_day(replace(milestone, duration=0), calendar) == date(2026, 3, 20)
    assert latest_handover_day(milestone, calendar, link_type=LinkType.FF) == date(2026, 3, 20)
    assert latest_handover_day(Milestone("M-2", "PRJ-1"), calendar) is None


@given(st.lists(st.sampled_from(HandoverStep), max_size=30))
def test_any_sequence_of_steps_keeps_the_terms_consistent(steps: list[HandoverStep]) -> None:
    terms = initial_terms(same_person=False, both_named=True, need_by=NEED, strength=LinkStrength.SOFT, answer_by=DUE)
    for step in steps:
        if is_allowed(terms, step):
            terms = take_step(terms, step, day=LATER, answer_by=DUE)
        assert (terms.answer_by is None) is (terms.asked is None)
        assert terms.asked is not HandoverSide.CONSUMER or terms.offered is not None
        assert (terms.state is HandoverState.REQUESTED) <= (terms.asked is HandoverSide.PROVIDER)
        assert terms.state not in (D, X, W, B, K) or terms.asked is None
        assert state_sentence(terms)
