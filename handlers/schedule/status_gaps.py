"""Open gaps between reported and computed colours, as cards, digests and Home show them (B-51, M-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

import storage.reporting.questions
import storage.reporting.status_weeks
import storage.status
from rules.people import Person
from rules.plan import Program, Project
from rules.reporting import gaps
from rules.reporting.gaps import OpenGap
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from rules.truth.colours import Colour, ComputedStatus, watermelon_gap


@dataclass(frozen=True, slots=True)
class ProjectGap:
    """A project that is reported better than computed, in a way that needs a sentence.

    `is_public`: others than its lead may see the gap. `is_unanswered`: the lead got the question two working days ago.
    """

    project: Project
    reported: Colour
    computed: Colour
    gap: OpenGap
    is_public: bool
    is_unanswered: bool

    @property
    def steps(self) -> int:
        return watermelon_gap(self.reported, self.computed)

    def is_shown_to(self, user: str) -> bool:
        """Return whether this person may see the gap: its lead from the first day, the others later."""
        return self.is_public or user == self.project.lead


def open_gaps(
    session: Session,
    *,
    team: str,
    program: Program,
    projects: Iterable[Project],
    statuses: Mapping[str, ComputedStatus],
    today: date,
) -> tuple[ProjectGap, ...]:
    """Return the gaps of these open projects of a program that need a sentence, the widest and oldest first."""
    reports = storage.status.latest_reports(session, team=team)
    reported = [project for project in projects if project.open and project.id in reports]
    if not any(watermelon_gap(reports[p.id].colour, statuses[p.id].colour) for p in reported):
        return ()
    weeks = storage.reporting.status_weeks.latest_weeks(session, team=team, programs={program.id})
    found: list[tuple[Project, OpenGap]] = []
    for project in reported:
        colours = {"reported": reports[project.id].colour, "computed": statuses[project.id].colour}
        if gap := gaps.open_gap(weeks.get(project.id), **colours, today=today):
            found.append((project, gap))
    subjects = {p.id: storage.reporting.questions.question_subject(p.id, reports[p.id].at) for p, _ in found}
    leads = {subjects[project.id]: project.lead for project, _ in found if project.lead}
    asked = storage.reporting.questions.questions_received(session, team=team, leads=leads)
    calendar = Calendar.of(program.calendar)
    shown = []
    for project, gap in found:
        history = asked.get(subjects[project.id])
        if history and history.last:
            gap = replace(gap, asked_on=local_day(program.zone, history.last))
        is_public, is_unanswered = gap.is_public(today), gap.is_unanswered(today, calendar)
        colour = reports[project.id].colour
        shown.append(ProjectGap(project, colour, statuses[project.id].colour, gap, is_public, is_unanswered))
    return tuple(sorted(shown, key=lambda one: (-one.steps, one.gap.since, len(one.project.id), one.project.id)))


def gap_shown_to(
    session: Session,
    person: Person,
    project: Project,
    *,
    program: Program,
    statuses: Mapping[str, ComputedStatus],
    today: date,
) -> ProjectGap | None:
    """Return the gap of a project that needs a sentence, if there is one and the person may see it yet."""
    found = open_gaps(session, team=person.team, program=program, projects=[project], statuses=statuses, today=today)
    return next((gap for gap in found if gap.is_shown_to(person.id)), None)
