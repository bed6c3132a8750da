"""Tables of assignments: person or tool, percent or units, milestone or project, from and to."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.files.fields import BadPlan, UnfitValueError, quote_value
from rules.files.imports.imported import MAX_FILE_BYTES
from rules.files.imports.reading import decode_text
from rules.files.imports.tables import cells, days, split_rows
from rules.resources.amounts import Amount, read_amount
from rules.resources.statements import DaySpan

MAX_ASSIGNMENTS = 2_000
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "who": ("person", "tool", "team", "resource", "person or tool", "name"),
    "amount": ("percent", "%", "units", "amount", "allocation"),
    "target": ("milestone", "project", "milestone or project", "for"),
    "first": ("from", "start", "first"),
    "last": ("to", "until", "end", "last"),
}
# With one of these columns a table is a plan: its rows are milestones.
_PLAN_HEADINGS = frozenset(
    {"date", "due date", "due", "what", "owner", "task", "task name", "summary", "status", "finish", "duration", "id"}
    | {"assignee", "assigned to", "predecessors", "depends on", "title", "subject", "key", "state", "finish date"}
)


@dataclass(frozen=True, slots=True)
class TypedAssignment:
    """One line of the table; `who` and `target` are names or ids as they were written."""

    line: int
    who: str
    amount: Amount
    target: str
    span: DaySpan


def read_assignments(content: bytes) -> tuple[TypedAssignment, ...] | None:
    """Read a table of assignments; None for any other file. Raise BadPlan with the line that is wrong."""
    try:
        rows = split_rows(decode_text(content[:MAX_FILE_BYTES]))
    except (BadPlan, csv.Error):
        return None  # The reader of plans says what is wrong with it.
    columns = _columns_of(rows[0][1]) if rows else None
    if columns is None:
        return None
    if len(rows) - 1 > MAX_ASSIGNMENTS:
        raise BadPlan(f"The file holds {len(rows) - 1:,} assignments.", f"One import takes {MAX_ASSIGNMENTS:,}.")
    is_day_first = days.day_first(_cell(row, columns, key) for _, row in rows[1:] for key in ("first", "last"))
    return tuple(_row_of(number, row, columns, is_day_first) for number, row in rows[1:] if any(map(str.strip, row)))


def _columns_of(row: Sequence[str]) -> dict[str, int] | None:
    headings = [" ".join(cell.split()).casefold() for cell in row]
    columns = {
        key: headings.index(word) for key, words in _HEADINGS.items() for word in words[::-1] if word in headings
    }
    is_complete = {"who", "amount", "target"} <= columns.keys()
    return columns if is_complete and not _PLAN_HEADINGS & set(headings) else None


def _cell(row: Sequence[str], columns: Mapping[str, int], key: str) -> str:
    place = columns.get(key)
    return cells.clean_cell(row[place]) if place is not None and place < len(row) else ""


def _row_of(number: int, row: Sequence[str], columns: Mapping[str, int], is_day_first: bool | None) -> TypedAssignment:
    who, target = _cell(row, columns, "who"), _cell(row, columns, "target")
    if not who or not target:
        raise BadPlan(f"Line {number} names no {'milestone or project' if who else 'person or tool'}.")
    said = _cell(row, columns, "amount")
    amount = read_amount(said)
    if amount is None:
        raise BadPlan(f"Line {number}: the amount must be like 60% or 2 units, not {quote_value(said)}.")
    first, last = (_day(number, _cell(row, columns, key), is_day_first) for key in ("first", "last"))
    if first and last and first > last:
        raise BadPlan(f"Line {number} ends before it begins.")
    return TypedAssignment(number, who, amount, target, DaySpan(first, last))


def _day(number: int, cell: str, is_day_first: bool | None) -> date | None:
    if not cell:
        return None
    try:
        return days.parse_day(cell, is_day_first=is_day_first)
    except UnfitValueError as complaint:
        raise BadPlan(f"Line {number}: “from” and “to” {complaint}, not {quote_value(cell)}.") from None
