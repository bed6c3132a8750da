"""The hand-over as a state machine: every step from every state, allowed or refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.dependencies.handovers import (
    Forbidden,
    Side,
    Step,
    Terms,
    allowed,
    begin,
    overdue,
    reading,
    said,
    start_of,
    turn,
)
from rules.plan import CalendarSpec, Handover, Link, Milestone, Strength
from rules.time.calendars import Calendar

NEED, LATER, DUE = date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 6)
P, R, C, K, X, A, D, B, W = (
    Handover.PROPOSED,
    Handover.REQUESTED,
    Handover.COUNTERED,
    Handover.COMMITTED,
    Handover.DECLINED,
    Handover.AT_RISK,
    Handover.DELIVERED,
    Handover.BROKEN,
    Handover.WAIVED,
)
ALLOWED = {
    Step.REQUEST: {P: R, R: R, C: R, X: R, W: R, K: A, A: A, B: A},
    Step.COMMIT: {R: K, C: K, X: K},
    Step.COUNTER: {R: C, C: C, K: A, A: A},
    Step.DECLINE: {R: X, C: X},
    Step.ACCEPT: {C: K, A: K},
    Step.REJECT: {C: R, A: A},
    Step.WAIVE: {P: W, R: W, C: W, K: W, A: W, B: W, X: W},
    Step.SLIP: {K: A, A: A},
    Step.RECOVER: {A: K},
    Step.LAPSE: {A: A},
    Step.BREAK: {K: B, A: B},
    Step.DELIVER: {P: D, R: D, C: D, K: D, A: D, B: D},
    Step.REOPEN: {D: K},
}


def at(state: Handover) -> Terms:
    """Terms as they are when a hand-over came to stand in a state; at risk because the provider is later."""
    asked = {R: Side.PROVIDER, C: Side.CONSUMER, A: Side.CONSUMER}.get(state)
    return Terms(state, need_by=NEED, offered=LATER if state in (C, A) else None, asked=asked, answer_by=DUE)


@pytest.mark.parametrize("state", Handover)
@pytest.mark.parametrize("step", Step)
def test_each_step_from_each_state_is_taken_or_refused(state: Handover, step: Step) -> None:
    before = at(state)
    if state in ALLOWED[step]:
        after = turn(before, step, day=LATER, answer_by=DUE)
        assert after.state is ALLOWED[step][state]
        assert after.version == before.version + 1
    else:
        with pytest.raises(Forbidden, match=f"It is {state}"):
            turn(before, step, day=LATER, answer_by=DUE)


def test_a_provider_commits_to_what_is_at_risk_only_when_asked_for_another_day() -> None:
    asked = turn(at(K), Step.REQUEST, day=date(2026, 3, 2), answer_by=DUE)
    assert (asked.state, asked.asked, asked.need_by) == (A, Side.PROVIDER, date(2026, 3, 2))
    assert turn(asked, Step.COMMIT, answer_by=DUE).state is K
    assert not allowed(asked, Step.RECOVER)
    assert not allowed(asked, Step.REJECT)
    assert not allowed(at(A), Step.COMMIT)


def test_an_accepted_day_becomes_the_day_that_was_promised() -> None:
    for state in (C, A):
        after = turn(at(state), Step.ACCEPT, answer_by=DUE)
        assert (after.need_by, after.offered, after.asked) == (LATER, None, None)


def test_a_rejected_offer_asks_the_provider_again_for_the_old_day() -> None:
    after = turn(at(C), Step.REJECT, answer_by=DUE)
    assert (after.state, after.asked, after.need_by) == (R, Side.PROVIDER, NEED)
    assert after.question == at(C).question + 1


def test_an_open_question_with_another_day_is_no_new_question() -> None:
    after = turn(at(A), Step.SLIP, day=date(2026, 3, 17), answer_by=date(2026, 3, 20))
    assert (after.question, after.answer_by, after.offered) == (1, DUE, date(2026, 3, 17))


def test_a_rejected_day_may_still_be_accepted_later() -> None:
    assert turn(turn(at(A), Step.REJECT, answer_by=DUE), Step.ACCEPT, answer_by=DUE).need_by == LATER


@pytest.mark.parametrize(
    ("state", "day", "kept"), [(K, NEED, True), (K, LATER, False), (A, NEED, True), (R, NEED, None)]
)
def test_only_a_promise_is_kept_or_broken(state: Handover, day: date, kept: bool | None) -> None:
    assert turn(at(state), Step.DELIVER, day=day, answer_by=DUE).kept is kept


def test_a_broken_promise_stays_broken_when_it_is_delivered() -> None:
    broken = turn(at(K), Step.BREAK, answer_by=DUE)
    assert turn(broken, Step.DELIVER, day=LATER, answer_by=DUE).kept is False
    assert turn(turn(broken, Step.DELIVER, answer_by=DUE), Step.REOPEN, answer_by=DUE).kept is None


@pytest.mark.parametrize(
    ("same", "named", "need_by", "state"),
    [
        (True, True, None, K),
        (False, True, NEED, R),
        (False, True, None, P),
        (False, False, NEED, P),
    ],
)
def test_a_link_begins_as_far_as_names_and_days_are_known(
    same: bool, named: bool, need_by: date | None, state: Handover
) -> None:
    terms = begin(same=same, named=named, need_by=need_by, strength=Strength.HARD, answer_by=DUE)
    assert terms.state is state
    assert (terms.asked is Side.PROVIDER) is (state is R)


def test_a_later_day_puts_a_promise_at_risk_and_an_earlier_one_mends_it() -> None:
    promised = at(K)
    assert reading(promised, ready=NEED, provider_moved=True) is None
    assert reading(promised, ready=LATER, provider_moved=True) is Step.SLIP
    slipped = turn(promised, Step.SLIP, day=LATER, answer_by=DUE)
    assert reading(slipped, ready=LATER, provider_moved=True) is None
    assert reading(slipped, ready=NEED, provider_moved=True) is Step.RECOVER
    assert reading(at(R), ready=LATER, provider_moved=True) is None


def test_an_overdue_provider_that_creeps_asks_nobody_who_has_answered() -> None:
    answered = turn(at(A), Step.REJECT, answer_by=DUE)
    creeping = LATER + timedelta(days=1)
    assert reading(answered, ready=creeping, provider_moved=False) is None
    assert reading(answered, ready=creeping, provider_moved=True) is Step.SLIP
    assert reading(at(A), ready=creeping, provider_moved=False) is Step.SLIP


def test_silence_on_a_soft_link_is_no_acceptance_and_on_a_hard_one_nothing() -> None:
    soft = replace(at(A), strength=Strength.SOFT, need_by=date(2026, 4, 1))
    assert overdue(soft, today=DUE) is None
    assert overdue(soft, today=DUE + timedelta(days=1)) is Step.LAPSE
    lapsed = turn(soft, Step.LAPSE, answer_by=DUE)
    assert (lapsed.state, lapsed.asked, lapsed.need_by) == (A, None, date(2026, 4, 1))
    assert overdue(replace(soft, strength=Strength.HARD), today=LATER) is None


def test_a_promised_day_that_went_by_is_broken() -> None:
    assert overdue(at(K), today=NEED) is None
    assert overdue(at(K), today=NEED + timedelta(days=1)) is Step.BREAK
    assert overdue(at(R), today=LATER) is None


def test_work_before_a_milestone_starts_the_day_after_it_is_needed() -> None:
    calendar = Calendar.of(CalendarSpec())
    work = Milestone("M-2", "PRJ-1", duration=5, forecast=date(2026, 3, 20))
    assert start_of(work, calendar) == date(2026, 3, 13)
    assert start_of(replace(work, duration=0), calendar) == date(2026, 3, 20)
    assert start_of(work, calendar, type=Link.FF) == date(2026, 3, 20)
    assert start_of(Milestone("M-2", "PRJ-1"), calendar) is None


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_whatever_is_done_in_whatever_order_the_terms_hold_together(steps: list[Step]) -> None:
    terms = begin(same=False, named=True, need_by=NEED, strength=Strength.SOFT, answer_by=DUE)
    for step in steps:
        if allowed(terms, step):
            terms = turn(terms, step, day=LATER, answer_by=DUE)
        assert (terms.answer_by is None) is (terms.asked is None)
        assert terms.asked is not Side.CONSUMER or terms.offered is not None
        assert (terms.state is Handover.REQUESTED) <= (terms.asked is Side.PROVIDER)
        assert terms.state not in (D, X, W, B, K) or terms.asked is None
        assert said(terms)
