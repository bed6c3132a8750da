"""Views of budgets: a program's table, a project with its months and lines, and one line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

import storage.money.budgets
import storage.money.rates
import storage.money.settings
import storage.plan
from handlers.budgets import budget_visibility as visibility
from handlers.common import access, money
from handlers.common.pages import Page, cut_page
from handlers.schedule import budget_facts
from handlers.schedule.budget_facts import BudgetPart, ProgramBudget
from rules.budgets.months import months_between
from rules.budgets.sums import BudgetFigures, ConvertedTotal, convert_total, sum_by
from rules.budgets.thresholds import budget_colour
from rules.money import BudgetLine
from rules.people import Person
from rules.plan import Program, Project
from rules.refusal import NotAllowed

ROWS_PER_PAGE = 12
LINES_PER_PAGE = 15
FIGURES = ("planned", "committed", "actual", "forecast")


@dataclass(frozen=True, slots=True)
class BudgetSums:
    """A row of the table: a project and a kind, or a month; only the last row of a project has its percentage."""

    label: str
    kind: str
    currency: str
    figures: BudgetFigures
    share: float | None = None
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class ProgramBudgetView:
    """A program's budget as one reader may see it: rows of the projects they see, and totals.

    `sees_all` is False for readers who see only some projects; `converted` is the total in one currency.
    """

    program: Program
    rows: Page[BudgetSums]
    totals: tuple[visibility.CurrencyTotal, ...]
    converted: ConvertedTotal | None
    sees_all: bool
    may_edit: bool
    lines: int


@dataclass(frozen=True, slots=True)
class ProjectBudgetView:
    """A project's budget: each currency with its forecast, rows by kind, rows by month, and the lines."""

    project: Project | None
    program: Program
    parts: tuple[BudgetPart, ...]
    kinds: tuple[BudgetSums, ...]
    months: Page[BudgetSums]
    lines: Page[BudgetLine]
    may_edit: bool

    @property
    def id(self) -> str:
        return self.project.id if self.project else self.program.id


@dataclass(frozen=True, slots=True)
class LineCard:
    """One line with what it belongs to; `request` is the change request that added it."""

    line: BudgetLine
    project: Project | None
    program: Program
    request: str
    may_edit: bool
    before: BudgetLine | None = None


def program_budget(session: Session, *, person: Person, program: str, today: date, page: int) -> ProgramBudgetView:
    """Return a program's budget; raise NotAllowed, naming who may see it, for readers who may see nothing of it."""
    team = person.team
    record = storage.plan.program(session, team=team, id=program)
    budget = budget_facts.load_budget(session, team=team, program=program, today=today)
    parts = budget.parts if budget else ()
    seen = visibility.visible_parts(session, person=person, program=program, parts=parts)
    sees_all = visibility.sees_all(session, person, program)
    totals = visibility.program_totals(session, person=person, program=program, parts=parts, seen=seen)
    if not (sees_all or seen or totals or visibility.leads_one(session, person, program)):
        if not money.may_see_totals(session, person=person, program=program):
            money.require_money(session, person=person, program=program)
        raise NotAllowed(f"{record.name} ({program}) has no total yet that I can show without its parts.")
    rows = [row for part in seen for row in kind_rows(part)]
    return ProgramBudgetView(
        record,
        cut_page(rows, number=page, size=ROWS_PER_PAGE),
        totals,
        _converted(
            session,
            team,
            totals,
            storage.money.settings.money_settings(session, team=team, program=program).currency,
            today,
        )
        if sees_all
        else None,
        sees_all,
        sees_all and visibility.may_edit(session, person=person, program=program, project=None),
        sum(len(part.lines) for part in seen),
    )


def _converted(
    session: Session, team: str, totals: Sequence[visibility.CurrencyTotal], currency: str | None, today: date
) -> ConvertedTotal | None:
    if len(totals) < 2:
        return None
    into = currency or max(totals, key=lambda total: total.figures.planned or 0.0).currency
    rates = storage.money.rates.exchange_rates(session, team=team)
    return convert_total({total.currency: total.figures for total in totals}, into=into, rates=rates, on=today)


