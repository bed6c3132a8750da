"""The rules of the blocks that Slack draws from numbers: charts, tables of data, and containers that fold."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.checks import (
    Check,
    Fields,
    Problem,
    Where,
    anything,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    record,
    string,
    unique,
)
from sandbox.elements import image, plain_text, text_object
from sandbox.model import Json
from sandbox.rich_text import rich_text

MAX_SERIES, MAX_POINTS, MAX_LABEL, MAX_CHART_TITLE = 6, 20, 20, 50
MAX_DATA_ROWS, MAX_DATA_COLUMNS, MAX_DATA_LENGTH = 101, 20, 20_000
MAX_CHILDREN = 10
# The documentation names no others: no chart, no table of data, no markdown and no card.
IN_CONTAINER = frozenset(
    ("actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video")
)


def number(value: Any, at: str, where: Where) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Problem(at, "must be a finite number")


def _one_value_per_category(chart: Json, at: str, where: Where) -> Iterator[Problem]:
    """Require each series to have one value for each category, and names and categories that differ."""
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) < len(categories):
        yield Problem(f"{at}/axis_config/categories", "categories must be unique")
    for index, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != categories:
            yield Problem(f"{at}/series/{index}/data", "labels must match the categories, in their order")
    yield from unique([(f"{at}/series/{i}/name", series["name"]) for i, series in enumerate(chart["series"])], "name")


_POINT = record({"label": string(MAX_LABEL), "value": number})
_SERIES = record({"name": string(MAX_LABEL), "data": array(_POINT, MAX_POINTS)})
_AXES = record(
    {"categories": array(string(MAX_LABEL), MAX_POINTS)},
    {"x_label": string(MAX_CHART_TITLE), "y_label": string(MAX_CHART_TITLE)},
)
_XY = record(
    {"type": anything, "series": array(_SERIES, MAX_SERIES), "axis_config": _AXES}, {}, _one_value_per_category
)
_PIE = record({"type": anything, "segments": array(_POINT, MAX_SERIES)})
CHART_FIELDS: Fields = {
    "title": string(MAX_CHART_TITLE),
    "chart": by_type({"pie": _PIE, "bar": _XY, "area": _XY, "line": _XY}),
}

_DATA_CELLS: dict[str, Check] = {
    "raw_text": record({"type": anything, "text": string(MAX_DATA_LENGTH)}),
    "raw_number": record({"type": anything, "value": number}, {"text": string(255)}),
    "rich_text": rich_text,
}
DATA_TABLE_FIELDS: Fields = {
    "caption": string(MAX_DATA_LENGTH),
    "rows": array(array(by_type(_DATA_CELLS), MAX_DATA_COLUMNS), MAX_DATA_ROWS, 2),
}
DATA_TABLE_OPTIONS: Fields = {"page_size": integer(1, 100), "row_header_column_index": integer(0, MAX_DATA_COLUMNS - 1)}


def data_table_fits(block: Json, at: str, where: Where) -> Iterator[Problem]:
    if len({len(row) for row in block["rows"]}) > 1:
        yield Problem(f"{at}/rows", "rows must have the same number of cells")
    for column, cell in enumerate(block["rows"][0]):
        if cell["type"] == "rich_text":
            yield Problem(f"{at}/rows/0/{column}", "a header cell must not be rich_text")
    if block.get("row_header_column_index", 0) >= len(block["rows"][0]):
        yield Problem(f"{at}/row_header_column_index", "no such column")


def container_fields(checks: Mapping[str, Check]) -> tuple[Fields, Fields, Check]:
    """Return the fields of a container, whose children are blocks of these kinds, as far as it may hold them."""
    child = by_type({kind: check for kind, check in checks.items() if kind in IN_CONTAINER})
    options: Fields = {
        "title": plain_text(150),
        "rich_text_title": rich_text,
        "subtitle": text_object(150),
        "icon": image,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
        "width": one_of("narrow", "standard", "wide", "full"),
    }
    return {"child_blocks": array(child, MAX_CHILDREN)}, options, _container_has_title


def _container_has_title(block: Json, at: str, where: Where) -> Iterator[Problem]:
    if "title" not in block and "rich_text_title" not in block:
        yield Problem(at, "missing required field: title or rich_text_title")
    if block.get("default_collapsed") and not block.get("is_collapsible"):
        yield Problem(f"{at}/default_collapsed", "requires is_collapsible")
