"""The status of a program and its projects as it is kept week by week: saved by each full refresh and each report."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.plan
import storage.reporting.status_weeks
import storage.risks
import storage.status
from handlers.schedule import colours, loading, outlook
from rules.alerts.stored_analysis import StoredAnalysis
from rules.plan import Program, Project
from rules.reporting import gaps
from rules.reporting.gaps import GapStart
from rules.reporting.status_weeks import StatusWeek
from rules.time.working_time import local_day
from rules.truth.statuses import ProgramStatuses
from rules.weeks import period_of
from storage.status import StatusReport

# Long enough for the three weeks that make a small gap one to explain.
ANALYSES_TO_COMPARE = 15


@dataclass(frozen=True, slots=True)
class _WeekFacts:
    """Everything that the rows of a program's week are made of."""

    program: Program
    today: date
    statuses: ProgramStatuses
    reports: dict[str, StatusReport]
    analyses: tuple[StoredAnalysis, ...]
    last: dict[str, StatusWeek]

    @property
    def week(self) -> str:
        return period_of(self.today)


def save_weeks(session: Session, *, team: str, program: str, now: datetime) -> None:
    """Save this week's status of a program and of its open projects."""
    session.flush()
    record = storage.plan.program(session, team=team, id=program)
    facts = _WeekFacts(
        record,
        local_day(record.zone, now),
        colours.program_statuses(session, team=team, programs={program}, now=now)[program],
        storage.status.latest_reports(session, team=team),
        storage.risks.recent_analyses(session, team=team, program=program, limit=ANALYSES_TO_COMPARE),
        storage.reporting.status_weeks.latest_weeks(session, team=team, programs={program}),
    )
    projects = (p for p in storage.plan.projects(session, team=team) if p.program == program and p.open)
    weeks = [_program_week(session, team, facts), *_project_weeks(facts, projects)]
    storage.reporting.status_weeks.save_weeks(session, team=team, weeks=weeks, now=now)


def _program_week(session: Session, team: str, facts: _WeekFacts) -> StatusWeek:
    status, finish = facts.statuses.program, facts.statuses.finish
    week = StatusWeek(
        subject=facts.program.id,
        week=facts.week,
        program=facts.program.id,
        reported=None,
        computed=status.colour,
        reason=status.why,
        expected=finish.expected,
        committed=finish.committed,
    )
    plan = loading.plan_of(session, team=team, program=facts.program.id)
    target = outlook.stored_outlook(session, team=team, plan=plan, today=facts.today)
    return replace(week, p50=target.p50, p80=target.p80, on_time=target.on_time) if target else week


def _project_weeks(facts: _WeekFacts, projects: Iterator[Project]) -> Iterator[StatusWeek]:
    for project in projects:
        status, finish = facts.statuses.projects[project.id], facts.statuses.finishes[project.id]
        report = facts.reports.get(project.id)
        week = StatusWeek(
            subject=project.id,
            week=facts.week,
            program=facts.program.id,
            reported=report.colour if report else None,
            computed=status.colour,
            reason=status.why,
            expected=finish.expected,
            committed=finish.committed,
        )
        yield _with_gap(facts, week, report) if report else week


def _with_gap(facts: _WeekFacts, week: StatusWeek, report: StatusReport) -> StatusWeek:
    """Return a week with when its gap began, and what was said about it since."""
    days = [(facts.today, week.gap)]
    days += [(a.day, a.gaps.get(week.subject, 0)) for a in facts.analyses if a.day < facts.today]
    last = facts.last.get(week.subject)
    start = gaps.start_of_gap(days, last=GapStart(last.differs_since, last.explain_since) if last else GapStart())
    said = gaps.explanation_given(report.why, local_day(facts.program.zone, report.at), start)
    return replace(week, explanation=said, differs_since=start.differs_since, explain_since=start.explain_since)
