"""Tables of a message, row by row: a row of labels names the cells below, and a row may be about one milestone.

Tables are drawn with bars on both sides, or pasted with bars or tabs between the cells. "| Status | red |" is a label
and its part.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.capture import labels
from rules.capture.lines import MessageLine, trimmed_span
from rules.capture.milestone_index import MilestoneMention
from rules.capture.sections import UpdatePart
from rules.capture.values import ReportedRow, Span
from rules.capture.wording import lights

RULE_ROW = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
CELL_TEXT = re.compile(r"[^|\t]+|(?<=[|\t])(?=[|\t])")
SEPARATOR = re.compile(r"\s\|\s|\t")
PERCENT_CELL = re.compile(r"(\d{1,3})\s?%")
MAX_CELLS = 20


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row below its labels: the cells, each with the kind of part that its label names, if any."""

    line: MessageLine
    cells: tuple[tuple[str | None, Span], ...]


def read_rows(lines: tuple[MessageLine, ...], plain: str) -> tuple[LabelledRow, ...]:
    """Return the rows below the labels of all tables in a message, and rows that are a label and its part."""
    rows: list[LabelledRow] = []
    kinds: list[str | None] = []
    for index, line in enumerate(lines):
        if not is_table_row(line):
            kinds = []
        elif not kinds and _is_heading(lines, index, plain):
            kinds = [labels.kind_of(cell.text) for cell in _row_cells(line, plain)]
        elif not RULE_ROW.match(line.text):
            rows += _read_row(line, list(_row_cells(line, plain)), kinds)
    return tuple(rows)


def table_parts(rows: tuple[LabelledRow, ...]) -> tuple[UpdatePart, ...]:
    """Return the labelled cells of rows, row by row; where several rows have a status, none is that of the whole.

    A row that only says "blocked" is a blocker, and one whose blocker is told beside it is not told twice.
    """
    several = sum(any(kind == "status" and cell.text for kind, cell in row.cells) for row in rows) > 1
    parts: list[UpdatePart] = []
    for row in rows:
        told = any(kind == "blockers" and not labels.says_none(cell.text) for kind, cell in row.cells)
        for kind, cell in row.cells:
            if several and kind == "status":
                if told or "blocked" not in cell.text.lower():
                    continue
                kind = "blockers"
            if kind:
                parts.append(UpdatePart(kind, row.line.start, (cell,) if cell.text else (), ()))
    return tuple(parts)


def milestone_rows(rows: tuple[LabelledRow, ...], mentions: tuple[MilestoneMention, ...]) -> tuple[ReportedRow, ...]:
    """Return what the rows say that name one milestone."""
    found = []
    for row in rows:
        named = {mention.id for mention in mentions if row.line.start <= mention.start < row.line.end}
        if len(named) == 1:
            status = next((lights.status_of(cell.text) for kind, cell in row.cells if kind == "status"), None)
            done = (PERCENT_CELL.fullmatch(cell.text) for _, cell in row.cells)
            percent = next((int(figure[1]) for figure in done if figure and int(figure[1]) <= 100), None)
            found.append(ReportedRow(named.pop(), row.line.start, row.line.end, status, percent))
    return tuple(found)


def is_table_row(line: MessageLine) -> bool:
    """Return whether a line may be a row: it begins with a bar and has another, or has bars or tabs between words."""
    return (line.text.lstrip().startswith("|") and line.text.count("|") >= 2) or bool(
        SEPARATOR.search(line.text.strip())
    )


def _is_heading(lines: tuple[MessageLine, ...], index: int, plain: str) -> bool:
    """Return whether a row names the cells below: a rule follows it, or it is all labels and a row as long follows."""
    if index + 1 >= len(lines):
        return False
    if RULE_ROW.match(lines[index + 1].text):
        return True
    cells = list(_row_cells(lines[index], plain))
    kinds = [labels.kind_of(cell.text) for cell in cells]
    return (
        len(cells) >= 2
        and sum(kind is not None for kind in kinds) >= max(1, len(cells) - 1)
        and any(kind in ("status", "percent", "blockers") for kind in kinds)
        and is_table_row(lines[index + 1])
        and 2 <= len(list(_row_cells(lines[index + 1], plain))) <= len(cells)
        and labels.kind_of(next(_row_cells(lines[index + 1], plain)).text) is None
    )


def _read_row(line: MessageLine, cells: list[Span], kinds: list[str | None]) -> Iterator[LabelledRow]:
    drawn = line.text.lstrip().startswith("|")
    if not any(kinds) and len(cells) == 2 and drawn:
        cells, kinds = cells[1:], [labels.kind_of(cells[0].text)]
    if any(kinds):
        yield LabelledRow(line, tuple(zip(kinds, cells, strict=False)))


def _row_cells(line: MessageLine, plain: str) -> Iterator[Span]:
    inner = line.text.rstrip()
    first = inner.index("|") + 1 if inner.lstrip().startswith("|") else 0
    for cell in list(CELL_TEXT.finditer(inner, first))[:MAX_CELLS]:
        yield trimmed_span(plain, line.start + cell.start(), line.start + cell.end())
