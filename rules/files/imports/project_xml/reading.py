"""Reading MS Project XML: tasks become milestones, top-level summaries become projects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.files.fields import VALID_YEARS, BadPlan
from rules.files.imports.imported import ImportedPlan, Remark, require_row_limit
from rules.files.imports.project_xml import people as people_reading
from rules.files.imports.project_xml.calendars import FileCalendars, read_calendars, to_program_calendar
from rules.files.imports.project_xml.days import LinkDays, link_days, task_days
from rules.files.imports.project_xml.fields import (
    WORK_MINUTES_PER_DAY,
    day_of,
    parse_day,
    parse_moment,
    parse_number,
)
from rules.files.imports.project_xml.links import FileLinks, read_links
from rules.files.imports.project_xml.milestones import MilestoneBuilder
from rules.files.imports.project_xml.nodes import FileNode, parse_project
from rules.files.imports.project_xml.own_fields import restore_own_values
from rules.files.imports.project_xml.people import FilePeople
from rules.files.imports.project_xml.remarks import calendar_names, remark, summary_remarks, task_remarks
from rules.files.imports.project_xml.tasks import FileTask, TaskOutline, read_outline
from rules.files.imports.project_xml.timing import TaskClocks, TimedTask, time_tasks
from rules.plan import CalendarSpec, Dependency, Plan, Program, Project
from rules.schedule.network import Cycle, find_cycle
from rules.time.calendars import Calendar

# Exceptions of the calendar are taken over from a year before the plan until this long after it.
_YEAR = timedelta(days=366)
YEARS_AFTER = 5
# Where dates are missing, the plan may go on this long after the dates that there are.
YEARS_UNDATED = 10
_PROJECT = "Project"


@dataclass(frozen=True, slots=True)
class _ReadFile:
    """The parts of a file, each read."""

    root: FileNode
    title: str
    outline: TaskOutline
    links: FileLinks
    people: FilePeople
    calendars: FileCalendars
    start: int

    @property
    def leaves(self) -> Mapping[str, FileTask]:
        return self.outline.leaves


def read(content: bytes, *, name: str) -> ImportedPlan:
    """Read a project file; raise BadPlan with the line or task that is wrong."""
    root = parse_project(content)
    title = " ".join((root.get("Title") or root.get("Name").removesuffix(".xml") or name).split())[:200]
    minutes = int(parse_number(root, "MinutesPerDay", _PROJECT, WORK_MINUTES_PER_DAY)) or WORK_MINUTES_PER_DAY
    outline = read_outline(root, day_minutes=minutes)
    links = read_links(outline)
    require_row_limit(len(outline.leaves), len(links.links))
    _refuse_loop(links, outline)
    start, window = _start_and_window(root, outline)
    people, calendars = people_reading.read_people(root), read_calendars(root, window)
    file = _ReadFile(root, title or name, outline, links, people, calendars, start)
    own_calendars = people.own_calendars(calendars)
    imported = _to_plan(file, _time_tasks(file, own_calendars), tuple(map(people.name, own_calendars)))
    return restore_own_values(imported, root)


def _refuse_loop(links: FileLinks, outline: TaskOutline) -> None:
    if cycle := find_cycle((link.provider, link.consumer) for link in links.links):
        raise Cycle(tuple(f"{outline.leaves[uid].name} ({uid})" for uid in cycle))


def _start_and_window(root: FileNode, outline: TaskOutline) -> tuple[int, range]:
    """Return the project's start, and the days within which exceptions of calendars matter."""
    stated = parse_moment(root, "StartDate", _PROJECT)
    dates = [stated, *(moment for task in outline.leaves.values() for moment in (task.start, task.finish))]
    moments = [moment for moment in dates if moment is not None]
    if not moments:
        raise BadPlan("The file holds no date.")
    is_undated = any(task.finish is None for task in outline.leaves.values())
    first, last = day_of(min(moments)), day_of(max(moments))
    years_after = YEARS_AFTER + (YEARS_UNDATED if is_undated else 0)
    end = min(last.toordinal() + years_after * _YEAR.days, date(VALID_YEARS[-1], 12, 31).toordinal())
    return stated if stated is not None else min(moments), range(first.toordinal() - _YEAR.days, end + 1)


def _time_tasks(file: _ReadFile, own_calendars: Mapping[str, str]) -> dict[str, TimedTask]:
    by_task = {
        task: tuple(dict.fromkeys(own_calendars[uid] for uid in uids if uid in own_calendars))
        for task, uids in file.people.by_task.items()
    }
    clocks = TaskClocks(file.calendars, by_task)
    return time_tasks(file.leaves, file.links.links, clocks.of, file.start)


