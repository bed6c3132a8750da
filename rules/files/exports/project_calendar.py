"""The working calendar of an MS Project file: the week, the days off with their names, and the extra working days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree.ElementTree import Element

from rules.files.exports.elements import add, add_group
from rules.plan import WEEKDAYS, CalendarSpec
from rules.time.calendars import Calendar

CALENDAR_UID = 1
DAY_BEGINS, DAY_ENDS = time(8), time(17)
# Eight hours, as MS Project's own standard calendar has them.
WORKING_TIMES = ((DAY_BEGINS, time(12)), (time(13), DAY_ENDS))
HOURS_PER_DAY = 8
MINUTES_PER_DAY = HOURS_PER_DAY * 60
# MS Project counts the days of the week from Sunday, 1.
_DAY_NUMBERS = {name: number % 7 + 1 for number, name in enumerate(WEEKDAYS, start=1)}
_DAILY = 1


@dataclass(frozen=True, slots=True)
class WorkedSpan:
    """The first and last instant of some working days."""

    start: datetime
    finish: datetime


def span_of(calendar: Calendar, last: date, days: int) -> WorkedSpan:
    """Return the span of so many working days that end on `last`; none of them is an instant at the end of it."""
    finish = datetime.combine(last, DAY_ENDS)
    if days == 0:
        return WorkedSpan(finish, finish)
    return WorkedSpan(datetime.combine(calendar.day(calendar.count(last) - days + 1), DAY_BEGINS), finish)


def add_calendars(root: Element, spec: CalendarSpec, names: Mapping[date, str]) -> None:
    """Add the program's calendar, with what each special day is called."""
    calendar = add_group(add_group(root, "Calendars"), "Calendar")
    add(calendar, UID=CALENDAR_UID, Name="Program", IsBaseCalendar=True, BaseCalendarUID=-1)
    week = add_group(calendar, "WeekDays")
    for name, number in sorted(_DAY_NUMBERS.items(), key=lambda item: item[1]):
        day = add_group(week, "WeekDay")
        add(day, DayType=number, DayWorking=name in spec.workdays)
        if name in spec.workdays:
            _add_working_times(day)
    off = spec.holidays - spec.extra
    if off or spec.extra:
        exceptions = add_group(calendar, "Exceptions")
        for special in sorted(off | spec.extra):
            _add_exception(exceptions, special, names.get(special, ""), worked=special in spec.extra)


def _add_exception(exceptions: Element, day: date, name: str, *, worked: bool) -> None:
    exception = add_group(exceptions, "Exception")
    add(exception, EnteredByOccurrences=False)
    period = add_group(exception, "TimePeriod")
    add(period, FromDate=datetime.combine(day, time.min), ToDate=datetime.combine(day, time(23, 59)))
    add(exception, Occurrences=1, Name=name or ("Working day" if worked else "Day off"), Type=_DAILY, DayWorking=worked)
    if worked:
        _add_working_times(exception)


def _add_working_times(parent: Element) -> None:
    times = add_group(parent, "WorkingTimes")
    for begins, ends in WORKING_TIMES:
        add(add_group(times, "WorkingTime"), FromTime=begins, ToTime=ends)
