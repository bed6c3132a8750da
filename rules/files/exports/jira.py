"""Exporting a program in the form that Jira's CSV import takes: projects are epics, milestones tasks below them.

Parents and links name other rows by their Issue id, and a parent stands above its children, as Jira asks.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO

from rules.files.exports.elements import PROJECT_UIDS, UidRegister
from rules.files.exports.tables import safe_cell
from rules.files.printable import printable_line
from rules.plan import Milestone, Plan, Project, without_cancelled
from rules.schedule.network import planned_links

HEADINGS = (
    *("Issue id", "Issue Type", "Parent", "Summary", "Epic Name", "Assignee", "Status", "Resolution"),
    *("Due date", "Description"),
)
INWARD, OUTWARD = "Inward issue link (Blocks)", "Outward issue link (Blocks)"


def export_jira_table(plan: Plan, *, names: Mapping[str, str]) -> str:
    """Return the program as CSV; a link has a column of its own for each that an issue has, as Jira writes them."""
    taken: set[int] = set()
    milestones, projects = UidRegister("M", taken=taken), UidRegister("PRJ", first=PROJECT_UIDS, taken=taken)
    uids = {m.id: milestones[m.id] for m in plan.milestones} | {p.id: projects[p.id] for p in plan.projects}
    blockers, blocked = _links(plan, uids)
    width_in, width_out = (max(map(len, ends.values()), default=0) for ends in (blockers, blocked))
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow([*HEADINGS, *[INWARD] * width_in, *[OUTWARD] * width_out])
    blank = [""] * (width_in + width_out)
    for project in plan.projects:
        writer.writerow([*map(safe_cell, _epic(project, uids, names)), *blank])
    for milestone in plan.milestones:
        ends = [*_padded(blockers.get(milestone.id, []), width_in), *_padded(blocked.get(milestone.id, []), width_out)]
        writer.writerow([*map(safe_cell, _task(milestone, uids, names)), *ends])
    return buffer.getvalue()


def _links(plan: Plan, uids: Mapping[str, int]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the Issue ids of what blocks each milestone, and of what each one blocks."""
    blockers: dict[str, list[int]] = {}
    blocked: dict[str, list[int]] = {}
    for link in planned_links(without_cancelled(plan).dependencies):
        blockers.setdefault(link.consumer, []).append(uids[link.provider])
        blocked.setdefault(link.provider, []).append(uids[link.consumer])
    return blockers, blocked


def _padded(ids: list[int], width: int) -> list[int | str]:
    return [*ids, *[""] * (width - len(ids))]


def _epic(project: Project, uids: Mapping[str, int], names: Mapping[str, str]) -> Iterator[str | int | None]:
    name = printable_line(project.name) or project.id
    status, resolution = _state(project.closed, project.cancelled, 0)
    yield from (uids[project.id], "Epic", None, name, name, names.get(project.lead or "", project.lead))
    yield from (status, resolution, None, f"{project.id} in Baton")


def _task(milestone: Milestone, uids: Mapping[str, int], names: Mapping[str, str]) -> Iterator[str | int | None]:
    status, resolution = _state(milestone.actual, milestone.cancelled, milestone.percent)
    name, owner = printable_line(milestone.name) or milestone.id, names.get(milestone.owner or "", milestone.owner)
    yield from (uids[milestone.id], "Task", uids[milestone.project], name, None, owner, status, resolution)
    yield from (_jira_day(milestone.expected), _description(milestone))


def _state(done: date | None, cancelled: date | None, percent: int) -> tuple[str, str | None]:
    if cancelled:
        return "Done", "Won't Do"
    if done:
        return "Done", "Done"
    return ("In Progress" if percent else "To Do"), None


def _jira_day(day: date | None) -> str | None:
    """Return a day in the form that Jira's import expects where no one sets another: 14/Mar/26 12:00 AM."""
    return None if day is None else f"{day:%d/%b/%y} 12:00 AM"


def _description(milestone: Milestone) -> str:
    days = (("Committed", milestone.committed), ("Baseline", milestone.baseline))
    return ". ".join([f"{milestone.id} in Baton", *(f"{name} {day:%a %-d %b %Y}" for name, day in days if day)])
