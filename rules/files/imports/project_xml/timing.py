"""The start and finish of each task, to the minute: as the file says, else as links and working times give them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rules.files.imports.project_xml.calendars import FileCalendars
from rules.files.imports.project_xml.clocks import WorkClock
from rules.files.imports.project_xml.fields import MINUTES_PER_DAY, WorkSpan
from rules.files.imports.project_xml.links import FileLink
from rules.files.imports.project_xml.tasks import ConstraintKind, FileTask
from rules.plan import LinkType

_FROM_FINISH = (LinkType.FS, LinkType.FF)
_TO_FINISH = (LinkType.FF, LinkType.SF)
_STARTS_AT = (ConstraintKind.START_NO_EARLIER, ConstraintKind.MUST_START_ON)
_FINISHES_AT = (ConstraintKind.FINISH_NO_EARLIER, ConstraintKind.MUST_FINISH_ON)


@dataclass(frozen=True, slots=True)
class TimedTask:
    """A task with its start and finish; `clocks` are the working times that may have made them, its calendar's first.

    `is_broken_up` says that more working time passes than its duration: it is split, or waits for people.
    """

    task: FileTask
    start: int
    finish: int
    clocks: tuple[WorkClock, ...]
    is_broken_up: bool = False

    @property
    def is_point(self) -> bool:
        return self.task.duration.amount == 0

    def follows(self, moment: int, own: int) -> bool:
        """Return whether no working time passes between a moment and one of its own, in either direction."""
        return moment == own or any(not clock.between(moment, own) for clock in self.clocks)


@dataclass(frozen=True, slots=True)
class TaskClocks:
    """The working times of a task: of its own calendar or the project's, then of the people who work on it."""

    calendars: FileCalendars
    people: Mapping[str, tuple[str, ...]]

    def of(self, task: FileTask) -> tuple[WorkClock, ...]:
        own = self.calendars.calendar(task.calendar_uid or self.calendars.project_uid).clock
        people = (self.calendars.calendar(uid).clock for uid in self.people.get(task.uid, ()))
        return (own, *(clock for clock in people if clock is not own))


def time_tasks(
    tasks: Mapping[str, FileTask],
    links: Iterable[FileLink],
    clocks: Callable[[FileTask], tuple[WorkClock, ...]],
    start: int,
) -> dict[str, TimedTask]:
    """Return the tasks with their times; `start` is that of the project. The links are without loops."""
    incoming: dict[str, list[FileLink]] = defaultdict(list)
    undated = {uid for uid, task in tasks.items() if _known_finish(task) is None and task.start is None}
    for link in links if undated else ():
        incoming[link.consumer].append(link)
    timed: dict[str, TimedTask] = {}
    for uid in _in_order(tasks, undated, incoming):
        task = tasks[uid]
        own_clocks = clocks(task)
        if uid in undated:
            timed[uid] = _scheduled(task, [(link, timed[link.provider]) for link in incoming[uid]], own_clocks, start)
        else:
            timed[uid] = _as_dated(task, own_clocks)
    return timed


def _known_finish(task: FileTask) -> int | None:
    return task.actual_finish if task.actual_finish is not None else task.finish


def _in_order(tasks: Mapping[str, FileTask], undated: set[str], incoming: Mapping[str, list[FileLink]]) -> list[str]:
    """Return the tasks in an order in which those that date an undated one come before it."""
    order = [uid for uid in tasks if uid not in undated]
    missing = {uid: sum(link.provider in undated for link in incoming.get(uid, ())) for uid in tasks if uid in undated}
    outgoing: dict[str, list[str]] = defaultdict(list)
    for uid in missing:
        for link in incoming.get(uid, ()):
            outgoing[link.provider].append(uid)
    ready = [uid for uid, count in missing.items() if not count]
    for uid in ready:
        for consumer in outgoing[uid]:
            missing[consumer] -= 1
            if not missing[consumer]:
                ready.append(consumer)
    return order + ready


def _as_dated(task: FileTask, clocks: tuple[WorkClock, ...]) -> TimedTask:
    """Return a task with the dates of the file; one of them is enough."""
    start = task.actual_start if task.actual_start is not None else task.start
    finish, minutes = _known_finish(task), round(task.duration.amount)
    if finish is None:
        assert start is not None
        return TimedTask(task, start, _after(start, task.duration, clocks[0]), clocks)
    if start is None or start > finish or not minutes:
        return TimedTask(task, _before(finish, task.duration, clocks[0]), finish, clocks)
    worked = [finish - start] if task.duration.is_elapsed else [clock.between(start, finish) for clock in clocks]
    if minutes in worked or worked[0] == minutes:
        return TimedTask(task, start, finish, clocks)
    if worked[0] < minutes:
        # Some tools write the last day of work as its midnight.
        is_whole_day = not finish % MINUTES_PER_DAY and clocks[0].between(start, finish + MINUTES_PER_DAY) == minutes
        return TimedTask(task, start, finish + MINUTES_PER_DAY if is_whole_day else finish, clocks)
    if task.constraint in _FINISHES_AT:
        return TimedTask(task, _before(finish, task.duration, clocks[0]), finish, clocks)
    return TimedTask(task, start, finish, clocks, is_broken_up=not task.duration.is_elapsed)


def _scheduled(
    task: FileTask, incoming: list[tuple[FileLink, TimedTask]], clocks: tuple[WorkClock, ...], project_start: int
) -> TimedTask:
    """Return a task that the file leaves undated: as soon as its links and constraint allow."""
    clock = clocks[0]
    start = project_start
    for link, provider in incoming:
        bound = bound_of(link, provider, clock)
        start = max(start, _before(bound, task.duration, clock) if link.kind in _TO_FINISH else bound)
    if task.constraint_moment is not None and task.constraint in _STARTS_AT:
        start = max(start, task.constraint_moment)
    if task.constraint_moment is not None and task.constraint in _FINISHES_AT:
        start = max(start, _before(task.constraint_moment, task.duration, clock))
    if task.duration.amount and not task.duration.is_elapsed:
        start = clock.next_start(start)
    return TimedTask(task, start, _after(start, task.duration, clock), clocks)


def bound_of(link: FileLink, provider: TimedTask, clock: WorkClock) -> int:
    """Return the moment that a link allows: its provider's start or finish, and the lag on the consumer's clock."""
    moment = provider.finish if link.kind in _FROM_FINISH else provider.start
    lag, duration = link.lag, provider.task.duration
    amount = round(duration.amount * lag.amount / 100 if lag.is_percent else lag.amount)
    is_elapsed = lag.is_elapsed or (lag.is_percent and duration.is_elapsed)
    return moment + amount if is_elapsed else clock.add(moment, amount)


def _after(start: int, duration: WorkSpan, clock: WorkClock) -> int:
    minutes = round(duration.amount)
    return start + minutes if duration.is_elapsed else clock.add(start, minutes)


def _before(finish: int, duration: WorkSpan, clock: WorkClock) -> int:
    minutes = round(duration.amount)
    return finish - minutes if duration.is_elapsed else clock.subtract(finish, minutes)
