"""The lines of a message without their bullets, and the sentences of a stretch of text."""

import re
from dataclasses import dataclass

from rules.capture.values import Span

LINE_OPENING = re.compile(
    r"([ \t\u00a0]*)((?:[-•◦▪‣▸·–—*+○●■□➢✅☑✔]|\d{1,2}[.)]|:white_check_mark:)[ \t\u00a0]+(?:\[[ xX]?\][ \t]+)?)?"
)
BULLET_DEPTHS = {"•": 0, "◦": 1, "▪": 2, "▪︎": 2}
MAX_LINES = 300
SENTENCE_END = re.compile(r"[.!?…]+[)\]\"'”’*_]*(?=\s|$)|[。！？]+|\n")
ABBREVIATION_END = re.compile(
    r"(?:\b(?:e\.?g|i\.?e|etc|vs|cf|approx|no|nr|resp|incl|mr|mrs|ms|dr|st|prof)|\b[A-Za-z])$", re.IGNORECASE
)

# "auf den 14.04. verschoben" goes on after its date.
DATE_WITHIN = re.compile(r"\d{0,2}\D?\d{1,2}\.\d{1,2}\.\s+[a-zäöü]")


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One line. `start` is where its words begin (after the bullet), `depth` its indent plus the bullet's level."""

    text: str
    start: int
    end: int
    depth: int
    bullet: bool

    @property
    def empty(self) -> bool:
        return not self.text.strip()


def split_lines(text: str) -> tuple[MessageLine, ...]:
    """Return the first 300 lines of the text, including empty ones."""
    lines, position = [], 0
    for raw in text.split("\n", MAX_LINES)[:MAX_LINES]:
        opening = LINE_OPENING.match(raw)
        # Every part of LINE_OPENING is optional.
        assert opening is not None
        mark = (opening[2] or "").strip()
        indent = len(opening[1].replace("\t", "    "))
        start = position + opening.end()
        lines.append(
            MessageLine(
                raw[opening.end() :], start, position + len(raw), indent + BULLET_DEPTHS.get(mark[:1], 0), bool(mark)
            )
        )
        position += len(raw) + 1
    return tuple(lines)


def trimmed_span(text: str, start: int, end: int) -> Span:
    """Return the stretch without the white space around it."""
    piece = text[start:end]
    indent = len(piece) - len(piece.lstrip())
    words = piece.strip()
    return Span(words, start + indent, start + indent + len(words))


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Return the sentences between two offsets; a line break ends a sentence, an abbreviation's dot does not."""
    end = len(text) if end is None else end
    sentences, position = [], start
    for stop in SENTENCE_END.finditer(text, start, end):
        if stop[0] == "." and (
            ABBREVIATION_END.search(text, max(position, stop.start() - 8), stop.start())
            or DATE_WITHIN.match(text, max(position, stop.start() - 5))
        ):
            continue
        sentences.append(trimmed_span(text, position, stop.end()))
        position = stop.end()
    sentences.append(trimmed_span(text, position, end))
    return tuple(sentence for sentence in sentences if sentence.text)
