"""Reading Excel sheets (.xlsx): the first sheet with a table of milestones, as rows of text like those of a CSV."""

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from rules.files.fields import BadPlan
from rules.files.imports.tables.headings import MAX_HEADING_ROWS, is_heading_row, map_columns
from rules.files.imports.tables.rows import TableLine, TableText, require_few_rows

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ZIP_MARK = b"PK\x03\x04"
MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 150_000_000
# These are held in memory whole.
MAX_SHARED_BYTES = 30_000_000
MAX_COLUMNS = 500
MAX_CELLS = 20_000_000
MAX_CELL_LENGTH = 20_000
_SHEET_PARTS = "xl/worksheets/"
_OTHER_ZIPS = (
    ("word/", "a Word document", "Save its table as CSV or Excel (.xlsx), then import that."),
    ("ppt/", "a PowerPoint file", "Save its table as CSV or Excel (.xlsx), then import that."),
    ("Index/", "a Numbers file", "In Numbers, export it as CSV or Excel, then import that."),
    ("content.xml", "an OpenDocument file", "Save it as .xlsx or CSV, then import that."),
)
# Whatever a spoiled file makes of zipfile and openpyxl.
_SPOILED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ParseError, KeyError, ValueError, TypeError, AttributeError),
    *(IndexError, EOFError, OSError, NotImplementedError, RuntimeError, OverflowError, AssertionError),
)


def read_workbook(content: bytes) -> TableText:
    """Return the rows of the first sheet with a table of milestones; raise BadPlan without one."""
    _require_sheet(content)
    # Imported here, as most starts of Baton read no sheet.
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                return _best_sheet(book)
            finally:
                book.close()
    except BadPlan:
        raise
    except _SPOILED:
        raise _broken() from None


def _broken() -> BadPlan:
    return BadPlan("This Excel file is broken.", "", "Open it in Excel and save it again, or save the sheet as CSV.")


def _require_sheet(content: bytes) -> None:
    """Refuse other packed files, and those that grow beyond measure."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            names = [part.filename for part in parts]
            if not any(name.startswith(_SHEET_PARTS) for name in names):
                raise _other_zip(names)
            shared = sum(part.file_size for part in parts if not part.filename.startswith(_SHEET_PARTS))
            if (
                len(parts) > MAX_PARTS
                or shared > MAX_SHARED_BYTES
                or sum(p.file_size for p in parts) > MAX_UNPACKED_BYTES
            ):
                raise BadPlan("Unpacked, this Excel file is too large.", "", "Save the sheet with the plan as CSV.")
            for part in parts:
                _refuse_entities(packed, part)
    except _SPOILED:
        raise _broken() from None


def _refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse document types, which could define entities that grow without end; Excel writes none."""
    if part.filename.endswith((".xml", ".rels")):
        with packed.open(part) as opened:
            if b"<!DOCTYPE" in opened.read(2_000).replace(b"\x00", b""):
                raise _broken()


def _other_zip(names: list[str]) -> BadPlan:
    for mark, kind, instead in _OTHER_ZIPS:
        if any(name.startswith(mark) for name in names):
            return BadPlan(f"This is {kind}, which I can't read.", "", instead)
    return BadPlan("This is a packed file (ZIP), which I can't read.", "", "Unpack it and import what is inside.")


def _best_sheet(book: "Workbook") -> TableText:
    """Return the rows of the first sheet whose headings name milestones and dates, else of the first with names."""
    fallback: int | None = None
    for index, sheet in enumerate(book.worksheets):
        first_rows = [row.cells for row in _rows(sheet, most=MAX_HEADING_ROWS)]
        headings = [map_columns(cells) for cells in first_rows if is_heading_row(cells)]
        if any({"date", "when", "start", "duration", "status"} & columns.keys() for columns in headings):
            return TableText(tuple(_rows(sheet)), is_sheet=True)
        if headings and fallback is None:
            fallback = index
    if not book.worksheets:
        raise _broken()
    return TableText(tuple(_rows(book.worksheets[fallback or 0])), is_sheet=True)


def _rows(sheet: Any, *, most: int | None = None) -> Iterator[TableLine]:
    """Yield the rows of a sheet that hold anything, with their numbers."""
    # What a file says of its size may be wrong.
    sheet.reset_dimensions()
    is_gap, count, width = False, 0, 0
    for number, row in enumerate(sheet.iter_rows(max_row=most), 1):
        width += len(row)
        if width > MAX_CELLS:
            raise BadPlan("This sheet has too many cells.", "", "Save the columns of the plan as CSV.")
        cells = [_text_of(cell) for cell in row[:MAX_COLUMNS]]
        if any(cells):
            count += 1
            require_few_rows(count)
            yield TableLine(number, cells, number, is_gap)
        is_gap = not any(cells)


def _text_of(cell: Any) -> str:
    """Return a cell as text: dates as dates, a percentage with its sign, whole numbers without a point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:MAX_CELL_LENGTH]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.days)
    if isinstance(value, float | int):
        return _number_text(value, str(getattr(cell, "number_format", "") or ""))
    return str(value)[:MAX_CELL_LENGTH]


def _number_text(value: float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.10g}%"
    return str(int(value)) if value == int(value) else repr(value)
