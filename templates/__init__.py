"""Everything a person sees: words, block markup, pictures.

Never enters: SQL, Slack's clients, decisions. A template gets finished facts; text that people typed stays text.
"""

from templates.errors import FactError, LimitError, MarkupError
from templates.mentions import unring
from templates.redaction import withhold, withhold_blocks
from templates.renderer import Message, render, render_parts, render_text, render_view

__all__ = [
    "FactError",
    "LimitError",
    "MarkupError",
    "Message",
    "render",
    "render_parts",
    "render_text",
    "render_view",
    "unring",
    "withhold",
    "withhold_blocks",
]
