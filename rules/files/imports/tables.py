"""Tables: CSV of a sheet, of Jira, or of a release calendar (what, who, when, date)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from typing import Any

from rules.files.fields import LONGEST, BadPlan, Unfit, shown
from rules.files.imports import cells, headings
from rules.files.imports.imported import MOST, Imported, not_too_many
from rules.plan import CalendarSpec, Dependency, Link, Milestone, Plan, Program, Project
from rules.schedule.network import Cycle, find_cycle
from rules.time.calendars import Calendar

DELIMITERS = ",;\t|"
LONGEST_NAME = 500
OWN_ID = re.compile(r"M-?0*(\d{1,9})", re.IGNORECASE)
TRACKER_KEY = re.compile(r"[A-Z][A-Z0-9_]*-\d+")
DATES = ("baseline", "committed", "forecast", "actual", "not_before")
DONE = frozenset({"done", "closed", "resolved", "complete", "completed", "finished", "yes", "true", "x", "100%"})
WEEK = Calendar.of(CalendarSpec())
_LINK = re.compile(r"(?P<key>.+?)\s*(?P<type>FS|SS|FF|SF)\s*(?P<lag>[+-]\s*\d{1,5})?\s*(?:d|wd|days?)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A row by what its cells mean; a heading that is there several times gives several cells."""

    number: int
    cells: dict[str, tuple[str, ...]]

    def get(self, meaning: str) -> str:
        return next((cell for cell in self.cells.get(meaning, ()) if cell), "")

    def read(self, meaning: str, check: Callable[[str], Any]) -> Any:
        """What `check` makes of the cell, None when it is empty; raises BadPlan with the line."""
        if not (cell := self.get(meaning)):
            return None
        try:
            return check(cell)
        except Unfit as wrong:
            raise BadPlan(f"Line {self.number}: “{meaning.replace('_', ' ')}” {wrong}, not {shown(cell)}.") from None


def read(words: str, *, name: str) -> Imported:
    """This will read a table into a program called `name`; raises BadPlan with the line of what is wrong."""
    rows = _rows(words)
    if not rows:
        raise BadPlan("The table holds nothing but separators.")
    at, columns = headings.find(rows)
    used = {place for places in columns.values() for place in places}
    left = tuple(cell.strip() for place, cell in enumerate(rows[at][1]) if cell.strip() and place not in used)
    lines = [_line(number, row, columns, len(rows[at][1])) for number, row in rows[at + 1 :]]
    if not lines:
        raise BadPlan("The table has headings and nothing below them.")
    first = cells.day_first(cell for line in lines for cell in _dates_of(line))
    milestones = {line.number: _milestone(line, first=first, project=name) for line in lines}
    keys = _keys(lines, milestones)
    links, unknown = _links(lines, milestones, keys)
    not_too_many(len(milestones), len(links))
    if loop := find_cycle((link.provider, link.consumer) for link in links):
        raise Cycle(loop)
    found = tuple(milestones.values())
    plan = Plan(
        program=Program("", name, _start(lines, found, first)),
        projects=tuple(Project(each, each) for each in dict.fromkeys(m.project for m in found)),
        milestones=found,
        dependencies=links,
    )
    foreign = frozenset(m.id for m in found if not OWN_ID.fullmatch(m.id))
    return Imported(plan, foreign=foreign, left_out=tuple(dict.fromkeys((*left, *unknown))))


