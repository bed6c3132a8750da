"""Budget lines of a program, as plan files and approved change requests brought them."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session

import storage.plan
from rules.money import BudgetLine
from storage.tables.plan import ProgramRow, ProjectRow


def budget_lines(session: Session, *, team: str, program: str) -> tuple[BudgetLine, ...]:
    """Return the budget lines of a program; who may see them is for the caller to check."""
    row = storage.plan.program_row(session, team=team, id=program)
    return tuple(_to_lines(row.more.get("budget", ()), row.currency or ""))


def planned_budgets(session: Session, *, team: str, program: str) -> dict[str, float]:
    """Return the planned budget of each project of a program that has one."""
    sums: dict[str, float] = {}
    for line in budget_lines(session, team=team, program=program):
        if line.planned is not None:
            sums[line.project] = sums.get(line.project, 0.0) + line.planned
    return sums


def budget_currency(session: Session, *, team: str, program: str) -> str:
    """Return the program's currency: its own, else that of its first budget line that names one, else nothing."""
    lines = budget_lines(session, team=team, program=program)
    own = storage.plan.program_row(session, team=team, id=program).currency
    return own or next((line.currency for line in lines if line.currency), "")


def add_budget_line(session: Session, *, team: str, project: str, name: str, planned: float, currency: str) -> None:
    program = session.get_one(ProgramRow, (team, session.get_one(ProjectRow, (team, project)).program))
    line = {"project": project, "name": name, "planned": planned} | ({"currency": currency} if currency else {})
    program.more = {**program.more, "budget": [*program.more.get("budget", ()), line]}
    session.flush()


def _to_lines(lines: list[Mapping[str, Any]], currency: str) -> Iterator[BudgetLine]:
    for line in lines:
        if project := line.get("project"):
            planned, actual = (None if line.get(name) is None else float(line[name]) for name in ("planned", "actual"))
            yield BudgetLine(str(project), str(line.get("currency") or currency), planned, actual)
