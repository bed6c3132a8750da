"""The times at which a digest is due: the draft on Friday, a channel's and a person's on Monday (B-80, B-86)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rules.resources.load import monday_of
from rules.time.working_time import NoWorkTime, WorkTime, local_day, local_instant
from rules.weeks import period_of

POST_TIME = time(9, 0)
DRAFT_TIME = time(14, 0)
CHECK_LEAD = timedelta(hours=1)
MAX_LATENESS = timedelta(hours=24)
ON_TIME_TOLERANCE = timedelta(minutes=10)
TOO_LATE_REASON = "not posted within a day of its time"


@dataclass(frozen=True, slots=True)
class EditionSlot:
    """The time at which one edition is due. `period` is the ISO week ("2026-W11"); `late` marks a missed edition."""

    period: str
    at: datetime
    late: bool = False


def due_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """Return the edition due by `now`: Monday 09:00 in the program's zone, at most a day late (B-86)."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    lateness = now - slot.at
    return (
        EditionSlot(slot.period, slot.at, lateness > ON_TIME_TOLERANCE)
        if timedelta(0) <= lateness <= MAX_LATENESS
        else None
    )


def missed_slot(*, now: datetime, zone: str) -> EditionSlot:
    """Return the latest edition that is too late to post automatically, more than a day after its time."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    return (
        slot if now - slot.at > MAX_LATENESS else _slot_of_week(now - 7 * MAX_LATENESS, zone, weekday=0, hour=POST_TIME)
    )


def due_draft_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """Return the draft due by `now`: Friday 14:00, for the following Monday's edition, until that is posted."""
    slot = _slot_of_week(now, zone, weekday=4, hour=DRAFT_TIME)
    if not timedelta(0) <= now - slot.at <= timedelta(hours=66):
        return None
    return EditionSlot(period_of(local_day(zone, slot.at) + timedelta(days=3)), slot.at)


def due_check_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """Return the edition whose edits are compared with live data: in the hour before it goes out, from Monday 08:00."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    return slot if timedelta(0) < slot.at - now <= CHECK_LEAD else None


def upcoming_slot(*, now: datetime, zone: str) -> EditionSlot:
    """Return the next edition that goes out by itself: this Monday's until 09:00, then that of the next one."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    return slot if now < slot.at else _slot_of_week(now + timedelta(days=7), zone, weekday=0, hour=POST_TIME)


def _slot_of_week(now: datetime, zone: str, *, weekday: int, hour: time) -> EditionSlot:
    """Return this week's slot. A local time skipped by a clock change becomes the first instant after the gap."""
    day = monday_of(local_day(zone, now)) + timedelta(days=weekday)
    return EditionSlot(period_of(day), local_instant(day, hour, zone=zone))


def personal_moment(work: WorkTime, *, now: datetime) -> datetime | None:
    """Return when a person first reads a digest this week: Monday 09:00 of their own, or their next hour of work.

    None if they are away for the whole week.
    """
    monday = monday_of(local_day(work.zone, now))
    try:
        at = work.next_working(local_instant(monday, POST_TIME, zone=work.zone))
    except NoWorkTime:
        return None
    return at if local_day(work.zone, at) < monday + timedelta(days=7) else None
