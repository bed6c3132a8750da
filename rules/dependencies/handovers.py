"""The hand-over between two named people, as a state machine (B-30, B-31, B-33): who may do what, and what follows.

A hand-over that was agreed stays in the plan when its terms are questioned: it is "at risk" until the other side has
answered. Before it was agreed it is only a request, and nobody plans with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.dependencies.confidence import Confidence
from rules.plan import Handover, Link, Milestone, Strength
from rules.refusal import Refusal
from rules.time.calendars import Calendar

DAYS_TO_ANSWER = 3
"""Working days in which the consumer of a soft link accepts a later day; silence is no acceptance (B-33)."""


class Side(StrEnum):
    PROVIDER = "provider"
    CONSUMER = "consumer"


class Step(StrEnum):
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


SIDE: Mapping[Step, Side] = {
    Step.COMMIT: Side.PROVIDER,
    Step.COUNTER: Side.PROVIDER,
    Step.DECLINE: Side.PROVIDER,
    Step.REQUEST: Side.CONSUMER,
    Step.ACCEPT: Side.CONSUMER,
    Step.REJECT: Side.CONSUMER,
    Step.WAIVE: Side.CONSUMER,
}

_H = Handover
_OPEN = (_H.PROPOSED, _H.REQUESTED, _H.COUNTERED, _H.COMMITTED, _H.AT_RISK, _H.BROKEN)
PROMISED = frozenset({_H.COMMITTED, _H.AT_RISK, _H.BROKEN})
"""States in which somebody had given their word; only these count as kept or broken."""

OVER = frozenset({_H.DELIVERED, _H.DECLINED, _H.WAIVED})
"""States in which nobody waits any more."""

_TABLE: Mapping[Step, Mapping[Handover, Handover]] = {
    Step.REQUEST: dict.fromkeys((_H.PROPOSED, _H.REQUESTED, _H.COUNTERED, _H.DECLINED, _H.WAIVED), _H.REQUESTED)
    | dict.fromkeys((_H.COMMITTED, _H.AT_RISK, _H.BROKEN), _H.AT_RISK),
    Step.COMMIT: dict.fromkeys((_H.REQUESTED, _H.COUNTERED, _H.DECLINED, _H.AT_RISK), _H.COMMITTED),
    Step.COUNTER: dict.fromkeys((_H.REQUESTED, _H.COUNTERED), _H.COUNTERED)
    | dict.fromkeys((_H.COMMITTED, _H.AT_RISK), _H.AT_RISK),
    Step.DECLINE: dict.fromkeys((_H.REQUESTED, _H.COUNTERED), _H.DECLINED),
    Step.ACCEPT: dict.fromkeys((_H.COUNTERED, _H.AT_RISK), _H.COMMITTED),
    Step.REJECT: {_H.COUNTERED: _H.REQUESTED, _H.AT_RISK: _H.AT_RISK},
    Step.WAIVE: dict.fromkeys((*_OPEN, _H.DECLINED), _H.WAIVED),
    Step.SLIP: dict.fromkeys((_H.COMMITTED, _H.AT_RISK), _H.AT_RISK),
    Step.RECOVER: {_H.AT_RISK: _H.COMMITTED},
    Step.LAPSE: {_H.AT_RISK: _H.AT_RISK},
    Step.BREAK: dict.fromkeys((_H.COMMITTED, _H.AT_RISK), _H.BROKEN),
    Step.DELIVER: dict.fromkeys(_OPEN, _H.DELIVERED),
    Step.REOPEN: {_H.DELIVERED: _H.COMMITTED},
}


class Forbidden(Refusal):
    """This will be shown when a hand-over does not stand where the step could be taken."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A hand-over as it stands. `need_by` is the agreed day, `offered` another one that waits for an answer.

    `asked` is the side that has to answer; `version` grows with every step, `question` with every new question (the
    same open question with another day is no new one); `kept` is None until it was delivered or broken. `confidence` is
    how sure a promise is (B-38): every step is something said, and puts it back to high.
    """

    state: Handover
    strength: Strength = Strength.HARD
    need_by: date | None = None
    offered: date | None = None
    asked: Side | None = None
    answer_by: date | None = None
    version: int = 1
    question: int = 1
    kept: bool | None = None
    reason: str = ""
    confidence: Confidence = Confidence.HIGH


def allowed(terms: Terms, step: Step) -> bool:
    """Whether the step can be taken now; COMMIT to what is at risk only when the provider was asked."""
    if terms.state not in _TABLE[step]:
        return False
    if terms.state is not Handover.AT_RISK:
        return True
    if step is Step.COMMIT:
        return terms.asked is Side.PROVIDER
    if step is Step.ACCEPT:
        return terms.offered is not None
    if step in (Step.REJECT, Step.LAPSE):
        return terms.asked is Side.CONSUMER
    return step is not Step.RECOVER or terms.asked is not Side.PROVIDER


def turn(terms: Terms, step: Step, *, answer_by: date, day: date | None = None, reason: str = "") -> Terms:
    """This will take a step, or raise Forbidden.

    `day` is the new need-by date of REQUEST, the day offered by COUNTER or SLIP, the day of DELIVER; `answer_by` is
    until when a new question may be answered (only soft links lapse).
    """
    if not allowed(terms, step):
        raise Forbidden(f"You can't {step} that now.", f"It is {terms.state}.", "")
    before, state = terms, _TABLE[step][terms.state]
    terms = replace(terms, state=state, version=terms.version + 1, reason=reason, asked=None, answer_by=None)
    terms = replace(terms, confidence=Confidence.HIGH)
    match step:
        case Step.REQUEST:
            terms = replace(terms, need_by=day or terms.need_by, offered=None, kept=None, asked=Side.PROVIDER)
        case Step.COUNTER | Step.SLIP:
            terms = replace(terms, offered=day, asked=Side.CONSUMER)
        case Step.ACCEPT:
            terms = replace(terms, need_by=terms.offered, offered=None)
        case Step.REJECT if state is Handover.REQUESTED:
            terms = replace(terms, asked=Side.PROVIDER, offered=None)
        case Step.BREAK:
            terms = replace(terms, kept=False)
        case Step.DELIVER:
            terms = replace(terms, offered=None, kept=_kept(before, day))
        case Step.COMMIT | Step.RECOVER | Step.DECLINE | Step.WAIVE:
            terms = replace(terms, offered=None)
        case Step.REOPEN:
            terms = replace(terms, kept=None)
    return _asking(before, terms, answer_by)


def said(terms: Terms) -> str:
    """How it stands, in a sentence without names."""
    day = f" for {terms.need_by:%a %d %b}" if terms.need_by else ""
    match terms.state, terms.asked:
        case Handover.COUNTERED, _:
            return f"The provider offers {terms.offered:%a %d %b} instead; the consumer has to answer."
        case Handover.AT_RISK, Side.PROVIDER:
            return f"The consumer now needs it{day.replace(' for', ' by')}; the provider has to answer."
        case Handover.AT_RISK, Side.CONSUMER:
            return f"It was promised{day}, now {terms.offered:%a %d %b}; the consumer has to answer."
        case Handover.REQUESTED, _:
            return f"It is asked{day}; the provider has to answer."
    doubt = "" if terms.confidence is Confidence.HIGH else f", confidence {terms.confidence}"
    return f"It is {terms.state}{day}{doubt}."


def _kept(before: Terms, day: date | None) -> bool | None:
    if before.kept is False or before.state not in PROMISED:
        return before.kept
    return not (day and before.need_by and before.need_by < day)


def _asking(before: Terms, after: Terms, answer_by: date) -> Terms:
    if after.asked is None:
        return after
    fresh = after.asked is not before.asked
    due = answer_by if fresh or before.answer_by is None else before.answer_by
    return replace(after, question=after.question + fresh, answer_by=due)


def begin(*, same: bool, named: bool, need_by: date | None, strength: Strength, answer_by: date) -> Terms:
    """How a link starts: agreed with oneself, asked of somebody, or only proposed while a name or a day is missing."""
    if same:
        return Terms(Handover.COMMITTED, strength, need_by)
    if not named or need_by is None:
        return Terms(Handover.PROPOSED, strength, need_by)
    return Terms(Handover.REQUESTED, strength, need_by, asked=Side.PROVIDER, answer_by=answer_by)


def start_of(consumer: Milestone, calendar: Calendar, *, type: Link = Link.FS) -> date | None:
    """The last day that is early enough for the consumer to begin (for FF and SF: to end) as it is now expected."""
    if consumer.expected is None or consumer.duration == 0 or type in (Link.FF, Link.SF):
        return consumer.expected
    return calendar.day(calendar.count(consumer.expected) - consumer.duration)


def reading(terms: Terms, *, ready: date | None, provider_moved: bool) -> Step | None:
    """What the plan says of an agreed hand-over whose provider is now expected `ready`; None when nothing changed.

    An overdue provider moves by itself every day; that alone (`provider_moved` False) asks nobody twice.
    """
    if terms.state not in (Handover.COMMITTED, Handover.AT_RISK) or terms.need_by is None or ready is None:
        return None
    if ready <= terms.need_by:
        return Step.RECOVER if allowed(terms, Step.RECOVER) and terms.offered is not None else None
    if terms.state is Handover.COMMITTED:
        return Step.SLIP
    if terms.asked is Side.PROVIDER or terms.offered == ready:
        return None
    return Step.SLIP if provider_moved or terms.asked is Side.CONSUMER else None


def overdue(terms: Terms, *, today: date) -> Step | None:
    """What the calendar says: a promised day went by (BREAK), or a soft question stayed without answer (LAPSE)."""
    if terms.state in (Handover.COMMITTED, Handover.AT_RISK) and terms.need_by and terms.need_by < today:
        return Step.BREAK
    silent = terms.answer_by is not None and terms.answer_by < today and allowed(terms, Step.LAPSE)
    return Step.LAPSE if silent and terms.strength is Strength.SOFT else None
