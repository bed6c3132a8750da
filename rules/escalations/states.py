"""Escalations (B-60 to B-72): what is red and not taken up climbs, in working hours, until somebody has it.

One pure state machine: every step of a person, of the clock or of the plan is a row of a table; the clock's are `due`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rules.escalations.policy import OWNER_WARNED_ROLES, EscalationChain, EscalationPolicy, Responder
from rules.refusal import Refusal
from rules.time.working_time import HOUR, WorkTime

FOLLOW_UP_DAYS = 1
GIVE_UP_DAYS = 10
MAX_SNOOZE_DAYS = 5
"""Working days: from taking it to “still on it?”; from the trigger to the end of all repeats; the longest snooze."""

ANSWER_HOURS = 4.0
REPLY_HOURS = 4.0
"""Working hours: for “still on it?”, and for the owner's reply before a manager hears of it."""

SETTLE_DELAY = timedelta(minutes=10)
"""What is red for a moment only (a slip that is undone) asks nobody."""

_SNOOZE_SPAN = re.compile(r"(\d{1,3})\s*(h|wd|d)", re.IGNORECASE)


class EscalationState(StrEnum):
    TRIGGERED = "triggered"
    WARNED = "warned"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    SNOOZED = "snoozed"
    UNANSWERED = "unanswered"
    RESOLVED = "resolved"


class EscalationStep(StrEnum):
    """People acknowledge to override; the plan touches and calms; the clock takes the rest."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze"
    HAND_OVER = "hand over"
    RESOLVE = "resolve"
    REPLY = "reply"
    OVERRIDE = "override"
    TOUCH = "touch"
    CALM = "calm"
    CLIMB = "climb"
    ASK = "ask"
    LAPSE = "lapse"
    WAKE = "wake"


@dataclass(frozen=True, slots=True)
class EscalationCase:
    """One escalation as it stands. `level` is -1 before anybody was asked; `told` are those asked in this round.

    `process` grows with every new timer: a job that carries an older one does nothing (B-72). `since` is the last
    (re)trigger, `heard` the last word of a person, `policy` the copy made at the trigger (B-63).
    """

    state: EscalationState
    due: datetime | None
    since: datetime
    heard: datetime
    policy: EscalationPolicy = EscalationPolicy()
    level: int = -1
    round: int = 0
    process: int = 1
    target: str | None = None
    holder: str | None = None
    told: tuple[str, ...] = ()
    warned: bool = False
    reply: str = ""
    snoozed: tuple[int, ...] = ()

    @property
    def open(self) -> bool:
        return self.state is not EscalationState.RESOLVED


class EscalationStepForbidden(Refusal):
    """This will be shown when an escalation does not stand where the step could be taken."""


_S = EscalationState
_OPEN_STATES = frozenset(_S) - {_S.RESOLVED}
ALLOWED_STATES: Mapping[EscalationStep, frozenset[EscalationState]] = {
    EscalationStep.ACKNOWLEDGE: _OPEN_STATES,
    EscalationStep.SNOOZE: frozenset({_S.TRIGGERED, _S.WARNED, _S.ACKNOWLEDGED, _S.ASKED}),
    EscalationStep.HAND_OVER: _OPEN_STATES,
    EscalationStep.RESOLVE: _OPEN_STATES,
    EscalationStep.REPLY: frozenset({_S.WARNED}),
    EscalationStep.OVERRIDE: frozenset({_S.WARNED}),
    EscalationStep.TOUCH: frozenset({_S.ACKNOWLEDGED, _S.ASKED}),
    EscalationStep.CALM: _OPEN_STATES,
    EscalationStep.CLIMB: frozenset({_S.TRIGGERED, _S.WARNED}),
    EscalationStep.ASK: frozenset({_S.ACKNOWLEDGED}),
    EscalationStep.LAPSE: frozenset({_S.ASKED}),
    EscalationStep.WAKE: frozenset({_S.SNOOZED}),
}
TIMER_STEPS: Mapping[EscalationState, EscalationStep] = {
    _S.TRIGGERED: EscalationStep.CLIMB,
    _S.WARNED: EscalationStep.CLIMB,
    _S.ACKNOWLEDGED: EscalationStep.ASK,
    _S.ASKED: EscalationStep.LAPSE,
    _S.SNOOZED: EscalationStep.WAKE,
}
"""What the clock does when the timer of a state is over; the others have none."""


def require_allowed(case: EscalationCase, step: EscalationStep) -> None:
    """This will pass, or raise Forbidden."""
    if case.state not in ALLOWED_STATES[step]:
        raise EscalationStepForbidden(f"You can't {step} that now.", f"It is {case.state}.", "")


def open_case(policy: EscalationPolicy, *, now: datetime, settle: timedelta = SETTLE_DELAY) -> EscalationCase:
    """A new escalation: the clock asks the first level once it has stood for as long as `settle`."""
    return EscalationCase(EscalationState.TRIGGERED, due=now + settle, since=now, heard=now, policy=policy)


def acknowledge(case: EscalationCase, *, by: Responder, now: datetime) -> EscalationCase:
    """Climbing stops, the clock does not: after a working day they are asked whether they are still on it (B-64)."""
    require_allowed(case, EscalationStep.ACKNOWLEDGE)
    due = workdays_later(by.work, now, days=FOLLOW_UP_DAYS)
    return _set_timer(case, EscalationState.ACKNOWLEDGED, due, target=by.user, holder=by.user, heard=now)


def snooze(case: EscalationCase, *, by: Responder, until: datetime, reason: str, now: datetime) -> EscalationCase:
    """Quiet until an instant from an hour to five working days away; a level's second snooze needs a reason (B-66)."""
    require_allowed(case, EscalationStep.SNOOZE)
    last = workdays_later(by.work, now, days=MAX_SNOOZE_DAYS)
    if not now + HOUR <= until <= last:
        raise Refusal("That is too short or too long.", "A snooze lasts from an hour to five working days.", "")
    if case.level in case.snoozed and not reason.strip():
        raise Refusal("It was snoozed here before.", "A second snooze needs a reason.", "Say why.")
    return _set_timer(
        case, EscalationState.SNOOZED, until, heard=now, snoozed=tuple(sorted({*case.snoozed, case.level}))
    )


