"""Budget lines of programs and their projects."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.money import BudgetKind, BudgetLine
from rules.refusal import NotFound
from storage.plan_values import id_sort_key
from storage.tables.money import BudgetLineRow
from storage.tables.plan import ProjectRow


def budget_lines(session: Session, *, team: str, program: str) -> tuple[BudgetLine, ...]:
    """Return the budget lines of a program; who may see them is for the caller to check."""
    currency = storage.plan.program_row(session, team=team, id=program).currency or ""
    query = select(BudgetLineRow).where(col(BudgetLineRow.team) == team, col(BudgetLineRow.program) == program)
    return tuple(
        to_budget_line(row, currency) for row in sorted(session.scalars(query), key=lambda row: id_sort_key(row.id))
    )


def planned_budgets(session: Session, *, team: str, program: str) -> dict[str, float]:
    """Return the planned budget of each project that has one, in the program's currency: others are not added."""
    currency = budget_currency(session, team=team, program=program)
    sums: dict[str, float] = {}
    for line in budget_lines(session, team=team, program=program):
        if line.planned is not None and line.project and line.currency == currency:
            sums[line.project] = sums.get(line.project, 0.0) + line.planned
    return sums


def budget_currency(session: Session, *, team: str, program: str) -> str:
    """Return the program's currency: its own, else that of its first budget line that names one, else nothing."""
    lines = budget_lines(session, team=team, program=program)
    own = storage.plan.program_row(session, team=team, id=program).currency
    return own or next((line.currency for line in lines if line.currency), "")


def budget_line(session: Session, *, team: str, id: str) -> tuple[BudgetLine, str]:
    """Return a line and its program; raise NotFound if there is none."""
    row = budget_line_row(session, team=team, id=id)
    return to_budget_line(row, storage.plan.program_row(session, team=team, id=row.program).currency or ""), row.program


def add_budget_line(
    session: Session,
    *,
    team: str,
    project: str | None,
    name: str,
    by: str,
    now: datetime,
    program: str = "",
    currency: str | None = None,
    kind: BudgetKind = BudgetKind.OTHER,
    source: str = "",
    **amounts: Any,
) -> BudgetLine:
    """Add a line of a project, or of a program; `amounts` are planned, committed, actual and forecast, and `month`."""
    program = session.get_one(ProjectRow, (team, project)).program if project else program
    row = BudgetLineRow(
        team=team,
        id=storage.plan.next_id(session, team=team, prefix="BUD"),
        program=program,
        project=project,
        kind=kind.value,
        name=name,
        currency=currency or None,
        created_by=by,
        created_at=now,
        source=source,
        **amounts,
    )
    session.add(row)
    session.flush()
    return to_budget_line(row, storage.plan.program_row(session, team=team, id=program).currency or "")


def update_budget_line(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> None:
    """Set the given columns."""
    row = budget_line_row(session, team=team, id=id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()


def delete_budget_line(session: Session, *, team: str, id: str) -> None:
    session.delete(budget_line_row(session, team=team, id=id))
    session.flush()


def budget_line_row(session: Session, *, team: str, id: str) -> BudgetLineRow:
    """Return a line's row; raise NotFound if there is none."""
    row = session.get(BudgetLineRow, (team, id))
    if row is None:
        raise NotFound(f"There is no budget line {id}.", "", "`budget` lists them.")
    return row


def to_budget_line(row: Any, currency: str) -> BudgetLine:
    """Build a budget line from a row, or from its columns as they were."""
    return BudgetLine(
        id=row.id,
        project=row.project,
        kind=BudgetKind(row.kind or BudgetKind.OTHER),
        name=row.name,
        currency=row.currency or currency,
        month=row.month.replace(day=1) if row.month else None,
        planned=row.planned,
        committed=row.committed,
        actual=row.actual,
        forecast=row.forecast,
        source=row.source,
    )
