"""Tables drawn with bars: a first row of labels tells of each cell below; "| Status | red |" is label and part."""

import re
from collections.abc import Iterator

from rules.capture import labels
from rules.capture.lines import Line, span
from rules.capture.sections import Part
from rules.capture.values import Span

RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
CELL = re.compile(r"[^|]+")
MOST = 20


def parts(lines: tuple[Line, ...], plain: str) -> tuple[Part, ...]:
    """This will be the labelled cells of all tables in a message, row by row."""
    found: list[Part] = []
    kinds: list[str | None] = []
    for at, line in enumerate(lines):
        if not is_row(line):
            kinds = []
        elif not kinds and at + 1 < len(lines) and RULE.match(lines[at + 1].text):
            kinds = [labels.kind_of(cell.text) for cell in _cells(line, plain)]
        elif not RULE.match(line.text):
            found += _row(line, list(_cells(line, plain)), kinds)
    return tuple(found)


def is_row(line: Line) -> bool:
    """This will tell whether a line is a table's: it begins with a bar and holds another."""
    return line.text.lstrip().startswith("|") and line.text.count("|") >= 2


def _row(line: Line, cells: list[Span], kinds: list[str | None]) -> Iterator[Part]:
    if not any(kinds) and len(cells) == 2:
        cells, kinds = cells[1:], [labels.kind_of(cells[0].text)]
    for kind, cell in zip(kinds, cells, strict=False):
        if kind:
            yield Part(kind, line.start, (cell,) if cell.text else (), ())


def _cells(line: Line, plain: str) -> Iterator[Span]:
    inner = line.text.rstrip()
    for cell in list(CELL.finditer(inner, inner.index("|") + 1))[:MOST]:
        yield span(plain, line.start + cell.start(), line.start + cell.end())
