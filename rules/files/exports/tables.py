"""Exporting a program as a table that no spreadsheet will run as formulas."""

import csv
import re
from collections.abc import Mapping
from datetime import date
from io import StringIO

from rules.plan import Dependency, LinkType, Plan

TABLE_HEADINGS = (
    *("id", "project", "what", "who", "date", "baseline", "committed", "actual", "percent", "duration"),
    *("optimistic", "pessimistic", "not before", "depends on", "aliases"),
)
NO_NAMES: Mapping[str, str] = {}
# The start of a formula in spreadsheets, including leading blanks and a byte order mark.
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠\t\r]")


def export_table(plan: Plan, names: Mapping[str, str] = NO_NAMES) -> str:
    """Return the milestones as CSV with all cells quoted; an apostrophe defuses cells that look like formulas.

    The headings are those an import knows; `date` is the date its owner has given, `names` are those of people by id.
    """
    projects = {project.id: project.name for project in plan.projects}
    predecessors: dict[str, list[str]] = {}
    for link in plan.dependencies:
        predecessors.setdefault(link.consumer, []).append(_link_text(link))
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(TABLE_HEADINGS)
    for milestone in plan.milestones:
        dates = (milestone.own_date, milestone.baseline, milestone.committed, milestone.actual)
        work = (
            milestone.percent,
            milestone.duration,
            milestone.optimistic,
            milestone.pessimistic,
            milestone.not_before,
        )
        lists = ("; ".join(predecessors.get(milestone.id, ())), "; ".join(milestone.aliases))
        row = (
            milestone.id,
            projects.get(milestone.project, milestone.project),
            milestone.name,
            names.get(milestone.owner or "", milestone.owner),
            *dates,
            *work,
            *lists,
        )
        writer.writerow([safe_cell(value) for value in row])
    return buffer.getvalue()


def _link_text(link: Dependency) -> str:
    """Return `M-3`, or in the notation of MS Project tables `M-3SS+2d`."""
    if link.type is LinkType.FS and not link.lag:
        return link.provider
    return f"{link.provider}{link.type}" + (f"{link.lag:+d}d" if link.lag else "")


def safe_cell(value: str | int | date | None) -> str:
    """Return a value as the text of a cell, defused where a spreadsheet would take it for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text
