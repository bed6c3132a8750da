"""Days that can be meant: a day in the past, far from the one it replaces or on another weekday is asked about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.dates import reading
from rules.dates.found import NotADate, format_day, resolve_day
from rules.refusal import AmbiguousInput, Refusal
from rules.time.calendars import Calendar

# A day further from the one it replaces is asked about.
MAX_MOVE = timedelta(days=365)
# Nothing is planned further ahead, and pictures and simulations need an end.
MAX_YEARS_AHEAD = 30
_WHICH_DAY = "Which day do you mean?"


class DoubtfulDay(AmbiguousInput):
    """Raised for a day that is hardly meant; `days` are those that may be, for buttons where there is a place."""

    def __init__(
        self, what: str, why: str = "", instead: str = "", *, days: Iterable[date] = (), again: str = "", today: date
    ) -> None:
        self.days = tuple(days)
        self.choices, self.again = tuple((day.isoformat(), format_day(day, today=today)) for day in self.days), again
        Refusal.__init__(self, what, why, instead)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which nobody works, and the next working day."""

    day: date
    next_workday: date


def is_near(day: date, other: date) -> bool:
    """Return whether a day is near enough to another to replace it unasked."""
    return abs(day - other) <= MAX_MOVE


def read_day(text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", again: str = "") -> date:
    """Read an argument that must be one day; raise DoubtfulDay for several readings, NotADate for none.

    `again` is the command to run for each of the days offered, with {} in place of the day.
    """
    try:
        parsed = reading.parse_or_raise(text, today=today, locale=locale, zone=zone)
    except NotADate as refusal:
        if not refusal.days:
            raise
        what = refusal.why.removesuffix(".") + "."
        raise DoubtfulDay(what, "", _WHICH_DAY, days=refusal.days, again=again, today=today) from None
    if parsed.alternatives and parsed.day:
        days = tuple(sorted({parsed.day, *parsed.alternatives}))
        what = f"“{text.strip()[:60]}” can be {' or '.join(format_day(day, today=today) for day in days)}."
        raise DoubtfulDay(what, "", _WHICH_DAY, days=days, again=again, today=today)
    return resolve_day(parsed, old=None)


def offered_days(text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC") -> tuple[str, tuple[date, ...]]:
    """Return why the words are no day, and the days that may be meant instead."""
    try:
        reading.parse_or_raise(text, today=today, locale=locale, zone=zone)
    except NotADate as refusal:
        return refusal.why, refusal.days
    return "", ()


def require_ahead(
    day: date,
    *,
    today: date,
    replaces: date | None = None,
    sure: bool = False,
    instead: str = "Give the day it is due.",
    again: str = "",
) -> None:
    """Raise DoubtfulDay unless something can be due on `day`: never in the past or beyond any plan.

    A day more than a year from the one it `replaces` needs a person who is `sure`; `again` is the command that shows
    such a day, {}, before it is saved.
    """
    if day < today:
        raise DoubtfulDay(f"{format_day(day, today=today)} is in the past.", "", instead, today=today)
    require_countable(day, today=today)
    if replaces and not sure and not is_near(day, replaces):
        said, old = format_day(day, today=today), format_day(replaces, today=today)
        raise DoubtfulDay(
            f"{said} is more than a year {'after' if day > replaces else 'before'} {old}.",
            "",
            "Is that the day you mean?",
            days=_nearby_years(day, replaces=replaces, today=today),
            again=again,
            today=today,
        )


def require_begun(day: date, *, today: date, sure: bool = False, what: str = "When was it done?") -> None:
    """Raise DoubtfulDay unless something can have been done on `day`: not in the future, and not years ago."""
    if day > today:
        raise DoubtfulDay(f"{format_day(day, today=today)} is in the future.", what, today=today)
    if not sure and today - day > MAX_MOVE:
        said = format_day(day, today=today)
        raise DoubtfulDay(f"{said} is more than a year ago.", "", "Is that the day you mean?", days=(day,), today=today)


def require_countable(day: date, *, today: date) -> None:
    """Raise DoubtfulDay for a day that no plan reaches, in either direction."""
    if abs(day.year - today.year) > MAX_YEARS_AHEAD:
        raise DoubtfulDay(
            f"{format_day(day, today=today)} is more than {MAX_YEARS_AHEAD} years away.",
            "",
            "Check the year.",
            today=today,
        )


def find_day_off(day: date | None, calendar: Calendar) -> DayOff | None:
    """Return the day off that `day` is, with the next working day; None for a working day."""
    if day is None or calendar.is_workday(day):
        return None
    return DayOff(day, calendar.add(day, 1))


def _nearby_years(day: date, *, replaces: date, today: date) -> tuple[date, ...]:
    """Return the day as said, and the same day of the year that is nearest to the one it replaces."""
    years = (replaces.year - 1, replaces.year, replaces.year + 1)
    same_days = [moved for year in years if (moved := _in_year(day, year)) and moved >= today]
    nearest = sorted(same_days, key=lambda other: abs(other - replaces))[:1]
    return tuple(sorted({day, *nearest}))


def _in_year(day: date, year: int) -> date | None:
    try:
        return day.replace(year=year)
    except ValueError:
        return None
