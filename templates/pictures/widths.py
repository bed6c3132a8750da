"""Widths of words, read from the fonts that pictures are drawn with."""

import re
import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from templates.sanitize import TYPED_NEWLINE, clean_text

FONT_FOLDER = Path(__file__).parents[1] / "fonts"
_FONTS = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
ELLIPSIS = "…"
# The fonts have no emoji; they would be drawn as boxes.
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200d]")
# Scripts that the fonts lack: Indic to Myanmar, Hangul, Ethiopic, Khmer, CJK, and all beyond the basic plane.
_UNSUPPORTED_SCRIPTS = re.compile(
    "[\u0900-\u0e7f\u0f00-\u109f\u1100-\u139f\u1780-\u18af\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"
    "\U00010000-\U0003ffff]+"
)


@dataclass(frozen=True, slots=True)
class FontWidths:
    """The advance of each letter in units of which `per_em` make the size of the font."""

    advances: dict[int, int]
    missing: int
    per_em: int


def words_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how many pixels a line takes."""
    font = read_font(bold=bold)
    units = sum(font.advances.get(ord(letter), font.missing) for letter in text)
    return units * size / font.per_em


def fit_words(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return typed text as one line that takes at most `room` pixels, with an ellipsis where it was cut."""
    words = drawable_text(text)
    if words_width(words, size, bold=bold) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if words_width(words[:middle].rstrip() + ELLIPSIS, size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + ELLIPSIS


def fit_name(name: str, id: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return “Auth API (M-1)”; where the name is long, it is cut and the id is kept."""
    name = drawable_text(name)
    if not id or name in ("", id):
        return fit_words(name or id, room, size, bold=bold)
    tail = f" ({id})"
    return fit_words(name, room - words_width(tail, size, bold=bold), size, bold=bold) + tail


def wrap_words(text: str, room: float, size: float, *, bold: bool = False, lines: int = 2) -> list[str]:
    """Return typed text as at most `lines` lines, the last one cut where there is more."""
    words = drawable_text(text).split(" ")
    wrapped: list[str] = []
    while words and len(wrapped) < lines - 1:
        count = next(
            (n for n in range(len(words), 0, -1) if words_width(" ".join(words[:n]), size, bold=bold) <= room), 1
        )
        wrapped.append(fit_words(" ".join(words[:count]), room, size, bold=bold))
        words = words[count:]
    return [*wrapped, fit_words(" ".join(words), room, size, bold=bold)] if words else wrapped


@cache
def read_font(*, bold: bool) -> FontWidths:
    """Read the widths of a font from its tables `head`, `hhea`, `hmtx` and `cmap`."""
    data = (FONT_FOLDER / _FONTS[bold]).read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = {}
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        tables[tag] = offset
    (per_em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    widths = struct.unpack_from(f">{metrics * 2}H", data, tables[b"hmtx"])[::2]
    glyphs = _read_letters(data, tables[b"cmap"])
    advances = {letter: widths[min(glyph, metrics - 1)] for letter, glyph in glyphs.items()}
    return FontWidths(advances, widths[0], per_em)


def _read_letters(data: bytes, start: int) -> dict[int, int]:
    """Return the glyph of each letter, from the subtable of segments that fonts for Windows have (format 4)."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    records = [struct.unpack_from(">HHL", data, start + 4 + 8 * number) for number in range(count)]
    table = start + next(offset for platform, encoding, offset in records if (platform, encoding) == (3, 1))
    (double_segments,) = struct.unpack_from(">H", data, table + 6)
    segments = double_segments // 2
    ends = struct.unpack_from(f">{segments}H", data, table + 14)
    starts = struct.unpack_from(f">{segments}H", data, table + 16 + double_segments)
    deltas = struct.unpack_from(f">{segments}H", data, table + 16 + 2 * double_segments)
    ranges_at = table + 16 + 3 * double_segments
    ranges = struct.unpack_from(f">{segments}H", data, ranges_at)
    glyphs = {}
    for segment, (first, last, delta, away) in enumerate(zip(starts, ends, deltas, ranges, strict=True)):
        for letter in range(first, min(last, 0xFFFE) + 1):
            if away:
                place = ranges_at + 2 * segment + away + 2 * (letter - first)
                (glyph,) = struct.unpack_from(">H", data, place)
                glyph = (glyph + delta) & 0xFFFF if glyph else 0
            else:
                glyph = (letter + delta) & 0xFFFF
            if glyph:
                glyphs[letter] = glyph
    return glyphs


def drawable_text(text: str) -> str:
    """Return typed text as one line that the fonts can draw: no emoji, an ellipsis for scripts that they lack."""
    return one_line(_UNSUPPORTED_SCRIPTS.sub("…", _EMOJI.sub("", text)))


def one_line(text: str) -> str:
    return " ".join(clean_text(text).replace(TYPED_NEWLINE, " ").split())
