"""What a message only shows or cites is blanked before any rule looks: code, quotations, struck-out words, addresses.

Blanking keeps every offset, so that a span found in the masked text is a span of the plain text.
"""

import re

from rules.text import Text

FILL = "\ufffc"
INLINE = re.compile(
    r'`[^`\n]+`|(?<!\w)"[^"\n]{1,400}"(?!\w)|“[^“”\n]{1,400}”|«[^«»\n]{1,400}»|(?<!\w)~[^~\n]+~(?!\w)|https?://\S+'
)
TITLE = re.compile(r"(?=[A-Z#\[`\d])\S+(?:\s+\S+){3,}(?<![.!])\Z")
CITED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
SOFTEN = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\t": " ", "*": " ", "\r": " "})
EDGE = re.compile(r"(?<!\w)_|_(?!\w)")


def masked(text: Text) -> str:
    """This will be the plain text with code, quotations, struck-out words and linked titles blanked, same length."""
    return INLINE.sub(_blank, CITED.sub(_blank, _without_fences(_without_titles(text))))


def softened(text: str) -> str:
    """This will be the text with typographic apostrophes, odd spaces and emphasis marks made plain, same length."""
    return EDGE.sub(" ", text.translate(SOFTEN))


def _blank(found: re.Match[str]) -> str:
    return FILL * len(found[0])


def _without_titles(text: Text) -> str:
    """Who links "Release train blocked by CI" names a page, and says nothing about a train."""
    pieces, at = [], 0
    for link in text.links:
        if TITLE.match(text.plain, link.start, link.end):
            pieces += [text.plain[at : link.start], FILL * (link.end - link.start)]
            at = link.end
    return "".join([*pieces, text.plain[at:]])


def _without_fences(plain: str) -> str:
    """An unclosed fence runs to the end of the message, as Slack shows it."""
    pieces, at = [], 0
    while (start := plain.find("```", at)) >= 0:
        close = plain.find("```", start + 3)
        end = len(plain) if close < 0 else close + 3
        pieces += [plain[at:start], "".join("\n" if letter == "\n" else FILL for letter in plain[start:end])]
        at = end
    return "".join([*pieces, plain[at:]])
