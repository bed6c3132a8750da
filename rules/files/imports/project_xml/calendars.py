"""The file's calendars: base and derived ones, working weeks and exceptions, as working times day by day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.files.fields import BadPlan, quote_value
from rules.files.imports.project_xml.clocks import Shifts, Week, WorkClock
from rules.files.imports.project_xml.fields import MINUTES_PER_DAY, day_of, last_day_of, parse_flag, parse_moment
from rules.files.imports.project_xml.nodes import FileNode
from rules.files.imports.project_xml.recurrences import recurring_days
from rules.plan import WEEKDAYS, CalendarSpec

STANDARD_SHIFTS: Shifts = ((480, 720), (780, 1020))
STANDARD_WEEK: Week = ((), *(STANDARD_SHIFTS,) * 5, ())
# More days of exceptions in one file are a broken file.
MAX_EXCEPTION_DAYS = 2_000_000
_NO_CALENDAR = ("", "-1", "0")
# Calendars that are based on each other, at most.
MAX_BASES = 20


@dataclass(frozen=True, slots=True)
class FileCalendar:
    """One calendar: its name, its working times, and the calendar that it is derived from without a difference."""

    name: str
    clock: WorkClock

    def works_like(self, other: "FileCalendar") -> bool:
        """Return whether both work at the same times."""
        own, others = self.clock, other.clock
        return own is others or (own.week == others.week and own.differing == others.differing)


_STANDARD = FileCalendar("Standard", WorkClock.of(STANDARD_WEEK, {}))


@dataclass(slots=True)
class FileCalendars:
    """All calendars of a file, resolved when first asked for; exceptions count only within the window of days."""

    nodes: Mapping[str, FileNode]
    project_uid: str
    window: range
    resolved: dict[str, FileCalendar] = field(default_factory=dict)
    exception_days: int = 0

    @property
    def project_calendar(self) -> FileCalendar:
        return self.calendar(self.project_uid)

    def calendar(self, uid: str, *, seen: frozenset[str] = frozenset()) -> FileCalendar:
        """Return a calendar with what it takes over from its base; the standard one where the file has none."""
        if uid in self.resolved:
            return self.resolved[uid]
        node = self.nodes.get(uid)
        if node is None or uid in seen or len(seen) > MAX_BASES:
            return _STANDARD
        base_uid = node.get("BaseCalendarUID")
        base = _STANDARD if base_uid in _NO_CALENDAR else self.calendar(base_uid, seen=seen | {uid})
        self.resolved[uid] = self._read(node, base.clock)
        return self.resolved[uid]

    def _read(self, node: FileNode, base: WorkClock) -> FileCalendar:
        name = " ".join(node.get("Name").split())[:100] or f"calendar {node.get('UID')}"
        place = f"Calendar {quote_value(name)}"
        week = _read_week(node, base.week, place)
        differing: dict[int, Shifts] = {}
        for days, shifts in self._own_days(node, week, place):
            for day in days:
                self._count_exceptions(1, place)
                if day in self.window:
                    differing[day] = shifts
        if not differing and week == base.week:
            return FileCalendar(name, base)
        self._count_exceptions(len(base.differing), place)
        return FileCalendar(name, WorkClock.of(week, {**base.differing, **differing}))

    def _count_exceptions(self, number: int, place: str) -> None:
        self.exception_days += number
        if self.exception_days > MAX_EXCEPTION_DAYS:
            raise BadPlan(f"{place}: the calendars have too many exceptions.", "", "Remove those of long ago.")

    def _own_days(self, node: FileNode, week: Week, place: str) -> Iterator[tuple[Iterable[int], Shifts]]:
        """Yield the days that differ with their working times; later ones count for more."""
        for period in node.all("WorkWeeks", "WorkWeek"):
            span = self._span(period, place)
            for weekday, shifts in enumerate(_read_week(period, week, place)):
                if shifts != week[weekday]:
                    yield [day for day in span if day % 7 == weekday], shifts
        exceptions = list(node.all("Exceptions", "Exception"))
        for exception in exceptions:
            first, last = _first_and_last(exception, place)
            yield recurring_days(exception, first, last, self.window), _shifts_of(exception, place)
        for day in () if exceptions else node.all("WeekDays", "WeekDay"):
            # Before MS Project 2007, exceptions were written like days of the week; later files have them twice.
            if day.get("DayType") == "0":
                yield self._span(day, place), _shifts_of(day, place)

    def _span(self, node: FileNode, place: str) -> range:
        first, last = _first_and_last(node, place)
        return range(max(first, self.window.start), min(last + 1, self.window.stop))


def _first_and_last(node: FileNode, place: str) -> tuple[int, int]:
    period = next(node.all("TimePeriod"), None)
    if period is None:
        return 1, 0
    first, last = parse_moment(period, "FromDate", place), parse_moment(period, "ToDate", place, is_end=True)
    if first is None or last is None:
        return 1, 0
    return day_of(first).toordinal(), max(last_day_of(last), day_of(first)).toordinal()


def _read_week(node: FileNode, base: Week, place: str) -> Week:
    week = list(base)
    for day in node.all("WeekDays", "WeekDay"):
        number = day.get("DayType")
        if number in ("1", "2", "3", "4", "5", "6", "7"):
            shifts = _shifts_of(day, place)
            week[int(number) - 1] = shifts
    return tuple(week)


def _shifts_of(day: FileNode, place: str) -> Shifts:
    """Return the working times of a day; a working one without times has the standard ones."""
    if not parse_flag(day, "DayWorking"):
        return ()
    spans = []
    for span in day.all("WorkingTimes", "WorkingTime"):
        start, end = (_minute_of(span.get(name), place) for name in ("FromTime", "ToTime"))
        if start is not None and end is not None:
            spans.append((start, end if end > start else MINUTES_PER_DAY))
    return _merged(spans) or STANDARD_SHIFTS


def _minute_of(words: str, place: str) -> int | None:
    if not words:
        return None
    hours, _, rest = words.rpartition("T")[2].partition(":")
    minutes = rest[:2]
    if not (hours.isdecimal() and minutes.isdecimal() and int(hours) <= 24 and int(minutes) < 60):
        raise BadPlan(f"{place}: the working time {quote_value(words)} cannot be read.")
    return int(hours) * 60 + int(minutes)


def _merged(spans: list[tuple[int, int]]) -> Shifts:
    """Return the spans in order, without what overlaps."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def read_calendars(root: FileNode, window: range) -> FileCalendars:
    """Return the calendars of a file, for the days of a window."""
    nodes = {node.get("UID"): node for node in root.all("Calendars", "Calendar")}
    return FileCalendars(nodes, root.get("CalendarUID"), window)


def to_program_calendar(calendar: FileCalendar, first: date, last: date) -> CalendarSpec | None:
    """Return the project's calendar as whole days, with the exceptions between two days; None without a working day."""
    week, differing = calendar.clock.week, calendar.clock.differing
    # Ordinals count from a Sunday, Baton's weeks from Monday.
    workdays = tuple(name for number, name in enumerate(WEEKDAYS) if week[(number + 1) % 7])
    if not workdays:
        return None
    within = range(first.toordinal(), last.toordinal() + 1)
    days = {day: shifts for day, shifts in differing.items() if day in within and bool(shifts) != bool(week[day % 7])}
    return CalendarSpec(
        workdays=workdays,
        holidays=frozenset(date.fromordinal(day) for day, shifts in days.items() if not shifts),
        extra=frozenset(date.fromordinal(day) for day, shifts in days.items() if shifts),
    )
