"""Lines laid over a finished message: words added to blocks by their id, everything else as it was."""

from collections.abc import Mapping
from copy import deepcopy
from json import dumps
from typing import Any

from templates import limits
from templates.renderer import RenderedMessage


def with_lines(message: RenderedMessage, additions: Mapping[str, str]) -> RenderedMessage:
    """Return the message with a new line of mrkdwn in each section whose block id is among the additions.

    What a section has no room for is left out: its own words stay.
    """
    blocks = [
        _with_line(block, additions[block["block_id"]]) if block.get("block_id") in additions else block
        for block in message.blocks
    ]
    return RenderedMessage(blocks, "\n".join([message.text, *additions.values()])[: limits.FALLBACK])


def _with_line(block: dict[str, Any], words: str) -> dict[str, Any]:
    longer = deepcopy(block)
    text = f"{block['text']['text']}\n{words}"
    if len(text) <= limits.SECTION:
        longer["text"]["text"] = text
    return longer


def json_size(blocks: list[dict[str, Any]]) -> int:
    """Return the length of the blocks as Slack counts it."""
    return sum(len(dumps(block, ensure_ascii=False)) + len(", ") for block in blocks)
