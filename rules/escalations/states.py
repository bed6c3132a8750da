"""Escalations: red items climb level by level, in working hours, until a person takes them on (B-60 to B-72).

One pure state machine: every step of a person, the clock or the plan is a row of a table; `due` holds the time of the
clock's next step.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rules.escalations.policy import OWNER_WARNED_ROLES, EscalationChain, EscalationPolicy, Responder
from rules.refusal import Refusal
from rules.time.working_time import HOUR, WorkTime

# Working days from acknowledging to “still on it?”.
FOLLOW_UP_DAYS = 1
# Working days from the trigger to the end of all repeats.
GIVE_UP_DAYS = 10
# Working days of the longest snooze.
MAX_SNOOZE_DAYS = 5

# Working hours to answer “still on it?”.
ANSWER_HOURS = 4.0
# Working hours for the owner's reply before a manager is notified.
REPLY_HOURS = 4.0

# An item that is red only briefly (a slip that is undone) causes no escalation.
SETTLE_DELAY = timedelta(minutes=10)


class EscalationState(StrEnum):
    TRIGGERED = "triggered"
    WARNED = "warned"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    SNOOZED = "snoozed"
    UNANSWERED = "unanswered"
    RESOLVED = "resolved"


class EscalationStep(StrEnum):
    """People take ACKNOWLEDGE to OVERRIDE, the plan TOUCH and CALM, the clock the rest."""

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
    """The current state of one escalation.

    level: -1 before anyone was asked.
    told: the people asked in this round.
    process: grows with every new timer; a job with an older value does nothing (B-72).
    since: the last (re)trigger.
    heard: when a person last responded.
    policy: the copy made at the trigger (B-63).
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
    """Raised when a step is not allowed in the escalation's current state."""


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
_STEP_WORDS = {EscalationStep.ACKNOWLEDGE: "take", EscalationStep.HAND_OVER: "reassign"}
# The step the clock takes when the timer of a state runs out; other states have no timer.
TIMER_STEPS: Mapping[EscalationState, EscalationStep] = {
    _S.TRIGGERED: EscalationStep.CLIMB,
    _S.WARNED: EscalationStep.CLIMB,
    _S.ACKNOWLEDGED: EscalationStep.ASK,
    _S.ASKED: EscalationStep.LAPSE,
    _S.SNOOZED: EscalationStep.WAKE,
}


def require_allowed(case: EscalationCase, step: EscalationStep) -> None:
    """Raise EscalationStepForbidden unless the step is allowed in the current state."""
    if case.state in ALLOWED_STATES[step]:
        return
    if step is EscalationStep.OVERRIDE:
        raise EscalationStepForbidden(
            "`now` skips the wait for the owner's reply.", "No reply is awaited right now.", ""
        )
    state = "resolved" if case.state is EscalationState.RESOLVED else f"{case.state} right now"
    raise EscalationStepForbidden(f"You can't {_STEP_WORDS.get(step, step)} that.", f"It is {state}.", "")


def open_case(policy: EscalationPolicy, *, now: datetime, settle: timedelta = SETTLE_DELAY) -> EscalationCase:
    """Open an escalation; the first level is asked after `settle`."""
    return EscalationCase(EscalationState.TRIGGERED, due=now + settle, since=now, heard=now, policy=policy)


def acknowledge(case: EscalationCase, *, by: Responder, now: datetime) -> EscalationCase:
    """Stop the climb but not the clock: after a working day the holder is asked whether they are still on it (B-64)."""
    require_allowed(case, EscalationStep.ACKNOWLEDGE)
    due = _follow_up_time(by.work, now)
    return _set_timer(case, EscalationState.ACKNOWLEDGED, due, target=by.user, holder=by.user, heard=now)


