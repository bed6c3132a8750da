"""Everything a person sees: words, block markup, pictures.

Never enters: SQL, Slack's clients, decisions. A template gets finished facts; text that people typed stays text.
"""

from templates.errors import FactError, LimitError, MarkupError
from templates.surfaces import Message, render, render_parts, render_text, render_view
from templates.unrung import unring
from templates.withheld import withhold, withhold_blocks

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
