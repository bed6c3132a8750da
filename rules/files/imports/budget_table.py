"""Reading a table of budget lines: project, kind, name, month, currency, planned, committed, actual, forecast."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.budgets.amounts import read_amount
from rules.budgets.months import first_of_month, read_month
from rules.budgets.statements import FIGURES, MAX_NAME_LENGTH
from rules.files.fields import BadPlan
from rules.money import BudgetKind, is_currency
from rules.refusal import Refusal

_HEADING_WORDS = {
    "project": ("project", "project id", "project name", "workstream"),
    "kind": ("kind", "category", "cost type", "type"),
    "name": ("name", "line", "description", "item"),
    "month": ("month", "period", "date"),
    "currency": ("currency", "ccy"),
    "planned": ("planned", "plan", "budget"),
    "committed": ("committed", "commitment", "ordered"),
    "actual": ("actual", "actuals", "spent", "paid"),
    "forecast": ("forecast", "estimate"),
}
_SPACES = re.compile(r"[\s_]+")
_DAY_IN_MONTH = re.compile(r"(20\d\d-\d\d)-\d\d")


@dataclass(frozen=True, slots=True)
class TypedBudgetLine:
    """A row of the table: the number of its line, and its cells by meaning."""

    number: int
    cells: Mapping[str, str]


def budget_columns(cells: Sequence[str]) -> dict[str, int]:
    """Return the column of each meaning if these are the headings of budget lines; else nothing."""
    headings = [_SPACES.sub(" ", cell.strip().casefold()) for cell in cells]
    columns: dict[str, int] = {}
    for meaning, words in _HEADING_WORDS.items():
        if word := next((word for word in words if word in headings), None):
            columns[meaning] = headings.index(word)
    # A table of milestones may have a committed and an actual date, but no kind of cost and no plan.
    return columns if {"project", "kind"} <= columns.keys() and columns.keys() & set(FIGURES) else {}


def budget_rows(rows: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]) -> tuple[TypedBudgetLine, ...]:
    """Return the rows below the headings."""
    return tuple(
        TypedBudgetLine(number, {name: row[column].strip() for name, column in columns.items() if column < len(row)})
        for number, row in rows
    )


def read_typed_line(row: TypedBudgetLine, *, project: str, currency: str, today: date) -> dict[str, Any]:
    """Return a row as a record of the plan file; raise BadPlan with the number of its line."""
    cells = row.cells
    try:
        kind = BudgetKind((cells.get("kind") or "other").casefold())
    except ValueError:
        raise BadPlan(
            f"Line {row.number}: “{cells['kind'][:40]}” is no kind.", "", f"Use {', '.join(BudgetKind)}."
        ) from None
    record: dict[str, Any] = {"project": project, "kind": kind.value}
    if name := cells.get("name", "")[:MAX_NAME_LENGTH]:
        record["name"] = name
    try:
        if month := _DAY_IN_MONTH.sub(r"\1", cells.get("month", "")):
            record["date"] = first_of_month(read_month(month, today=today))
        record |= _amounts(cells, currency)
    except Refusal as refusal:
        raise BadPlan(f"Line {row.number}: {refusal.what}", "", refusal.instead) from None
    return record


def _amounts(cells: Mapping[str, str], default: str) -> dict[str, Any]:
    found = {name: read_amount(cells[name]) for name in FIGURES if cells.get(name)}
    if not found:
        raise Refusal("No amount is given.")
    stated = {amount.currency for amount in found.values() if amount.currency}
    stated |= {cells["currency"].upper()} if cells.get("currency") else set()
    if len(stated) > 1:
        raise Refusal("Two currencies are named.", "", "Give each its own line.")
    currency = next(iter(stated), default)
    if not is_currency(currency):
        raise Refusal(f"“{currency[:20]}” is no currency." if currency else "Which currency?", "", "Write EUR or USD.")
    return {"currency": currency} | {name: amount.amount for name, amount in found.items()}