def hand_over(case: EscalationCase, *, to: Responder, now: datetime) -> EscalationCase:
    """Somebody else is asked, with the hours of the level it stands at; a snooze ends (B-66)."""
    require_allowed(case, EscalationStep.HAND_OVER)
    hours = case.policy.levels[max(case.level, 0)].hours
    case = replace(case, told=(*case.told, to.user), since=now, heard=now, holder=None)
    return _set_timer(
        case, EscalationState.TRIGGERED, to.work.add_hours(now, hours), target=to.user, level=max(case.level, 0)
    )


def resolve(case: EscalationCase, *, now: datetime, step: EscalationStep = EscalationStep.RESOLVE) -> EscalationCase:
    """It is over: somebody says so (RESOLVE), or what was red no longer is (CALM)."""
    require_allowed(case, step)
    return _set_timer(case, EscalationState.RESOLVED, None, heard=now)


def record_reply(case: EscalationCase, *, text: str, now: datetime) -> EscalationCase:
    """The owner's words travel with it; the level above hears of it now (B-70)."""
    require_allowed(case, EscalationStep.REPLY)
    if not text.strip():
        raise Refusal("The reply is empty.", "", "Write what the next level should know.")
    return _set_timer(case, EscalationState.TRIGGERED, now, reply=text.strip()[:500], heard=now)


def skip_owner_reply(case: EscalationCase, *, now: datetime) -> EscalationCase:
    """A red safety matter: the next level hears of it without waiting for the owner's reply (B-70)."""
    require_allowed(case, EscalationStep.OVERRIDE)
    return _set_timer(case, EscalationState.TRIGGERED, now, heard=now)


def restart_follow_up(case: EscalationCase, *, holder: Responder, at: datetime) -> EscalationCase:
    """Something was said of the item: the working day until “still on it?” begins again (B-65)."""
    require_allowed(case, EscalationStep.TOUCH)
    return _set_timer(
        case, EscalationState.ACKNOWLEDGED, workdays_later(holder.work, at, days=FOLLOW_UP_DAYS), heard=at
    )


def ask_holder(case: EscalationCase, *, holder: Responder | None, now: datetime) -> EscalationCase:
    """“Still on it?”, in the holder's hours; who is away cannot answer, so it starts again without them."""
    require_allowed(case, EscalationStep.ASK)
    if holder is None:
        return _restart_case(case, now=now)
    if not holder.work.is_working(now):
        return _set_timer(case, case.state, holder.work.next_working(now))
    return _set_timer(case, EscalationState.ASKED, holder.work.add_hours(now, ANSWER_HOURS))


def restart_after_silence(case: EscalationCase, *, now: datetime) -> EscalationCase:
    """Nobody said they are still on it: from the first level again (B-64)."""
    require_allowed(case, EscalationStep.LAPSE)
    return _restart_case(case, now=now)


