"""Nudges to people whose help is needed: to unblock a milestone, or to say why a report is better than the data."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.blockers
import storage.milestone_names
import storage.plan
import storage.risks
import storage.status
from rules import nudges, slack_ids
from rules.alerts.stored_analysis import StoredAnalysis
from rules.nudges import Nudge, NudgeCandidate, NudgeKind
from rules.plan import Project
from rules.reporting.gaps import needs_explanation
from rules.time.working_time import WorkTime, local_day
from storage.status import StatusReport

# Long enough for the three weeks that make a small gap one to explain.
ANALYSES_TO_COMPARE = 15
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
    """Yield nudges to leads whose project is reported better than computed, until they report it again (B-51)."""
    reports = storage.status.latest_reports(session, team=team)
    projects = [
        project
        for project in storage.plan.projects(session, team=team)
        if project.id in reports and project.lead and (users is None or project.lead in users)
    ]
    for program in dict.fromkeys(project.program for project in projects):
        latest = storage.risks.recent_analyses(session, team=team, program=program, limit=1)
        own = [
            project for project in projects if project.program == program and latest and latest[0].gaps.get(project.id)
        ]
        analyses = (
            storage.risks.recent_analyses(session, team=team, program=program, limit=ANALYSES_TO_COMPARE) if own else ()
        )
        zone = storage.plan.program(session, team=team, id=program).zone
        for project in own:
            if _is_unexplained(project, reports[project.id], analyses, zone=zone):
                yield _ask_why(project, reports[project.id]), _stage_of_explanation


def _is_unexplained(project: Project, report: StatusReport, analyses: tuple[StoredAnalysis, ...], *, zone: str) -> bool:
    """Return whether the gap needs a sentence, and none was given since it opened."""
    gaps = [(analysis.day, analysis.gaps.get(project.id, 0)) for analysis in analyses]
    newest = gaps[0][0]
    weekly = [next((gap for day, gap in gaps if day <= newest - timedelta(days=ago)), 0) for ago in (14, 7, 0)]
    opened = newest
    for day, gap in gaps:
        if not gap:
            break
        opened = day
    return needs_explanation(weekly) and (not report.why or local_day(zone, report.at) < opened)


def _ask_why(project: Project, report: StatusReport) -> Nudge:
    assert project.lead, "only projects with a lead"
    subject = f"{project.id}@{report.at.isoformat()}"
    return Nudge(NudgeKind.EXPLAIN, project.lead, project.id, subject, 0, project.name, sentence=report.colour.value)


def _stage_of_explanation(_work: WorkTime, _today: date) -> int:
    return nudges.NUDGE_LIMITS[NudgeKind.EXPLAIN].max_count
