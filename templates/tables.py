"""The table block: equal rows, no empty cells, split into several tables where one would be too large."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from templates import inline, limits
from templates.errors import LimitError, MarkupError
from templates.folding import is_heading
from templates.markup import Node

Json = dict[str, Any]
BuiltRow = tuple[list[Json], str]


def build_table(node: Node) -> Iterator[tuple[Json, str]]:
    """Build one table, or several with the heading row repeated; a table without rows yields no block.

    How many rows are left out is no row, and is shown below the table.
    """
    rows = [row for row in node.require_only("tr", "more") if row.tag == "tr"]
    width = len(rows[0].child_nodes) if rows else 0
    if width > limits.TABLE_COLUMNS:
        raise LimitError(f"A table has at most {limits.TABLE_COLUMNS} columns, this one {width}.", node.place)
    for row in rows:
        if len(row.require_only("th", "td")) != width:
            raise MarkupError(f"This row has {len(row.child_nodes)} cells, the first one {width}.", row.place)
    built_rows = [_build_row(row) for row in rows]
    heading_rows = built_rows[:1] if rows and is_heading(rows[0]) else []
    for page in _table_pages(heading_rows, built_rows[len(heading_rows) :]):
        block: Json = {"type": "table", "rows": [cells for cells, _ in page]}
        if settings := _column_settings(node, width):
            block["column_settings"] = settings
        yield block, "\n".join(fallback for _, fallback in page)


def _build_row(node: Node) -> BuiltRow:
    lines = [inline.read_runs(cell.content) for cell in node.child_nodes]
    return [_build_cell(line) for line in lines], " | ".join(
        inline.fallback_text(line).replace("\n", " ") or "–" for line in lines
    )


def _build_cell(line: list[inline.Run]) -> Json:
    if all(run.kind == "text" and not run.style for run in line):
        return {"type": "raw_text", "text": inline.rich_text_elements(line)[0]["text"] if line else "–"}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": inline.rich_text_elements(line)}],
    }


def _table_pages(heading_rows: list[BuiltRow], rows: list[BuiltRow]) -> Iterator[list[BuiltRow]]:
    page, size = list(heading_rows), _json_length(heading_rows)
    for row in rows:
        if len(page) > len(heading_rows) and (
            len(page) >= limits.TABLE_ROWS or size + _json_length([row]) > limits.JSON_IN_BLOCK
        ):
            yield page
            page, size = list(heading_rows), _json_length(heading_rows)
        page.append(row)
        size += _json_length([row])
    if page:
        yield page


def _json_length(rows: list[BuiltRow]) -> int:
    return len(json.dumps([cells for cells, _ in rows], ensure_ascii=False))


def _column_settings(node: Node, width: int) -> list[Json]:
    """Parse `align="left! left right"`; an exclamation mark wraps long text in that column."""
    settings: list[Json] = []
    for word in node.get("align").split():
        align = word.rstrip("!")
        if align not in ("left", "center", "right"):
            raise MarkupError(f'align="{word}" is none of left, center, right.', node.place)
        settings.append({"align": align, "is_wrapped": word.endswith("!")})
    if len(settings) > width > 0:
        raise MarkupError(f"align names {len(settings)} columns, the table has {width}.", node.place)
    return settings


def without_tables(blocks: Sequence[Json]) -> list[Json]:
    """Return the blocks with lists in place of tables, for where Slack takes none."""
    return [_as_list(block) if block.get("type") == "table" else block for block in blocks]


def _as_list(table: Json) -> Json:
    """Show each row of a table as a line of a list."""
    lines = [{"type": "rich_text_section", "elements": _joined_cells(row)} for row in table["rows"]]
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": lines}]}


def _joined_cells(row: Sequence[Json]) -> list[Json]:
    separator = {"type": "text", "text": " · "}
    cells = [_cell_elements(cell) for cell in row]
    return [element for number, cell in enumerate(cells) for element in ([separator] if number else []) + cell]


def _cell_elements(cell: Json) -> list[Json]:
    if cell["type"] == "raw_text":
        return [{"type": "text", "text": cell["text"]}]
    return [element for section in cell["elements"] for element in section["elements"]]
