"""Cleaning of typed text, and the form in which it stays text in each of Slack's three text forms.

Newlines inside a fact travel through the markup as U+2028, because white space of the template itself is collapsed.
"""

import re
import unicodedata

TYPED_NEWLINE = "\u2028"
# Invisible, does not break lines, and is never trimmed.
WORD_JOINER = "\u2060"
MAX_COMBINING_MARKS = 4

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
_JOINERS = frozenset("\u200c\u200d")
_LATIN_END = 0x300
# Whole texts of these need no cleaning: each is assigned, stands alone and is its own normal form.
_CLEAN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03b1-\u03c9\u0400-\u0481\u2010-\u2028\u2030-\u205e"
    "\u2190-\u21ff\u2500-\u25ff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3\U0001f300-\U0001f64f]*"
)
_LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼"}
_FORMAT_SIGN = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])")
_CONTROL_START = re.compile(r"<(?=[!@#]|https?:|mailto:|tel:)", re.IGNORECASE)
_BROADCAST = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_SPECIAL_SIGN = re.compile(r"[*_~`@&<>]")
_QUOTE_START = re.compile(r"^(\s*)(?=>)", re.MULTILINE)


def clean_text(text: str) -> str:
    """Remove everything that deceives or breaks: control, bidi and zero-width characters, fillers, stacked marks.

    The rest is NFC. Joiners stay between letters of scripts that need them and inside emoji; newlines become U+2028.
    """
    return text if _CLEAN.fullmatch(text) else _clean_letters(text)


def _clean_letters(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    cleaned: list[str] = []
    marks = 0
    for index, letter in enumerate(text):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if letter in "\n\u2028\u2029":
            cleaned.append(TYPED_NEWLINE)
        elif letter == "\t":
            cleaned.append(" ")
        elif letter in _JOINERS:
            cleaned.append(letter if _is_needed_joiner(text, index) else "")
        elif category not in ("Cc", "Cf", "Cs", "Cn") and letter not in _FILLERS and marks <= MAX_COMBINING_MARKS:
            cleaned.append(letter)
    return "".join(cleaned)


def _is_needed_joiner(text: str, index: int) -> bool:
    neighbours = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(neighbours) == 2 and all(
        ord(letter) >= _LATIN_END and unicodedata.category(letter) != "Cf" for letter in neighbours
    )


def plain_text(text: str) -> str:
    """Return text for plain_text and rich_text, which have no syntax; wire-like text is broken up."""
    return _CONTROL_START.sub("<" + WORD_JOINER, text) if "<" in text else text


def mrkdwn_text(text: str) -> str:
    """Return text for mrkdwn: escaped, with a look-alike for every sign that could start a format.

    Slack has no escape for `*_~`: a look-alike is the only form that no client formats. Signs inside words stay.
    """
    if not _SPECIAL_SIGN.search(text):
        return text
    text = _FORMAT_SIGN.sub(lambda sign: _LOOK_ALIKES[sign.group()], text).replace("`", "ˋ")
    return escape_text(_QUOTE_START.sub(r"\1" + WORD_JOINER, text))


def escape_text(text: str) -> str:
    """Escape Slack's three control characters, and keep `@here` and the like from being parsed."""
    text = _BROADCAST.sub("@" + WORD_JOINER, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