def _rows(words: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, with the line each ends on. No DictReader: it loses repeated headings."""
    head = words[:5_000].split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=lambda mark: (head.count(mark), mark == ","))
    reader = csv.reader(StringIO(words, newline=""), delimiter=delimiter)
    found: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((reader.line_num, row))
            if len(found) > MOST + headings.LOOKED_AT:
                raise BadPlan(f"The table has more than {MOST:,} rows.", "", "Split the program.")
    except csv.Error as wrong:
        raise BadPlan(
            f"Line {reader.line_num} cannot be read: {wrong}.", "", "Look for a quotation mark that never closes."
        ) from None
    return found


def _line(number: int, row: list[str], columns: dict[str, tuple[int, ...]], width: int) -> Line:
    if any(cell.strip() for cell in row[width:]):
        raise BadPlan(
            f"Line {number} has {len(row)} cells, but there are {width} headings.",
            "",
            "Put quotation marks around a cell that holds the separator.",
        )
    try:
        found = {
            meaning: tuple(cells.clean(row[place]) for place in places if place < len(row))
            for meaning, places in columns.items()
        }
    except Unfit as wrong:
        raise BadPlan(f"Line {number}: a cell {wrong}.") from None
    return Line(number, found)


def _dates_of(line: Line) -> Iterator[str]:
    for meaning in ("date", "when", "start", *DATES):
        yield from line.cells.get(meaning, ())


def _milestone(line: Line, *, first: bool | None, project: str) -> Milestone:
    name = line.get("name")
    if not name or len(name) > LONGEST_NAME:
        what = f"a name of more than {LONGEST_NAME} characters" if name else "no name"
        raise BadPlan(f"Line {line.number}: the milestone has {what}.")

    def day(cell: str) -> date:
        return cells.day(cell, first=first)

    days = {meaning: line.read(meaning, day) for meaning in DATES}
    due = line.read("date", day) or line.read("when", day)
    days["forecast"] = days["forecast"] or due
    percent = line.read("percent", cells.percent) or 0
    done = days["actual"] is not None or line.get("status").casefold() in DONE
    milestone = Milestone(
        id=_key(line),
        project=line.get("project") or project,
        name=name,
        owner=line.get("who") or None,
        percent=100 if done else percent,
        aliases=_aliases(line),
        **days,
    )
    return replace(milestone, **_durations(line, start=line.read("start", day), end=milestone.expected))


def _key(line: Line) -> str:
    """Baton's own id in its one spelling, else the key of the tracker, else the line."""
    key = line.get("id")
    if match := OWN_ID.fullmatch(key):
        return f"M-{match[1]}"
    return key or f"line {line.number}"


def _aliases(line: Line) -> tuple[str, ...]:
    """A tracker's key stays a name that the milestone goes by, and is known by when the file comes again."""
    key = line.get("id")
    return (*((key,) if _tracked(key) else ()), *cells.several(line.get("aliases")))


def _tracked(key: str) -> bool:
    return bool(TRACKER_KEY.fullmatch(key)) and not OWN_ID.fullmatch(key)


def _durations(line: Line, *, start: date | None, end: date | None) -> dict[str, Any]:
    """The working days that are said, else those from start to end, both included."""
    said = line.read("duration", cells.duration)
    if said is None and start and end and start < end:
        said = min(LONGEST, WEEK.between(start, end) + 1)
    low, high = (line.read(meaning, cells.duration) for meaning in ("optimistic", "pessimistic"))
    if (low is not None and low > (said or 0)) or (high is not None and high < (said or 0)):
        raise BadPlan(f"Line {line.number}: optimistic ≤ duration ≤ pessimistic does not hold.")
    return {"duration": said or 0, "optimistic": low, "pessimistic": high}


def _keys(lines: Iterable[Line], milestones: dict[int, Milestone]) -> dict[str, str]:
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


def _links(
    lines: Iterable[Line], milestones: dict[int, Milestone], keys: dict[str, str]
) -> tuple[tuple[Dependency, ...], tuple[str, ...]]:
    """The links, and the keys of a tracker that lie outside the part of it that was exported."""
    found: dict[tuple[str, str, Link], Dependency] = {}
    outside: list[str] = []
    for line in lines:
        consumer = milestones[line.number].id
        for word in _awaited(line, keys):
            if _tracked(word) and _tracked(consumer) and word.casefold() not in keys:
                outside.append(word)
                continue
            provider, kind, lag = _provider(word, keys, line.number)
            link = Dependency(f"D-{len(found) + 1}", provider, consumer, kind, lag)
            found.setdefault((provider, consumer, kind), link)
    return tuple(found.values()), tuple(outside)


def _awaited(line: Line, keys: dict[str, str]) -> Iterator[str]:
    for cell in line.cells.get("waits_for", ()):
        yield from (cell,) if cell.casefold() in keys else cells.several(cell)


def _provider(word: str, keys: dict[str, str], line: int) -> tuple[str, Link, int]:
    """`M-3`, a name, or as sheets of MS Project have it `3SS+2d`."""
    if match := OWN_ID.fullmatch(word):
        word = f"M-{match[1]}" if f"m-{match[1]}" in keys else word
    if id := keys.get(word.casefold()):
        return id, Link.FS, 0
    match = _LINK.fullmatch(word)
    if match and (id := keys.get(match["key"].casefold())):
        return id, Link(match["type"]), int((match["lag"] or "0").replace(" ", ""))
    raise BadPlan(f"Line {line} waits for {shown(word)}, and there is no such milestone in the file.")


def _start(lines: Iterable[Line], milestones: tuple[Milestone, ...], first: bool | None) -> date:
    begun: list[date | None] = [line.read("start", lambda cell: cells.day(cell, first=first)) for line in lines]
    known = [day for day in (*begun, *(m.baseline or m.expected for m in milestones)) if day]
    if not known:
        raise BadPlan("No line of the table has a date.", "", "Give it a column “date” with days like 2026-03-14.")
    return min(known)
