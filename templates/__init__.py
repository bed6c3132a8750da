"""Everything a person sees: words, block markup, pictures.

Never enters: SQL, Slack's clients, decisions. A template gets finished facts; typed text stays text.
"""

from templates.errors import FactError, LimitError, MarkupError
from templates.mentions import without_mention_of
from templates.redaction import redact_blocks, redact_message
from templates.renderer import RenderedMessage, render, render_parts, render_text, render_view

__all__ = [
    "FactError",
    "LimitError",
    "MarkupError",
    "RenderedMessage",
    "redact_blocks",
    "redact_message",
    "render",
    "render_parts",
    "render_text",
    "render_view",
    "without_mention_of",
]
