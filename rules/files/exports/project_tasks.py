"""The tasks of an MS Project file in outline order: the program, and each project with its milestones below it."""

from collections.abc import Mapping
from datetime import date, datetime
from xml.etree.ElementTree import Element

from rules.files.exports.elements import PROJECT_UIDS, UidRegister, Value, add, add_group, hours, instant
from rules.files.exports.own_fields import OwnField, OwnValue, own_values
from rules.files.exports.project_calendar import (
    DAY_BEGINS,
    DAY_ENDS,
    HOURS_PER_DAY,
    MINUTES_PER_DAY,
    WorkedSpan,
    span_of,
)
from rules.plan import Dependency, LinkType, Milestone, Plan, Project, without_cancelled
from rules.schedule.network import planned_links
from rules.time.calendars import Calendar
from rules.time.days_off import ONE_DAY

IN_DAYS = 7
FIXED_DURATION = 1
AT_THE_END = 3
_TENTHS_PER_MINUTE = 10
_PRIORITY = 500
_LINK_TYPES = {LinkType.FF: 0, LinkType.FS: 1, LinkType.SF: 2, LinkType.SS: 3}
_AS_SOON_AS_POSSIBLE, _START_NO_EARLIER, _FINISH_NO_EARLIER = 0, 4, 6
_PROGRAM_CALENDAR = -1


