"""What a message only shows or cites is blanked before any rule looks: code, quotations, struck-out words, addresses.

Blanking keeps every offset, so that a span found in the masked text is a span of the plain text.
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
    """This will be the plain text with code, quotations, struck-out words and linked titles blanked, same length."""
    return INLINE_QUOTATION.sub(_fill_match, QUOTED_LINE.sub(_fill_match, _without_fences(_without_titles(text))))


def soften_text(text: str) -> str:
    """This will be the text with typographic apostrophes, odd spaces and emphasis marks made plain, same length."""
    return EMPHASIS_EDGE.sub(" ", text.translate(SOFT_CHARACTERS))


def _fill_match(match: re.Match[str]) -> str:
    return MASK_CHARACTER * len(match[0])


def _without_titles(text: Text) -> str:
    """Who links "Release train blocked by CI" names a page, and says nothing about a train."""
    pieces, at = [], 0
    for link in text.links:
        if LINK_TITLE.match(text.plain, link.start, link.end):
            pieces += [text.plain[at : link.start], MASK_CHARACTER * (link.end - link.start)]
            at = link.end
    return "".join([*pieces, text.plain[at:]])


def _without_fences(plain: str) -> str:
    """An unclosed fence runs to the end of the message, as Slack shows it."""
    pieces, at = [], 0
    while (start := plain.find("```", at)) >= 0:
        close = plain.find("```", start + 3)
        end = len(plain) if close < 0 else close + 3
        pieces += [plain[at:start], "".join("\n" if letter == "\n" else MASK_CHARACTER for letter in plain[start:end])]
        at = end
    return "".join([*pieces, plain[at:]])
