"""The tables within one file: monday's groups under repeated headings, subitems, and other tables below the first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rules.files.fields import BadPlan
from rules.files.imports.tables.headings import MAX_HEADING_ROWS, is_heading_row, map_columns
from rules.files.imports.tables.rows import TableLine
from rules.files.imports.tables.statuses import is_status_word

# With one of these a table tells of work; without, of people or costs.
_WORK = frozenset(
    {
        "date",
        "when",
        "start",
        "duration",
        "percent",
        "status",
        "waits_for",
        "baseline",
        "committed",
        "forecast",
        "actual",
    }
)
_SUBITEMS = "subitems"


@dataclass(slots=True)
class TableSection:
    """Headings and the rows below them; `title` is the line of its own above, and `parent` where rows are subitems."""

    headings: TableLine
    columns: Mapping[str, tuple[int, ...]]
    title: str = ""
    rows: list[TableLine] = field(default_factory=list)


@dataclass(slots=True)
class TableSections:
    """The tables of work in a file, the headings of other tables, and single lines of text beside them."""

    sections: list[TableSection]
    others: list[TableLine]
    beside: list[TableLine]


def find_sections(rows: Sequence[TableLine]) -> TableSections:
    """Split the rows of a file at their headings; raise BadPlan without any."""
    first = _first_headings(rows)
    found = TableSections([_section_of(rows[first], _title_above(rows, first))], [], [])
    reader = _SectionReader(found)
    for row, following in _with_next(rows[first + 1 :]):
        reader.take(row, following)
    return found


def _with_next(rows: Sequence[TableLine]) -> Iterator[tuple[TableLine, TableLine | None]]:
    for index, row in enumerate(rows):
        yield row, rows[index + 1] if index + 1 < len(rows) else None


def _first_headings(rows: Sequence[TableLine]) -> int:
    for index, row in enumerate(rows[:MAX_HEADING_ROWS]):
        if not is_heading_row(row.cells):
            continue
        # P6 writes the names of its fields above those for people.
        after = rows[index + 1] if index + 1 < len(rows) else None
        if (
            after
            and is_heading_row(after.cells)
            and len(map_columns(after.cells)) >= max(3, len(map_columns(row.cells)))
        ):
            return index + 1
        return index
    first = rows[0]
    raise BadPlan(
        f"Line {first.number} holds no headings that I know: {', '.join(cell.strip() for cell in first.cells)[:120]}.",
        "A table needs one for the milestone's name, and others for its date and owner.",
        "Call them what, who, date (also summary, assignee, due date).",
    )


def _section_of(row: TableLine, title: str) -> TableSection:
    return TableSection(row, map_columns(row.cells), title)


def _title_above(rows: Sequence[TableLine], index: int) -> str:
    above = rows[index - 1] if index else None
    return _only_text(above) if above and above.filled == 1 else ""


def _only_text(row: TableLine) -> str:
    return next(cell.strip() for cell in row.cells if cell.strip())


class _SectionReader:
    """Hands each row to the table that it belongs to."""

    def __init__(self, found: TableSections) -> None:
        self.found = found
        self.current: TableSection | None = found.sections[0]
        self.main = found.sections[0]
        self.subitems: TableSection | None = None
        self.title = ""

    def take(self, row: TableLine, following: TableLine | None) -> None:
        if self._begins_table(row):
            return
        if self._is_title(row, following):
            self.title = _only_text(row)
            if following is None or not is_heading_row(following.cells):
                self.found.beside.append(row)
            return
        if self.subitems and not row.cells[0].strip():
            self.subitems.rows.append(row)
        elif self.current:
            self.subitems = None
            self.current.rows.append(row)

    def _begins_table(self, row: TableLine) -> bool:
        """Take a row of headings; monday repeats them for each group and its subitems."""
        if list(row.cells) == list(self.main.headings.cells):
            self.current = TableSection(self.main.headings, self.main.columns, self.title)
            self.found.sections.append(self.current)
        elif row.cells[0].strip().casefold() == _SUBITEMS and is_heading_row(row.cells):
            self.subitems = _section_of(row, self.current.title if self.current else "")
            self.found.sections.append(self.subitems)
            return True
        elif row.after_gap and _is_other_table(row):
            self.current = _section_of(row, self.title) if _tells_of_work(row) else None
            (self.found.sections if self.current else self.found.others).append(self.current or row)  # type: ignore[arg-type]
        else:
            return False
        self.title, self.subitems = "", None
        return True

    def _is_title(self, row: TableLine, following: TableLine | None) -> bool:
        """Return whether a row is a line of text of its own: a group's name above its headings, or a note below."""
        if row.filled != 1 or (len(self.main.headings.cells) < 3 and len(row.cells) > 1):
            return False
        return row.after_gap and (following is None or following.after_gap or is_heading_row(following.cells))


def _is_other_table(row: TableLine) -> bool:
    columns = map_columns(row.cells)
    known = {column for group in columns.values() for column in group}
    is_worded = not any(cell.strip()[:1].isdigit() for cell in row.cells)
    return ("name" in columns or "id" in columns) and len(known) > 1 and is_worded


def _tells_of_work(row: TableLine) -> bool:
    columns = map_columns(row.cells)
    return "name" in columns and bool(_WORK & columns.keys())


def group_name(section: TableSection) -> str:
    """Return the name of a group, which stands for a project unless it is a status."""
    return "" if is_status_word(section.title) else section.title
