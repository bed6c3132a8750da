"""Messages shown as windows: the same blocks in a modal, where Slack takes no tables."""

from collections.abc import Iterator
from typing import Any

from templates import limits
from templates.renderer import RenderedMessage

Json = dict[str, Any]
WINDOW_CALLBACK = "answer"
WINDOW_TITLE = "Baton"
_BETWEEN_CELLS: Json = {"type": "text", "text": " · "}


def as_window(message: RenderedMessage) -> Json:
    """Return the message as a modal without inputs; a table becomes a list with one line a row."""
    blocks = [_as_list(block) if block["type"] == "table" else block for block in message.blocks]
    title = {"type": "plain_text", "text": WINDOW_TITLE}
    close = {"type": "plain_text", "text": "Close"}
    shown = blocks[: limits.BLOCKS_IN_VIEW]
    return {"type": "modal", "callback_id": WINDOW_CALLBACK, "title": title, "close": close, "blocks": shown}


def _as_list(table: Json) -> Json:
    # The first row has the headings.
    lines = [{"type": "rich_text_section", "elements": list(_line(row))} for row in table["rows"][1:] or table["rows"]]
    bullets = {"type": "rich_text_list", "style": "bullet", "elements": lines}
    return {"type": "rich_text", "elements": [bullets]}


def _line(row: list[Json]) -> Iterator[Json]:
    for number, cell in enumerate(row):
        if number:
            yield _BETWEEN_CELLS
        if cell["type"] == "raw_text":
            yield {"type": "text", "text": cell["text"]}
        else:
            yield from (element for section in cell["elements"] for element in section["elements"])
