"""Summary tasks of an outline: they become projects, and their dependencies those of their tasks."""

import re
from dataclasses import replace
from itertools import pairwise

from rules.files.imports.tables.links import ReadLinks
from rules.files.imports.tables.milestones import ReadMilestones
from rules.files.imports.tables.table_rows import TableRow
from rules.plan import Dependency

MAX_LINKS_OF_SUMMARY = 50
_DOTTED = re.compile(r"\d{1,5}(?:\.\d{1,5}){0,20}")


def drop_summaries(read: ReadMilestones, links: ReadLinks) -> None:
    """Take out the rows that have rows of a deeper level below them; keep a table without levels."""
    levels = _levels(read)
    summaries = {number for (number, level), (_, below) in pairwise(levels) if level and below > level}
    if not summaries:
        return
    tasks = _tasks_below(levels, summaries)
    _name_projects(read, levels, summaries)
    ids = {number: read.milestones[number].id for number in read.milestones}
    by_id = {ids[number]: [ids[task] for task in below] for number, below in tasks.items()}
    _expand_links(links, by_id)
    for number in summaries:
        read.milestones.pop(number)
        read.rows.pop(number)


def _levels(read: ReadMilestones) -> list[tuple[int, int]]:
    """Return the line and outline level of each row, 0 where it has none."""
    return [(number, _level(row)) for number, row in read.rows.items()]


def _level(row: TableRow) -> int:
    level, dotted = row.get("outline"), row.get("outline_number")
    if level.isascii() and level.isdigit() and len(level) < 3:
        return int(level)
    return dotted.count(".") + 1 if _DOTTED.fullmatch(dotted) else 0


def _tasks_below(levels: list[tuple[int, int]], summaries: set[int]) -> dict[int, list[int]]:
    """Return the tasks of each summary, at any depth."""
    below: dict[int, list[int]] = {number: [] for number in summaries}
    open_summaries: list[tuple[int, int]] = []
    for number, level in levels:
        while open_summaries and open_summaries[-1][1] >= level:
            open_summaries.pop()
        if number in summaries:
            open_summaries.append((number, level))
        else:
            for summary, _ in open_summaries:
                below[summary].append(number)
    return below


def _name_projects(read: ReadMilestones, levels: list[tuple[int, int]], summaries: set[int]) -> None:
    """Name the project of each task after the highest summary above it that is not the only one."""
    top = min(level for number, level in levels if number in summaries)
    highest = [number for number, level in levels if level == top]
    top += 1 if len(highest) == 1 and highest[0] in summaries else 0
    project = ""
    for number, level in levels:
        if level <= top:
            project = read.milestones[number].name if level == top and number in summaries else ""
        elif project and not read.rows[number].get("project"):
            read.milestones[number] = replace(read.milestones[number], project=project)


def _expand_links(links: ReadLinks, tasks: dict[str, list[str]]) -> None:
    """Put the last tasks of a summary in the place of a provider, and its first tasks in that of a consumer."""
    plain = [link for link in links.links.values() if link.provider not in tasks and link.consumer not in tasks]
    provides, consumes = {link.provider for link in plain}, {link.consumer for link in plain}
    expanded: list[Dependency] = []
    for link in links.links.values():
        last = [t for t in tasks.get(link.provider, [link.provider]) if t == link.provider or t not in provides]
        first = [t for t in tasks.get(link.consumer, [link.consumer]) if t == link.consumer or t not in consumes]
        last, first = last[:MAX_LINKS_OF_SUMMARY], first[:MAX_LINKS_OF_SUMMARY]
        expanded += [replace(link, provider=p, consumer=c) for p in last for c in first if p != c]
    links.links.clear()
    for link in expanded:
        key = (link.provider, link.consumer, link.type)
        links.links.setdefault(key, replace(link, id=f"D-{len(links.links) + 1}"))
