"""Nudges (B-71): one table of kinds, each with how often it may come and how far apart; never outside working hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rules.time.working_time import WorkTime, zone_of

OPENS, CLOSES = time(9), time(18)
"""Local hours in which anybody is nudged, whatever their own working hours are."""


class Kind(StrEnum):
    NEAR = "near"
    OVERDUE = "overdue"
    STALE = "stale"
    REQUEST = "request"
    CANARY = "canary"
    AMBER = "amber"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many about one thing, at least `gap` working days apart."""

    most: int
    gap: int


LIMITS: Mapping[Kind, Limit] = {
    Kind.NEAR: Limit(2, 2),
    Kind.OVERDUE: Limit(4, 3),
    Kind.STALE: Limit(2, 5),
    Kind.REQUEST: Limit(1, 3),
    Kind.CANARY: Limit(2, 2),
    Kind.AMBER: Limit(1, 5),
    Kind.CHECK: Limit(2, 5),
}
NEAR_AT = (7, 1)
"""Working days before a date at which its owner is asked."""

CANARY_AT = (0.5, 0.8)
"""Shares of the time from promise to need-by after which the promise is asked about (B-38, M-18)."""

REQUEST_AFTER, QUIET_AFTER = 3, 2
"""Working days until a request is recalled; for how long nobody is asked about what they just spoke of."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person already got about something: how many, and when the last one."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A nudge that may be due: `about` is the thing's id, `subject` names it with the day or episode it is about.

    `stage` counts the occasions that have come so far; one that was missed is not made up for.
    """

    kind: Kind
    user: str
    about: str
    subject: str
    stage: int
    name: str = ""
    day: date | None = None
    sentence: str = ""
    milestone: str = ""


def is_due(wish: Wish, *, given: Given, work: WorkTime, now: datetime) -> bool:
    """Whether the person may hear of it now."""
    limit = LIMITS[wish.kind]
    if min(wish.stage, limit.most) <= given.count or not may_be_asked(work, now):
        return False
    return given.last is None or work.next_day(work.today(given.last), limit.gap) <= work.today(now)


def may_be_asked(work: WorkTime, now: datetime) -> bool:
    """In their working hours, and between 09:00 and 18:00 where they are."""
    return work.is_working(now) and OPENS <= now.astimezone(zone_of(work.zone)).time() < CLOSES


def counted(wish: Wish) -> int:
    """What is kept once it was said: occasions before it are over."""
    return min(wish.stage, LIMITS[wish.kind].most)


def near(day: date, *, work: WorkTime, today: date) -> int:
    """How many of the occasions before a date have come; 0 once it is over."""
    left = working_days(work, today, day)
    return sum(left <= ahead for ahead in NEAR_AT) if day >= today else 0


def overdue(day: date, *, work: WorkTime, today: date) -> int:
    """The first working day after a date, and every third from then on."""
    late = working_days(work, day, today)
    return (late + 2) // LIMITS[Kind.OVERDUE].gap if day < today else 0


def check(day: date, *, work: WorkTime, today: date) -> int:
    """On the day that was set for an entry of the register, and once more a working week later."""
    return 0 if today < day else 1 + (working_days(work, day, today) >= LIMITS[Kind.CHECK].gap)


def canary(since: date, need_by: date, *, today: date) -> int:
    """How many shares of the time from `since` to `need_by` are over; none once that day has come."""
    span = (need_by - since).days
    if span <= 0 or not since <= today < need_by:
        return 0
    return sum((today - since).days >= share * span for share in CANARY_AT)


def is_quiet(heard: datetime | None, *, work: WorkTime, today: date) -> bool:
    """Whether something was said of it so lately that nobody is asked."""
    return heard is not None and working_days(work, work.today(heard), today) < QUIET_AFTER


def working_days(work: WorkTime, first: date, last: date) -> int:
    """Days of the calendar worked after `first` up to `last` (leave is not looked at); at most 60 are counted."""
    days = range(first.toordinal() + 1, min(last.toordinal(), first.toordinal() + 90) + 1)
    return sum(work.is_workday(date.fromordinal(day)) for day in days)
