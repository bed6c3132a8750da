"""Escalations (B-60 to B-72): what is red and not taken up climbs, in working hours, until somebody has it.

One pure state machine: every step of a person, of the clock or of the plan is a row of a table; the clock's are `due`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rules.escalations.policy import SURPRISED, Ladder, Policy, Seat
from rules.refusal import Refusal
from rules.time.working_time import HOUR, WorkTime

STILL_AFTER, GIVE_UP_AFTER, SNOOZE_AT_MOST = 1, 10, 5
"""Working days: from taking it to “still on it?”; from the trigger to the end of all repeats; the longest snooze."""

ANSWER_WITHIN, REPLY_WITHIN = 4.0, 4.0
"""Working hours: for “still on it?”, and for the owner's reply before a manager hears of it."""

SETTLE = timedelta(minutes=10)
"""What is red for a moment only (a slip that is undone) asks nobody."""

_SPAN = re.compile(r"(\d{1,3})\s*(h|wd|d)", re.IGNORECASE)


class State(StrEnum):
    TRIGGERED = "triggered"
    WARNED = "warned"
    ACKNOWLEDGED = "acknowledged"
    ASKED = "asked"
    SNOOZED = "snoozed"
    UNANSWERED = "unanswered"
    RESOLVED = "resolved"


class Step(StrEnum):
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
class Case:
    """One escalation as it stands. `level` is -1 before anybody was asked; `told` are those asked in this round.

    `process` grows with every new timer: a job that carries an older one does nothing (B-72). `since` is the last
    (re)trigger, `heard` the last word of a person, `policy` the copy made at the trigger (B-63).
    """

    state: State
    due: datetime | None
    since: datetime
    heard: datetime
    policy: Policy = Policy()
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
        return self.state is not State.RESOLVED


class Forbidden(Refusal):
    """This will be shown when an escalation does not stand where the step could be taken."""


_S = State
_OPEN = frozenset(_S) - {_S.RESOLVED}
ALLOWED: Mapping[Step, frozenset[State]] = {
    Step.ACKNOWLEDGE: _OPEN,
    Step.SNOOZE: frozenset({_S.TRIGGERED, _S.WARNED, _S.ACKNOWLEDGED, _S.ASKED}),
    Step.HAND_OVER: _OPEN,
    Step.RESOLVE: _OPEN,
    Step.REPLY: frozenset({_S.WARNED}),
    Step.OVERRIDE: frozenset({_S.WARNED}),
    Step.TOUCH: frozenset({_S.ACKNOWLEDGED, _S.ASKED}),
    Step.CALM: _OPEN,
    Step.CLIMB: frozenset({_S.TRIGGERED, _S.WARNED}),
    Step.ASK: frozenset({_S.ACKNOWLEDGED}),
    Step.LAPSE: frozenset({_S.ASKED}),
    Step.WAKE: frozenset({_S.SNOOZED}),
}
CLOCK: Mapping[State, Step] = {
    _S.TRIGGERED: Step.CLIMB,
    _S.WARNED: Step.CLIMB,
    _S.ACKNOWLEDGED: Step.ASK,
    _S.ASKED: Step.LAPSE,
    _S.SNOOZED: Step.WAKE,
}
"""What the clock does when the timer of a state is over; the others have none."""


def check(case: Case, step: Step) -> None:
    """This will pass, or raise Forbidden."""
    if case.state not in ALLOWED[step]:
        raise Forbidden(f"You can't {step} that now.", f"It is {case.state}.", "")


def trigger(policy: Policy, *, now: datetime, settle: timedelta = SETTLE) -> Case:
    """A new escalation: the clock asks the first level once it has stood for as long as `settle`."""
    return Case(State.TRIGGERED, due=now + settle, since=now, heard=now, policy=policy)


