"""Budget lines of a program, as its plan file brought them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

import storage.plan


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget line of a project; `currency` is the program's where the line names none."""

    project: str
    name: str
    currency: str
    planned: float
    committed: float
    actual: float
    forecast: float | None


def budget_lines(session: Session, *, team: str, program: str) -> tuple[BudgetLine, ...]:
    """Return the budget lines of a program; who may see them is for the caller to check."""
    row = storage.plan.program_row(session, team=team, id=program)
    currency = row.currency or ""
    return tuple(_to_line(line, currency) for line in row.more.get("budget", ()) if line.get("project"))


def _to_line(line: Mapping[str, Any], currency: str) -> BudgetLine:
    planned, committed, actual = (float(line.get(name) or 0) for name in ("planned", "committed", "actual"))
    forecast = None if line.get("forecast") is None else float(line["forecast"])
    name, own = str(line.get("name") or ""), str(line.get("currency") or currency)
    return BudgetLine(str(line["project"]), name, own, planned, committed, actual, forecast)
