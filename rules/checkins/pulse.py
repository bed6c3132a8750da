"""The sealed confidence pulse: which project a person is asked about, when a week ends, and who sees the result (M-5).

An answer is a whole number from 0 (not at all) to 5 (certain). Answers are counted once, when their week is over
everywhere on Earth, and only the spread of at least four is kept: a result that never changes cannot be used to work
out a single answer by subtraction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from rules.refusal import Refusal
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime, local_instant, zone_of
from rules.weeks import period_of

# With fewer answers than this, no result is shown.
MIN_ANSWERS = 4

# Time after midnight UTC at which the day ends in the last time zone.
LAST_MIDNIGHT_DELAY = timedelta(hours=12)

# The longest wait for a lead who is away.
MAX_LEAD_WAIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PulseSpread:
    """The published result: the lowest and highest answer, the median, and the number of answers."""

    low: int
    high: int
    median: float
    count: int


def choose_project(projects: Sequence[str], *, last_asked: Mapping[str, date], day: date) -> str | None:
    """Choose which of a person's projects to ask about: each once a week, the longest unasked first."""
    week = period_of(day)
    unasked = [id for id in dict.fromkeys(projects) if id not in last_asked or period_of(last_asked[id]) != week]
    return min(unasked, key=lambda id: last_asked.get(id, date.min), default=None)


def parse_answer(text: str) -> int:
    """Return the answer a button carries; raise Refusal for anything but 0 to 5."""
    if len(text) == 1 and text in "012345":
        return int(text)
    raise Refusal("The answer must be 0 to 5.", "", "Tap one of the numbers.")


def require_open(week: str, *, today: date, sealed: bool) -> None:
    """Raise Refusal unless it is still the asked week by the person's own calendar; later, answers are sealed."""
    if sealed or period_of(today) != week:
        raise Refusal(
            "That week is over: its answers are sealed.",
            "Your last answer counts.",
            "Your next check-in asks again.",
        )


def first_open_week(now: datetime) -> str:
    """Return the earliest week that is not over everywhere; earlier ones can be sealed."""
    return period_of((now - LAST_MIDNIGHT_DELAY).date())


def answer_spread(answers: Mapping[str, int], *, excluding: Collection[str] = ()) -> PulseSpread | None:
    """Return the spread of the answers by person, or None for fewer than four.

    `excluding` are the people who get to see the result.
    """
    values = sorted(answer for user, answer in answers.items() if user not in excluding)
    if len(values) < MIN_ANSWERS:
        return None
    return PulseSpread(values[0], values[-1], float(median(values)), len(values))


def lead_notice_time(sealed_at: datetime, *, work: WorkTime) -> datetime:
    """Return when to notify the lead: in their working hours, after a week at the latest."""
    return min(work.next_working(sealed_at), sealed_at + MAX_LEAD_WAIT)


def manager_access_time(lead_notified_at: datetime, *, calendar: Calendar, zone: str) -> datetime:
    """Return when the program manager gets access: a working day after the lead was notified."""
    local = lead_notified_at.astimezone(zone_of(zone))
    return local_instant(calendar.day(calendar.count(local.date()) + 1), local.time(), zone=zone)
