"""Building the milestones of a file's tasks."""

from dataclasses import dataclass, field
from datetime import date

from rules.files.imports.project_xml.days import TaskDays, not_before_day
from rules.files.imports.project_xml.fields import parse_day, parse_moment, parse_number
from rules.files.imports.project_xml.people import FilePeople
from rules.files.imports.project_xml.tasks import ConstraintKind, FileTask, TaskOutline
from rules.files.imports.project_xml.timing import TimedTask
from rules.plan import Milestone
from rules.time.calendars import Calendar

# Money is written in hundredths.
_HUNDREDTHS = 100
MAX_COST = 1e12
_FINISHES_BY = (ConstraintKind.FINISH_NO_LATER, ConstraintKind.MUST_FINISH_ON)
_STARTS_AT = (ConstraintKind.START_NO_EARLIER, ConstraintKind.MUST_START_ON)


@dataclass(slots=True)
class MilestoneBuilder:
    """Builds milestones; what the file says of a summary's start holds for the tasks below it."""

    outline: TaskOutline
    people: FilePeople
    calendar: Calendar
    status_day: date | None
    title: str
    limits: dict[str, int | None] = field(default_factory=dict)

    def build(self, timed: TimedTask, days: TaskDays) -> Milestone:
        """Return the milestone of a task; raise BadPlan with the task if a field cannot be read."""
        task = timed.task
        done_on = self._done_on(task, days)
        return Milestone(
            id=f"task {task.uid}",
            project=self._project_of(task),
            name=task.name,
            owner=self.people.owner_of(task.uid),
            duration=days.duration,
            percent=100 if done_on else task.percent,
            baseline=_baseline_day(task),
            committed=_committed_day(task),
            forecast=days.finish_day,
            actual=done_on,
            not_before=not_before_day(timed, days, self.calendar, self._inherited(task.parent)),
            cost=_planned_cost(task),
        )

    def _done_on(self, task: FileTask, days: TaskDays) -> date | None:
        """Return the day a task was done: all of it done without a day means that of its finish, or of the status."""
        if not task.is_done:
            return None
        if task.actual_finish is None and self.status_day is not None:
            return min(days.finish_day, self.status_day)
        return days.finish_day

    def _project_of(self, task: FileTask) -> str:
        summary = self.outline.summaries.get(task.top)
        name = " ".join(summary.get("Name").split())[:200] if summary else ""
        return name or self.title

    def _inherited(self, summary: str) -> int | None:
        """Return the latest moment before which a summary or one above it must not start."""
        if not summary:
            return None
        chain = []
        while summary and summary not in self.limits:
            chain.append(summary)
            summary = self.outline.parents.get(summary, "")
        limit = self.limits.get(summary)
        for uid in reversed(chain):
            own = self._own_limit(uid)
            limit = own if limit is None or (own is not None and own > limit) else limit
            self.limits[uid] = limit
        return limit

    def _own_limit(self, uid: str) -> int | None:
        node = self.outline.summaries.get(uid)
        if node is None or node.get("ConstraintType") not in _STARTS_AT:
            return None
        return parse_moment(node, "ConstraintDate", f"Task {uid}")


def _baseline_day(task: FileTask) -> date | None:
    baseline = next((node for node in task.node.all("Baseline") if node.get("Number") in ("", "0")), None)
    if baseline is None:
        return None
    start, finish = (parse_moment(baseline, name, f"{task.place}: Baseline") for name in ("Start", "Finish"))
    is_span = task.duration.amount > 0 and start != finish
    return parse_day(baseline, "Finish", f"{task.place}: Baseline", is_end=is_span)


def _committed_day(task: FileTask) -> date | None:
    """Return the earlier of the deadline and of the day that a constraint says it must finish by."""
    is_end = task.duration.amount > 0
    days = [parse_day(task.node, "Deadline", task.place, is_end=is_end)]
    if task.constraint in _FINISHES_BY:
        days.append(parse_day(task.node, "ConstraintDate", task.place, is_end=is_end))
    return min((day for day in days if day), default=None)


def _planned_cost(task: FileTask) -> float | None:
    """Return the cost of the baseline, else the cost; None without any."""
    baseline = next((node for node in task.node.all("Baseline") if node.get("Number") in ("", "0")), None)
    place = task.place
    planned = parse_number(baseline, "Cost", place, limit=MAX_COST) if baseline else 0
    cost = planned or parse_number(task.node, "Cost", place, limit=MAX_COST)
    return round(cost / _HUNDREDTHS, 2) if cost > 0 else None
