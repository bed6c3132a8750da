"""The result of reading a date: the day, how exactly it was written, its position, and why it is that day."""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.refusal import Refusal

AddWorkingDays = Callable[[date, int], date]


class NotADate(Refusal):
    """Raised when words that should be a date are not one; `days` are those that may be meant."""

    def __init__(self, what: str, why: str = "", instead: str = "", *, days: tuple[date, ...] = ()) -> None:
        self.days = days
        super().__init__(what, why, instead)


@dataclass(frozen=True, slots=True)
class Delta:
    """A signed length: `unit` is day, wd (working day), week, month or year; later is positive."""

    amount: int
    unit: str

    @property
    def days(self) -> int:
        """The length in calendar days; a month counts as 30, a year as 365 and five working days as seven."""
        if self.unit == "wd":
            weeks, rest = divmod(abs(self.amount), 5)
            return (weeks * 7 + rest) * (1 if self.amount > 0 else -1)
        return self.amount * {"day": 1, "week": 7, "month": 30, "year": 365}[self.unit]

    def after(self, day: date, add_working_days: AddWorkingDays | None = None) -> date:
        """Return the day this length after `day`.

        `add_working_days(day, n)` counts working days (Monday to Friday if absent).
        """
        if self.unit == "wd":
            return (add_working_days or add_weekdays)(day, self.amount)
        if self.unit in ("month", "year"):
            return add_months(day, self.amount * (12 if self.unit == "year" else 1))
        return day + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A date as it was written.

    `kind` is day, period, range or delta. `day` is the day as a deadline (the last one of a period or range) and None
    for a delta, `first` the first one. `old` is the date it moved from, if given. `grain` is day, week, month, quarter,
    half or year. A `delta` with `base` None counts from the thing's previous date, else from `base`. `moment` carries
    the zone when a time of day was given. `start` and `end` are positions in the text that was read, `alternatives` the
    other days that the same words can mean. A `sure` day was chosen by the person in answer to a question.
    """

    kind: str
    start: int
    end: int
    day: date | None = None
    first: date | None = None
    old: date | None = None
    delta: Delta | None = None
    base: date | None = None
    grain: str = "day"
    time: dt.time | None = None
    moment: datetime | None = None
    why: str = ""
    alternatives: tuple[date, ...] = ()
    sure: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601, as exact as written: 2027-03-14, 2027-W11, 2027-03, 2027-Q1, 2027-H1, 2027; "" for a delta."""
        if self.day is None:
            return ""
        day = self.day
        if self.grain == "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        if self.grain in ("month", "quarter", "half"):
            part = {"month": f"{day:%m}", "quarter": f"Q{(day.month + 2) // 3}", "half": f"H{(day.month + 5) // 6}"}
            return f"{day.year}-{part[self.grain]}"
        return str(day.year) if self.grain == "year" else day.isoformat()


def resolve_day(parsed_date: ParsedDate, *, old: date | None, add_working_days: AddWorkingDays | None = None) -> date:
    """Return the day meant for a thing that was due on `old`.

    "+5wd" and "slips a week" count from `old` (from today when there is none and the words allow it);
    `add_working_days(day, n)` is the working calendar. Raises `NotADate` when a length has nothing to count from.
    """
    if parsed_date.delta is None and parsed_date.day is not None:
        return parsed_date.day
    base = parsed_date.base or old
    if parsed_date.delta is None or (base is None and parsed_date.day is None):
        raise NotADate("I can't move a date that isn't there.", "It has no date yet.", "Give a day, such as 14 Mar.")
    try:
        return parsed_date.delta.after(base, add_working_days) if base else parsed_date.day or date.max
    except (OverflowError, ValueError) as error:
        raise NotADate("I can't count that far.", "That day is beyond the calendar.", "Give a day: 14 Mar.") from error


def format_day(day: date, *, today: date) -> str:
    """Format a day with its weekday, and with its year if that is another one or more than six months away."""
    near = day.year == today.year and abs((day - today).days) <= 183
    return f"{day:%a} {day.day} {day:%b}" + ("" if near else f" {day.year}")


def add_weekdays(day: date, n: int) -> date:
    """Move `n` days from Monday to Friday.

    A weekend counts as the Friday before it, or as the Monday after it when going back.
    """
    if day.weekday() > 4:
        day -= timedelta(days=day.weekday() - 4) if n >= 0 else timedelta(days=day.weekday() - 7)
    weeks, rest = divmod(abs(n), 5)
    sign = 1 if n >= 0 else -1
    day += timedelta(weeks=weeks * sign)
    for _ in range(rest):
        day += timedelta(days=sign)
        while day.weekday() > 4:
            day += timedelta(days=sign)
    return day


def add_months(day: date, n: int) -> date:
    """Move `n` months and stay in the month reached: 31 January plus a month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
