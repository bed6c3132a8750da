"""From minutes to Baton's whole working days, so that its schedule finishes every task on the file's own day.

Durations are the working days that a task spans. A link's lag is the distance, in those days, to where the link allows
its task, so that a later predecessor moves the task as far as in the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.files.fields import MAX_DURATION_DAYS, BadPlan
from rules.files.imports.project_xml.fields import day_of, last_day_of
from rules.files.imports.project_xml.links import FileLink
from rules.files.imports.project_xml.tasks import ConstraintKind
from rules.files.imports.project_xml.timing import TimedTask, bound_of
from rules.plan import LinkType
from rules.time.calendars import Calendar

_ONE_DAY = timedelta(days=1)
_FROM_FINISH = (LinkType.FS, LinkType.FF)
_TO_FINISH = (LinkType.FF, LinkType.SF)


@dataclass(frozen=True, slots=True)
class TaskDays:
    """A task in working days counted on the program's calendar: the start is the days over before it."""

    finish_day: date
    start: int
    finish: int

    @property
    def duration(self) -> int:
        return self.finish - self.start


@dataclass(frozen=True, slots=True)
class LinkDays:
    """A link with its lag in working days; `is_broken` where the file's own date comes before the link allows it."""

    link: FileLink
    lag: int
    is_broken: bool


def task_days(timed: TimedTask, calendar: Calendar) -> TaskDays:
    """Return the days of a task; raise BadPlan if it is longer than a milestone can be."""
    if timed.is_point:
        day = day_of(timed.finish)
        count = calendar.count(day)
        return TaskDays(day, count, count)
    day = last_day_of(timed.finish)
    finish = calendar.count(day)
    # Work on days off still is a day of work.
    start = min(_start_count(timed.start, calendar), finish - 1)
    if finish - start > MAX_DURATION_DAYS:
        raise BadPlan(
            f"{timed.task.place}: a duration of {finish - start:,} days is longer than {MAX_DURATION_DAYS:,}."
        )
    return TaskDays(day, start, finish)


def _start_count(moment: int, calendar: Calendar) -> int:
    return calendar.count(day_of(moment) - _ONE_DAY)


def link_days(
    links: list[FileLink], timed: Mapping[str, TimedTask], days: Mapping[str, TaskDays], calendar: Calendar
) -> Iterator[LinkDays]:
    """Yield the links in whole days, one for each pair and kind: the one that allows its task last."""
    chosen: dict[tuple[str, str, LinkType], LinkDays] = {}
    for link in links:
        found = _link_in_days(link, timed, days, calendar)
        key = (link.provider, link.consumer, link.kind)
        if key not in chosen or found.lag > chosen[key].lag:
            chosen[key] = found
    yield from chosen.values()


def _link_in_days(
    link: FileLink, timed: Mapping[str, TimedTask], days: Mapping[str, TaskDays], calendar: Calendar
) -> LinkDays:
    consumer, own = timed[link.consumer], days[link.consumer]
    to_finish = link.kind in _TO_FINISH
    moment = consumer.finish if to_finish or consumer.is_point else consumer.start
    bound = bound_of(link, timed[link.provider], consumer.clocks[0])
    provider = days[link.provider]
    anchor = provider.finish if link.kind in _FROM_FINISH else provider.start
    tight = (own.finish if to_finish else own.start) - anchor
    if consumer.follows(bound, moment):
        return LinkDays(link, tight, is_broken=False)
    if bound > moment:
        has_begun = consumer.task.actual_start is not None or consumer.task.is_done
        return LinkDays(link, tight, is_broken=not has_begun)
    return LinkDays(
        link, min(tight, _allowed(bound, consumer, calendar, to_finish=to_finish) - anchor), is_broken=False
    )


def _allowed(bound: int, consumer: TimedTask, calendar: Calendar, *, to_finish: bool) -> int:
    """Return the count of days at which a link allows its task to start, or to finish."""
    if consumer.is_point:
        return calendar.count(day_of(bound))
    if to_finish:
        return calendar.count(last_day_of(bound))
    return _start_count(consumer.clocks[0].next_start(bound), calendar)


def not_before_day(timed: TimedTask, days: TaskDays, calendar: Calendar, inherited: int | None) -> date | None:
    """Return the day before which a task cannot start by its own or its summaries' constraint, never past its start."""
    moment = max((m for m in (_own_limit(timed, days, calendar), inherited) if m is not None), default=None)
    if moment is None:
        return None
    limit = moment if timed.is_point else timed.clocks[0].next_start(moment)
    last = days.finish_day if timed.is_point else calendar.day(days.start + 1)
    return min(day_of(limit), last)


def _own_limit(timed: TimedTask, days: TaskDays, calendar: Calendar) -> int | None:
    moment, task = timed.task.constraint_moment, timed.task
    if moment is None:
        return None
    if task.constraint in (ConstraintKind.START_NO_EARLIER, ConstraintKind.MUST_START_ON):
        return moment
    if task.constraint in (ConstraintKind.FINISH_NO_EARLIER, ConstraintKind.MUST_FINISH_ON):
        if timed.is_point:
            return moment
        start = calendar.day(calendar.count(last_day_of(moment)) - days.duration + 1)
        return start.toordinal() * 1440
    return None
