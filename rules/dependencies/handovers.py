"""Hand-overs between a provider and a consumer, as a state machine (B-30, B-31, B-33).

An agreed hand-over stays in the plan while its terms are questioned: it is "at risk" until the other side answers.
Before that it is only a request, and the plan does not count on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.dependencies.confidence import Confidence
from rules.plan import HandoverState, LinkStrength, LinkType, Milestone
from rules.refusal import Refusal
from rules.time.calendars import Calendar


class HandoverSide(StrEnum):
    PROVIDER = "provider"
    CONSUMER = "consumer"


class HandoverStep(StrEnum):
    """The steps people take (`SIDE_OF_STEP` says which side) and those the plan takes by itself."""

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
# States in which the provider has committed; only these count as kept or broken.
COMMITTED_STATES = frozenset({_H.COMMITTED, _H.AT_RISK, _H.BROKEN})

# States in which the consumer no longer waits.
CLOSED_STATES = frozenset({_H.DELIVERED, _H.DECLINED, _H.WAIVED})

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
    """Raised when a step is not allowed in the hand-over's current state."""


@dataclass(frozen=True, slots=True)
class HandoverTerms:
    """The current terms of a hand-over.

    need_by: the agreed day.
    offered: another day, waiting for an answer.
    asked: the side that has to answer.
    version: grows with every step.
    question: grows with every new question, also when a person changes the day of an open one; not when an overdue date
    creeps on by itself.
    kept: None until delivered or broken.
    confidence: the confidence in the commitment; every step counts as an answer and resets it to high (B-38).
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
    """Return whether the step can be taken now.

    An at-risk hand-over allows COMMIT only when the provider was asked.
    """
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
    terms: HandoverTerms,
    step: HandoverStep,
    *,
    answer_by: date,
    day: date | None = None,
    reason: str = "",
    rings: bool = True,
) -> HandoverTerms:
    """Take a step and return the new terms; raise HandoverStepForbidden if it is not allowed.

    day: the new need-by date of REQUEST, the day offered by COUNTER or SLIP (a counter to a day that is not later than
    needed is a commitment), or the day of DELIVER.
    answer_by: the deadline for answering a new question (only soft links lapse).
    rings: whether another day makes an open question a new one.
    """
    if not is_allowed(terms, step):
        raise HandoverStepForbidden(*_forbidden_text(terms, step))
    before, state = terms, _TRANSITIONS[step][terms.state]
    terms = replace(terms, state=state, version=terms.version + 1, reason=reason, asked=None, answer_by=None)
    terms = replace(terms, confidence=Confidence.HIGH)
    terms = _with_days(before, terms, step, day)
    return _with_question(before, terms, answer_by, rings=rings)


def _with_days(before: HandoverTerms, terms: HandoverTerms, step: HandoverStep, day: date | None) -> HandoverTerms:
    """Return the terms with the days, and the side that has to answer, that a step leaves."""
    match step:
        case HandoverStep.REQUEST:
            return replace(terms, need_by=day or terms.need_by, offered=None, kept=None, asked=HandoverSide.PROVIDER)
        case HandoverStep.COUNTER if day and terms.need_by and day <= terms.need_by:
            return replace(terms, state=HandoverState.COMMITTED, need_by=day, offered=None)
        case HandoverStep.COUNTER | HandoverStep.SLIP:
            return replace(terms, offered=day, asked=HandoverSide.CONSUMER)
        case HandoverStep.ACCEPT:
            return replace(terms, need_by=terms.offered, offered=None)
        case HandoverStep.REJECT if terms.state is HandoverState.REQUESTED:
            return replace(terms, asked=HandoverSide.PROVIDER, offered=None)
        case HandoverStep.BREAK:
            return replace(terms, kept=False)
        case HandoverStep.DELIVER:
            return replace(terms, offered=None, kept=_was_kept(before, day))
        case HandoverStep.COMMIT | HandoverStep.RECOVER | HandoverStep.DECLINE | HandoverStep.WAIVE:
            return replace(terms, offered=None)
        case HandoverStep.REOPEN:
            return replace(terms, kept=None)
    return terms


def _forbidden_text(terms: HandoverTerms, step: HandoverStep) -> tuple[str, str, str]:
    if step is HandoverStep.DECLINE and terms.state in COMMITTED_STATES:
        return "The provider has already committed to this.", "", "Counter with another date instead."
    return f"This hand-over is {terms.state}.", f"You can't {step} it now.", ""


def state_sentence(terms: HandoverTerms) -> str:
    """Describe the current state in a sentence without names."""
    day = f" for {_day_text(terms.need_by)}" if terms.need_by else ""
    match terms.state, terms.asked:
        case HandoverState.COUNTERED, _:
            return f"The provider offers {_day_text(terms.offered)} instead; the consumer has to answer."
        case HandoverState.AT_RISK, HandoverSide.PROVIDER:
            return f"The consumer now needs it{day.replace(' for', ' by')}; the provider has to answer."
        case HandoverState.AT_RISK, HandoverSide.CONSUMER:
            return f"It was committed{day}, now {_day_text(terms.offered)}; the consumer has to answer."
        case HandoverState.REQUESTED, _:
            return f"It is requested{day}; the provider has to answer."
    doubt = "" if terms.confidence is Confidence.HIGH else f", {terms.confidence} confidence"
    return f"It is {terms.state}{day}{doubt}."


def _day_text(day: date | None) -> str:
    return f"{day:%a} {day.day} {day:%b}" if day else "no date"


def _was_kept(before: HandoverTerms, day: date | None) -> bool | None:
    if before.kept is False or before.state not in COMMITTED_STATES:
        return before.kept
    return not (day and before.need_by and before.need_by < day)


def _with_question(before: HandoverTerms, after: HandoverTerms, answer_by: date, *, rings: bool) -> HandoverTerms:
    if after.asked is None:
        return after
    is_new = after.asked is not before.asked
    has_other_day = (after.need_by, after.offered) != (before.need_by, before.offered)
    deadline = answer_by if is_new or before.answer_by is None else before.answer_by
    return replace(after, question=after.question + (is_new or (rings and has_other_day)), answer_by=deadline)


def initial_terms(
    *, same_person: bool, both_named: bool, need_by: date | None, strength: LinkStrength, answer_by: date
) -> HandoverTerms:
    """Return the terms a new link starts with.

    It is committed if both ends belong to one person, requested if the other side has to agree, and only proposed while
    a name or a day is missing.
    """
    if same_person:
        return HandoverTerms(HandoverState.COMMITTED, strength, need_by)
    if not both_named or need_by is None:
        return HandoverTerms(HandoverState.PROPOSED, strength, need_by)
    return HandoverTerms(HandoverState.REQUESTED, strength, need_by, asked=HandoverSide.PROVIDER, answer_by=answer_by)


def latest_handover_day(consumer: Milestone, calendar: Calendar, *, link_type: LinkType = LinkType.FS) -> date | None:
    """Return the last hand-over day that lets the consumer start (for FF and SF: finish) as now expected."""
    if consumer.own_date is None or consumer.duration == 0 or link_type in (LinkType.FF, LinkType.SF):
        return consumer.own_date
    return calendar.day(calendar.count(consumer.own_date) - consumer.duration)


def step_from_forecast(terms: HandoverTerms, *, ready_day: date | None, provider_moved: bool) -> HandoverStep | None:
    """Return the step that the plan takes on an agreed hand-over now expected on `ready_day`, or None.

    An overdue provider moves by itself every day; with `provider_moved` False, that alone does not ask anyone again.
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
    """Return BREAK once the committed day has passed, LAPSE for an unanswered soft question, else None."""
    if terms.state in (HandoverState.COMMITTED, HandoverState.AT_RISK) and terms.need_by and terms.need_by < today:
        return HandoverStep.BREAK
    unanswered = terms.answer_by is not None and terms.answer_by < today and is_allowed(terms, HandoverStep.LAPSE)
    return HandoverStep.LAPSE if unanswered and terms.strength is LinkStrength.SOFT else None
