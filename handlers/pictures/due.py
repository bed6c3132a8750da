"""The facts of the picture of the next eight weeks."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from handlers.pictures.scope import NothingToDraw, Scope
from handlers.schedule import colours
from rules.plan import Milestone, Project
from rules.resources.load import monday_of
from rules.truth.milestones import days_late, milestones_between
from rules.truth.statuses import ProgramStatuses
from templates.pictures import ProjectWeeks, WeekMilestone
from templates.pictures.plans.eight_weeks import WEEKS


def eight_weeks_facts(session: Session, scope: Scope) -> dict[str, Any]:
    """Return each project with its milestones of this week and the next seven, and what is overdue."""
    plan, today = scope.visible.facts.plan, scope.visible.facts.today
    statuses = colours.statuses_of_plan(session, team=scope.team, plan=plan, now=scope.asked.now)
    monday = monday_of(today)
    due = milestones_between(scope.milestones, first=monday, before=monday + timedelta(weeks=WEEKS), today=today)
    if not scope.milestones:
        raise NothingToDraw(
            f"{scope.name} has no milestone yet.", "", 'Create one: `new milestone "API ready" 14 Mar`.'
        )
    projects = [p for p in plan.projects if p.program == scope.program and p.open]
    return {
        "title": f"The next eight weeks of {scope.name}",
        "projects": [
            _row_of(scope, project, [m for m in due if m.project == project.id], statuses)
            for project in projects
            if scope.project is None or project.id == scope.project.id
        ],
        "monday": monday,
        "today": today,
    }


def _row_of(scope: Scope, project: Project, due: list[Milestone], statuses: ProgramStatuses) -> ProjectWeeks:
    facts = scope.visible.facts
    marks = tuple(
        WeekMilestone(
            name=m.name or m.id,
            day=facts.finish_date(m.id),
            state="done" if m.done else statuses.milestones[m.id].colour.value,
            id=m.id,
            days_late=0 if m.done else max(0, days_late(m, facts.axis.calendar) or 0),
            overdue=m.is_overdue(facts.today),
        )
        for m in due
    )
    return ProjectWeeks(project.name or project.id, statuses.projects[project.id].colour.value, marks)
