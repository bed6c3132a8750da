"""Rendering that goes on when a message does not fit: in production it is logged and counted, in tests it fails."""

import logging
from collections.abc import Callable

from templates.markup import Node

_log = logging.getLogger("baton.templates")
_watchers: list[Callable[[], None]] = []
_SILENT_TAGS = frozenset({"actions", "button", "select", "multiselect", "overflow", "input", "confirm"})


def watch_limits(count: Callable[[], None] | None) -> None:
    """Call `count` for each message that does not fit, and degrade it; with None raise LimitError again."""
    _watchers[:] = [count] if count else []


def is_watched() -> bool:
    """Return whether messages degrade instead of raising LimitError."""
    return bool(_watchers)


def report_misfit(event: str, template: str, reason: str) -> None:
    """Log and count a template whose message does not fit; it has to be mended."""
    _log.warning(event, extra={"error": f"{template}: {reason}"})
    for count in _watchers:
        count()


def plain_words(node: Node) -> str:
    """Return the text of a message without its buttons and menus."""
    pieces = (
        part if isinstance(part, str) else plain_words(part)
        for part in node.content
        if isinstance(part, str) or part.tag not in _SILENT_TAGS
    )
    return " ".join(" ".join(pieces).split())
