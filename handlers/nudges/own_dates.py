"""Grades of a person's own dates, told to them alone, once a month, in their check-in (M-4)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from sqlmodel import Session

import storage.forecast_ledger
import storage.nudges
import storage.plan
from rules.grading import grades
from rules.grading.grades import CHECKIN_WEEKS, GradedDate, LedgerDate
from rules.nudges import Nudge, NudgeCandidate, NudgeKind
from rules.plan import Milestone, Program
from rules.time.calendars import Calendar
from rules.time.working_time import WorkTime, local_day

# Who has no check-in in the first days of a month is told in the next one.
TOLD_UNTIL = 7


def graded_dates(
    session: Session, *, team: str, program: Program, milestones: Iterable[Milestone]
) -> tuple[GradedDate, ...]:
    """Grade the dates that people gave for these milestones of a program, those that are finished."""
    finished = [milestone for milestone in milestones if milestone.actual]
    entries = storage.forecast_ledger.dates_given(session, team=team, milestones=[m.id for m in finished])
    given = (LedgerDate(e.milestone, e.day, local_day(program.zone, e.at), e.by) for e in entries)
    return grades.grade_dates(finished, given, calendar=Calendar.of(program.calendar))


def own_date_nudges(
    session: Session, *, team: str, users: Collection[str] | None, now: datetime
) -> Iterator[NudgeCandidate]:
    """Yield, for each of the people who are asked, how late the dates land that they give four weeks ahead."""
    month = f"{now:%Y-%m}"
    if not users or now.day > TOLD_UNTIL:
        return
    subject = f"own-dates@{month}"
    told = storage.nudges.nudge_history(session, team=team, users=users, subjects={subject})
    waiting = frozenset(users) - {user for _, _, user in told}
    for user, days in _usual_days(session, team=team, users=waiting).items():
        nudge = Nudge(NudgeKind.OWN_DATES, user, user, subject, 0, sentence=grades.landing_words(days))

        def stage(_work: WorkTime, today: date) -> int:
            return int(f"{today:%Y-%m}" == month)

        yield nudge, stage


def _usual_days(session: Session, *, team: str, users: Collection[str]) -> dict[str, int]:
    """Return by how many working days the dates of people who gave enough of them are usually late; never 0."""
    by_user: dict[str, list[GradedDate]] = {user: [] for user in users}
    programs = storage.plan.programs(session, team=team) if users else ()
    for program in programs:
        own = {project.id for project in storage.plan.projects(session, team=team, program=program.id)}
        milestones = storage.plan.milestones(session, team=team, projects=own) if own else ()
        for one in graded_dates(session, team=team, program=program, milestones=milestones):
            if one.by in by_user and one.weeks == CHECKIN_WEEKS:
                by_user[one.by].append(one)
    summed = {user: grades.by_horizon(found) for user, found in by_user.items()}
    return {
        user: grade.usual_days
        for user, found in summed.items()
        for grade in found
        if grade.is_meaningful and grade.usual_days
    }
