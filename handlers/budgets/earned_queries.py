"""Earned value as one person may read it: in money where they may see every sum in it, else in days alone."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.channels
import storage.people
import storage.plan
from handlers.budgets import earned_contrast, earned_facts
from handlers.budgets.earned_contrast import LateStatus
from handlers.budgets.earned_facts import EarnedFacts, Work
from handlers.common import lookup, money
from handlers.common.requests import local_date
from handlers.schedule import outlook
from rules.dates import format_day
from rules.earned_value.credit import credit_of
from rules.earned_value.curve import EarnedCurve
from rules.earned_value.figures import MAIN_FIGURES, Figure, money_figures, time_figures
from rules.earned_value.performance import Performance
from rules.earned_value.work import PlannedMilestone
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a program's earned value; `cpi` is None for readers who may not see its sums."""

    id: str
    name: str
    share: float
    days: float | None
    cpi: float | None
    spi_time: float | None
    finish: date | None
    closed: date | None


@dataclass(frozen=True, slots=True)
class EarnedView:
    """Earned value of a project or a program for one reader.

    `figures` are all that they may read. `unpriced` counts milestones without a cost, `undated` those without a
    baseline date, `unconverted` names currencies without a rate, `left_over` is planned money on no milestone.
    """

    subject: str
    name: str
    program: str
    day: date
    past: bool
    currency: str
    sees_money: bool
    has_budget: bool
    performance: Performance
    finish: date | None
    figures: tuple[Figure, ...]
    credit: str
    closed: date | None
    unpriced: int
    undated: int
    unconverted: tuple[str, ...]
    left_over: float
    lines: tuple[ProjectLine, ...]
    cancelled: int
    late: LateStatus | None = None

    @property
    def in_money(self) -> bool:
        """True if the figures are sums of money."""
        return self.performance.cost is not None

    @property
    def main_figures(self) -> tuple[Figure, ...]:
        main = tuple(figure for figure in self.figures if figure.key in MAIN_FIGURES)
        return main if self.in_money else self.figures

    @property
    def days(self) -> float | None:
        """The working days that the work is ahead of its plan; less than 0 is behind."""
        schedule = self.performance.schedule
        return round(schedule.variance, 1) if schedule else None


def choose_subject(session: Session, *, person: Person, channel: str) -> str:
    """Return what `earned` alone is about: what this channel was last linked to, else the only program."""
    served = storage.channels.subjects_served(session, team=person.team, channel=channel)
    return next(iter(served), "") or lookup.resolve_program(session, person=person, text="", channel=channel).id


def earned_view(
    session: Session, *, person: Person, subject: str, now: datetime, day: date | None = None, at: time | None = None
) -> EarnedView:
    """Return the earned value of a project or a program, now or as it was known at the end of an earlier day."""
    facts = _facts_for(session, person=person, subject=subject, now=now, day=day, at=at)
    sees = _sees_sums(session, person=person, facts=facts, subject=subject)
    work, unconverted = _work_of(facts, subject, in_money=sees)
    has_budget = work.pricing.total > 0 and not unconverted
    if sees and not has_budget:
        work, _ = _work_of(facts, subject, in_money=False)
    milestones = _milestones_of(facts, subject)
    project = facts.projects.get(subject)
    view = EarnedView(
        subject=subject,
        name=project.name if project else facts.program.name,
        program=facts.program.id,
        day=facts.day,
        past=day is not None,
        currency=facts.currency,
        sees_money=sees,
        has_budget=has_budget,
        performance=work.performance,
        finish=_finish_of(facts, work),
        figures=_figures(facts, work, len(milestones)),
        credit=credit_of(project.credit if project else None).text,
        closed=project.closed if project else None,
        unpriced=len(work.pricing.unpriced) if sees and has_budget else 0,
        undated=sum(milestone.baseline is None for milestone in milestones),
        unconverted=unconverted if sees else (),
        left_over=work.pricing.left_over if sees and has_budget else 0.0,
        lines=() if project else _project_lines(session, person=person, facts=facts),
        cancelled=0 if project else sum(each.cancelled is not None for each in facts.projects.values()),
    )
    if view.past or view.closed:
        return view
    late = earned_contrast.late_status(
        session, person=person, program=view.program, subject=subject, days_ahead=view.days, now=now
    )
    return replace(view, late=late)


def earned_curve(session: Session, *, person: Person, subject: str, now: datetime) -> dict[str, Any]:
    """Return what the picture shows, or raise Refusal where there is nothing to draw."""
    facts = _facts_for(session, person=person, subject=subject, now=now)
    sees = _sees_sums(session, person=person, facts=facts, subject=subject)
    work, unconverted = _work_of(facts, subject, in_money=sees)
    in_money = sees and work.pricing.total > 0 and not unconverted
    if not in_money:
        work, _ = _work_of(facts, subject, in_money=False)
    curve: EarnedCurve = earned_facts.curve_of(facts, work)
    if not curve.planned:
        raise Refusal(f"{subject} has no baseline to draw.", "", "It is the first committed date of each milestone.")
    project = facts.projects.get(subject)
    return {
        "title": f"{project.name if project else facts.program.name} ({subject})",
        "unit": facts.currency if in_money else "days",
        "curve": curve,
        "performance": work.performance,
        "today": facts.day,
        "finish": outlook.finish_range(
            session,
            team=person.team,
            program=facts.program.id,
            project=subject if project else None,
            today=facts.day,
        ),
    }


