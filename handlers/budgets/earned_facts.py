"""Load what earned value is computed from: as it is now, or as it was known on an earlier day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.money.recorded
from handlers.common.public_holidays import with_holidays
from rules.earned_value.credit import CreditKind, CreditRule, credit_of
from rules.earned_value.curve import EarnedCurve, Reports, draw_curve
from rules.earned_value.performance import Performance, WorkItem, measure
from rules.earned_value.spending import SpendingLine, price_lines
from rules.earned_value.work import PlannedMilestone, Pricing, price_by_days, price_by_money, work_items
from rules.money import rates_into
from rules.plan import Program
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from storage.money.recorded import Recorded

PROGRAM_WORK = CreditRule(CreditKind.EFFORT)


@dataclass(frozen=True, slots=True)
class ProjectThen:
    """A project as it was on the data date."""

    id: str
    name: str
    credit: str | None
    closed: date | None
    cancelled: date | None


@dataclass(frozen=True, slots=True)
class EarnedFacts:
    """A program's work and money at a data date; `lines` come with the worth of one unit of their currency."""

    program: Program
    day: date
    calendar: Calendar
    currency: str
    projects: Mapping[str, ProjectThen]
    milestones: tuple[PlannedMilestone, ...]
    reports: Reports
    lines: tuple[tuple[SpendingLine, float], ...]
    unconverted: tuple[tuple[str | None, str], ...]

    @property
    def today(self) -> int:
        """The data date as a count of working days."""
        return self.calendar.count(self.day)

    def milestones_of(self, project: str) -> tuple[PlannedMilestone, ...]:
        return tuple(milestone for milestone in self.milestones if milestone.project == project)

    def planned_budget(self, project: str | None) -> float | None:
        """Return the planned budget of a project, or of the program itself; None where no line has any."""
        amounts = [
            line.planned * rate for line, rate in self.lines if line.project == project and line.planned is not None
        ]
        return sum(amounts) if amounts else None

    def spending(self, projects: Iterable[str | None]) -> list[tuple[int, float]]:
        """Return (count of the day, amount) of what was spent on these projects by the data date."""
        wanted = set(projects)
        return [
            (self.calendar.count(day), amount * rate)
            for line, rate in self.lines
            if line.project in wanted
            for day, amount in line.spent_on(self.day)
        ]


@dataclass(frozen=True, slots=True)
class Work:
    """Some work with its figures: a project, or the whole program."""

    items: tuple[WorkItem, ...]
    pricing: Pricing
    spending: tuple[tuple[int, float], ...]
    performance: Performance


def load_facts(session: Session, *, team: str, program: str, day: date, until: datetime, current: bool) -> EarnedFacts:
    """Return what was known of a program at a moment; `day` is its data date, `current` says that this is now."""
    then = storage.money.recorded.program_then(session, team=team, id=program, until=until)
    record = with_holidays(then.program)
    projects = {
        id: _project(values)
        for id, values in storage.money.recorded.projects_then(session, team=team, program=program, until=until).items()
    }
    entries = storage.money.recorded.milestones_recorded(
        session, team=team, projects=projects, until=until, current=current
    )
    states = {id: found[-1].values or {} for id, found in entries.items()}
    calendar = Calendar.of(record.calendar)
    lines = _spending_lines(session, team=team, program=record, until=until, otherwise=then.currency)
    currency = then.currency or next((line.currency for line in lines if line.currency), "")
    rates = rates_into(storage.money.recorded.rates_then(session, team=team, until=until), currency, on=day)
    priced, unknown = price_lines(lines, currency=currency, rates=rates)
    return EarnedFacts(
        program=record,
        day=day,
        calendar=calendar,
        currency=currency,
        projects=projects,
        milestones=tuple(
            _milestone(values, projects[values["project"]], _baseline(entries[id]))
            for id, values in states.items()
            if not values.get("cancelled")
        ),
        reports={id: _reports(found, record.zone, calendar) for id, found in entries.items()},
        lines=priced,
        unconverted=tuple((line.project, line.currency) for line in lines if line.currency in unknown),
    )


def _project(values: Mapping[str, Any]) -> ProjectThen:
    closed, cancelled = _day(values.get("closed")), _day(values.get("cancelled"))
    return ProjectThen(values["id"], values["name"], values.get("credit"), closed, cancelled)


