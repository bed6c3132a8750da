"""Tables: CSV of a sheet, of Jira, or of a release calendar (what, who, when, date)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from typing import Any

from rules.files.fields import MAX_DURATION_DAYS, BadPlan, UnfitValue, quote_value
from rules.files.imports import cells, headings
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
    """A row by what its cells mean; a heading that is there several times gives several cells."""

    number: int
    cells: dict[str, tuple[str, ...]]

    def get(self, meaning: str) -> str:
        return next((cell for cell in self.cells.get(meaning, ()) if cell), "")

    def parse_cell(self, meaning: str, check: Callable[[str], Any]) -> Any:
        """What `check` makes of the cell, None when it is empty; raises BadPlan with the line."""
        if not (cell := self.get(meaning)):
            return None
        try:
            return check(cell)
        except UnfitValue as wrong:
            raise BadPlan(
                f"Line {self.number}: “{meaning.replace('_', ' ')}” {wrong}, not {quote_value(cell)}."
            ) from None


def read(words: str, *, name: str) -> ImportedPlan:
    """This will read a table into a program called `name`; raises BadPlan with the line of what is wrong."""
    rows = _split_rows(words)
    if not rows:
        raise BadPlan("The table holds nothing but separators.")
    at, columns = headings.find_headings(rows)
    used = {place for places in columns.values() for place in places}
    left = tuple(cell.strip() for place, cell in enumerate(rows[at][1]) if cell.strip() and place not in used)
    lines = [_table_row(number, row, columns, len(rows[at][1])) for number, row in rows[at + 1 :]]
    if not lines:
        raise BadPlan("The table has headings and nothing below them.")
    first = cells.day_first(cell for line in lines for cell in _dates_of(line))
    milestones = {line.number: _build_milestone(line, is_day_first=first, project=name) for line in lines}
    keys = _ids_by_key(lines, milestones)
    links, unknown = _build_links(lines, milestones, keys)
    require_row_limit(len(milestones), len(links))
    if loop := find_cycle((link.provider, link.consumer) for link in links):
        raise Cycle(loop)
    found = tuple(milestones.values())
    plan = Plan(
        program=Program("", name, _program_start(lines, found, first)),
        projects=tuple(Project(each, each) for each in dict.fromkeys(m.project for m in found)),
        milestones=found,
        dependencies=links,
    )
    foreign = frozenset(m.id for m in found if not BATON_ID.fullmatch(m.id))
    return ImportedPlan(plan, foreign=foreign, left_out=tuple(dict.fromkeys((*left, *unknown))))


def _split_rows(words: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, with the line each ends on. No DictReader: it loses repeated headings."""
    head = words[:5_000].split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda mark: (head.count(mark), mark == ","))
    reader = csv.reader(StringIO(words, newline=""), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((reader.line_num, row))
            if len(found) > MAX_ROWS + headings.MAX_HEADING_ROWS:
                raise BadPlan(f"The table has more than {MAX_ROWS:,} rows.", "", "Split the program.")
    except csv.Error as wrong:
        raise BadPlan(
            f"Line {reader.line_num} cannot be read: {wrong}.", "", "Look for a quotation mark that never closes."
        ) from None
    return found


def _table_row(number: int, row: list[str], columns: dict[str, tuple[int, ...]], width: int) -> TableRow:
    if any(cell.strip() for cell in row[width:]):
        raise BadPlan(
            f"Line {number} has {len(row)} cells, but there are {width} headings.",
            "",
            "Put quotation marks around a cell that holds the separator.",
        )
    try:
        found = {
            meaning: tuple(cells.clean_cell(row[place]) for place in places if place < len(row))
            for meaning, places in columns.items()
        }
    except UnfitValue as wrong:
        raise BadPlan(f"Line {number}: a cell {wrong}.") from None
    return TableRow(number, found)


def _dates_of(line: TableRow) -> Iterator[str]:
    for meaning in ("date", "when", "start", *DATE_MEANINGS):
        yield from line.cells.get(meaning, ())


def _build_milestone(line: TableRow, *, is_day_first: bool | None, project: str) -> Milestone:
    name = line.get("name")
    if not name or len(name) > MAX_NAME_LENGTH:
        what = f"a name of more than {MAX_NAME_LENGTH} characters" if name else "no name"
        raise BadPlan(f"Line {line.number}: the milestone has {what}.")

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
        milestone, **_duration_fields(line, start=line.parse_cell("start", parse_day), end=milestone.expected)
    )