def _facts_for(
    session: Session,
    *,
    person: Person,
    subject: str,
    now: datetime,
    day: date | None = None,
    at: time | None = None,
) -> EarnedFacts:
    """Return the facts of the subject's program, or raise Refusal where there is nothing to measure."""
    team, today = person.team, local_date(person, now)
    is_program = subject.startswith("PRG-")
    program = subject if is_program else storage.plan.project(session, team=team, id=subject).program
    storage.people.require_permission(
        session, person=person, action=Action.FOLLOW, program=program, project=None if is_program else subject
    )
    until = min(datetime.combine(day, at or time(23, 59, 59, 999999), ZoneInfo(person.zone)), now) if day else now
    try:
        facts = earned_facts.load_facts(
            session, team=team, program=program, day=day or today, until=until, current=day is None
        )
    except NotFound:
        raise _did_not_exist(subject, day or today, today) from None
    if not is_program and subject not in facts.projects:
        raise _did_not_exist(subject, day or today, today)
    _require_work(facts, subject)
    return facts


def _did_not_exist(subject: str, day: date, today: date) -> NotFound:
    return NotFound(f"There was no {subject} on {format_day(day, today=today)}.", "", "Ask for a later day.")


def _require_work(facts: EarnedFacts, subject: str) -> None:
    project = facts.projects.get(subject)
    if project and project.cancelled:
        raise Refusal(
            f"{project.name} ({subject}) is cancelled.",
            "Nothing is planned or earned in it any more.",
            f"Open it again: `reopen {subject}`.",
        )
    milestones = _milestones_of(facts, subject)
    name = f"{project.name if project else facts.program.name} ({subject})"
    if not milestones:
        raise Refusal(f"{name} has no milestones yet.", "", 'Add one: `new milestone "API ready" 14 Mar takes 10d`.')
    if all(milestone.baseline is None for milestone in milestones):
        raise Refusal(
            f"{name} has no baseline yet.",
            "What is earned is compared with the first committed date of each milestone.",
            f"Commit to one: `commit {milestones[0].id} to 14 Mar`.",
        )


def _milestones_of(facts: EarnedFacts, subject: str) -> tuple[PlannedMilestone, ...]:
    if subject.startswith("PRJ-"):
        return facts.milestones_of(subject)
    return tuple(m for m in facts.milestones if facts.projects[m.project].cancelled is None)


def _work_of(facts: EarnedFacts, subject: str, *, in_money: bool) -> tuple[Work, tuple[str, ...]]:
    """Return the work, and the currencies of its budget lines that can't be converted."""
    if subject.startswith("PRJ-"):
        missing = {currency for project, currency in facts.unconverted if project == subject}
        return earned_facts.project_work(facts, subject, in_money=in_money), tuple(sorted(missing))
    missing = {currency for _, currency in facts.unconverted}
    return earned_facts.program_work(facts, in_money=in_money), tuple(sorted(missing))


def _figures(facts: EarnedFacts, work: Work, milestones: int) -> tuple[Figure, ...]:
    if work.performance.cost is None:
        return time_figures(work.performance)
    return money_figures(work.performance, currency=facts.currency, milestones=milestones)


def _finish_of(facts: EarnedFacts, work: Work) -> date | None:
    return facts.calendar.day(work.performance.finish) if work.performance.finish is not None else None


def _sees_sums(session: Session, *, person: Person, facts: EarnedFacts, subject: str) -> bool:
    """Return whether the person may see every sum in the figures.

    Who may read only totals gets none of these: from day to day, a total of earned value tells what one milestone
    costs.
    """
    project = subject if subject.startswith("PRJ-") else None
    return money.may_see_money(session, person=person, program=facts.program.id, project=project)


def _project_lines(session: Session, *, person: Person, facts: EarnedFacts) -> tuple[ProjectLine, ...]:
    """Return the program's projects, furthest behind first."""
    lines = [
        _project_line(session, person, facts, project)
        for project in facts.projects.values()
        if project.cancelled is None and facts.milestones_of(project.id)
    ]
    return tuple(sorted(lines, key=lambda line: (line.days if line.days is not None else 0.0, line.id)))


def _project_line(
    session: Session, person: Person, facts: EarnedFacts, project: earned_facts.ProjectThen
) -> ProjectLine:
    sees = money.may_see_money(session, person=person, program=facts.program.id, project=project.id)
    work, unconverted = _work_of(facts, project.id, in_money=sees)
    if sees and (unconverted or not work.pricing.total):
        work, _ = _work_of(facts, project.id, in_money=False)
    figures, schedule = work.performance, work.performance.schedule
    return ProjectLine(
        id=project.id,
        name=project.name,
        share=figures.share,
        days=round(schedule.variance, 1) if schedule else None,
        cpi=figures.cost.cpi if figures.cost else None,
        spi_time=schedule.performance if schedule else None,
        finish=_finish_of(facts, work),
        closed=project.closed,
    )
