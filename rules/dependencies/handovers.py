"""The hand-over between two named people, as a state machine (B-30, B-31, B-33): who may do what, and what follows.

A hand-over that was agreed stays in the plan when its terms are questioned: it is "at risk" until the other side has
answered. Before it was agreed it is only a request, and nobody plans with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.dependencies.confidence import Confidence
from rules.plan import HandoverState, LinkStrength, LinkType, Milestone
from rules.refusal import Refusal
from rules.time.calendars import Calendar

DAYS_TO_ANSWER = 3
"""Working days in which the consumer of a soft link accepts a later day; silence is no acceptance (B-33)."""


class HandoverSide(StrEnum):
    PROVIDER = "provider"
    CONSUMER = "consumer"


class HandoverStep(StrEnum):
    """What people do (`SIDE` says who), and what the plan itself does."""

    REQUEST = "request"
    COMMIT = "commit"
    COUNTER = "counter"
    DECLINE = "decline"
    ACCEPT = "accept"
    REJECT = "reject"
    WAIVE = "waive"
    SLIP = "slip"
    RECOVER = "recover"
    LAPSE = "lapse"
    BREAK = "break"
    DELIVER = "deliver"
    REOPEN = "reopen"


SIDE_OF_STEP: Mapping[HandoverStep, HandoverSide] = {
    HandoverStep.COMMIT: HandoverSide.PROVIDER,
    HandoverStep.COUNTER: HandoverSide.PROVIDER,
    HandoverStep.DECLINE: HandoverSide.PROVIDER,
    HandoverStep.REQUEST: HandoverSide.CONSUMER,
    HandoverStep.ACCEPT: HandoverSide.CONSUMER,
    HandoverStep.REJECT: HandoverSide.CONSUMER,
    HandoverStep.WAIVE: HandoverSide.CONSUMER,
}

_H = HandoverState
_OPEN_STATES = (_H.PROPOSED, _H.REQUESTED, _H.COUNTERED, _H.COMMITTED, _H.AT_RISK, _H.BROKEN)
COMMITTED_STATES = frozenset({_H.COMMITTED, _H.AT_RISK, _H.BROKEN})
"""States in which somebody had given their word; only these count as kept or broken."""

CLOSED_STATES = frozenset({_H.DELIVERED, _H.DECLINED, _H.WAIVED})
"""States in which nobody waits any more."""

_TRANSITIONS: Mapping[HandoverStep, Mapping[HandoverState, HandoverState]] = {
    HandoverStep.REQUEST: dict.fromkeys((_H.PROPOSED, _H.REQUESTED, _H.COUNTERED, _H.DECLINED, _H.WAIVED), _H.REQUESTED)
    | dict.fromkeys((_H.COMMITTED, _H.AT_RISK, _H.BROKEN), _H.AT_RISK),
    HandoverStep.COMMIT: dict.fromkeys((_H.REQUESTED, _H.COUNTERED, _H.DECLINED, _H.AT_RISK), _H.COMMITTED),
    HandoverStep.COUNTER: dict.fromkeys((_H.REQUESTED, _H.COUNTERED), _H.COUNTERED)
    | dict.fromkeys((_H.COMMITTED, _H.AT_RISK), _H.AT_RISK),
    HandoverStep.DECLINE: dict.fromkeys((_H.REQUESTED, _H.COUNTERED), _H.DECLINED),
    HandoverStep.ACCEPT: dict.fromkeys((_H.COUNTERED, _H.AT_RISK), _H.COMMITTED),
    HandoverStep.REJECT: {_H.COUNTERED: _H.REQUESTED, _H.AT_RISK: _H.AT_RISK},
    HandoverStep.WAIVE: dict.fromkeys((*_OPEN_STATES, _H.DECLINED), _H.WAIVED),
    HandoverStep.SLIP: dict.fromkeys((_H.COMMITTED, _H.AT_RISK), _H.AT_RISK),
    HandoverStep.RECOVER: {_H.AT_RISK: _H.COMMITTED},
    HandoverStep.LAPSE: {_H.AT_RISK: _H.AT_RISK},
    HandoverStep.BREAK: dict.fromkeys((_H.COMMITTED, _H.AT_RISK), _H.BROKEN),
    HandoverStep.DELIVER: dict.fromkeys(_OPEN_STATES, _H.DELIVERED),
    HandoverStep.REOPEN: {_H.DELIVERED: _H.COMMITTED},
}


class HandoverStepForbidden(Refusal):
    """This will be shown when a hand-over does not stand where the step could be taken."""


@dataclass(frozen=True, slots=True)
class HandoverTerms:
    """A hand-over as it stands. `need_by` is the agreed day, `offered` another one that waits for an answer.

    `asked` is the side that has to answer; `version` grows with every step, `question` with every new question (the
    same open question with another day is no new one); `kept` is None until it was delivered or broken. `confidence` is
    how sure a promise is (B-38): every step is something said, and puts it back to high.
    """

    state: HandoverState
    strength: LinkStrength = LinkStrength.HARD
    need_by: date | None = None
    offered: date | None = None
    asked: HandoverSide | None = None
    answer_by: date | None = None
    version: int = 1
    question: int = 1
    kept: bool | None = None
    reason: str = ""
    confidence: Confidence = Confidence.HIGH


def is_allowed(terms: HandoverTerms, step: HandoverStep) -> bool:
    """Whether the step can be taken now; COMMIT to what is at risk only when the provider was asked."""
    if terms.state not in _TRANSITIONS[step]:
        return False
    if terms.state is not HandoverState.AT_RISK:
        return True
    if step is HandoverStep.COMMIT:
        return terms.asked is HandoverSide.PROVIDER
    if step is HandoverStep.ACCEPT:
        return terms.offered is not None
    if step in (HandoverStep.REJECT, HandoverStep.LAPSE):
        return terms.asked is HandoverSide.CONSUMER
    return step is not HandoverStep.RECOVER or terms.asked is not HandoverSide.PROVIDER


def take_step(
    terms: HandoverTerms, step: HandoverStep, *, answer_by: date, day: date | None = None, reason: str = ""
) -> HandoverTerms:
    """This will take a step, or raise Forbidden.

    `day` is the new need-by date of REQUEST, the day offered by COUNTER or SLIP, the day of DELIVER; `answer_by` is
    until when a new question may be answered (only soft links lapse).
    """
    if not is_allowed(terms, step):
        raise HandoverStepForbidden(f"You can't {step} that now.", f"It is {terms.state}.", "")
    before, state = terms, _TRANSITIONS[step][terms.state]
    terms = replace(terms, state=state, version=terms.version + 1, reason=reason, asked=None, answer_by=None)
    terms = replace(terms, confidence=Confidence.HIGH)
    match step:
        case HandoverStep.REQUEST:
            terms = replace(terms, need_by=day or terms.need_by, offered=None, kept=None, asked=HandoverSide.PROVIDER)
        case HandoverStep.COUNTER | HandoverStep.SLIP:
            terms = replace(terms, offered=day, asked=HandoverSide.CONSUMER)
        case HandoverStep.ACCEPT:
            terms = replace(terms, need_by=terms.offered, offered=None)
        case HandoverStep.REJECT if state is HandoverState.REQUESTED:
            terms = replace(terms, asked=HandoverSide.PROVIDER, offered=None)
        case HandoverStep.BREAK:
            terms = replace(terms, kept=False)
        case HandoverStep.DELIVER:
            terms = replace(terms, offered=None, kept=_was_kept(before, day))
        case HandoverStep.COMMIT | HandoverStep.RECOVER | HandoverStep.DECLINE | HandoverStep.WAIVE:
            terms = replace(terms, offered=None)
        case HandoverStep.REOPEN:
            terms = replace(terms, kept=None)
    return _with_question(before, terms, answer_by)


def state_sentence(terms: HandoverTerms) -> str:
    """How it stands, in a sentence without names."""
    day = f" for {terms.need_by:%a %d %b}" if terms.need_by else ""
    match terms.state, terms.asked:
        case HandoverState.COUNTERED, _:
            return f"The provider offers {terms.offered:%a %d %b} instead; the consumer has to answer."
        case HandoverState.AT_RISK, HandoverSide.PROVIDER:
            return f"The consumer now needs it{day.replace(' for', ' by')}; the provider has to answer."
        case HandoverState.AT_RISK, HandoverSide.CONSUMER:
            return f"It was promised{day}, now {terms.offered:%a %d %b}; the consumer has to answer."
        case HandoverState.REQUESTED, _:
            return f"It is asked{day}; the provider has to answer."
    doubt = "" if terms.confidence is Confidence.HIGH else f", confidence {terms.confidence}"
    return f"It is {terms.state}{day}{doubt}."


def _was_kept(before: HandoverTerms, day: date | None) -> bool | None:
    if before.kept is False or before.state not in COMMITTED_STATES:
        return before.kept
    return not (day and before.need_by and before.need_by < day)


def _with_question(before: HandoverTerms, after: HandoverTerms, answer_by: date) -> HandoverTerms:
    if after.asked is None:
        return after
    fresh = after.asked is not before.asked
    due = answer_by if fresh or before.answer_by is None else before.answer_by
    return replace(after, question=after.question + fresh, answer_by=due)


def initial_terms(
    *, same_person: bool, both_named: bool, need_by: date | None, strength: LinkStrength, answer_by: date
) -> HandoverTerms:
    """How a link starts: agreed with oneself, asked of somebody, or only proposed while a name or a day is missing."""
    if same_person:
        return HandoverTerms(HandoverState.COMMITTED, strength, need_by)
    if not both_named or need_by is None:
        return HandoverTerms(HandoverState.PROPOSED, strength, need_by)
    return HandoverTerms(HandoverState.REQUESTED, strength, need_by, asked=HandoverSide.PROVIDER, answer_by=answer_by)


def latest_handover_day(consumer: Milestone, calendar: Calendar, *, type: LinkType = LinkType.FS) -> date | None:
    """The last day that is early enough for the consumer to begin (for FF and SF: to end) as it is now expected."""
    if consumer.expected is None or consumer.duration == 0 or type in (LinkType.FF, LinkType.SF):
        return consumer.expected
    return calendar.day(calendar.count(consumer.expected) - consumer.duration)


def step_from_forecast(terms: HandoverTerms, *, ready_day: date | None, provider_moved: bool) -> HandoverStep | None:
    """What the plan says of an agreed hand-over whose provider is now expected `ready`; None when nothing changed.

    An overdue provider moves by itself every day; that alone (`provider_moved` False) asks nobody twice.
    """
    if (
        terms.state not in (HandoverState.COMMITTED, HandoverState.AT_RISK)
        or terms.need_by is None
        or ready_day is None
    ):
        return None
    if ready_day <= terms.need_by:
        return HandoverStep.RECOVER if is_allowed(terms, HandoverStep.RECOVER) and terms.offered is not None else None
    if terms.state is HandoverState.COMMITTED:
        return HandoverStep.SLIP
    if terms.asked is HandoverSide.PROVIDER or terms.offered == ready_day:
        return None
    return HandoverStep.SLIP if provider_moved or terms.asked is HandoverSide.CONSUMER else None


def step_from_calendar(terms: HandoverTerms, *, today: date) -> HandoverStep | None:
    """What the calendar says: a promised day went by (BREAK), or a soft question stayed without answer (LAPSE)."""
    if terms.state in (HandoverState.COMMITTED, HandoverState.AT_RISK) and terms.need_by and terms.need_by < today:
        return HandoverStep.BREAK
    silent = terms.answer_by is not None and terms.answer_by < today and is_allowed(terms, HandoverStep.LAPSE)
    return HandoverStep.LAPSE if silent and terms.strength is LinkStrength.SOFT else None
