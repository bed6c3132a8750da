"""Slack's limits (slack.dev block reference, November 2026). Lengths are characters, counts are elements."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")

BLOCKS_IN_MESSAGE: Final = 50
BLOCKS_IN_PART: Final = 45
BLOCKS_IN_VIEW: Final = 100
# Slack refuses about 13,200 characters of payload (undocumented).
JSON_IN_MESSAGE: Final = 10_000
JSON_IN_PART: Final = 9_000
# The largest block that is built, so that any block fits in a part.
JSON_IN_BLOCK: Final = 8_000
# Slack refuses views of more than 250 kB.
JSON_IN_VIEW: Final = 150_000
PARTS: Final = 10
FALLBACK: Final = 4_000
HEADER: Final = 150
SECTION: Final = 3_000
FIELD: Final = 2_000
FIELDS: Final = 10
CONTEXT_ELEMENTS: Final = 10
ACTIONS: Final = 25
BUTTON: Final = 75
BUTTON_VALUE: Final = 2_000
URL: Final = 3_000
# For action_id, block_id and callback_id.
NAME: Final = 255
OPTION: Final = 75
OPTION_VALUE: Final = 150
OPTIONS: Final = 100
# For radio buttons and checkboxes.
CHOICES: Final = 10
OVERFLOW: Final = 5
PLACEHOLDER: Final = 150
DATE_FALLBACK: Final = 200
LABEL: Final = 2_000
ALT: Final = 2_000
TITLE: Final = 24
METADATA: Final = 3_000
INPUT: Final = 3_000
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20


def clip_text(text: str, limit: int) -> str:
    """Cut `text` to `limit` characters; the last one is an ellipsis if anything was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def in_groups(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Return `items` in groups of at most `size`, in order."""
    return (items[start : start + size] for start in range(0, len(items), size))
