"""Charts, tables of data and containers: what Slack's reference allows is taken, and everything else refused."""

from typing import Any

import pytest

from sandbox.blocks import check_blocks

POINTS = [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 4.5}]
AXES = {"categories": ["Mon", "Tue"], "x_label": "day", "y_label": "runs"}
SERIES = {"name": "Runs", "data": POINTS}
LINE = {"type": "line", "series": [SERIES], "axis_config": AXES}
CHART = {"type": "data_visualization", "title": "Runs", "chart": LINE}
PIE = CHART | {"chart": {"type": "pie", "segments": POINTS}}
ROW = [{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 3}]
HEAD = [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Days"}]
DATA = {"type": "data_table", "caption": "Days", "rows": [HEAD, ROW], "page_size": 10}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "detail"}}
TITLE = {"type": "plain_text", "text": "More"}
FOLD = {"type": "container", "title": TITLE, "child_blocks": [SECTION], "is_collapsible": True}


@pytest.mark.parametrize("block", [CHART, PIE, DATA, FOLD, FOLD | {"default_collapsed": True, "width": "full"}])
def test_what_the_reference_allows_is_taken(block: dict[str, Any]) -> None:
    assert check_blocks([block], "message") == []
    assert check_blocks([block], "modal") != []
    assert check_blocks([block], "home") != []


def _line(**more: Any) -> dict[str, Any]:
    return CHART | {"chart": LINE | more}


REFUSED = {
    "long title": CHART | {"title": "x" * 51},
    "unknown kind": CHART | {"chart": LINE | {"type": "radar"}},
    "seven series": _line(series=[SERIES | {"name": str(n)} for n in range(7)]),
    "same names": _line(series=[SERIES, SERIES]),
    "missing value": _line(series=[SERIES | {"data": POINTS[:1]}]),
    "wrong order": _line(series=[SERIES | {"data": POINTS[::-1]}]),
    "no axes": CHART | {"chart": {"type": "bar", "series": [SERIES]}},
    "infinite": PIE | {"chart": {"type": "pie", "segments": [{"label": "a", "value": float("inf")}]}},
    "text value": PIE | {"chart": {"type": "pie", "segments": [{"label": "a", "value": "3"}]}},
    "long label": PIE | {"chart": {"type": "pie", "segments": [{"label": "a" * 21, "value": 3}]}},
    "ragged rows": DATA | {"rows": [HEAD, ROW[:1]]},
    "no caption": {key: value for key, value in DATA.items() if key != "caption"},
    "heading alone": DATA | {"rows": [HEAD]},
    "too many rows": DATA | {"rows": [HEAD, *[ROW] * 101]},
    "page of none": DATA | {"page_size": 0},
    "no such column": DATA | {"row_header_column_index": 2},
    "chart in container": FOLD | {"child_blocks": [CHART]},
    "eleven children": FOLD | {"child_blocks": [SECTION] * 11},
    "no title": {key: value for key, value in FOLD.items() if key != "title"},
    "folded for ever": FOLD | {"is_collapsible": False, "default_collapsed": True},
    "odd width": FOLD | {"width": "huge"},
    "unknown field": FOLD | {"elements": []},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_it_does_not_allow_is_refused(case: str) -> None:
    assert check_blocks([REFUSED[case]], "message") != []


def test_third_chart_and_second_table_are_refused() -> None:
    assert check_blocks([CHART, CHART], "message") == []
    assert check_blocks([CHART, CHART, CHART], "message") != []
    assert check_blocks([DATA, DATA], "message") != []
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert check_blocks([DATA, FOLD | {"child_blocks": [table]}], "message") != []