def _to_plan(file: _ReadFile, timed: Mapping[str, TimedTask], people_with_calendars: tuple[str, ...]) -> ImportedPlan:
    first, last = _first_and_last_day(file, timed)
    spec = to_program_calendar(file.calendars.project_calendar, first - _YEAR, last + YEARS_AFTER * _YEAR)
    calendar = Calendar.of(spec or CalendarSpec())
    days = {uid: task_days(one, calendar) for uid, one in timed.items()}
    links = tuple(link_days(file.links.links, timed, days, calendar))
    builder = MilestoneBuilder(
        file.outline, file.people, calendar, parse_day(file.root, "StatusDate", _PROJECT), file.title
    )
    milestones = tuple(builder.build(timed[uid], days[uid]) for uid in file.leaves)
    require_row_limit(len(milestones), len(links))
    plan = Plan(
        program=Program("", file.title, first, builder.status_day, spec or CalendarSpec()),
        projects=tuple(Project(name, name) for name in dict.fromkeys(m.project for m in milestones)),
        milestones=milestones,
        dependencies=tuple(_dependency(number, link) for number, link in enumerate(links, start=1)),
        resources=people_reading.build_resources(file.people),
        allocations=tuple(people_reading.build_allocations(file.root, file.people, timed, file.leaves)),
    )
    return ImportedPlan(
        plan,
        foreign=frozenset(milestone.id for milestone in milestones),
        source=f"ms-project {file.root.get('GUID') or file.title}"[:200],
        keys={f"task {uid}": uid for uid in file.leaves},
        remarks=tuple(_remarks(file, timed, links, people_with_calendars, has_calendar=spec is not None)),
    )


def _first_and_last_day(file: _ReadFile, timed: Mapping[str, TimedTask]) -> tuple[date, date]:
    """Return the program's first day, before which no task starts, and the last finish."""
    starts = [one.finish if one.is_point else one.start for one in timed.values()]
    first, last = day_of(min([file.start, *starts])), day_of(max([file.start, *(one.finish for one in timed.values())]))
    for day in (first, last):
        if day.year not in VALID_YEARS:
            raise BadPlan(f"The plan reaches {day}, outside the years {VALID_YEARS[0]} to {VALID_YEARS[-1]}.")
    return first, last


def _dependency(number: int, found: LinkDays) -> Dependency:
    link = found.link
    return Dependency(f"D-{number}", f"task {link.provider}", f"task {link.consumer}", link.kind, found.lag)


def _remarks(
    file: _ReadFile,
    timed: Mapping[str, TimedTask],
    links: tuple[LinkDays, ...],
    people: tuple[str, ...],
    *,
    has_calendar: bool,
) -> Iterator[Remark]:
    if not has_calendar:
        name = file.calendars.project_calendar.name
        yield Remark(f"The calendar {name} has no working day; Monday to Friday are used.")
    yield from _left_out(file.outline, file.links)
    yield from task_remarks(tuple(timed.values()))
    yield from summary_remarks(tuple(file.outline.summaries.values()))
    yield from remark(
        [timed[one.link.consumer].task.name for one in links if one.is_broken],
        "link is broken by the dates of the file; it keeps them",
        "links are broken by the dates of the file; they keep them",
    )
    yield from _calendar_remarks(file, people)


def _left_out(outline: TaskOutline, found: FileLinks) -> Iterator[Remark]:
    yield from remark(
        tuple(outline.inactive.values()), "task is inactive and left out", "tasks are inactive and left out"
    )
    yield from remark(
        tuple(outline.external.values()),
        "task belongs to another project and is left out",
        "tasks belong to other projects and are left out",
    )
    yield from remark(
        found.from_elsewhere,
        "link comes from another project and is left out; its task keeps its date",
        "links come from other projects and are left out; their tasks keep their dates",
    )
    yield from remark(
        found.from_inactive,
        "link comes from an inactive task and is left out",
        "links come from inactive tasks and are left out",
    )
    yield from remark(
        found.from_own_summary,
        "link between a summary and a task of its own is left out",
        "links between summaries and tasks of their own are left out",
    )
    yield from remark(outline.unnamed, "task has no name", "tasks have no names")


def _calendar_remarks(file: _ReadFile, people: tuple[str, ...]) -> Iterator[Remark]:
    project = file.calendars.project_calendar

    def other_name(uid: str) -> str | None:
        own = file.calendars.calendar(uid)
        return None if own.works_like(project) else own.name

    yield from remark(
        calendar_names(tuple(file.leaves.values()), other_name),
        "task has a calendar of its own; its date is kept, and it moves by the program's working days",
        "tasks have calendars of their own; their dates are kept, and they move by the program's working days",
    )
    yield from remark(
        people,
        "person has working times of their own, which are not kept",
        "people have working times of their own, which are not kept",
    )
    yield from remark(file.people.others, "material or cost is left out", "materials and costs are left out")
