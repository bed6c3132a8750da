"""Reading tables: CSV from a spreadsheet, from Jira, or of a release calendar (what, who, when, date)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from typing import Any

from rules.files.fields import MAX_DURATION_DAYS, BadPlan, UnfitValueError, quote_value
from rules.files.imports import budget_table, cells, headings
from rules.files.imports.imported import MAX_ROWS, ImportedPlan, require_row_limit
from rules.plan import CalendarSpec, Dependency, LinkType, Milestone, Plan, Program, Project
from rules.schedule.network import Cycle, find_cycle
from rules.time.calendars import Calendar

DELIMITERS = ",;\t|"
MAX_NAME_LENGTH = 500
BATON_ID = re.compile(r"M-?0*(\d{1,9})", re.IGNORECASE)
TRACKER_KEY = re.compile(r"[A-Z][A-Z0-9_]*-\d+")
DATE_MEANINGS = ("baseline", "committed", "forecast", "actual", "not_before")
DONE_WORDS = frozenset({"done", "closed", "resolved", "complete", "completed", "finished", "yes", "true", "x", "100%"})
STANDARD_WEEK = Calendar.of(CalendarSpec())
_LINK_PATTERN = re.compile(r"(?P<key>.+?)\s*(?P<type>FS|SS|FF|SF)\s*(?P<lag>[+-]\s*\d{1,5})?\s*(?:d|wd|days?)?")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its cells by meaning; a repeated heading gives several cells."""

    number: int
    cells: dict[str, tuple[str, ...]]

    def get(self, meaning: str) -> str:
        return next((cell for cell in self.cells.get(meaning, ()) if cell), "")

    def parse_cell(self, meaning: str, check: Callable[[str], Any]) -> Any:
        """Return the cell parsed by `check`, or None if it is empty; raise BadPlan with the line number."""
        if not (cell := self.get(meaning)):
            return None
        try:
            return check(cell)
        except UnfitValueError as complaint:
            raise BadPlan(
                f"Line {self.number}: “{meaning.replace('_', ' ')}” {complaint}, not {quote_value(cell)}."
            ) from None


def read(words: str, *, name: str, day_first: bool | None = None) -> ImportedPlan:
    """Read a table into a program called `name`; raise BadPlan with the line that is wrong."""
    rows = split_rows(words)
    if not rows:
        raise BadPlan("The table holds nothing but separators.")
    return _read_budget(rows, name=name) or _read_milestones(rows, name=name, day_first=day_first)


def _read_milestones(rows: list[tuple[int, list[str]]], *, name: str, day_first: bool | None) -> ImportedPlan:
    heading_index, columns = headings.find_headings(rows)
    used_columns = {column for column_group in columns.values() for column in column_group}
    unused_headings = tuple(
        cell.strip()
        for column, cell in enumerate(rows[heading_index][1])
        if cell.strip() and column not in used_columns
    )
    table_rows = [
        _table_row(number, row, columns, len(rows[heading_index][1])) for number, row in rows[heading_index + 1 :]
    ]
    if not table_rows:
        raise BadPlan("The table has headings and nothing below them.")
    told_day_first = cells.day_first(cell for table_row in table_rows for cell in _dates_of(table_row))
    is_day_first = day_first if told_day_first is None else told_day_first
    milestones = {
        table_row.number: _build_milestone(table_row, is_day_first=is_day_first, project=name)
        for table_row in table_rows
    }
    keys = _ids_by_key(table_rows, milestones)
    links, unknown = _build_links(table_rows, milestones, keys)
    require_row_limit(len(milestones), len(links))
    if cycle := find_cycle((link.provider, link.consumer) for link in links):
        raise Cycle(cycle)
    plan_milestones = tuple(milestones.values())
    plan = Plan(
        program=Program("", name, _program_start(table_rows, plan_milestones, is_day_first)),
        projects=tuple(
            Project(project_name, project_name)
            for project_name in dict.fromkeys(milestone.project for milestone in plan_milestones)
        ),
        milestones=plan_milestones,
        dependencies=links,
    )
    foreign = frozenset(milestone.id for milestone in plan_milestones if not BATON_ID.fullmatch(milestone.id))
    return ImportedPlan(plan, foreign=foreign, left_out=tuple(dict.fromkeys((*unused_headings, *unknown))))


