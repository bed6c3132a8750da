"""Tables in what only one person sees: Slack documents them for messages, and says nothing of whispers and answers."""

import logging
from collections.abc import Sequence
from typing import Any

import templates

REFUSAL_CODE = "invalid_blocks"
Blocks = Sequence[dict[str, Any]]
log = logging.getLogger("baton.handlers")


class PrivateTables:
    """Shows tables as tables until Slack refuses one, and as lists from then on."""

    def __init__(self) -> None:
        self._are_refused = False

    def fit(self, blocks: Blocks) -> list[dict[str, Any]]:
        """Return the blocks as Slack takes them."""
        return templates.without_tables(blocks) if self._are_refused else list(blocks)

    def note_refusal(self, error: str, blocks: Blocks) -> bool:
        """Remember that Slack refused these blocks; return whether to send them again as lists."""
        if self._are_refused or error != REFUSAL_CODE or not any(block.get("type") == "table" for block in blocks):
            return False
        log.warning("private_tables_refused", extra={"error": error})
        self._are_refused = True
        return True
