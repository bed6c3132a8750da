"""Nudges to people whose help is needed: to unblock a milestone, or to say why a report is better than the data."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.blockers
import storage.milestone_names
import storage.plan
import storage.reporting.questions
import storage.reporting.status_weeks
import storage.status
from rules import nudges, slack_ids
from rules.nudges import Nudge, NudgeCandidate, NudgeKind
from rules.plan import Project
from rules.reporting.gaps import OpenGap
from rules.reporting.status_weeks import StatusWeek
from rules.time.working_time import WorkTime
from storage.status import StatusReport

# Long enough for the working day before a weekend and holidays.
NEED_BY_HORIZON = timedelta(days=7)


def unblocking_nudges(session: Session, *, team: str, now: datetime) -> Iterator[NudgeCandidate]:
    """Yield nudges to whoever can unblock a milestone: a working day before the day it is needed by, and a day after.

    On the day it was raised they have just been asked. Words from a private channel are not repeated.
    """
    until = (now + NEED_BY_HORIZON).date()
    blockers = [
        blocker
        for blocker in storage.blockers.open_blockers(session, team=team)
        if blocker.needed_by and blocker.needed_by <= until and blocker.needs in slack_ids.find(blocker.needs or "")
    ]
    names = storage.milestone_names.names_by_milestone(session, team=team) if blockers else {}
    for blocker in blockers:
        assert blocker.needs, "only those that name a person"
        assert blocker.needed_by, "only those that have a day"

        def stage(
            work: WorkTime, today: date, raised_at: datetime = blocker.raised_at, day: date = blocker.needed_by
        ) -> int:
            return nudges.unblocking_stage(day, work=work, today=today) if work.today(raised_at) < today else 0

        nudge = Nudge(
            NudgeKind.UNBLOCK,
            blocker.needs,
            blocker.id,
            f"{blocker.id}@{blocker.needed_by}",
            0,
            names.get(blocker.milestone, ""),
            blocker.needed_by,
            "" if blocker.restricted else blocker.text,
            blocker.milestone,
        )
        yield nudge, stage


def explanation_nudges(session: Session, *, team: str, users: Collection[str] | None) -> Iterator[NudgeCandidate]:
    """Yield nudges to leads whose project is reported better than computed, until they say why (B-51)."""
    reports = storage.status.latest_reports(session, team=team)
    projects = [
        project
        for project in storage.plan.projects(session, team=team)
        if project.id in reports and project.lead and (users is None or project.lead in users)
    ]
    weeks = storage.reporting.status_weeks.latest_weeks(session, team=team) if projects else {}
    for project in projects:
        week = weeks.get(project.id)
        if week and week.explain_since and not week.explanation:
            yield _ask_why(project, week, reports[project.id]), _stage_of_explanation


def _ask_why(project: Project, week: StatusWeek, report: StatusReport) -> Nudge:
    assert project.lead, "only projects with a lead"
    assert week.explain_since, "only gaps that need a sentence"
    return Nudge(
        NudgeKind.EXPLAIN,
        project.lead,
        project.id,
        storage.reporting.questions.question_subject(project.id, report.at),
        0,
        project.name,
        day=OpenGap(week.explain_since).public_from,
        sentence=f"{report.colour.value} {week.computed.value}",
    )


def _stage_of_explanation(_work: WorkTime, _today: date) -> int:
    return nudges.NUDGE_LIMITS[NudgeKind.EXPLAIN].max_count
