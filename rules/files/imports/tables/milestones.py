"""Milestones from the rows of a table: ids, dates, lengths, progress."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from rules.files.fields import MAX_DURATION_DAYS
from rules.files.imports.imported import UnreadRow
from rules.files.imports.tables import cells
from rules.files.imports.tables.columns import DATE_MEANINGS
from rules.files.imports.tables.days import WrittenDays
from rules.files.imports.tables.predecessors import STANDARD_WEEK
from rules.files.imports.tables.statuses import RowStatus
from rules.files.imports.tables.table_rows import RowFaultError, RowProgress, TableRow, read_name, read_progress
from rules.files.progress import counted
from rules.plan import Milestone

BATON_ID = re.compile(r"M-?([1-9]\d{0,8})", re.IGNORECASE)
PADDED_ID = re.compile(r"M-?0+\d{1,9}", re.IGNORECASE)
TRACKER_KEY = re.compile(r"[A-Z][A-Z0-9_]*-\d+")
MAX_ID_LENGTH = 100
ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class ReadMilestones:
    """The milestones of a table, the rows that they were read from, and those that were left out."""

    milestones: dict[int, Milestone] = field(default_factory=dict)
    rows: dict[int, TableRow] = field(default_factory=dict)
    unread: list[UnreadRow] = field(default_factory=list)
    starts: list[date] = field(default_factory=list)
    states: dict[str, RowStatus] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    has_own_ids: bool = False
    # names of what starts after it ends
    reversed: list[str] = field(default_factory=list)

    def is_batons(self, id: str) -> bool:
        """Return whether an id is one that Baton has given."""
        return not self.has_own_ids and bool(BATON_ID.fullmatch(id))

    def leave_out(self, line: int, reason: str) -> None:
        self.unread.append(UnreadRow(line, f"{reason[:1].upper()}{reason[1:]}."))

    def named(self, *states: RowStatus) -> Iterator[Milestone]:
        """Yield the milestones in one of these states."""
        return (m for m in self.milestones.values() if self.states.get(m.id) in states)


def read_milestones(rows: list[TableRow], *, project: str) -> ReadMilestones:
    """Return the milestones of these rows."""
    found = ReadMilestones()
    # "M-01" is an id of the file's own, and so are those beside it.
    found.has_own_ids = any(PADDED_ID.fullmatch(row.get("id")) for row in rows)
    for row in counted(rows):
        try:
            _add_milestone(found, row, project=project)
        except RowFaultError as fault:
            many = "; it has more cells than there are headings" if row.extra else ""
            found.leave_out(row.number, f"{fault}{many}")
    return found


def _add_milestone(found: ReadMilestones, row: TableRow, *, project: str) -> None:
    name, id = read_name(row), _milestone_id(row, is_batons=not found.has_own_ids)
    if (earlier := found.lines.get(id.casefold())) is not None:
        raise RowFaultError(f"{id} is there already, in line {earlier}")
    progress = read_progress(row)
    days: dict[str, Any] = {meaning: row.day(meaning) for meaning in DATE_MEANINGS if meaning != "actual"}
    span = row.span("date") or row.span("when")
    start = row.span("start")
    first = (start.first or start.last) if start else span.first if span else None
    due = span.last if span else None
    if first and due and first > due:
        found.reversed.append(name)
        first = None
    length = _length(row, start=first, end=days["forecast"] or due)
    if due is None and first and length["duration"]:
        due = STANDARD_WEEK.day(STANDARD_WEEK.count(first - ONE_DAY) + length["duration"])
    state, done_on = _final_state(progress, span)
    is_cancelled = state in (RowStatus.CANCELLED, RowStatus.DUPLICATE)
    milestone = Milestone(
        id=id,
        project=row.get("project") or row.group or project,
        name=name,
        owner=row.get("who") or None,
        percent=100 if state is RowStatus.DONE else progress.percent,
        actual=done_on if state is RowStatus.DONE else None,
        cancelled=progress.cancelled_on or done_on if is_cancelled else None,
        aliases=_milestone_aliases(row),
        **{**days, "forecast": days["forecast"] or due},
        **length,
    )
    found.lines[id.casefold()] = row.number
    found.milestones[row.number], found.rows[row.number] = milestone, row
    found.states[id] = state
    found.starts += _first_days(milestone, first)


def _final_state(progress: RowProgress, span: WrittenDays | None) -> tuple[RowStatus, date | None]:
    """Return the state of a row and the day since when; of what is done or cancelled, the day may stay open."""
    if span and span.has_happened and progress.state in (RowStatus.UNKNOWN, RowStatus.DONE, RowStatus.OPEN):
        return RowStatus.DONE, progress.done_on or span.last
    return progress.state, progress.done_on


def _first_days(milestone: Milestone, start: date | None) -> Iterator[date]:
    """Yield the days that the program may begin with: its work begins its length before it ends."""
    if start:
        yield start
    day = milestone.baseline or milestone.own_date
    if day and not start:
        yield STANDARD_WEEK.day(STANDARD_WEEK.count(day) + 1 - milestone.duration) if milestone.duration > 1 else day
    if milestone.actual:
        yield milestone.actual


def _milestone_id(row: TableRow, *, is_batons: bool) -> str:
    """Return Baton's own id in its canonical form, else the tracker's key, else the line number."""
    key = row.get("id")
    if is_batons and (match := BATON_ID.fullmatch(key)):
        return f"M-{match[1]}"
    if len(key) > MAX_ID_LENGTH:
        raise RowFaultError(f"the id has more than {MAX_ID_LENGTH} characters")
    return key or f"line {row.number}"


def _milestone_aliases(row: TableRow) -> tuple[str, ...]:
    """Return the aliases, including a tracker's key, so that a repeated import recognises the milestone."""
    key = row.get("id")
    return (*((key,) if is_tracker_key(key) else ()), *cells.split_list(row.get("aliases")))


def is_tracker_key(key: str) -> bool:
    """Return whether an id is like AB-12, and not one of Baton's."""
    return bool(TRACKER_KEY.fullmatch(key)) and not BATON_ID.fullmatch(key) and not PADDED_ID.fullmatch(key)


def _length(row: TableRow, *, start: date | None, end: date | None) -> dict[str, Any]:
    """Return the duration given, else the working days from start to end, both included."""
    duration = row.duration("duration")
    if duration is None and start and end and start < end:
        duration = min(MAX_DURATION_DAYS, STANDARD_WEEK.count(end) - STANDARD_WEEK.count(start - ONE_DAY))
    low, high = row.duration("optimistic"), row.duration("pessimistic")
    if (low is not None and low > (duration or 0)) or (high is not None and high < (duration or 0)):
        raise RowFaultError("optimistic ≤ duration ≤ pessimistic does not hold")
    return {"duration": duration or 0, "optimistic": low, "pessimistic": high}
