"""The sealed confidence pulse (M-5): about which project somebody is asked, when a week is over, who may know what.

An answer is a whole number from 0 (not at all) to 5 (certain). Answers are counted once, when their week is over
everywhere on Earth, and only the spread of at least four of them is kept: what never changes cannot be subtracted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from rules.refusal import Refusal
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime, local_instant, zone_of
from rules.weeks import period_of

MIN_ANSWERS = 4
MAX_ANSWER = 5
"""Answers below which nothing is told; the best answer."""

LAST_MIDNIGHT_DELAY = timedelta(hours=12)
"""How long after midnight UTC the day ends where it ends last."""

MAX_LEAD_WAIT = timedelta(days=7)
"""How long a lead who is away is waited for."""


@dataclass(frozen=True, slots=True)
class PulseSpread:
    """What is told of the answers: the lowest, the highest, the median, and how many there were."""

    low: int
    high: int
    median: float
    count: int


def choose_project(projects: Sequence[str], *, last_asked: Mapping[str, date], day: date) -> str | None:
    """About which of a person's projects they are asked on a day: once a week each, the longest unasked first."""
    week = period_of(day)
    fresh = [id for id in dict.fromkeys(projects) if id not in last_asked or period_of(last_asked[id]) != week]
    return min(fresh, key=lambda id: last_asked.get(id, date.min), default=None)


def parse_answer(text: str) -> int:
    """The answer that a button carries; raises Refusal for anything but 0 to 5."""
    if len(text) == 1 and text in "012345":
        return int(text)
    raise Refusal("That is no answer from 0 to 5.", "", "Tap one of the numbers.")


def require_open(week: str, *, today: date, sealed: bool) -> None:
    """This will pass in the week that was asked about, by the person's own calendar; later the answers are sealed."""
    if sealed or period_of(today) != week:
        raise Refusal(
            "That week is over: its answers are sealed.",
            "What you said until then counts as it was.",
            "You are asked anew in a check-in of yours.",
        )


def first_open_week(now: datetime) -> str:
    """The earliest week that is not over yet everywhere; those before it can be sealed."""
    return period_of((now - LAST_MIDNIGHT_DELAY).date())


def answer_spread(answers: Mapping[str, int], *, excluding: Collection[str] = ()) -> PulseSpread | None:
    """What may be told of the answers by person; `without` are those who get to see it. None below four."""
    counted = sorted(answer for user, answer in answers.items() if user not in excluding)
    if len(counted) < MIN_ANSWERS:
        return None
    return PulseSpread(counted[0], counted[-1], float(median(counted)), len(counted))


def lead_notice_time(sealed_at: datetime, *, work: WorkTime) -> datetime:
    """When the lead is told: in their working hours, after a week at the latest."""
    return min(work.next_working(sealed_at), sealed_at + MAX_LEAD_WAIT)


def manager_access_time(lead_notified_at: datetime, *, calendar: Calendar, zone: str) -> datetime:
    """From when the program manager may look: a working day after the lead was told."""
    local = lead_notified_at.astimezone(zone_of(zone))
    return local_instant(calendar.day(calendar.count(local.date()) + 1), local.time(), zone=zone)
