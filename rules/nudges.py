"""Nudges (B-71): one table of kinds, each with how often it may come and how far apart; never outside working hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rules.time.working_time import WorkTime, zone_of

EARLIEST_NUDGE_TIME = time(9)
LATEST_NUDGE_TIME = time(18)
"""Local hours in which anybody is nudged, whatever their own working hours are."""


class NudgeKind(StrEnum):
    NEAR = "near"
    OVERDUE = "overdue"
    STALE = "stale"
    REQUEST = "request"
    CANARY = "canary"
    AMBER = "amber"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class NudgeLimit:
    """At most so many about one thing, at least `gap` working days apart."""

    max_count: int
    gap: int


NUDGE_LIMITS: Mapping[NudgeKind, NudgeLimit] = {
    NudgeKind.NEAR: NudgeLimit(2, 2),
    NudgeKind.OVERDUE: NudgeLimit(4, 3),
    NudgeKind.STALE: NudgeLimit(2, 5),
    NudgeKind.REQUEST: NudgeLimit(1, 3),
    NudgeKind.CANARY: NudgeLimit(2, 2),
    NudgeKind.AMBER: NudgeLimit(1, 5),
    NudgeKind.CHECK: NudgeLimit(2, 5),
}
UPCOMING_NUDGE_DAYS = (7, 1)
"""Working days before a date at which its owner is asked."""

CONFIRMATION_NUDGE_SHARES = (0.5, 0.8)
"""Shares of the time from promise to need-by after which the promise is asked about (B-38, M-18)."""

REQUEST_REMINDER_DAYS = 3
QUIET_DAYS = 2
"""Working days until a request is recalled; for how long nobody is asked about what they just spoke of."""


@dataclass(frozen=True, slots=True)
class NudgeHistory:
    """What a person already got about something: how many, and when the last one."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Nudge:
    """A nudge that may be due: `about` is the thing's id, `subject` names it with the day or episode it is about.

    `stage` counts the occasions that have come so far; one that was missed is not made up for.
    """

    kind: NudgeKind
    user: str
    about: str
    subject: str
    stage: int
    name: str = ""
    day: date | None = None
    sentence: str = ""
    milestone: str = ""


def is_due(nudge: Nudge, *, history: NudgeHistory, work: WorkTime, now: datetime) -> bool:
    """Whether the person may hear of it now."""
    limit = NUDGE_LIMITS[nudge.kind]
    if min(nudge.stage, limit.max_count) <= history.count or not may_be_asked(work, now):
        return False
    return history.last is None or work.next_day(work.today(history.last), limit.gap) <= work.today(now)


def may_be_asked(work: WorkTime, now: datetime) -> bool:
    """In their working hours, and between 09:00 and 18:00 where they are."""
    return work.is_working(now) and EARLIEST_NUDGE_TIME <= now.astimezone(zone_of(work.zone)).time() < LATEST_NUDGE_TIME


def capped_stage(nudge: Nudge) -> int:
    """What is kept once it was said: occasions before it are over."""
    return min(nudge.stage, NUDGE_LIMITS[nudge.kind].max_count)


def upcoming_stage(day: date, *, work: WorkTime, today: date) -> int:
    """How many of the occasions before a date have come; 0 once it is over."""
    left = working_days(work, today, day)
    return sum(left <= ahead for ahead in UPCOMING_NUDGE_DAYS) if day >= today else 0


def overdue_stage(day: date, *, work: WorkTime, today: date) -> int:
    """The first working day after a date, and every third from then on."""
    late = working_days(work, day, today)
    return (late + 2) // NUDGE_LIMITS[NudgeKind.OVERDUE].gap if day < today else 0


def check_date_stage(day: date, *, work: WorkTime, today: date) -> int:
    """On the day that was set for an entry of the register, and once more a working week later."""
    return 0 if today < day else 1 + (working_days(work, day, today) >= NUDGE_LIMITS[NudgeKind.CHECK].gap)


def confirmation_stage(since: date, need_by: date, *, today: date) -> int:
    """How many shares of the time from `since` to `need_by` are over; none once that day has come."""
    span = (need_by - since).days
    if span <= 0 or not since <= today < need_by:
        return 0
    return sum((today - since).days >= share * span for share in CONFIRMATION_NUDGE_SHARES)


def is_quiet(last_update: datetime | None, *, work: WorkTime, today: date) -> bool:
    """Whether something was said of it so lately that nobody is asked."""
    return last_update is not None and working_days(work, work.today(last_update), today) < QUIET_DAYS


def working_days(work: WorkTime, first: date, last: date) -> int:
    """Days of the calendar worked after `first` up to `last` (leave is not looked at); at most 60 are counted."""
    days = range(first.toordinal() + 1, min(last.toordinal(), first.toordinal() + 90) + 1)
    return sum(work.is_workday(date.fromordinal(day)) for day in days)
