"""A program as a file: the plan file, and a table that opens in any sheet without running anything."""

import csv
import json
import re
from datetime import date
from io import StringIO

from rules.files import planfile
from rules.plan import Dependency, LinkType, Plan

TABLE_HEADINGS = (
    *("id", "project", "what", "who", "date", "baseline", "committed", "actual", "percent", "duration"),
    *("optimistic", "pessimistic", "not before", "waits for", "aliases"),
)
# What a sheet takes for the start of a formula, blanks and the mark of the byte order before it included.
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠\t\r]")


def export_plan_file(plan: Plan) -> str:
    """This will give the plan as the text of a plan file (product.md 8); reading it gives an equal plan."""
    return json.dumps(planfile.as_json(plan), ensure_ascii=False, indent=2) + "\n"


def export_table(plan: Plan) -> str:
    """This will give the milestones as CSV, all cells quoted; a cell that would be a formula gets an apostrophe.

    The headings are those an import knows; `date` is the day that is expected now.
    """
    projects = {project.id: project.name for project in plan.projects}
    waits: dict[str, list[str]] = {}
    for link in plan.dependencies:
        waits.setdefault(link.consumer, []).append(_link_text(link))
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(TABLE_HEADINGS)
    for m in plan.milestones:
        days = (m.expected, m.baseline, m.committed, m.actual)
        work = (m.percent, m.duration, m.optimistic, m.pessimistic, m.not_before)
        lists = ("; ".join(waits.get(m.id, ())), "; ".join(m.aliases))
        row = (m.id, projects.get(m.project, m.project), m.name, m.owner, *days, *work, *lists)
        writer.writerow([_safe_cell(value) for value in row])
    return out.getvalue()


def _link_text(link: Dependency) -> str:
    """`M-3`, or as sheets of MS Project have it `M-3SS+2d`."""
    if link.type is LinkType.FS and not link.lag:
        return link.provider
    return f"{link.provider}{link.type}" + (f"{link.lag:+d}d" if link.lag else "")


def _safe_cell(value: str | int | date | None) -> str:
    words = "" if value is None else str(value)
    return f"'{words}" if _FORMULA.match(words) else words
