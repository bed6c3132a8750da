"""Text that people typed: what is taken out of it, and how it stays text in each of Slack's three text forms.

Newlines inside a fact travel through the markup as U+2028, because white space of the template itself is collapsed.
"""

import re
import unicodedata
from functools import lru_cache

NEWLINE = "\u2028"
JOINER = "\u2060"  # word joiner: invisible, no line break, never trimmed
COMBINING_MARKS = 4
SHORT = 300

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_JOINERS = frozenset("\u200c\u200d")
_LATIN_END = 0x300
_OPENERS = {"*": "∗", "_": "ˍ", "~": "∼"}
_ALIKE = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])")
_CONTROL = re.compile(r"<(?=[!@#]|https?:|mailto:|tel:)", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_SIGN = re.compile(r"[*_~`@&<>]")
_QUOTE = re.compile(r"^(\s*)(?=>)", re.MULTILINE)


def clean(text: str) -> str:
    """This will remove what deceives or breaks: control, bidi and zero-width characters, fillers, stacks of marks.

    The rest is NFC. Joiners stay between letters of scripts that need them and inside emoji; newlines become U+2028.
    """
    if text.isascii() and text.isprintable():
        return text
    return _kept(text) if len(text) <= SHORT else _cleaned(text)


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept: list[str] = []
    marks = 0
    for place, letter in enumerate(text):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if letter in "\n\u2028\u2029":
            kept.append(NEWLINE)
        elif letter == "\t":
            kept.append(" ")
        elif letter in _JOINERS:
            kept.append(letter if _joins(text, place) else "")
        elif category not in ("Cc", "Cf", "Cs", "Cn") and letter not in _FILLERS and marks <= COMBINING_MARKS:
            kept.append(letter)
    return "".join(kept)


_kept = lru_cache(maxsize=1024)(_cleaned)  # what the templates themselves say comes again and again


def _joins(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(
        ord(letter) >= _LATIN_END and unicodedata.category(letter) != "Cf" for letter in around
    )


def plain(text: str) -> str:
    """This will give text for plain_text and rich_text: no syntax there; what looks like wire form is broken."""
    return _CONTROL.sub("<" + JOINER, text) if "<" in text else text


def wire(text: str) -> str:
    """This will give text for mrkdwn: escaped, with every sign that could start a format replaced by its look-alike.

    Slack has no escape for `*_~`: a look-alike is the only form that no client formats. Signs inside words stay.
    """
    if not _SIGN.search(text):
        return text
    text = _ALIKE.sub(lambda sign: _OPENERS[sign.group()], text).replace("`", "ˋ")
    return escape(_QUOTE.sub(r"\1" + JOINER, text))


def escape(text: str) -> str:
    """This will escape Slack's three control characters and stop `@here` and its like from being parsed."""
    text = _BROADCAST.sub("@" + JOINER, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
