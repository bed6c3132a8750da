"""The rows of a table with their cells by meaning, parsed; a row that can't be read is left out with its line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.files.fields import UnfitValueError, quote_value
from rules.files.imports.tables import cells, days
from rules.files.imports.tables.columns import TableColumns
from rules.files.imports.tables.rows import TableLine
from rules.files.imports.tables.statuses import RowStatus, is_status_word, read_status

MAX_NAME_LENGTH = 500
_VERBATIM = ("name",)


class RowFaultError(Exception):
    """Raised for a row that can't be read, with the reason as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its cells by meaning; a repeated heading gives several cells. `extra` tells of cells beyond them."""

    number: int
    place: int
    cells: dict[str, tuple[str, ...]]
    columns: TableColumns
    is_day_first: bool
    group: str = ""
    extra: bool = False

    def get(self, meaning: str) -> str:
        cells_of = self.cells.get(meaning)
        if not cells_of:
            return ""
        return cells_of[0] or next((cell for cell in cells_of if cell), "")

    def parse_cell(self, meaning: str, check: Callable[[str], Any]) -> Any:
        """Return the cell parsed by `check`, or None if it is empty; raise RowFaultError."""
        if not (cell := self.get(meaning)):
            return None
        try:
            return check(cell)
        except UnfitValueError as complaint:
            raise RowFaultError(f"“{meaning.replace('_', ' ')}” {complaint}, not {quote_value(cell)}") from None

    def span(self, meaning: str) -> days.WrittenDays | None:
        """Return the days of a cell."""
        span: days.WrittenDays | None = self.parse_cell(meaning, self._parse_span)
        return span

    def day(self, meaning: str) -> date | None:
        span = self.span(meaning)
        return span.last if span else None

    def _parse_span(self, cell: str) -> days.WrittenDays:
        if self.columns.serials and cell.partition(".")[0].isdigit() and len(cell.partition(".")[0]) == 5:
            return days.WrittenDays(None, days.serial_day(cell))
        return days.parse_span(cell, is_day_first=self.is_day_first)

    def duration(self, meaning: str) -> int | None:
        def parse(cell: str) -> int:
            return cells.parse_duration(cell, unit=self.columns.duration_unit)

        length: int | None = self.parse_cell(meaning, parse)
        return length


@dataclass(frozen=True, slots=True)
class RowProgress:
    """The progress of a row: its state, the days that the file gives for it, and the percentage."""

    state: RowStatus
    percent: int = 0
    done_on: date | None = None
    cancelled_on: date | None = None


def table_row(
    line: TableLine, columns: TableColumns, *, headings: TableLine, is_day_first: bool, group: str
) -> TableRow:
    """Return a row with its cells by meaning; raise RowFaultError for unreadable text."""
    try:
        by_meaning = {
            meaning: tuple(_clean(meaning, line.cells[column]) for column in group_of if column < len(line.cells))
            for meaning, group_of in columns.by_meaning.items()
        }
    except UnfitValueError as complaint:
        raise RowFaultError(f"a cell {complaint}") from None
    extra = any(cell.strip() for cell in line.cells[len(headings.cells) :])
    return TableRow(line.number, line.place - headings.place, by_meaning, columns, is_day_first, group, extra)


def _clean(meaning: str, cell: str) -> str:
    if meaning in _VERBATIM:
        return cells.clean_text(cell)
    return cells.clean_owner(cells.clean_cell(cell)) if meaning == "who" else cells.clean_cell(cell)


def read_name(row: TableRow) -> str:
    """Return the name of a row; raise RowFaultError without one."""
    name = row.get("name")
    if not name:
        raise RowFaultError("the milestone has no name")
    if len(name) > MAX_NAME_LENGTH:
        raise RowFaultError(f"the milestone has a name of more than {MAX_NAME_LENGTH} characters")
    return name


def read_progress(row: TableRow) -> RowProgress:
    """Return the progress of a row, from its statuses, flags, percentage and dates."""
    words = [cell for meaning in ("status", "resolution") for cell in row.cells.get(meaning, ()) if cell]
    percent, word = _percent_or_word(row)
    words += [word] if word else []
    done_on, flags = _day_or_flag(row, "actual")
    finished_on, more_flags = _day_or_flag(row, "finished")
    cancelled_on, cancel_flags = _day_or_flag(row, "cancelled")
    states = [read_status(cell) for cell in (*words, *flags, *more_flags)]
    state = _strongest(states, done_on or finished_on)
    if cancelled_on or any(cells.is_flag(flag) and read_status(flag) is RowStatus.DONE for flag in cancel_flags):
        state = RowStatus.CANCELLED
    if state is RowStatus.UNKNOWN and percent == 100:
        state = RowStatus.DONE
    return RowProgress(state, percent, done_on or finished_on, cancelled_on)


def _strongest(states: list[RowStatus], done_on: date | None) -> RowStatus:
    for state in (RowStatus.DUPLICATE, RowStatus.CANCELLED, RowStatus.DONE):
        if state in states:
            return state
    if done_on:
        return RowStatus.DONE
    return RowStatus.OPEN if RowStatus.OPEN in states else RowStatus.UNKNOWN


def _percent_or_word(row: TableRow) -> tuple[int, str]:
    """Return a percentage, or the word in its place: Planner's progress is "In progress"."""
    cell = row.get("percent")
    if cell and not any(map(str.isdigit, cell)) and is_status_word(cell):
        return 0, cell

    def parse(text: str) -> int:
        return cells.parse_percent(text, fractions=row.columns.fractions)

    return row.parse_cell("percent", parse) or 0, ""


def _day_or_flag(row: TableRow, meaning: str) -> tuple[date | None, list[str]]:
    """Return the day of "Completed", and its cells that are no day but a yes or no."""
    flags = [cell for cell in row.cells.get(meaning, ()) if cell and (cells.is_flag(cell) or is_status_word(cell))]
    return (None, flags) if flags else (row.day(meaning), [])
