"""The gaps between reported and computed colours, as far as a person may see them: the lead first (M-3)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.people
import storage.plan
import storage.reporting.status_weeks
from handlers.common.pages import Page, cut_page
from handlers.plan import card_queries
from handlers.plan import queries as plan_queries
from handlers.plan.queries import ProgramState, StatusSubject
from handlers.schedule import status_gaps
from handlers.schedule.status_gaps import ProjectGap
from rules.people import Action, Person
from rules.plan import Program, Project
from rules.reporting.status_weeks import StatusWeek
from rules.weeks import period_of

PAGE_SIZE = 10
# Weeks whose steps stand in a row of the list.
WEEKS_IN_A_ROW = 6
MAX_WEEKS = 520


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap that is open, with the steps of the last weeks, oldest first; None: no status was kept or reported."""

    found: ProjectGap
    weeks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class GapList:
    """The open gaps of a program that one person may see; `compared` projects have a reported colour."""

    program: Program
    page: Page[GapRow]
    compared: int
    today: date


@dataclass(frozen=True, slots=True)
class GapHistory:
    """A project with the status of its weeks, newest first; `gap` is the one that is open, if the reader may see it."""

    project: Project
    subject: StatusSubject
    page: Page[StatusWeek]
    gap: ProjectGap | None
    may_explain: bool
    today: date


def program_gaps(session: Session, *, person: Person, program: str, page: int, now: datetime) -> GapList:
    """Return the open gaps of a program, the widest first."""
    state = plan_queries.program_state(session, team=person.team, program=program, now=now, person=person)
    projects = [project for project in state.plan.projects if project.program == program and project.open]
    shown = [found for found in _open_gaps(session, person, state, projects) if found.is_shown_to(person.id)]
    cut = cut_page(shown, number=page, size=PAGE_SIZE)
    first = state.today - timedelta(weeks=WEEKS_IN_A_ROW - 1)
    weeks = storage.reporting.status_weeks.program_weeks(
        session, team=person.team, program=program, since=period_of(first), until=period_of(state.today)
    )
    steps = {(week.subject, week.week): week.gap if week.reported else None for week in weeks}
    periods = [period_of(first + timedelta(weeks=number)) for number in range(WEEKS_IN_A_ROW)]
    rows = (GapRow(found, tuple(steps.get((found.project.id, each)) for each in periods)) for found in cut.items)
    compared = sum(project.id in state.reports for project in projects)
    return GapList(state.plan.program, cut.show(rows), compared, state.today)


def gap_history(session: Session, *, person: Person, project: str, page: int, now: datetime) -> GapHistory:
    """Return the weeks of a project with both colours.

    While only its lead may see a gap, others get the weeks before it.
    """
    record = storage.plan.project(session, team=person.team, id=project)
    state = plan_queries.program_state(session, team=person.team, program=record.program, now=now, person=person)
    found = next(iter(_open_gaps(session, person, state, [record] if record.open else [])), None)
    weeks: Iterable[StatusWeek] = storage.reporting.status_weeks.subject_weeks(
        session, team=person.team, subject=project, limit=MAX_WEEKS
    )
    if found is not None and not found.is_shown_to(person.id):
        since = period_of(found.gap.since)
        weeks, found = [week for week in weeks if week.week < since], None
    readable = [replace(week, reason=state.secrets.without(week.reason)) for week in weeks]
    subject = state.project(record, with_lines=False)
    page_of_weeks = cut_page(readable, number=page, size=PAGE_SIZE)
    may_explain = subject.reported is not None and _may_report(session, person=person, project=record)
    return GapHistory(record, subject, page_of_weeks, found, may_explain, state.today)


def project_to_explain(session: Session, *, person: Person, project: str, now: datetime) -> StatusSubject:
    """Return a project with both colours, for the form that explains the gap; refuse who may not report for it."""
    record = storage.plan.project(session, team=person.team, id=project)
    storage.people.require_permission(
        session, person=person, action=Action.OVERRIDE_COLOUR, program=record.program, project=record.id
    )
    state = plan_queries.program_state(session, team=person.team, program=record.program, now=now, person=person)
    return state.project(record, with_lines=False)


def _may_report(session: Session, *, person: Person, project: Project) -> bool:
    """Return whether the person may report this project's colour, and so explain a gap."""
    return project.open and "report" in card_queries.allowed_corrections(session, person=person, item=project)


def _open_gaps(
    session: Session, person: Person, state: ProgramState, projects: Iterable[Project]
) -> tuple[ProjectGap, ...]:
    return status_gaps.open_gaps(
        session,
        team=person.team,
        program=state.plan.program,
        projects=projects,
        statuses=state.statuses.projects,
        today=state.today,
    )
