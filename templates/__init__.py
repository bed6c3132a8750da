"""Everything a person sees: words, block markup, pictures.

Never enters: SQL, Slack's clients, decisions. A template gets finished facts; typed text stays text.
"""

from templates.degrading import watch_limits
from templates.errors import FactError, LimitError, MarkupError
from templates.mentions import without_mention_of
from templates.naming import find_ids, find_ids_in_blocks, with_names, with_names_in_blocks
from templates.overlay import json_size, with_lines
from templates.redaction import redact_blocks, redact_message
from templates.renderer import RenderedMessage, render, render_parts, render_text, render_view
from templates.tables import without_tables
from templates.windows import WINDOW_CALLBACK, as_window

__all__ = [
    "WINDOW_CALLBACK",
    "FactError",
    "LimitError",
    "MarkupError",
    "RenderedMessage",
    "as_window",
    "find_ids",
    "find_ids_in_blocks",
    "json_size",
    "redact_blocks",
    "redact_message",
    "render",
    "render_parts",
    "render_text",
    "render_view",
    "watch_limits",
    "with_lines",
    "with_names",
    "with_names_in_blocks",
    "without_mention_of",
    "without_tables",
]
