"""The sentences of a message: which part of an update each stands in, and which cues it holds."""

from dataclasses import dataclass

from rules.capture import prose, sections
from rules.capture.lines import Line, sentences
from rules.capture.prose import Cues
from rules.capture.sections import Part
from rules.capture.values import Span

LONGEST, MOST = 700, 200


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: its `masked` words for the rules, the `kind` of its part (None outside), `first` in its item."""

    masked: Span
    kind: str | None
    first: bool
    cues: Cues

    def holds(self, start: int) -> bool:
        return self.masked.start <= start < self.masked.end


def spoken(lines: tuple[Line, ...], parts: tuple[Part, ...], soft: str, *, taken: frozenset[int]) -> tuple[Said, ...]:
    """This will be every sentence outside titles, labels and the lines that begin at one of `taken`, in order.

    Hostile length is met here: two hundred sentences, and seven hundred characters of each, are looked at.
    """
    blocks = [(one, None, False) for one in _loose(lines, parts)] + [
        (item, None if part.kind in ("other", "summary") else part.kind, whole)
        for part in parts
        for items, whole in ((part.items, True), (part.deeper, False))
        for item in items
    ]
    found: list[Said] = []
    for block, kind, whole in sorted(blocks, key=lambda one: one[0].start):
        if block.start in taken:
            continue
        for at, sentence in enumerate(sentences(soft, block.start, block.end)):
            if len(found) == MOST:
                return tuple(found)
            short = Span(sentence.text[:LONGEST], sentence.start, sentence.end)
            found.append(Said(short, kind, whole and at == 0, prose.cues(short.text)))
    return tuple(found)


def _loose(lines: tuple[Line, ...], parts: tuple[Part, ...]) -> list[Span]:
    """The lines that belong to no part."""
    inside = {part.line for part in parts} | {item.start for part in parts for item in (*part.items, *part.deeper)}
    return [
        Span("", line.start, line.end)
        for line in lines
        if not (line.empty or line.start in inside or sections.is_heading(line))
    ]