def snooze(case: EscalationCase, *, by: Responder, until: datetime, reason: str, now: datetime) -> EscalationCase:
    """Silence the escalation for an hour to five working days; a level's second snooze needs a reason (B-66)."""
    require_allowed(case, EscalationStep.SNOOZE)
    latest = workdays_later(by.work, now, days=MAX_SNOOZE_DAYS)
    if not now + HOUR <= until <= latest:
        raise Refusal("That is too short or too long.", "A snooze lasts from an hour to five working days.", "")
    if case.level in case.snoozed and not reason.strip():
        raise Refusal("It was already snoozed at this level.", "A second snooze needs a reason.", "Say why.")
    return _set_timer(
        case, EscalationState.SNOOZED, until, heard=now, snoozed=tuple(sorted({*case.snoozed, case.level}))
    )


def hand_over(case: EscalationCase, *, to: Responder, now: datetime) -> EscalationCase:
    """Ask another person, with the hours of the current level; this ends a snooze (B-66)."""
    require_allowed(case, EscalationStep.HAND_OVER)
    hours = case.policy.levels[max(case.level, 0)].hours
    case = replace(case, told=(*case.told, to.user), since=now, heard=now, holder=None)
    return _set_timer(
        case, EscalationState.TRIGGERED, to.work.add_hours(now, hours), target=to.user, level=max(case.level, 0)
    )


def resolve(case: EscalationCase, *, now: datetime, step: EscalationStep = EscalationStep.RESOLVE) -> EscalationCase:
    """Close the escalation: a person says it is over (RESOLVE), or it is no longer red (CALM)."""
    require_allowed(case, step)
    return _set_timer(case, EscalationState.RESOLVED, None, heard=now)


def record_reply(case: EscalationCase, *, text: str, now: datetime) -> EscalationCase:
    """Save the owner's reply, which travels with the escalation, and ask the next level now (B-70)."""
    require_allowed(case, EscalationStep.REPLY)
    if not text.strip():
        raise Refusal("The reply is empty.", "", "Write what the next level should know.")
    return _set_timer(case, EscalationState.TRIGGERED, now, reply=text.strip()[:500], heard=now)


def skip_owner_reply(case: EscalationCase, *, now: datetime) -> EscalationCase:
    """Ask the next level at once, without waiting for the owner's reply, for a red safety matter (B-70)."""
    require_allowed(case, EscalationStep.OVERRIDE)
    return _set_timer(case, EscalationState.TRIGGERED, now, heard=now)


def restart_follow_up(case: EscalationCase, *, holder: Responder, at: datetime) -> EscalationCase:
    """Restart the working day until “still on it?” after any activity on the item (B-65)."""
    require_allowed(case, EscalationStep.TOUCH)
    return _set_timer(case, EscalationState.ACKNOWLEDGED, _follow_up_time(holder.work, at), heard=at)


def ask_holder(case: EscalationCase, *, holder: Responder | None, now: datetime) -> EscalationCase:
    """Ask “still on it?” in the holder's working hours; start again without a holder who is away."""
    require_allowed(case, EscalationStep.ASK)
    if holder is None:
        return _restart_case(case, now=now)
    if not holder.work.is_working(now):
        return _set_timer(case, case.state, holder.work.next_working(now))
    return _set_timer(case, EscalationState.ASKED, holder.work.add_hours(now, ANSWER_HOURS))


def restart_after_silence(case: EscalationCase, *, now: datetime) -> EscalationCase:
    """Start again from the first level after no answer to “still on it?” (B-64)."""
    require_allowed(case, EscalationStep.LAPSE)
    return _restart_case(case, now=now)


def end_snooze(case: EscalationCase, *, responder: Responder | None, now: datetime) -> EscalationCase:
    """Ask the same person again after a snooze, or move on if they are away by now."""
    require_allowed(case, EscalationStep.WAKE)
    if responder is None or case.level < 0:
        return _set_timer(case, EscalationState.TRIGGERED, now, target=None)
    if not responder.work.is_working(now):
        return _set_timer(case, case.state, responder.work.next_working(now))
    due = responder.work.add_hours(now, case.policy.levels[case.level].hours)
    return _set_timer(case, EscalationState.TRIGGERED, due, target=responder.user)