def _read_budget(rows: list[tuple[int, list[str]]], *, name: str) -> ImportedPlan | None:
    """Return a table of budget lines, None if it is another table; its program is that of its projects."""
    for index, (_, row) in enumerate(rows[: headings.MAX_HEADING_ROWS]):
        if columns := budget_table.budget_columns(row):
            below = budget_table.budget_rows(rows[index + 1 :], columns)
            if not below:
                raise BadPlan("The table has headings and nothing below them.")
            plan = Plan(program=Program("", name, date.min), projects=(), milestones=(), dependencies=())
            return ImportedPlan(plan, budget=below)
    return None


def split_rows(words: str) -> list[tuple[int, list[str]]]:
    """Return the non-empty rows, each with the number of its last line."""
    first_line = words[:5_000].split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda candidate: (first_line.count(candidate), candidate == ","))
    # Not a DictReader, which loses repeated headings.
    reader = csv.reader(StringIO(words, newline=""), delimiter=delimiter)
    numbered_rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                numbered_rows.append((reader.line_num, row))
            if len(numbered_rows) > MAX_ROWS + headings.MAX_HEADING_ROWS:
                raise BadPlan(f"The table has more than {MAX_ROWS:,} rows.", "", "Split the program.")
    except csv.Error as error:
        raise BadPlan(
            f"Line {reader.line_num} cannot be read: {error}.", "", "Look for a quotation mark that never closes."
        ) from None
    return numbered_rows


def _table_row(number: int, row: list[str], columns: dict[str, tuple[int, ...]], width: int) -> TableRow:
    if any(cell.strip() for cell in row[width:]):
        raise BadPlan(
            f"Line {number} has {len(row)} cells, but there are {width} headings.",
            "",
            "Put quotation marks around a cell that holds the separator.",
        )
    try:
        cells_by_meaning = {
            meaning: tuple(cells.clean_cell(row[column]) for column in column_group if column < len(row))
            for meaning, column_group in columns.items()
        }
    except UnfitValueError as complaint:
        raise BadPlan(f"Line {number}: a cell {complaint}.") from None
    return TableRow(number, cells_by_meaning)


def _dates_of(line: TableRow) -> Iterator[str]:
    for meaning in ("date", "when", "start", *DATE_MEANINGS):
        yield from line.cells.get(meaning, ())


def _build_milestone(line: TableRow, *, is_day_first: bool | None, project: str) -> Milestone:
    name = line.get("name")
    if not name or len(name) > MAX_NAME_LENGTH:
        fault = f"a name of more than {MAX_NAME_LENGTH} characters" if name else "no name"
        raise BadPlan(f"Line {line.number}: the milestone has {fault}.")

    def parse_day(cell: str) -> date:
        return cells.parse_day(cell, is_day_first=is_day_first)

    days = {meaning: line.parse_cell(meaning, parse_day) for meaning in DATE_MEANINGS}
    due = line.parse_cell("date", parse_day) or line.parse_cell("when", parse_day)
    days["forecast"] = days["forecast"] or due
    percent = line.parse_cell("percent", cells.parse_percent) or 0
    done = days["actual"] is not None or line.get("status").casefold() in DONE_WORDS
    milestone = Milestone(
        id=_milestone_key(line),
        project=line.get("project") or project,
        name=name,
        owner=line.get("who") or None,
        percent=100 if done else percent,
        aliases=_milestone_aliases(line),
        **days,
    )
    return replace(
        milestone, **_duration_fields(line, start=line.parse_cell("start", parse_day), end=milestone.own_date)
    )


def _milestone_key(line: TableRow) -> str:
    """Return Baton's own id in its canonical form, else the tracker's key, else the line number."""
    key = line.get("id")
    if match := BATON_ID.fullmatch(key):
        return f"M-{match[1]}"
    return key or f"line {line.number}"


def _milestone_aliases(line: TableRow) -> tuple[str, ...]:
    """Return the aliases, including a tracker's key, so that a repeated import recognises the milestone."""
    key = line.get("id")
    return (*((key,) if _is_tracker_key(key) else ()), *cells.split_list(line.get("aliases")))


