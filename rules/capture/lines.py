"""The lines of a message with their bullets taken off, and the sentences of a stretch of text."""

import re
from dataclasses import dataclass

from rules.capture.values import Span

LINE_OPENING = re.compile(
    r"([ \t\u00a0]*)((?:[-•◦▪‣▸·–—*+○●■□➢✅☑✔]|\d{1,2}[.)]|:white_check_mark:)[ \t\u00a0]+(?:\[[ xX]?\][ \t]+)?)?"
)
BULLET_DEPTHS = {"•": 0, "◦": 1, "▪": 2, "▪︎": 2}
MAX_LINES = 300
SENTENCE_END = re.compile(r"[.!?…]+[)\]\"'”’*_]*(?=\s|$)|\n")
ABBREVIATION_END = re.compile(
    r"(?:\b(?:e\.?g|i\.?e|etc|vs|cf|approx|no|nr|resp|incl|mr|mrs|ms|dr|st|prof)|\b[A-Za-z])$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One line: `start` is where its words begin (behind the bullet), `depth` its indent plus the bullet's level."""

    text: str
    start: int
    end: int
    depth: int
    bullet: bool

    @property
    def empty(self) -> bool:
        return not self.text.strip()


def split_lines(text: str) -> tuple[MessageLine, ...]:
    """This will be the first three hundred lines of the text, the empty ones too."""
    lines, at = [], 0
    for raw in text.split("\n", MAX_LINES)[:MAX_LINES]:
        opening = LINE_OPENING.match(raw)
        assert opening is not None  # every part of BULLET is optional
        mark = (opening[2] or "").strip()
        indent = len(opening[1].replace("\t", "    "))
        start = at + opening.end()
        lines.append(
            MessageLine(raw[opening.end() :], start, at + len(raw), indent + BULLET_DEPTHS.get(mark[:1], 0), bool(mark))
        )
        at += len(raw) + 1
    return tuple(lines)


def trimmed_span(text: str, start: int, end: int) -> Span:
    """This will be the stretch without the white space around it."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    words = piece.strip()
    return Span(words, start + left, start + left + len(words))


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """This will be the sentences between two offsets; a line's end ends a sentence, an abbreviation's dot does not."""
    end = len(text) if end is None else end
    found, at = [], start
    for stop in SENTENCE_END.finditer(text, start, end):
        if stop[0] == "." and ABBREVIATION_END.search(text, max(at, stop.start() - 8), stop.start()):
            continue
        found.append(trimmed_span(text, at, stop.end()))
        at = stop.end()
    found.append(trimmed_span(text, at, end))
    return tuple(one for one in found if one.text)
