"""Text that people typed: what is taken out of it, and how it stays text in each of Slack's three text forms.

Newlines inside a fact travel through the markup as U+2028, because white space of the template itself is collapsed.
"""

import re
import unicodedata
from functools import lru_cache

TYPED_NEWLINE = "\u2028"
WORD_JOINER = "\u2060"  # word joiner: invisible, no line break, never trimmed
MAX_COMBINING_MARKS = 4
MAX_CACHED_LENGTH = 300

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_JOINERS = frozenset("\u200c\u200d")
_LATIN_END = 0x300
_LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼"}
_FORMAT_SIGN = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])")
_CONTROL_START = re.compile(r"<(?=[!@#]|https?:|mailto:|tel:)", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_SPECIAL_SIGN = re.compile(r"[*_~`@&<>]")
_QUOTE_START = re.compile(r"^(\s*)(?=>)", re.MULTILINE)


def clean_text(text: str) -> str:
    """This will remove what deceives or breaks: control, bidi and zero-width characters, fillers, stacks of marks.

    The rest is NFC. Joiners stay between letters of scripts that need them and inside emoji; newlines become U+2028.
    """
    if text.isascii() and text.isprintable():
        return text
    return _clean_cached(text) if len(text) <= MAX_CACHED_LENGTH else _clean_uncached(text)


def _clean_uncached(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for place, letter in enumerate(text):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if letter in "\n\u2028\u2029":
            kept.append(TYPED_NEWLINE)
        elif letter == "\t":
            kept.append(" ")
        elif letter in _JOINERS:
            kept.append(letter if _is_needed_joiner(text, place) else "")
        elif category not in ("Cc", "Cf", "Cs", "Cn") and letter not in _FILLERS and marks <= MAX_COMBINING_MARKS:
            kept.append(letter)
    return "".join(kept)


_clean_cached = lru_cache(maxsize=1024)(_clean_uncached)  # what the templates themselves say comes again and again


def _is_needed_joiner(text: str, index: int) -> bool:
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and all(
        ord(letter) >= _LATIN_END and unicodedata.category(letter) != "Cf" for letter in around
    )


def plain_text(text: str) -> str:
    """This will give text for plain_text and rich_text: no syntax there; what looks like wire form is broken."""
    return _CONTROL_START.sub("<" + WORD_JOINER, text) if "<" in text else text


def mrkdwn_text(text: str) -> str:
    """This will give text for mrkdwn: escaped, with every sign that could start a format replaced by its look-alike.

    Slack has no escape for `*_~`: a look-alike is the only form that no client formats. Signs inside words stay.
    """
    if not _SPECIAL_SIGN.search(text):
        return text
    text = _FORMAT_SIGN.sub(lambda sign: _LOOK_ALIKES[sign.group()], text).replace("`", "ˋ")
    return escape_text(_QUOTE_START.sub(r"\1" + WORD_JOINER, text))


def escape_text(text: str) -> str:
    """This will escape Slack's three control characters and stop `@here` and its like from being parsed."""
    text = _BROADCAST.sub("@" + WORD_JOINER, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