def _is_tracker_key(key: str) -> bool:
    return bool(TRACKER_KEY.fullmatch(key)) and not BATON_ID.fullmatch(key)


def _duration_fields(line: TableRow, *, start: date | None, end: date | None) -> dict[str, Any]:
    """Return the duration given, else the working days from start to end, both included."""
    duration = line.parse_cell("duration", cells.parse_duration)
    if duration is None and start and end and start < end:
        duration = min(MAX_DURATION_DAYS, STANDARD_WEEK.between(start, end) + 1)
    low, high = (line.parse_cell(meaning, cells.parse_duration) for meaning in ("optimistic", "pessimistic"))
    if (low is not None and low > (duration or 0)) or (high is not None and high < (duration or 0)):
        raise BadPlan(f"Line {line.number}: optimistic ≤ duration ≤ pessimistic does not hold.")
    return {"duration": duration or 0, "optimistic": low, "pessimistic": high}


def _ids_by_key(lines: Iterable[TableRow], milestones: dict[int, Milestone]) -> dict[str, str]:
    """Map each id, and each name used only once, to the milestone it refers to."""
    line_by_key: dict[str, int] = {}
    for line in lines:
        key = milestones[line.number].id
        if key in line_by_key:
            raise BadPlan(f"Line {line.number}: {key} is there already, in line {line_by_key[key]}.", "", "Keep one.")
        line_by_key[key] = line.number
    id_by_name: dict[str, str | None] = {}
    for milestone in milestones.values():
        folded = milestone.name.casefold()
        id_by_name[folded] = None if folded in id_by_name else milestone.id
    return {name: id for name, id in id_by_name.items() if id} | {key.casefold(): key for key in line_by_key}


def _build_links(
    lines: Iterable[TableRow], milestones: dict[int, Milestone], keys: dict[str, str]
) -> tuple[tuple[Dependency, ...], tuple[str, ...]]:
    """Build the links; also return tracker keys that are outside the exported part."""
    links: dict[tuple[str, str, LinkType], Dependency] = {}
    outside: list[str] = []
    for line in lines:
        consumer = milestones[line.number].id
        for word in _predecessor_words(line, keys):
            if _is_tracker_key(word) and _is_tracker_key(consumer) and word.casefold() not in keys:
                outside.append(word)
                continue
            provider, kind, lag = _parse_predecessor(word, keys, line.number)
            link = Dependency(f"D-{len(links) + 1}", provider, consumer, kind, lag)
            links.setdefault((provider, consumer, kind), link)
    return tuple(links.values()), tuple(outside)


def _predecessor_words(line: TableRow, keys: dict[str, str]) -> Iterator[str]:
    for cell in line.cells.get("waits_for", ()):
        yield from (cell,) if cell.casefold() in keys else cells.split_list(cell)


def _parse_predecessor(word: str, keys: dict[str, str], line: int) -> tuple[str, LinkType, int]:
    """Parse `M-3`, a name, or the notation of MS Project tables, `3SS+2d`."""
    if match := BATON_ID.fullmatch(word):
        word = f"M-{match[1]}" if f"m-{match[1]}" in keys else word
    if id := keys.get(word.casefold()):
        return id, LinkType.FS, 0
    match = _LINK_PATTERN.fullmatch(word)
    if match and (id := keys.get(match["key"].casefold())):
        return id, LinkType(match["type"]), int((match["lag"] or "0").replace(" ", ""))
    raise BadPlan(f"Line {line} depends on {quote_value(word)}, which is not in the file.")


def _program_start(lines: Iterable[TableRow], milestones: tuple[Milestone, ...], is_day_first: bool | None) -> date:
    starts: list[date | None] = [
        line.parse_cell("start", lambda cell: cells.parse_day(cell, is_day_first=is_day_first)) for line in lines
    ]
    known_days = [
        day for day in (*starts, *(milestone.baseline or milestone.own_date for milestone in milestones)) if day
    ]
    if not known_days:
        raise BadPlan("No line of the table has a date.", "", "Give it a column “date” with days like 2026-03-14.")
    return min(known_days)
