"""The state of a program at the end of a day, as far as the readers of a channel may know it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from sqlmodel import Session

import storage.packs.history
import storage.packs.snapshots
from handlers.common.public_holidays import with_holidays
from rules.alerts import analysis
from rules.alerts.stored_analysis import StoredAnalysis
from rules.packs.periods import PackPeriod, period_until
from rules.packs.trends import FinishPoint, finish_point
from rules.plan import Milestone, Plan, Program
from rules.privacy import Secrets
from rules.refusal import Refusal
from rules.schedule.expected_dates import with_expected_dates
from rules.schedule.program_end import find_program_end
from rules.schedule.scheduled_plan import ScheduledPlan
from rules.time.calendars import Calendar
from rules.time.working_time import local_day, local_instant
from rules.truth.statuses import ProgramStatuses, StatusInput, compute_statuses

ONE_DAY = timedelta(days=1)
# Of a day on which no full refresh ran, one of the days before counts.
MAX_ANALYSIS_AGE = timedelta(days=7)


@dataclass(frozen=True)
class ProgramMoment:
    """A program at an instant: its plan with expected dates, and what `secrets` leave of its own milestones."""

    day: date
    at: datetime
    plan: Plan
    forecast: StoredAnalysis | None
    secrets: Secrets

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.of(self.plan.program.calendar)

    @cached_property
    def schedule(self) -> ScheduledPlan | None:
        """The plan with its network; None where its links allow none."""
        try:
            return analysis.schedule_plan(self.plan, today=self.day)
        except Refusal:
            return None

    @cached_property
    def projects(self) -> Mapping[str, str]:
        """The names of the program's own projects."""
        return {one.id: one.name for one in self.plan.projects if one.program == self.plan.program.id}

    @cached_property
    def milestones(self) -> Mapping[str, Milestone]:
        """Its own milestones that may be known."""
        own = (one for one in self.plan.milestones if one.project in self.projects)
        return {one.id: one for one in own if one.id not in self.secrets.ids}

    @cached_property
    def statuses(self) -> ProgramStatuses:
        """The computed colours; who was heard of and who was silent is not known of a day in the past."""
        own = [one for one in self.plan.milestones if one.project in self.projects]
        ids = {one.id for one in own}
        known = {one.id for one in self.plan.milestones}
        links = [
            link
            for link in self.plan.dependencies
            if not ids.isdisjoint((link.provider, link.consumer)) and known.issuperset((link.provider, link.consumer))
        ]
        return compute_statuses(
            StatusInput(
                projects=[one for one in self.plan.projects if one.id in self.projects and one.open],
                milestones=own,
                dependencies=links,
                calendar=self.calendar,
                today=self.day,
                numbers=self.plan.program.numbers,
                targets=self.plan.program.targets,
                others=[one for one in self.plan.milestones if one.id not in ids],
            )
        )

    @property
    def finish(self) -> FinishPoint:
        visible = tuple(one for one in self.plan.milestones if one.id not in self.secrets.ids)
        end = find_program_end(replace(self.plan, milestones=visible))
        return finish_point(end, self.forecast.targets if self.forecast else ())


def load_moment(
    session: Session, *, team: str, program: str, day: date, zone: str, secrets: Secrets, now: datetime
) -> ProgramMoment | None:
    """Return the program at the end of a day in its zone, or now where that is still to come; None before it began."""
    at = min(end_of_day(day, zone), now)
    plan = storage.packs.history.plan_at(session, team=team, program=program, at=at)
    if plan is None:
        return None
    plan = replace(plan, program=replace(with_holidays(plan.program), data_date=None))
    forecast = storage.packs.snapshots.analysis_between(
        session, team=team, program=program, first=day - MAX_ANALYSIS_AGE, last=day
    )
    return ProgramMoment(day, at, _with_dates(plan, day), forecast, secrets)


def expected_days_at(session: Session, *, team: str, programs: Collection[str], at: datetime) -> dict[str, date]:
    """Return the expected date of each milestone of the programs at an instant: one was expected then as one is now."""
    plans = storage.packs.history.plans_at(session, team=team, programs=programs, at=at)
    dated = (_with_dates(plan, local_day(plan.program.zone, at)) for plan in plans)
    return {one.id: one.expected for plan in dated for one in plan.milestones if one.expected}


def begun_period(session: Session, *, team: str, program: Program, period: PackPeriod, now: datetime) -> PackPeriod:
    """Return the period, or the time up to today where the program did not exist yet when it ended."""
    at = end_of_day(period.last, program.zone)
    if storage.packs.history.is_begun(session, team=team, program=program.id, at=at):
        return period
    return period_until(period.rhythm, local_day(program.zone, now), start=program.start)


def end_of_day(day: date, zone: str) -> datetime:
    return local_instant(day + ONE_DAY, time(0), zone=zone) - timedelta(microseconds=1)


def _with_dates(plan: Plan, day: date) -> Plan:
    """Return the plan with expected dates; where its links allow none, with those that people gave."""
    try:
        return with_expected_dates(plan, today=day)
    except Refusal:
        return plan
