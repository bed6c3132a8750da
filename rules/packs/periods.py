"""The periods of packs: which days each covers, what it is called, and when it is posted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.dates.found import add_months
from rules.digests.slots import MAX_LATENESS, ON_TIME_TOLERANCE, POST_TIME
from rules.time.calendars import Calendar
from rules.time.working_time import local_day, local_instant

ONE_DAY = timedelta(days=1)


class PackRhythm(StrEnum):
    """The rhythms in which packs are posted; a weekly digest is no pack."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"

    @property
    def months(self) -> int:
        return {PackRhythm.MONTHLY: 1, PackRhythm.QUARTERLY: 3, PackRhythm.ANNUAL: 12}[self]


RHYTHMS = {rhythm.value: rhythm for rhythm in PackRhythm}


@dataclass(frozen=True, slots=True)
class PackPeriod:
    """The days that a pack is about, both ends included. `id` names a whole period ("2026-11"), else is empty."""

    rhythm: PackRhythm
    first: date
    last: date
    id: str = ""

    @property
    def day_before(self) -> date:
        """The last day of the time that it is compared with."""
        return self.first - ONE_DAY


def period_until(rhythm: PackRhythm, last: date, *, start: date) -> PackPeriod:
    """Return the period that ends with a day: a whole one where one ends then, else as many months up to that day.

    A program's year begins on the day and month of its `start`.
    """
    first = add_months(last + ONE_DAY, -rhythm.months)
    return PackPeriod(rhythm, first, last, _whole_period_id(rhythm, first, start=start))


def last_whole_period(rhythm: PackRhythm, today: date, *, start: date) -> PackPeriod:
    """Return the newest whole period that was over before today."""
    return period_until(rhythm, _begin_of_period(rhythm, today, start=start) - ONE_DAY, start=start)


def period_before(period: PackPeriod, *, start: date) -> PackPeriod:
    return period_until(period.rhythm, period.day_before, start=start)


def find_period(id: str, *, start: date) -> PackPeriod:
    """Return the whole period with this id ("2026-11", "2026-Q4", "2026"); raise ValueError for another text."""
    year, _, part = id.partition("-")
    if not part:
        begin = _year_begin(int(year), start)
        last = begin - ONE_DAY if begin > date(int(year), 1, 1) else date(int(year), 12, 31)
        return period_until(PackRhythm.ANNUAL, last, start=start)
    rhythm, months = (PackRhythm.QUARTERLY, int(part[1:]) * 3) if part[:1] == "Q" else (PackRhythm.MONTHLY, int(part))
    return period_until(rhythm, add_months(date(int(year), 1, 1), months) - ONE_DAY, start=start)


@dataclass(frozen=True, slots=True)
class PackSlot:
    """The time at which one pack is due; `late` marks one that was missed."""

    period: PackPeriod
    at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class PackSchedule:
    """The posting times of a program's packs: 09:00 in its zone on the first working day after each period."""

    start: date
    calendar: Calendar
    zone: str

    def due_slot(self, rhythm: PackRhythm, *, now: datetime) -> PackSlot | None:
        """Return the pack due by now, at most a day late."""
        slot = self._newest_slot(rhythm, now)
        lateness = now - slot.at
        if slot.period.last < self.start or not timedelta(0) <= lateness <= MAX_LATENESS:
            return None
        return PackSlot(slot.period, slot.at, lateness > ON_TIME_TOLERANCE)

    def missed_slot(self, rhythm: PackRhythm, *, now: datetime) -> PackSlot | None:
        """Return the newest pack that is too late to be posted by itself; None before the program's first."""
        slot = self._newest_slot(rhythm, now)
        if now - slot.at <= MAX_LATENESS:
            slot = self._slot_of(period_before(slot.period, start=self.start))
        return slot if slot.period.last >= self.start else None

    def _newest_slot(self, rhythm: PackRhythm, now: datetime) -> PackSlot:
        return self._slot_of(last_whole_period(rhythm, local_day(self.zone, now), start=self.start))

    def _slot_of(self, period: PackPeriod) -> PackSlot:
        day = self.calendar.add(period.last, 1)
        return PackSlot(period, local_instant(day, POST_TIME, zone=self.zone))


def _begin_of_period(rhythm: PackRhythm, day: date, *, start: date) -> date:
    """Return the first day of the period that a day is in."""
    if rhythm is PackRhythm.ANNUAL:
        begin = _year_begin(day.year, start)
        return begin if begin <= day else _year_begin(day.year - 1, start)
    month = day.month if rhythm is PackRhythm.MONTHLY else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def _year_begin(year: int, start: date) -> date:
    """Return the first day of the program's year that begins in a calendar year; 29 February becomes 1 March."""
    try:
        return start.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def _whole_period_id(rhythm: PackRhythm, first: date, *, start: date) -> str:
    """Return the id of the period that begins on a day, or "" where none does; a year is named by its last day."""
    if _begin_of_period(rhythm, first, start=start) != first:
        return ""
    if rhythm is PackRhythm.MONTHLY:
        return f"{first:%Y-%m}"
    if rhythm is PackRhythm.QUARTERLY:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    return str((_year_begin(first.year + 1, start) - ONE_DAY).year)