def _baseline(entries: Sequence[Recorded]) -> date | None:
    """Return the baseline, else the first date that was ever committed to: a date that moves is no plan."""
    first = (entry.values.get("committed") for entry in entries if entry.values and entry.values.get("committed"))
    return _day((entries[-1].values or {})["baseline"] or next(first, None))


def _milestone(values: Mapping[str, Any], project: ProjectThen, baseline: date | None) -> PlannedMilestone:
    return PlannedMilestone(
        id=values["id"],
        project=project.id,
        duration=values["duration"] or 0,
        baseline=baseline,
        percent=values["percent"] or 0,
        actual=_day(values["actual"]),
        cost=values.get("cost"),
        rule=credit_of(values.get("credit"), project.credit),
    )


def _reports(entries: Sequence[Recorded], zone: str, calendar: Calendar) -> tuple[tuple[int, float], ...]:
    """Return (count of the day, percent) of everything reported of a milestone."""
    return tuple(
        (calendar.count(local_day(zone, entry.at)), (entry.values or {}).get("percent") or 0) for entry in entries
    )


def _spending_lines(
    session: Session, *, team: str, program: Program, until: datetime, otherwise: str
) -> tuple[SpendingLine, ...]:
    recorded = storage.money.recorded.budget_recorded(session, team=team, program=program.id, until=until)
    return tuple(_spending_line(entries, program.zone, otherwise) for entries in recorded.values())


def _spending_line(entries: Sequence[Recorded], zone: str, otherwise: str) -> SpendingLine:
    values = entries[-1].values or {}
    entered = [
        (local_day(zone, entry.at), entry.values["actual"])
        for entry in entries
        if entry.values and entry.values.get("actual") is not None
    ]
    return SpendingLine(
        project=values["project"],
        currency=values["currency"] or otherwise,
        planned=values["planned"],
        actual=values["actual"],
        month=_day(values["month"]),
        entered=tuple(entered) if values["actual"] is not None else (),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def project_work(facts: EarnedFacts, project: str, *, in_money: bool) -> Work:
    """Return a project's work, weighed by money, or by planned days alone, in which no sum is contained."""
    milestones = facts.milestones_of(project)
    budget = facts.planned_budget(project)
    pricing = price_by_money(milestones, budget) if in_money else price_by_days(milestones)
    items = work_items(milestones, pricing.costs, facts.calendar)
    return _work(facts, items, pricing, (project,), in_money=in_money)


def program_work(facts: EarnedFacts, *, in_money: bool) -> Work:
    """Return the whole program from the sums of its projects, never from their indices (B-54).

    What the program itself spends, on no project, is level of effort over the whole plan. Cancelled projects are left
    out.
    """
    projects = [project.id for project in facts.projects.values() if project.cancelled is None]
    parts = [project_work(facts, project, in_money=in_money) for project in projects]
    items = tuple(item for part in parts for item in part.items)
    own = facts.planned_budget(None) if in_money else None
    if own and (dated := [item for item in items if item.first is not None]):
        first, last = min(item.first or 0 for item in dated), max(item.last or 0 for item in dated)
        items += (WorkItem(facts.program.id, own, PROGRAM_WORK, first, last),)
    pricing = Pricing(
        {id: cost for part in parts for id, cost in part.pricing.costs.items()},
        tuple(id for part in parts for id in part.pricing.unpriced),
        sum(part.pricing.left_over for part in parts),
    )
    return _work(facts, items, pricing, (None, *projects), in_money=in_money)


def _work(
    facts: EarnedFacts,
    items: tuple[WorkItem, ...],
    pricing: Pricing,
    projects: Sequence[str | None],
    *,
    in_money: bool,
) -> Work:
    spending = tuple(facts.spending(projects)) if in_money else ()
    spent = sum(amount for _, amount in spending) if in_money else None
    return Work(items, pricing, spending, measure(items, day=facts.today, spent=spent))


def curve_of(facts: EarnedFacts, work: Work) -> EarnedCurve:
    """Return the S-curve of some work."""
    return draw_curve(
        work.items,
        facts.reports,
        work.spending,
        performance=work.performance,
        day=facts.today,
        finish=work.performance.finish,
        calendar=facts.calendar,
    )
