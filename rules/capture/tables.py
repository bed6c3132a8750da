"""Tables drawn with bars: a first row of labels names the cells below; "| Status | red |" is a label and its part."""

import re
from collections.abc import Iterator

from rules.capture import labels
from rules.capture.lines import MessageLine, trimmed_span
from rules.capture.sections import UpdatePart
from rules.capture.values import Span

RULE_ROW = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
CELL_TEXT = re.compile(r"[^|]+")
MAX_CELLS = 20


def table_parts(lines: tuple[MessageLine, ...], plain: str) -> tuple[UpdatePart, ...]:
    """Return the labelled cells of all tables in a message, row by row."""
    parts: list[UpdatePart] = []
    kinds: list[str | None] = []
    for index, line in enumerate(lines):
        if not is_table_row(line):
            kinds = []
        elif not kinds and index + 1 < len(lines) and RULE_ROW.match(lines[index + 1].text):
            kinds = [labels.kind_of(cell.text) for cell in _row_cells(line, plain)]
        elif not RULE_ROW.match(line.text):
            parts += _row_parts(line, list(_row_cells(line, plain)), kinds)
    return tuple(parts)


def is_table_row(line: MessageLine) -> bool:
    """Return whether a line is a table row: it begins with a bar and has another."""
    return line.text.lstrip().startswith("|") and line.text.count("|") >= 2


def _row_parts(line: MessageLine, cells: list[Span], kinds: list[str | None]) -> Iterator[UpdatePart]:
    if not any(kinds) and len(cells) == 2:
        cells, kinds = cells[1:], [labels.kind_of(cells[0].text)]
    for kind, cell in zip(kinds, cells, strict=False):
        if kind:
            yield UpdatePart(kind, line.start, (cell,) if cell.text else (), ())


def _row_cells(line: MessageLine, plain: str) -> Iterator[Span]:
    inner = line.text.rstrip()
    for cell in list(CELL_TEXT.finditer(inner, inner.index("|") + 1))[:MAX_CELLS]:
        yield trimmed_span(plain, line.start + cell.start(), line.start + cell.end())
