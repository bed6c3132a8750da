"""Nudges: how often each kind may be sent and how far apart; never outside working hours (B-71)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rules.time.working_time import WorkTime, zone_of

# Nudges are sent only within these local hours, whatever the person's own working hours are.
EARLIEST_NUDGE_TIME = time(9)
LATEST_NUDGE_TIME = time(18)


class NudgeKind(StrEnum):
    READING = "reading"
    NEAR = "near"
    OVERDUE = "overdue"
    STALE = "stale"
    REQUEST = "request"
    CANARY = "canary"
    AMBER = "amber"
    UNBLOCK = "unblock"
    EXPLAIN = "explain"
    CHECK = "check"
    MISSED = "missed"
    OWN_DATES = "own dates"


def daily_message_key(user: str, day: date) -> str:
    """Return the key of a person's one message of a day, which everything that is asked is part of."""
    return f"checkin:{user}:{day}"


@dataclass(frozen=True, slots=True)
class NudgeLimit:
    """At most `max_count` nudges about one item, at least `gap` working days apart."""

    max_count: int
    gap: int


NUDGE_LIMITS: Mapping[NudgeKind, NudgeLimit] = {
    NudgeKind.READING: NudgeLimit(1, 2),
    NudgeKind.NEAR: NudgeLimit(2, 2),
    NudgeKind.OVERDUE: NudgeLimit(4, 3),
    NudgeKind.STALE: NudgeLimit(2, 5),
    NudgeKind.REQUEST: NudgeLimit(1, 3),
    NudgeKind.CANARY: NudgeLimit(2, 2),
    NudgeKind.AMBER: NudgeLimit(1, 5),
    NudgeKind.UNBLOCK: NudgeLimit(2, 2),
    NudgeKind.EXPLAIN: NudgeLimit(2, 5),
    NudgeKind.CHECK: NudgeLimit(2, 5),
    NudgeKind.MISSED: NudgeLimit(1, 2),
    NudgeKind.OWN_DATES: NudgeLimit(1, 2),
}
# These ask about a milestone's date; in a message, each becomes that milestone's one line.
MILESTONE_KINDS = frozenset({NudgeKind.NEAR, NudgeKind.OVERDUE, NudgeKind.STALE, NudgeKind.CANARY})
# Working days before a date on which its owner is asked.
UPCOMING_NUDGE_DAYS = (7, 1)

# Working days after an update in which its author is not asked about the same item.
QUIET_DAYS = 2


@dataclass(frozen=True, slots=True)
class NudgeHistory:
    """The nudges a person already got about an item: how many, and when the last one was sent."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Nudge:
    """A nudge that may be due: `about` is the item's id, `subject` adds the day or episode it refers to.

    `stage` counts the occasions so far; a missed one is not made up for.
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


# A nudge, and a function that counts how many of its occasions have come by a day of the person's working time.
NudgeCandidate = tuple[Nudge, Callable[[WorkTime, date], int]]


def is_due(nudge: Nudge, *, history: NudgeHistory, work: WorkTime, now: datetime, in_checkin: bool = False) -> bool:
    """Return whether the person may get this nudge now; in a check-in it may come at any of their working hours."""
    limit = NUDGE_LIMITS[nudge.kind]
    may_be_sent = work.is_working(now) if in_checkin else may_be_asked(work, now)
    if min(nudge.stage, limit.max_count) <= history.count or not may_be_sent:
        return False
    return history.last is None or work.next_day(work.today(history.last), limit.gap) <= work.today(now)


def may_be_asked(work: WorkTime, now: datetime) -> bool:
    """Return whether `now` is within the person's working hours and between 09:00 and 18:00 local time."""
    return work.is_working(now) and EARLIEST_NUDGE_TIME <= now.astimezone(zone_of(work.zone)).time() < LATEST_NUDGE_TIME


def capped_stage(nudge: Nudge) -> int:
    """Return the stage to save once a nudge was sent; earlier occasions count as used."""
    return min(nudge.stage, NUDGE_LIMITS[nudge.kind].max_count)


def upcoming_stage(day: date, *, work: WorkTime, today: date) -> int:
    """Return how many of the occasions before a date have come; 0 once the date has passed."""
    days_left = working_days(work, today, day)
    return sum(days_left <= days_before for days_before in UPCOMING_NUDGE_DAYS) if day >= today else 0


def is_still_far(day: date, *, work: WorkTime, today: date) -> bool:
    """Return whether no nudge about the date itself has come yet; later ones ask about a stale forecast as well."""
    return day >= today and not upcoming_stage(day, work=work, today=today)


def overdue_stage(day: date, *, work: WorkTime, today: date) -> int:
    """Return how many overdue nudges are due: one on the next working day, then one every third."""
    days_late = working_days(work, day, today)
    return (days_late + 2) // NUDGE_LIMITS[NudgeKind.OVERDUE].gap if day < today else 0


def unblocking_stage(need_by: date, *, work: WorkTime, today: date) -> int:
    """Return how many nudges to unblock are due: one on the working day before the day, one on the day after it."""
    if today <= need_by:
        return int(working_days(work, today, need_by) <= 1)
    return 1 + (working_days(work, need_by, today) >= 1)


def check_date_stage(day: date, *, work: WorkTime, today: date) -> int:
    """Return how many checks are due: one on an entry's check date, another a working week later."""
    return 0 if today < day else 1 + (working_days(work, day, today) >= NUDGE_LIMITS[NudgeKind.CHECK].gap)


def reading_stage(due: date, *, today: date) -> int:
    """Return 1 from the day on which a reading is due; it is asked for once (B-91)."""
    return int(today >= due)


def confirmation_stage(since: date, need_by: date, *, today: date, shares: tuple[float, float]) -> int:
    """Return after how many of the shares of the time to `need_by` the provider was to confirm; 0 from that day on."""
    total_days = (need_by - since).days
    if total_days <= 0 or not since <= today < need_by:
        return 0
    return sum((today - since).days >= share * total_days for share in shares)


def is_quiet(last_update: datetime | None, *, work: WorkTime, today: date) -> bool:
    """Return whether the last update is too recent to ask again."""
    return last_update is not None and working_days(work, work.today(last_update), today) < QUIET_DAYS


def was_just_asked(nudge: Nudge, *, asked_on: date | None, work: WorkTime, today: date) -> bool:
    """Return whether a check-in asked about this date on the last working day, so that a nudge would only repeat it."""
    repeats = nudge.kind in (NudgeKind.NEAR, NudgeKind.STALE)
    return repeats and asked_on is not None and asked_on < today and working_days(work, asked_on, today) < QUIET_DAYS


def working_days(work: WorkTime, first: date, last: date) -> int:
    """Count calendar working days after `first` up to `last`, ignoring leave; looks at most 90 days ahead."""
    ordinals = range(first.toordinal() + 1, min(last.toordinal(), first.toordinal() + 90) + 1)
    return sum(work.is_workday(date.fromordinal(ordinal)) for ordinal in ordinals)
