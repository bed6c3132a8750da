"""Budgets with their forecasts, computed once for the views, the alerts and the digest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

import storage.money.budgets
from handlers.schedule import loading
from rules.budgets.forecasts import BudgetForecast, ProjectSpan, figures_with_forecast, forecast_of
from rules.budgets.sums import BudgetFigures, figures_of
from rules.money import BudgetKind, BudgetLine
from rules.plan import Milestone, Plan, Project
from rules.time.calendars import Calendar


@dataclass(frozen=True, slots=True)
class BudgetPart:
    """The budget of a project, or of the program itself (`project` is None), in one currency."""

    project: Project | None
    currency: str
    lines: tuple[BudgetLine, ...]
    forecast: BudgetForecast
    figures: BudgetFigures

    @property
    def owner(self) -> str:
        return self.project.id if self.project else ""


@dataclass(frozen=True, slots=True)
class ProgramBudget:
    """All parts of a program's budget."""

    plan: Plan
    parts: tuple[BudgetPart, ...]


def load_budget(
    session: Session, *, team: str, program: str, today: date, plan: Plan | None = None
) -> ProgramBudget | None:
    """Return the budget of a program with its forecasts; None where it has no line."""
    lines = storage.money.budgets.budget_lines(session, team=team, program=program)
    if not lines:
        return None
    plan = plan or loading.plan_of(session, team=team, program=program)
    return ProgramBudget(plan, budget_parts(plan, lines, today=today))


def budget_parts(plan: Plan, lines: Sequence[BudgetLine], *, today: date) -> tuple[BudgetPart, ...]:
    """Return the lines by project and currency with their forecasts, the program's own last."""
    projects = {project.id: project for project in plan.projects}
    grouped: dict[tuple[str, str], list[BudgetLine]] = {}
    for line in lines:
        grouped.setdefault((line.project or "", line.currency), []).append(line)
    order = {id: number for number, id in enumerate(projects)}
    milestones = _milestones_by_project(plan)
    parts = []
    for (owner, currency), own in sorted(
        grouped.items(), key=lambda item: (order.get(item[0][0], len(order)), item[0])
    ):
        span = _span(plan, milestones.get(owner, ()) if owner else plan.milestones, own)
        forecast = forecast_of(own, span=span, today=today)
        figures = figures_with_forecast(own, forecast)
        parts.append(BudgetPart(projects.get(owner), currency, tuple(own), forecast, figures))
    return tuple(parts)


def parts_without_forecast(projects: Iterable[Project], lines: Iterable[BudgetLine]) -> tuple[BudgetPart, ...]:
    """Return lines by project and currency with the plain sums of their figures, as for a day in the past."""
    known = {project.id: project for project in projects}
    grouped: dict[tuple[str, str], list[BudgetLine]] = {}
    for line in lines:
        grouped.setdefault((line.project or "", line.currency), []).append(line)
    nothing = BudgetForecast(None, 0, 0)
    return tuple(
        BudgetPart(known.get(owner), currency, tuple(own), nothing, sum(map(figures_of, own), BudgetFigures()))
        for (owner, currency), own in sorted(grouped.items())
    )


def _milestones_by_project(plan: Plan) -> Mapping[str, Sequence[Milestone]]:
    grouped: dict[str, list[Milestone]] = {}
    for milestone in plan.milestones:
        grouped.setdefault(milestone.project, []).append(milestone)
    return grouped


def _span(plan: Plan, milestones: Sequence[Milestone], lines: Sequence[BudgetLine]) -> ProjectSpan:
    """Return the span of a project; it begins with the first month of its people, else with the program."""
    kept = [milestone for milestone in milestones if milestone.cancelled is None]
    planned = max((day for each in kept if (day := each.baseline or each.committed)), default=None)
    finish = max((each.expected for each in kept if each.expected), default=None)
    months = [line.month for line in lines if line.month and line.kind is BudgetKind.PEOPLE]
    start = min(months, default=plan.program.start)
    if planned is None or finish is None:
        return ProjectSpan(start, planned, finish)
    calendar = Calendar.of(plan.program.calendar)
    return ProjectSpan(start, planned, finish, calendar.between(start, planned), calendar.between(start, finish))