def ask_next_level(case: EscalationCase, *, chain: EscalationChain, now: datetime) -> EscalationCase:
    """Ask the next level whose person is present and not yet asked in this round; else start the next round.

    People are asked only in their working hours, and managers only after the owner has read the text (B-70).
    """
    require_allowed(case, EscalationStep.CLIMB)
    if now >= chain.ends:
        return _set_timer(case, EscalationState.UNANSWERED, None)
    remaining_seats = enumerate(chain.seats[case.level + 1 :], case.level + 1)
    next_seat = next(((index, seat) for index, seat in remaining_seats if seat and seat.user not in case.told), None)
    if next_seat is None:
        return _next_round(case, chain=chain, now=now)
    index, seat = next_seat
    level, owner = case.policy.levels[index], chain.owner
    if level.role in OWNER_WARNED_ROLES and not case.warned and owner and owner.user != seat.user:
        return _warn_owner(case, owner=owner, now=now)
    if not seat.work.is_working(now):
        return _set_timer(case, EscalationState.TRIGGERED, seat.work.next_working(now))
    due = seat.work.add_hours(now, level.hours)
    return _set_timer(case, EscalationState.TRIGGERED, due, level=index, target=seat.user, told=(*case.told, seat.user))


def skip_absent_target(case: EscalationCase, *, now: datetime) -> EscalationCase:
    """End the timer of a person who has gone away (B-62)."""
    require_allowed(case, EscalationStep.CLIMB)
    return _set_timer(case, EscalationState.TRIGGERED, now, target=None)


def rescale_timer(case: EscalationCase, *, before: WorkTime, after: WorkTime, now: datetime) -> EscalationCase:
    """Convert the time left on the timer to the person's changed working hours."""
    if case.state not in (EscalationState.TRIGGERED, EscalationState.ASKED) or case.due is None or case.due <= now:
        return case
    return _set_timer(case, case.state, after.add_hours(now, before.hours_between(now, case.due)))


def give_up_time(since: datetime, work: WorkTime) -> datetime:
    """Return when repeats stop: ten working days after the trigger (B-67)."""
    return workdays_later(work, since, days=GIVE_UP_DAYS)


def workdays_later(work: WorkTime, at: datetime, *, days: int) -> datetime:
    """Return the same time of day `days` of the person's working days later, within their hours."""
    day = work.next_day(work.today(at), days)
    hours = work.hours_of(day)
    same_time = at + timedelta(days=(day - work.today(at)).days)
    return min(max(same_time, hours[0][0]), hours[-1][1])


def _follow_up_time(work: WorkTime, at: datetime) -> datetime:
    """Return when to ask “still on it?”: within working hours, so that the time that is shown is kept."""
    return work.next_working(workdays_later(work, at, days=FOLLOW_UP_DAYS))


def _warn_owner(case: EscalationCase, *, owner: Responder, now: datetime) -> EscalationCase:
    if not owner.work.is_working(now):
        return _set_timer(case, EscalationState.TRIGGERED, owner.work.next_working(now))
    return _set_timer(case, EscalationState.WARNED, owner.work.add_hours(now, REPLY_HOURS), warned=True)


def _next_round(case: EscalationCase, *, chain: EscalationChain, now: datetime) -> EscalationCase:
    if not any(chain.seats) and chain.back and chain.back > now:
        return _set_timer(case, EscalationState.TRIGGERED, chain.back)
    people = {seat.user for seat in chain.seats if seat}
    if case.round >= case.policy.repeats or len(people) == 0 or (len(people) == 1 and people <= set(case.told)):
        return _set_timer(case, EscalationState.UNANSWERED, None)
    return ask_next_level(replace(case, round=case.round + 1, level=-1, told=()), chain=chain, now=now)


def _restart_case(case: EscalationCase, *, now: datetime) -> EscalationCase:
    restarted = replace(case, level=-1, told=(), warned=False, since=now, target=None)
    return _set_timer(restarted, EscalationState.TRIGGERED, now)


def _set_timer(case: EscalationCase, state: EscalationState, due: datetime | None, **changed: object) -> EscalationCase:
    return replace(case, state=state, due=due, process=case.process + 1, **changed)  # type: ignore[arg-type]
