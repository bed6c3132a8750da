"""Characters that the embedded fonts do not have, replaced by something that can be read."""

import unicodedata
from collections.abc import Callable, Collection
from itertools import groupby

# The marks of our own texts, as shapes that every font draws.
_MARKS = {
    "🔺": "▲",
    "🔶": "◆",
    "🟢": "●",
    "◻": "□",
    "☑": "✔",
    "📝": "✎",
    "⏳": "…",
    "\u202f": " ",
    "\u2011": "-",
}
# Variation selectors, joiners and the like have no shape of their own.
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc"})
_SYLLABLES = ("HIRAGANA LETTER ", "KATAKANA LETTER ", "HANGUL SYLLABLE ")


def readable_text(text: str, *, known: Collection[int]) -> str:
    """Return the text with what the font (`known` code points) lacks in words: “🚀” is “[rocket]”.

    Japanese and Korean syllables are spelled by their names, ideographs counted.
    """
    text = unicodedata.normalize("NFC", text)
    if all(ord(char) in known for char in text):
        return text
    pieces = []
    for kind, chars in groupby(text, key=lambda char: _kind_of(char, known)):
        run = "".join(chars)
        pieces.append(_READERS[kind](run))
    return "".join(pieces)


def _kind_of(char: str, known: Collection[int]) -> str:
    if char in _MARKS:
        return "mark"
    if ord(char) in known or char in "\n\t":
        return "known"
    if unicodedata.category(char) in _INVISIBLE:
        return "invisible"
    name = unicodedata.name(char, "")
    if name.startswith(_SYLLABLES):
        return "syllable"
    return "ideograph" if name.startswith("CJK") else "other"


def _spell(run: str) -> str:
    return "".join(unicodedata.name(char).rpartition(" ")[2].capitalize() for char in run)


def _count(run: str) -> str:
    return f"[{len(run)} Chinese character{'s' if len(run) > 1 else ''}]"


def _name(run: str) -> str:
    return "".join(f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]" for char in run)


_READERS: dict[str, Callable[[str], str]] = {
    "mark": lambda run: "".join(_MARKS[char] for char in run),
    "known": lambda run: run,
    "invisible": lambda run: "",
    "syllable": _spell,
    "ideograph": _count,
    "other": _name,
}
