"""Masking of the text that a message only shows or quotes: code, quotations, struck-out words, addresses.

Masking keeps every offset, so that a span found in the masked text is a span of the plain text.
"""

import re

from rules.text import Text

MASK_CHARACTER = "\ufffc"
INLINE_QUOTATION = re.compile(
    r'`[^`\n]+`|(?<!\w)"[^"\n]{1,400}"(?!\w)|“[^“”\n]{1,400}”|«[^«»\n]{1,400}»|(?<!\w)~[^~\n]+~(?!\w)|https?://\S+'
)
LINK_TITLE = re.compile(r"(?=[A-Z#\[`\d])\S+(?:\s+\S+){3,}(?<![.!])\Z")
QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
SOFT_CHARACTERS = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "*": " ", "\r": " "})
EMPHASIS_EDGE = re.compile(r"(?<!\w)_|_(?!\w)")


def mask_text(text: Text) -> str:
    """Return the plain text with code, quotations, struck-out words and linked titles masked; same length."""
    return INLINE_QUOTATION.sub(_fill_match, QUOTED_LINE.sub(_fill_match, _without_fences(_without_titles(text))))


def soften_text(text: str) -> str:
    """Replace typographic apostrophes, odd spaces and emphasis marks with plain characters; same length."""
    return EMPHASIS_EDGE.sub(" ", text.translate(SOFT_CHARACTERS))


def _fill_match(match: re.Match[str]) -> str:
    return MASK_CHARACTER * len(match[0])


def _without_titles(text: Text) -> str:
    """Mask linked titles: a link to "Release train blocked by CI" names a page and says nothing about a train."""
    pieces, position = [], 0
    for link in text.links:
        if LINK_TITLE.match(text.plain, link.start, link.end):
            pieces += [text.plain[position : link.start], MASK_CHARACTER * (link.end - link.start)]
            position = link.end
    return "".join([*pieces, text.plain[position:]])


def _without_fences(plain: str) -> str:
    """Mask code fences; an unclosed fence runs to the end of the message, as Slack shows it."""
    pieces, position = [], 0
    while (start := plain.find("```", position)) >= 0:
        close = plain.find("```", start + 3)
        end = len(plain) if close < 0 else close + 3
        pieces += [
            plain[position:start],
            "".join("\n" if letter == "\n" else MASK_CHARACTER for letter in plain[start:end]),
        ]
        position = end
    return "".join([*pieces, plain[position:]])
