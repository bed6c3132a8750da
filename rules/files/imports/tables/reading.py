"""Reading the rows of a table into a plan: rows that can't be read are left out by line, never the whole file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from rules.files.fields import BadPlan
from rules.files.imports import budget_table
from rules.files.imports.imported import ImportedPlan, Remark, UnreadRow, require_row_limit
from rules.files.imports.tables import days
from rules.files.imports.tables.columns import (
    choose_columns,
    left_out_headings,
    texts_of,
    told_day_first,
)
from rules.files.imports.tables.headings import MAX_HEADING_ROWS, map_columns
from rules.files.imports.tables.links import ReadLinks, read_links
from rules.files.imports.tables.milestones import ReadMilestones, is_tracker_key, read_milestones
from rules.files.imports.tables.outline import drop_summaries
from rules.files.imports.tables.rows import TableLine, TableText, split_text
from rules.files.imports.tables.sections import TableSections, find_sections, group_name
from rules.files.imports.tables.statuses import RowStatus
from rules.files.imports.tables.table_rows import RowFaultError, TableRow, table_row
from rules.plan import Plan, Program, Project
from rules.schedule.network import Cycle, find_cycle

# In place of the day of the import, which `settle_days` puts in.
_NO_DAY = date(2000, 1, 1)
# With one of these a table is a plan, though it may have a type, an estimate and an actual date.
_WORK = frozenset({"start", "duration", "percent", "waits_for", "needed_by", "resolution"})
_COPY_MARK = re.compile(
    r"(?:[\s_-]*(?:\(\d+\)|(?:copy|kopie|copie|copia)(?:[\s_-]*\(?\d+\)?)?|v?\d{1,3}(?:\.\d+)*|final|"
    r"\d{4}[-_]?\d{2}[-_]?\d{2}(?:[t_\s-]?\d{2}[-_:.]?\d{2}(?:[-_:.]?\d{2})?z?)?))+$",
    re.IGNORECASE,
)


def read_table(words: str, *, name: str, day_first: bool | None = None) -> ImportedPlan:
    """Read a table's text into a program called `name`; raise BadPlan if none of it can be read."""
    return read_rows(split_text(words), name=name, day_first=day_first)


def read_rows(text: TableText, *, name: str, day_first: bool | None = None) -> ImportedPlan:
    """Read the rows of a table or a sheet into a program called `name`."""
    if not text.rows:
        raise BadPlan("The table holds nothing but separators.")
    return _read_budget(text.rows, name=name) or _read_milestones(text, name=name, day_first=day_first)


def _read_budget(rows: Sequence[TableLine], *, name: str) -> ImportedPlan | None:
    """Return a table of budget lines, None if it is another table; its program is that of its projects."""
    for index, row in enumerate(rows[:MAX_HEADING_ROWS]):
        if (columns := budget_table.budget_columns(row.cells)) and not _is_plan(row.cells):
            below = budget_table.budget_rows([(r.number, list(r.cells)) for r in rows[index + 1 :]], columns)
            if not below:
                raise BadPlan("The table has headings and nothing below them.")
            plan = Plan(program=Program("", name, date.min), projects=(), milestones=(), dependencies=())
            return ImportedPlan(plan, budget=below)
    return None


def _is_plan(cells: Sequence[str]) -> bool:
    columns = map_columns(cells)
    return bool(_WORK & columns.keys()) or ("status" in columns and "who" in columns)


def _read_milestones(text: TableText, *, name: str, day_first: bool | None) -> ImportedPlan:
    found = find_sections(text.rows)
    if not any(section.rows for section in found.sections):
        raise BadPlan(
            "The table has headings and nothing below them.", "", "Export it again with the rows that you want."
        )
    order = _day_order(text.rows, found, asked=day_first)
    rows, unread, left_out = _table_rows(found, is_day_first=order is not False, is_sheet=text.is_sheet)
    if order is None and (order := _order_by_spans(rows)) is False:
        rows = [replace(row, is_day_first=False) for row in rows]
    read = read_milestones(rows, project=name)
    read.unread += unread
    read.unread += [UnreadRow(line, "A quotation mark never closes.") for line in text.broken]
    if not read.milestones:
        raise _nothing_readable(read.unread)
    unread_ids = frozenset(days.fold(row.get("id")) for row in rows if row.number not in read.rows)
    links = read_links(read, unread_ids=unread_ids)
    drop_summaries(read, links)
    dependencies = tuple(links.links.values())
    require_row_limit(len(read.milestones), len(dependencies))
    if cycle := find_cycle((link.provider, link.consumer) for link in dependencies):
        raise Cycle(cycle)
    imported = ImportedPlan(
        _plan_of(read, links, name),
        left_out=tuple(dict.fromkeys((*left_out, *links.outside))),
        remarks=(*links.remarks(), *_remarks(found, read)),
        unread=tuple(sorted(read.unread, key=lambda row: row.line)),
        ambiguous_days=order is None and any(map(days.is_ambiguous, _dated_cells(read))),
    )
    return replace(imported, **_identity(read, name), **_open_days(read))