def _milestone_key(line: TableRow) -> str:
    """Baton's own id in its one spelling, else the key of the tracker, else the line."""
    key = line.get("id")
    if match := BATON_ID.fullmatch(key):
        return f"M-{match[1]}"
    return key or f"line {line.number}"


def _milestone_aliases(line: TableRow) -> tuple[str, ...]:
    """A tracker's key stays a name that the milestone goes by, and is known by when the file comes again."""
    key = line.get("id")
    return (*((key,) if _is_tracker_key(key) else ()), *cells.split_list(line.get("aliases")))


def _is_tracker_key(key: str) -> bool:
    return bool(TRACKER_KEY.fullmatch(key)) and not BATON_ID.fullmatch(key)


def _duration_fields(line: TableRow, *, start: date | None, end: date | None) -> dict[str, Any]:
    """The working days that are said, else those from start to end, both included."""
    said = line.parse_cell("duration", cells.parse_duration)
    if said is None and start and end and start < end:
        said = min(MAX_DURATION_DAYS, STANDARD_WEEK.between(start, end) + 1)
    low, high = (line.parse_cell(meaning, cells.parse_duration) for meaning in ("optimistic", "pessimistic"))
    if (low is not None and low > (said or 0)) or (high is not None and high < (said or 0)):
        raise BadPlan(f"Line {line.number}: optimistic ≤ duration ≤ pessimistic does not hold.")
    return {"duration": said or 0, "optimistic": low, "pessimistic": high}


def _ids_by_key(lines: Iterable[TableRow], milestones: dict[int, Milestone]) -> dict[str, str]:
    """Every word that another line may name a milestone by, to its id; a name that is there twice names nothing."""
    by_key: dict[str, int] = {}
    for line in lines:
        key = milestones[line.number].id
        if key in by_key:
            raise BadPlan(f"Line {line.number}: {key} is there already, in line {by_key[key]}.", "", "Keep one.")
        by_key[key] = line.number
    names: dict[str, str | None] = {}
    for milestone in milestones.values():
        folded = milestone.name.casefold()
        names[folded] = None if folded in names else milestone.id
    return {name: id for name, id in names.items() if id} | {key.casefold(): key for key in by_key}


def _build_links(
    lines: Iterable[TableRow], milestones: dict[int, Milestone], keys: dict[str, str]
) -> tuple[tuple[Dependency, ...], tuple[str, ...]]:
    """The links, and the keys of a tracker that lie outside the part of it that was exported."""
    found: dict[tuple[str, str, LinkType], Dependency] = {}
    outside: list[str] = []
    for line in lines:
        consumer = milestones[line.number].id
        for word in _predecessor_words(line, keys):
            if _is_tracker_key(word) and _is_tracker_key(consumer) and word.casefold() not in keys:
                outside.append(word)
                continue
            provider, kind, lag = _parse_predecessor(word, keys, line.number)
            link = Dependency(f"D-{len(found) + 1}", provider, consumer, kind, lag)
            found.setdefault((provider, consumer, kind), link)
    return tuple(found.values()), tuple(outside)


def _predecessor_words(line: TableRow, keys: dict[str, str]) -> Iterator[str]:
    for cell in line.cells.get("waits_for", ()):
        yield from (cell,) if cell.casefold() in keys else cells.split_list(cell)


def _parse_predecessor(word: str, keys: dict[str, str], line: int) -> tuple[str, LinkType, int]:
    """`M-3`, a name, or as sheets of MS Project have it `3SS+2d`."""
    if match := BATON_ID.fullmatch(word):
        word = f"M-{match[1]}" if f"m-{match[1]}" in keys else word
    if id := keys.get(word.casefold()):
        return id, LinkType.FS, 0
    match = _LINK_PATTERN.fullmatch(word)
    if match and (id := keys.get(match["key"].casefold())):
        return id, LinkType(match["type"]), int((match["lag"] or "0").replace(" ", ""))
    raise BadPlan(f"Line {line} waits for {quote_value(word)}, and there is no such milestone in the file.")


def _program_start(lines: Iterable[TableRow], milestones: tuple[Milestone, ...], is_day_first: bool | None) -> date:
    begun: list[date | None] = [
        line.parse_cell("start", lambda cell: cells.parse_day(cell, is_day_first=is_day_first)) for line in lines
    ]
    known = [day for day in (*begun, *(m.baseline or m.expected for m in milestones)) if day]
    if not known:
        raise BadPlan("No line of the table has a date.", "", "Give it a column “date” with days like 2026-03-14.")
    return min(known)