def acknowledge(case: Case, *, by: Seat, now: datetime) -> Case:
    """Climbing stops, the clock does not: after a working day they are asked whether they are still on it (B-64)."""
    check(case, Step.ACKNOWLEDGE)
    due = later(by.work, now, days=STILL_AFTER)
    return _timer(case, State.ACKNOWLEDGED, due, target=by.user, holder=by.user, heard=now)


def snooze(case: Case, *, by: Seat, until: datetime, reason: str, now: datetime) -> Case:
    """Quiet until an instant from an hour to five working days away; a level's second snooze needs a reason (B-66)."""
    check(case, Step.SNOOZE)
    last = later(by.work, now, days=SNOOZE_AT_MOST)
    if not now + HOUR <= until <= last:
        raise Refusal("That is too short or too long.", "A snooze lasts from an hour to five working days.", "")
    if case.level in case.snoozed and not reason.strip():
        raise Refusal("It was snoozed here before.", "A second snooze needs a reason.", "Say why.")
    return _timer(case, State.SNOOZED, until, heard=now, snoozed=tuple(sorted({*case.snoozed, case.level})))


def hand_over(case: Case, *, to: Seat, now: datetime) -> Case:
    """Somebody else is asked, with the hours of the level it stands at; a snooze ends (B-66)."""
    check(case, Step.HAND_OVER)
    hours = case.policy.levels[max(case.level, 0)].hours
    case = replace(case, told=(*case.told, to.user), since=now, heard=now, holder=None)
    return _timer(case, State.TRIGGERED, to.work.add_hours(now, hours), target=to.user, level=max(case.level, 0))


def resolve(case: Case, *, now: datetime, step: Step = Step.RESOLVE) -> Case:
    """It is over: somebody says so (RESOLVE), or what was red no longer is (CALM)."""
    check(case, step)
    return _timer(case, State.RESOLVED, None, heard=now)


def reply(case: Case, *, text: str, now: datetime) -> Case:
    """The owner's words travel with it; the level above hears of it now (B-70)."""
    check(case, Step.REPLY)
    if not text.strip():
        raise Refusal("The reply is empty.", "", "Write what the next level should know.")
    return _timer(case, State.TRIGGERED, now, reply=text.strip()[:500], heard=now)


def override(case: Case, *, now: datetime) -> Case:
    """A red safety matter: the next level hears of it without waiting for the owner's reply (B-70)."""
    check(case, Step.OVERRIDE)
    return _timer(case, State.TRIGGERED, now, heard=now)


def touch(case: Case, *, holder: Seat, at: datetime) -> Case:
    """Something was said of the item: the working day until “still on it?” begins again (B-65)."""
    check(case, Step.TOUCH)
    return _timer(case, State.ACKNOWLEDGED, later(holder.work, at, days=STILL_AFTER), heard=at)


def ask(case: Case, *, holder: Seat | None, now: datetime) -> Case:
    """“Still on it?”, in the holder's hours; who is away cannot answer, so it starts again without them."""
    check(case, Step.ASK)
    if holder is None:
        return _again(case, now=now)
    if not holder.work.is_working(now):
        return _timer(case, case.state, holder.work.next_working(now))
    return _timer(case, State.ASKED, holder.work.add_hours(now, ANSWER_WITHIN))


def lapse(case: Case, *, now: datetime) -> Case:
    """Nobody said they are still on it: from the first level again (B-64)."""
    check(case, Step.LAPSE)
    return _again(case, now=now)


def wake(case: Case, *, seat: Seat | None, now: datetime) -> Case:
    """The snooze is over: the same person is asked again; who is away meanwhile is passed over."""
    check(case, Step.WAKE)
    if seat is None or case.level < 0:
        return _timer(case, State.TRIGGERED, now, target=None)
    if not seat.work.is_working(now):
        return _timer(case, case.state, seat.work.next_working(now))
    due = seat.work.add_hours(now, case.policy.levels[case.level].hours)
    return _timer(case, State.TRIGGERED, due, target=seat.user)