class TaskList:
    """The tasks of a plan; `uids` are theirs by id of a project or milestone, `spans` their days by UID."""

    def __init__(self, plan: Plan, names: Mapping[str, str]) -> None:
        self.calendar = Calendar.of(plan.program.calendar)
        taken: set[int] = set()
        milestones, projects = UidRegister("M", taken=taken), UidRegister("PRJ", first=PROJECT_UIDS, taken=taken)
        self.uids = {m.id: milestones[m.id] for m in plan.milestones} | {p.id: projects[p.id] for p in plan.projects}
        self.spans = {self.uids[m.id]: span for m in plan.milestones if (span := self._milestone_span(m))}
        self.spans |= self._project_spans(plan)
        self._plan, self._names, self._rows = plan, names, 0
        self._links: dict[str, list[Dependency]] = {}
        for link in planned_links(without_cancelled(plan).dependencies):
            self._links.setdefault(link.consumer, []).append(link)

    def add_to(self, root: Element) -> None:
        """Add the tasks; a row's number is its place, its UID stays."""
        group, program = add_group(root, "Tasks"), self._plan.program
        self._add_summary(group, 0, program.name or program.id, number="0", level=0)
        members: dict[str, list[Milestone]] = {}
        for milestone in self._plan.milestones:
            members.setdefault(milestone.project, []).append(milestone)
        # Without a task below it, MS Project would take a summary for a task.
        for place, project in enumerate((one for one in self._plan.projects if one.id in members), start=1):
            self._add_project(group, project, str(place))
            for row, milestone in enumerate(members[project.id], start=1):
                self._add_milestone(group, milestone, f"{place}.{row}")

    def _milestone_span(self, milestone: Milestone) -> WorkedSpan | None:
        day = milestone.expected
        return None if day is None else span_of(self.calendar, day, milestone.duration)

    def _project_spans(self, plan: Plan) -> dict[int, WorkedSpan]:
        found: dict[int, list[WorkedSpan]] = {}
        for milestone in without_cancelled(plan).milestones:
            if span := self._milestone_span(milestone):
                found.setdefault(self.uids[milestone.project], []).append(span)
        return {
            uid: WorkedSpan(min(span.start for span in spans), max(span.finish for span in spans))
            for uid, spans in found.items()
        }

    def _add_project(self, group: Element, project: Project, number: str) -> None:
        lead = self._names.get(project.lead or "", project.lead)
        uid, name = self.uids[project.id], project.name or project.id
        task = self._add_summary(group, uid, name, number=number, level=1, contact=lead)
        _add_own_field(task, OwnField.ID, project.id)

    def _add_summary(
        self, group: Element, uid: int, name: str, *, number: str, level: int, contact: str | None = None
    ) -> Element:
        task, span = self._open_task(group, uid, name), self.spans.get(uid)
        add(task, Active=True, Manual=False, Type=FIXED_DURATION, IsNull=False, Contact=contact)
        add(task, WBS=number, OutlineNumber=number, OutlineLevel=level, Priority=_PRIORITY)
        if span:
            add(task, Start=span.start, Finish=span.finish)
        days = max(self.calendar.between(span.start.date(), span.finish.date()) + 1, 0) if span else 0
        add(task, Duration=_work(days), DurationFormat=IN_DAYS, Milestone=False, Summary=True)
        add(task, ActualDuration=_work(0), RemainingDuration=_work(days), ConstraintType=_AS_SOON_AS_POSSIBLE)
        return task

    def _open_task(self, group: Element, uid: int, name: str) -> Element:
        task = add_group(group, "Task")
        add(task, UID=uid, ID=self._rows, Name=" ".join(name.split()))
        self._rows += 1
        return task

    def _add_milestone(self, group: Element, milestone: Milestone, number: str) -> None:
        uid, days = self.uids[milestone.id], milestone.duration
        task, span = self._open_task(group, uid, milestone.name or milestone.id), self.spans.get(uid)
        # A task without a date is one that people schedule by hand: MS Project would date any other.
        add(task, Active=not milestone.cancelled, Manual=span is None, Type=FIXED_DURATION, IsNull=False)
        add(task, WBS=number, OutlineNumber=number, OutlineLevel=2, Priority=_PRIORITY)
        if span:
            add(task, Start=span.start, Finish=span.finish)
        add(task, Duration=_work(days), DurationFormat=IN_DAYS)
        add(task, EffortDriven=False, Estimated=False, Milestone=days == 0, Summary=False)
        _add_progress(task, milestone, span)
        add(task, **self._constraint(milestone))
        for link in self._links.get(milestone.id, ()):
            self._add_link(task, link)
        for field, value in own_values(milestone, self._names).items():
            _add_own_field(task, field, value)
        self._add_baseline(task, milestone)

    def _constraint(self, milestone: Milestone) -> dict[str, Value]:
        """Return what keeps a task from an earlier day: its owner's date, or the day it may start on."""
        limit: dict[str, Value] = {"ConstraintType": _AS_SOON_AS_POSSIBLE, "CalendarUID": _PROGRAM_CALENDAR}
        own, first = self._earliest_finish(milestone), milestone.not_before
        count = self.calendar.count
        if milestone.open and first and (own is None or count(first - ONE_DAY) + milestone.duration >= count(own)):
            limit |= {"ConstraintType": _START_NO_EARLIER, "ConstraintDate": datetime.combine(first, DAY_BEGINS)}
        elif milestone.open and own:
            worked = datetime.combine(self.calendar.day(count(own)), DAY_ENDS)
            limit |= {"ConstraintType": _FINISH_NO_EARLIER, "ConstraintDate": worked}
        if milestone.committed:
            limit["Deadline"] = datetime.combine(milestone.committed, DAY_ENDS)
        return limit

    def _earliest_finish(self, milestone: Milestone) -> date | None:
        """Return the day that its owner has given; without links or work that is any date of it."""
        is_bare = milestone.duration == 0 and milestone.id not in self._links
        return milestone.own_date if is_bare else milestone.forecast

    def _add_link(self, task: Element, link: Dependency) -> None:
        provider, lag = self.uids[link.provider], link.lag * MINUTES_PER_DAY * _TENTHS_PER_MINUTE
        element = add_group(task, "PredecessorLink")
        add(element, PredecessorUID=provider, Type=_LINK_TYPES[link.type], CrossProject=False)
        add(element, LinkLag=lag, LagFormat=IN_DAYS)

    def _add_baseline(self, task: Element, milestone: Milestone) -> None:
        if milestone.baseline:
            span = span_of(self.calendar, milestone.baseline, milestone.duration)
            element = add_group(task, "Baseline")
            add(element, Number=0, Start=span.start, Finish=span.finish)
            add(element, Duration=_work(milestone.duration), DurationFormat=IN_DAYS)


def _add_progress(task: Element, milestone: Milestone, span: WorkedSpan | None) -> None:
    # 100% without a day would be read as done.
    percent = 100 if milestone.done else min(milestone.percent, 99)
    cost = None if milestone.cost is None else round(milestone.cost * 100)
    add(task, FixedCost=cost, FixedCostAccrual=None if cost is None else AT_THE_END)
    add(task, PercentComplete=percent, PercentWorkComplete=percent, Cost=cost)
    worked = milestone.duration * percent / 100
    if span and percent:
        add(task, ActualStart=span.start, ActualFinish=span.finish if milestone.done else None)
    add(task, ActualDuration=_work(worked), RemainingDuration=_work(milestone.duration - worked))


def _work(days: float) -> str:
    return hours(days * HOURS_PER_DAY)


def _add_own_field(task: Element, field: OwnField, value: OwnValue) -> None:
    text = instant(value, DAY_BEGINS) if isinstance(value, date) else value
    add(add_group(task, "ExtendedAttribute"), FieldID=field.value.number, Value=text)