def kind_rows(part: BudgetPart) -> list[BudgetSums]:
    """Return a row for each kind of a project, and with several kinds its sum; the last has the percentage."""
    label = part.project.name if part.project else "The program itself"
    label = f"{label} ({part.owner})" if part.project else label
    sums = sum_by(part.lines, lambda line: line.kind)
    rows = [
        BudgetSums(label, kind.value, part.currency, replace(figures, forecast=part.forecast.kinds.get(kind)))
        for kind, figures in sums.items()
    ]
    share = part.figures.share
    if len(rows) == 1:
        return [replace(rows[0], figures=part.figures, share=share, is_sum=True)]
    return [*rows, BudgetSums(label, "all", part.currency, part.figures, share, is_sum=True)]


def project_budget(session: Session, *, person: Person, subject: str, today: date, page: int) -> ProjectBudgetView:
    """Return a project's budget, or that of the program itself; raise NotAllowed for readers who may not see it."""
    team = person.team
    is_project = subject.startswith("PRJ-")
    project = storage.plan.project(session, team=team, id=subject) if is_project else None
    program = storage.plan.program(session, team=team, id=project.program if project else subject)
    if person.for_channel:
        raise NotAllowed("A project's budget isn't shown in channels.", "", f"Totals can be: `budget {program.id}`.")
    money.require_money(session, person=person, program=program.id, project=project.id if project else None)
    budget = budget_facts.load_budget(session, team=team, program=program.id, today=today)
    parts = _parts_of(budget, project)
    lines = sorted((line for part in parts for line in part.lines), key=_line_order)
    return ProjectBudgetView(
        project,
        program,
        parts,
        tuple(row for part in parts for row in kind_rows(part)),
        cut_page(_month_rows(lines), number=_current_page(lines, page, today), size=ROWS_PER_PAGE),
        cut_page(lines, number=page, size=LINES_PER_PAGE),
        visibility.may_edit(session, person=person, program=program.id, project=project.id if project else None),
    )


def _parts_of(budget: ProgramBudget | None, project: Project | None) -> tuple[BudgetPart, ...]:
    parts = budget.parts if budget else ()
    return tuple(part for part in parts if part.owner == (project.id if project else ""))


def _line_order(line: BudgetLine) -> tuple[date, str, str]:
    return line.month or date.max, line.kind.value, line.name


def _month_rows(lines: Sequence[BudgetLine]) -> list[BudgetSums]:
    sums = sum_by((line for line in lines if line.month), lambda line: (line.month or date.max, line.currency))
    return [BudgetSums(f"{month:%b %Y}", "", currency, figures) for (month, currency), figures in sums.items()]


def _current_page(lines: Sequence[BudgetLine], page: int, today: date) -> int:
    """Return the asked page of months; without one, that of the month that is going on."""
    months = sorted({(line.month, line.currency) for line in lines if line.month})
    before = sum(month is not None and months_between(month, today) > 0 for month, _ in months)
    return page if page > 1 else before // ROWS_PER_PAGE + 1


def line_card(session: Session, *, person: Person, id: str, before: BudgetLine | None = None) -> LineCard:
    """Return a line's card; raise NotAllowed for readers who may not see its sums."""
    access.require_visible(session, person=person, text=id)
    line, program = storage.money.budgets.budget_line(session, team=person.team, id=id)
    if person.for_channel:
        raise NotAllowed("A budget line isn't shown in channels.")
    money.require_money(session, person=person, program=program, project=line.project)
    return LineCard(
        line,
        storage.plan.project(session, team=person.team, id=line.project) if line.project else None,
        storage.plan.program(session, team=person.team, id=program),
        line.source if line.source.startswith("CR-") else "",
        visibility.may_edit(session, person=person, program=program, project=line.project),
        before,
    )


def colour_of(share: float | None) -> str:
    return budget_colour(share).value