def end_snooze(case: EscalationCase, *, responder: Responder | None, now: datetime) -> EscalationCase:
    """The snooze is over: the same person is asked again; who is away meanwhile is passed over."""
    require_allowed(case, EscalationStep.WAKE)
    if responder is None or case.level < 0:
        return _set_timer(case, EscalationState.TRIGGERED, now, target=None)
    if not responder.work.is_working(now):
        return _set_timer(case, case.state, responder.work.next_working(now))
    due = responder.work.add_hours(now, case.policy.levels[case.level].hours)
    return _set_timer(case, EscalationState.TRIGGERED, due, target=responder.user)


def ask_next_level(case: EscalationCase, *, chain: EscalationChain, now: datetime) -> EscalationCase:
    """The next level that has somebody who is there and was not asked in this round; none is left: the next round.

    Nobody is asked outside their working hours, no manager before the owner has read the words (B-70).
    """
    require_allowed(case, EscalationStep.CLIMB)
    if now >= chain.ends:
        return _set_timer(case, EscalationState.UNANSWERED, None)
    rest = enumerate(chain.seats[case.level + 1 :], case.level + 1)
    found = next(((at, seat) for at, seat in rest if seat and seat.user not in case.told), None)
    if found is None:
        return _next_round(case, chain=chain, now=now)
    at, seat = found
    level, owner = case.policy.levels[at], chain.owner
    if level.role in OWNER_WARNED_ROLES and not case.warned and owner and owner.user != seat.user:
        return _warn_owner(case, owner=owner, now=now)
    if not seat.work.is_working(now):
        return _set_timer(case, EscalationState.TRIGGERED, seat.work.next_working(now))
    due = seat.work.add_hours(now, level.hours)
    return _set_timer(case, EscalationState.TRIGGERED, due, level=at, target=seat.user, told=(*case.told, seat.user))


def skip_absent_target(case: EscalationCase, *, now: datetime) -> EscalationCase:
    """Who was asked went away: their timer is over at once (B-62)."""
    require_allowed(case, EscalationStep.CLIMB)
    return _set_timer(case, EscalationState.TRIGGERED, now, target=None)


def rescale_timer(case: EscalationCase, *, before: WorkTime, after: WorkTime, now: datetime) -> EscalationCase:
    """The hours of whom it waits for are other ones: what was left of their timer runs in those."""
    if case.state not in (EscalationState.TRIGGERED, EscalationState.ASKED) or case.due is None or case.due <= now:
        return case
    return _set_timer(case, case.state, after.add_hours(now, before.hours_between(now, case.due)))


def parse_snooze(span: str, *, work: WorkTime, now: datetime) -> datetime:
    """The end of "2h" or "3d" (working days); raises Refusal for anything else."""
    found = _SNOOZE_SPAN.fullmatch(span.strip())
    if not found:
        raise Refusal("I don't understand for how long.", "", "Write `2h` for hours or `1d` for a working day.")
    count = int(found[1])
    if found[2].casefold() == "h":
        return now + count * HOUR
    return workdays_later(work, now, days=min(max(count, 1), MAX_SNOOZE_DAYS + 1))


def give_up_time(since: datetime, work: WorkTime) -> datetime:
    """When repeats stop: ten working days after the trigger (B-67)."""
    return workdays_later(work, since, days=GIVE_UP_DAYS)


def workdays_later(work: WorkTime, at: datetime, *, days: int) -> datetime:
    """The same time of day `days` of this person's working days on, inside their hours."""
    day = work.next_day(work.today(at), days)
    hours = work.hours_of(day)
    same = at + timedelta(days=(day - work.today(at)).days)
    return min(max(same, hours[0][0]), hours[-1][1])


def _warn_owner(case: EscalationCase, *, owner: Responder, now: datetime) -> EscalationCase:
    if not owner.work.is_working(now):
        return _set_timer(case, EscalationState.TRIGGERED, owner.work.next_working(now))
    return _set_timer(case, EscalationState.WARNED, owner.work.add_hours(now, REPLY_HOURS), warned=True)


def _next_round(case: EscalationCase, *, chain: EscalationChain, now: datetime) -> EscalationCase:
    if not any(chain.seats) and chain.back and chain.back > now:
        return _set_timer(case, EscalationState.TRIGGERED, chain.back)
    if case.round >= case.policy.repeats or not any(chain.seats):
        return _set_timer(case, EscalationState.UNANSWERED, None)
    return ask_next_level(replace(case, round=case.round + 1, level=-1, told=()), chain=chain, now=now)


def _restart_case(case: EscalationCase, *, now: datetime) -> EscalationCase:
    fresh = replace(case, level=-1, told=(), warned=False, since=now, target=None)
    return _set_timer(fresh, EscalationState.TRIGGERED, now)


def _set_timer(case: EscalationCase, state: EscalationState, due: datetime | None, **changed: object) -> EscalationCase:
    return replace(case, state=state, due=due, process=case.process + 1, **changed)  # type: ignore[arg-type]
