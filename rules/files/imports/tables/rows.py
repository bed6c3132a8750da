"""Splitting a table's text into rows: any separator, a title above, a quotation mark that never closes."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from rules.files.fields import BadPlan
from rules.files.imports.imported import MAX_ROWS
from rules.files.imports.tables.headings import MAX_HEADING_ROWS, is_heading_row, map_columns

DELIMITERS = ",;\t|"
MAX_BROKEN_QUOTES = 20
MAX_COLUMNS = 2_000
MAX_LINE_LENGTH = 1_000_000
_SAMPLE_LINES = 40


@dataclass(frozen=True, slots=True)
class TableLine:
    """One row of a file: the number of its last line, its cells, and its place among the rows."""

    number: int
    cells: Sequence[str]
    place: int = 0
    after_gap: bool = False

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.strip())


@dataclass(frozen=True, slots=True)
class TableText:
    """The rows of a file that hold anything, and the lines of those whose quotation mark never closes."""

    rows: tuple[TableLine, ...]
    broken: tuple[int, ...] = ()
    is_sheet: bool = False


def split_rows(words: str) -> list[tuple[int, list[str]]]:
    """Return the non-empty rows, each with the number of its last line."""
    return [(row.number, list(row.cells)) for row in split_text(words).rows]


def split_text(words: str) -> TableText:
    """Return the rows of a table's text; raise BadPlan with the line where it cannot be split."""
    lines = list(StringIO(words, newline=""))
    if long := next((number for number, line in enumerate(lines, 1) if len(line) > MAX_LINE_LENGTH), None):
        raise BadPlan(
            f"Line {long} has more than {MAX_LINE_LENGTH:,} characters.", "", "Export the table again as CSV."
        )
    delimiter = choose_delimiter(lines)
    first = 1 if lines and lines[0].strip().casefold().startswith("sep=") else 0
    rows: list[TableLine] = []
    broken: list[int] = []
    while first < len(lines):
        first = _read_from(lines, first, delimiter, rows, broken)
    return TableText(tuple(rows), tuple(broken))


def choose_delimiter(lines: Sequence[str]) -> str:
    """Return the separator that makes headings of one of the first lines, else the most frequent one."""
    if lines and (stated := lines[0].strip())[:4].casefold() == "sep=" and stated[4:5]:
        return stated[4:5]
    sample = [line[:5_000] for line in lines[:_SAMPLE_LINES]]
    best, most = "", 0
    for delimiter in DELIMITERS:
        for line in sample:
            cells = next(iter(csv.reader([line], delimiter=delimiter)), []) if delimiter in line else []
            known = len(map_columns(cells)) if is_heading_row(cells) else 0
            best, most = (delimiter, known) if known > most else (best, most)
    whole = "".join(sample)
    return best or max(DELIMITERS, key=lambda candidate: (whole.count(candidate), candidate == ","))


def _read_from(lines: list[str], first: int, delimiter: str, rows: list[TableLine], broken: list[int]) -> int:
    """Read rows from a line on; return the line to go on from, behind a quotation mark that never closes."""
    # Not a DictReader, which loses repeated headings.
    reader = csv.reader(lines[first:] if first else lines, delimiter=delimiter)
    begins = first
    place, is_gap = rows[-1].place if rows else 0, False
    try:
        for all_cells in reader:
            cells = all_cells[:MAX_COLUMNS]
            ends = first + reader.line_num
            if ends == len(lines) and ends - begins > 1 and _is_open(lines[begins:ends], delimiter):
                broken.append(begins + 1)
                _require_few(broken)
                return begins + 1
            place += 1 if cells else 0
            is_filled = any(cell and not cell.isspace() for cell in cells)
            if is_filled and not _is_rule(cells):
                rows.append(TableLine(ends, cells, place, is_gap))
            is_gap = not is_filled
            begins = ends
            require_few_rows(len(rows))
    except csv.Error as error:
        raise BadPlan(
            f"Line {first + reader.line_num} cannot be read: {error}.",
            "",
            "Look for a quotation mark that never closes.",
        ) from None
    return len(lines)


def _is_rule(cells: Sequence[str]) -> bool:
    """Return whether a row is the line below the headings of a Markdown table."""
    return (
        cells[0][:4].strip(" -:=+") == ""
        and all(cell.strip(" -:=+") == "" for cell in cells)
        and "--" in "".join(cells)
    )


def require_few_rows(count: int) -> None:
    """Raise BadPlan for more rows than one import takes."""
    if count > MAX_ROWS + MAX_HEADING_ROWS:
        raise BadPlan(f"The table has more than {MAX_ROWS:,} rows.", "", "Split the program.")


def _is_open(lines: list[str], delimiter: str) -> bool:
    """Return whether a row over several lines ends with the file, inside of its quotation marks."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _require_few(broken: list[int]) -> None:
    if len(broken) > MAX_BROKEN_QUOTES:
        raise BadPlan(
            f"Line {broken[0]} cannot be read: a quotation mark never closes.",
            f"{len(broken)} lines are like that.",
            "Export the file again.",
        )
