"""The headings of a table's columns and their meanings."""

import re
from collections.abc import Sequence

from rules.files.fields import BadPlan

# In order of preference: the first heading present names the column.
HEADING_WORDS = {
    "id": ("milestone id", "issue key", "key", "id", "unique id", "uid", "nr", "no", "#"),
    "name": (
        *("what", "milestone", "milestone name", "name", "task name", "task", "summary", "title", "activity"),
        *("deliverable", "event", "description", "vorgangsname", "meilenstein"),
    ),
    "who": (
        *("who", "owner", "milestone owner", "assignee", "assigned to", "responsible", "accountable", "lead", "role"),
        *("resource names", "resource", "dri", "team"),
    ),
    "date": (
        *("date", "due date", "due", "deadline", "finish", "finish date", "end", "end date", "target date", "target"),
        *("planned date", "planned finish", "delivery date", "milestone date", "ende", "datum"),
    ),
    "when": ("when", "timing"),
    "start": ("start", "start date", "begin", "begins"),
    "project": ("project", "project name", "workstream", "stream", "project key", "epic", "area"),
    "baseline": ("baseline", "baseline date", "baseline finish", "original date", "approved date"),
    "committed": ("committed", "committed date", "promised", "commitment"),
    "forecast": ("forecast", "forecast date", "expected", "expected date", "revised date", "current date", "new date"),
    "actual": ("actual", "actual date", "actual finish", "done on", "completed on", "resolved", "resolution date"),
    "percent": ("percent", "percent complete", "% complete", "% done", "progress", "%"),
    "duration": ("duration", "days", "working days", "effort"),
    "status": ("status", "state", "done"),
    "waits_for": (
        *("waits for", "depends on", "dependencies", "predecessors", "blocked by", "needs"),
        *("inward issue link (blocks)", "inward issue link (blocker)"),
    ),
    "aliases": ("aliases", "also called", "alias"),
    "not_before": ("not before", "start no earlier than", "earliest start"),
    "optimistic": ("optimistic", "optimistic duration"),
    "pessimistic": ("pessimistic", "pessimistic duration"),
}
_SPACES = re.compile(r"[\s_]+")
# Only the first rows are searched for headings.
MAX_HEADING_ROWS = 20


def map_columns(cells: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the columns of each meaning; several when a heading is repeated, as Jira does."""
    headings = [_SPACES.sub(" ", cell.strip().strip("*:").casefold()).strip() for cell in cells]
    columns: dict[str, tuple[int, ...]] = {}
    for meaning, words in HEADING_WORDS.items():
        word = next((word for word in words if word in headings), None)
        if word is not None:
            columns[meaning] = tuple(column for column, cell in enumerate(headings) if cell == word)
    return columns


def find_headings(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, tuple[int, ...]]]:
    """Return the index of the heading row and the columns it names; raise BadPlan without one."""
    for index, (_, cells) in enumerate(rows[:MAX_HEADING_ROWS]):
        columns = map_columns(cells)
        if "name" in columns and len(columns) > 1:
            return index, columns
    line_number, cells = rows[0]
    raise BadPlan(
        f"Line {line_number} holds no headings that I know: {', '.join(cell.strip() for cell in cells)[:120]}.",
        "A table needs one for the milestone's name, and others for its date and owner.",
        "Call them what, who, date (also summary, assignee, due date).",
    )