def _day_order(rows: Sequence[TableLine], found: TableSections, *, asked: bool | None) -> bool | None:
    """Return whether days come first: what the dates prove, else what headings or the person say."""
    proven = days.day_first(texts_of(rows))
    told = next((order for section in found.sections if (order := told_day_first(section)) is not None), None)
    return next((order for order in (proven, asked, told) if order is not None), None)


def _order_by_spans(rows: list[TableRow]) -> bool | None:
    """Return the order of day and month in which no row ends before it starts, None if both or none are so."""
    fits = {True: True, False: True}
    for row in rows:
        start, end = row.get("start"), row.get("date")
        for order in (True, False) if start and end else ():
            first, last = days.day_or_none(start, is_day_first=order), days.day_or_none(end, is_day_first=order)
            fits[order] = fits[order] and not (first and last and first > last)
    return None if fits[True] == fits[False] else fits[True]


def _table_rows(
    found: TableSections, *, is_day_first: bool, is_sheet: bool
) -> tuple[list[TableRow], list[UnreadRow], list[str]]:
    """Return the rows by meaning, those that can't be read, and the headings that are not."""
    rows: list[TableRow] = []
    unread = [UnreadRow(line.number, "The line holds text beside the table.") for line in found.beside]
    left_out: list[str] = []
    has_groups = sum(1 for section in found.sections if section.title) > 1
    for section in found.sections:
        if not section.rows:
            continue
        columns = choose_columns(section, is_sheet=is_sheet)
        left_out += left_out_headings(section, columns)
        group = group_name(section) if has_groups else ""
        for line in section.rows:
            try:
                row = table_row(line, columns, headings=section.headings, is_day_first=is_day_first, group=group)
                rows.append(row)
            except RowFaultError as fault:
                unread.append(UnreadRow(line.number, f"{str(fault)[:1].upper()}{str(fault)[1:]}."))
    return rows, unread, left_out


def _nothing_readable(unread: list[UnreadRow]) -> BadPlan:
    first = min(unread, key=lambda row: row.line, default=None)
    if first is None:
        return BadPlan("The table has headings and nothing below them.")
    why = f"None of its {len(unread)} rows can be read." if len(unread) > 1 else ""
    return BadPlan(f"Line {first.line}: {first.reason}", why)


def _plan_of(read: ReadMilestones, links: ReadLinks, name: str) -> Plan:
    milestones = tuple(read.milestones.values())
    return Plan(
        program=Program("", name, min(read.starts, default=_NO_DAY)),
        projects=tuple(
            Project(project, project) for project in dict.fromkeys(milestone.project for milestone in milestones)
        ),
        milestones=milestones,
        dependencies=tuple(links.links.values()),
    )


def _dated_cells(read: ReadMilestones) -> Iterator[str]:
    for row in read.rows.values():
        for meaning in ("date", "when", "start", "baseline", "committed", "forecast", "actual", "not_before"):
            yield from row.cells.get(meaning, ())


def _identity(read: ReadMilestones, name: str) -> dict[str, Any]:
    """Return the file's own ids, and where they are unique."""
    keys: dict[str, str] = {}
    foreign = set()
    for number, milestone in read.milestones.items():
        row = read.rows[number]
        if read.is_batons(milestone.id):
            continue
        foreign.add(milestone.id)
        if key := row.get("uid") or row.get("id"):
            keys[milestone.id] = key
    of_tracker = sum(1 for key in keys.values() if is_tracker_key(key))
    own_name = _COPY_MARK.sub("", name).strip() or name
    source = "tracker" if of_tracker * 2 > len(keys) else f"table {own_name}"
    return {"foreign": frozenset(foreign), "keys": keys, "source": source if keys else ""}


def _open_days(read: ReadMilestones) -> dict[str, Any]:
    """Return what is done or cancelled without a day, and whether the plan has no day at all."""
    return {
        "undated_done": frozenset(m.id for m in read.named(RowStatus.DONE) if m.actual is None),
        "undated_cancelled": frozenset(
            m.id for m in read.named(RowStatus.CANCELLED, RowStatus.DUPLICATE) if m.cancelled is None
        ),
        "undated_start": not read.starts,
    }


def _remarks(found: TableSections, read: ReadMilestones) -> Iterator[Remark]:
    if duplicates := tuple(m.name for m in read.named(RowStatus.DUPLICATE)):
        yield Remark("These are duplicates in the file, and come in as cancelled.", duplicates)
    if read.reversed:
        yield Remark("These start after they end in the file, and come in without a start.", tuple(read.reversed))
    if extra := tuple(f"line {number}" for number, row in read.rows.items() if row.extra):
        yield Remark("Cells beyond the last heading are not read.", extra)
    if found.others:
        names = tuple(
            f"line {row.number}: {', '.join(cell.strip() for cell in row.cells if cell.strip())[:80]}"
            for row in found.others
        )
        yield Remark("The file holds other tables, which are not read.", names)
