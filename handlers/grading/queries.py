"""Graded forecasts as one reader may see them: a person's own dates are for them and their project's lead (M-4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.people
import storage.plan
import storage.privacy
from handlers.nudges import own_dates
from handlers.risks import forecast_record
from handlers.risks.forecast_record import CORRECTED_WEEKS, HeldForecasts
from handlers.schedule import outlook
from rules.grading import grades
from rules.grading.grades import Grade, GradedDate
from rules.people import Person
from rules.plan import Milestone
from rules.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class GradesView:
    """The grades of a program or project: its forecasts, its people's dates together, and each person's for its lead.

    `few_people`: there are dates, but of too few people to show any figure. `safe` is the P80 of the finish, and
    `corrected` the one that the program's own record gives; both None for a project.
    """

    id: str
    name: str
    record: HeldForecasts
    dates: tuple[Grade, ...]
    few_people: bool
    people: tuple[tuple[str, tuple[Grade, ...]], ...] = ()
    safe: date | None = None
    corrected: date | None = None


@dataclass(frozen=True, slots=True)
class OwnGrades:
    """Grades of the dates that one person gave; `ahead` is the grade of those given four weeks ahead."""

    dates: tuple[Grade, ...]

    @property
    def ahead(self) -> Grade | None:
        found = (grade for grade in self.dates if grade.weeks == CORRECTED_WEEKS and grade.is_meaningful)
        return next(found, None)


def program_grades(session: Session, *, person: Person, program: str) -> GradesView:
    """Return the grades of a program's forecasts, and of the dates of its people together."""
    record = storage.plan.program(session, team=person.team, id=program)
    projects = {p.id for p in storage.plan.projects(session, team=person.team) if p.program == program}
    milestones = _visible_milestones(session, person, projects)
    graded = own_dates.graded_dates(session, team=person.team, program=record, milestones=milestones)
    forecasts = forecast_record.program_record(session, team=person.team, program=record, milestones=milestones)
    p80 = outlook.latest_p80(session, team=person.team, program=program)
    calendar = Calendar.of(record.calendar)
    return GradesView(
        record.id,
        record.name,
        forecasts,
        *_of_team(graded),
        safe=p80,
        corrected=forecasts.corrected(p80, calendar) if p80 else None,
    )


def project_grades(session: Session, *, person: Person, project: str) -> GradesView:
    """Return the grades of a project's dates; its lead also reads those of each person."""
    record = storage.plan.project(session, team=person.team, id=project)
    program = storage.plan.program(session, team=person.team, id=record.program)
    milestones = _visible_milestones(session, person, {project})
    graded = own_dates.graded_dates(session, team=person.team, program=program, milestones=milestones)
    forecasts = forecast_record.program_record(session, team=person.team, program=program, milestones=milestones)
    people = _by_person(session, person, graded) if record.lead == person.id else ()
    return GradesView(record.id, record.name, forecasts, *_of_team(graded), people=people)


def own_grades(session: Session, *, person: Person) -> OwnGrades:
    """Return how the dates held that the person gave, in every program."""
    projects = storage.plan.projects(session, team=person.team)
    graded: list[GradedDate] = []
    for program in storage.plan.programs(session, team=person.team):
        own = {project.id for project in projects if project.program == program.id}
        milestones = _visible_milestones(session, person, own)
        found = own_dates.graded_dates(session, team=person.team, program=program, milestones=milestones)
        graded += (one for one in found if one.by == person.id)
    return OwnGrades(grades.by_horizon(graded))


def _visible_milestones(session: Session, person: Person, projects: Collection[str]) -> tuple[Milestone, ...]:
    hidden = storage.privacy.hidden_ids(session, person=person)
    milestones = storage.plan.milestones(session, team=person.team, projects=projects) if projects else ()
    return tuple(milestone for milestone in milestones if milestone.id not in hidden)


def _of_team(graded: tuple[GradedDate, ...]) -> tuple[tuple[Grade, ...], bool]:
    """Return the grades that may be shown of a team, and whether any is kept back."""
    shown = grades.shown_for_team(graded)
    return grades.by_horizon(shown), len(shown) < len(graded)


def _by_person(
    session: Session, person: Person, graded: tuple[GradedDate, ...]
) -> tuple[tuple[str, tuple[Grade, ...]], ...]:
    users = frozenset(one.by for one in graded)
    names = storage.people.display_names(session, team=person.team, ids=users)
    rows = [
        (names[user], grades.by_horizon(one for one in graded if one.by == user)) for user in users if user in names
    ]
    return tuple(sorted(rows, key=lambda row: row[0]))