def climb(case: Case, *, ladder: Ladder, now: datetime) -> Case:
    """The next level that has somebody who is there and was not asked in this round; none is left: the next round.

    Nobody is asked outside their working hours, no manager before the owner has read the words (B-70).
    """
    check(case, Step.CLIMB)
    if now >= ladder.ends:
        return _timer(case, State.UNANSWERED, None)
    rest = enumerate(ladder.seats[case.level + 1 :], case.level + 1)
    found = next(((at, seat) for at, seat in rest if seat and seat.user not in case.told), None)
    if found is None:
        return _next_round(case, ladder=ladder, now=now)
    at, seat = found
    level, owner = case.policy.levels[at], ladder.owner
    if level.role in SURPRISED and not case.warned and owner and owner.user != seat.user:
        return _warn(case, owner=owner, now=now)
    if not seat.work.is_working(now):
        return _timer(case, State.TRIGGERED, seat.work.next_working(now))
    due = seat.work.add_hours(now, level.hours)
    return _timer(case, State.TRIGGERED, due, level=at, target=seat.user, told=(*case.told, seat.user))


def absent(case: Case, *, now: datetime) -> Case:
    """Who was asked went away: their timer is over at once (B-62)."""
    check(case, Step.CLIMB)
    return _timer(case, State.TRIGGERED, now, target=None)


def retimed(case: Case, *, before: WorkTime, after: WorkTime, now: datetime) -> Case:
    """The hours of whom it waits for are other ones: what was left of their timer runs in those."""
    if case.state not in (State.TRIGGERED, State.ASKED) or case.due is None or case.due <= now:
        return case
    return _timer(case, case.state, after.add_hours(now, before.hours_between(now, case.due)))


def snoozed_until(span: str, *, work: WorkTime, now: datetime) -> datetime:
    """The end of "2h" or "3d" (working days); raises Refusal for anything else."""
    found = _SPAN.fullmatch(span.strip())
    if not found:
        raise Refusal("I don't understand for how long.", "", "Write `2h` for hours or `1d` for a working day.")
    count = int(found[1])
    if found[2].casefold() == "h":
        return now + count * HOUR
    return later(work, now, days=min(max(count, 1), SNOOZE_AT_MOST + 1))


def ends(since: datetime, work: WorkTime) -> datetime:
    """When repeats stop: ten working days after the trigger (B-67)."""
    return later(work, since, days=GIVE_UP_AFTER)


def later(work: WorkTime, at: datetime, *, days: int) -> datetime:
    """The same time of day `days` of this person's working days on, inside their hours."""
    day = work.next_day(work.today(at), days)
    hours = work.hours_of(day)
    same = at + timedelta(days=(day - work.today(at)).days)
    return min(max(same, hours[0][0]), hours[-1][1])


def _warn(case: Case, *, owner: Seat, now: datetime) -> Case:
    if not owner.work.is_working(now):
        return _timer(case, State.TRIGGERED, owner.work.next_working(now))
    return _timer(case, State.WARNED, owner.work.add_hours(now, REPLY_WITHIN), warned=True)


def _next_round(case: Case, *, ladder: Ladder, now: datetime) -> Case:
    if not any(ladder.seats) and ladder.back and ladder.back > now:
        return _timer(case, State.TRIGGERED, ladder.back)
    if case.round >= case.policy.repeats or not any(ladder.seats):
        return _timer(case, State.UNANSWERED, None)
    return climb(replace(case, round=case.round + 1, level=-1, told=()), ladder=ladder, now=now)


def _again(case: Case, *, now: datetime) -> Case:
    fresh = replace(case, level=-1, told=(), warned=False, since=now, target=None)
    return _timer(fresh, State.TRIGGERED, now)


def _timer(case: Case, state: State, due: datetime | None, **changed: object) -> Case:
    return replace(case, state=state, due=due, process=case.process + 1, **changed)  # type: ignore[arg-type]
