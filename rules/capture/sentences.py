"""The sentences of a message: which part of an update each stands in, and which cues it holds."""

from dataclasses import dataclass

from rules.capture import prose, sections
from rules.capture.lines import MessageLine, split_sentences
from rules.capture.prose import SentenceCues
from rules.capture.sections import UpdatePart
from rules.capture.values import Span

MAX_SENTENCE_LENGTH = 700
MAX_SENTENCES = 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its `masked` words for the rules, the `kind` of its part (None outside), `first` in its item."""

    masked: Span
    kind: str | None
    first: bool
    cues: SentenceCues

    def contains(self, start: int) -> bool:
        return self.masked.start <= start < self.masked.end


def read_sentences(
    lines: tuple[MessageLine, ...], parts: tuple[UpdatePart, ...], soft: str, *, form_starts: frozenset[int]
) -> tuple[Sentence, ...]:
    """This will be every sentence outside titles, labels and the lines that begin at one of `taken`, in order.

    Hostile length is met here: two hundred sentences, and seven hundred characters of each, are looked at.
    """
    blocks = [(one, None, False) for one in _unlabelled_lines(lines, parts)] + [
        (item, None if part.kind in ("other", "summary") else part.kind, whole)
        for part in parts
        for items, whole in ((part.items, True), (part.details, False))
        for item in items
    ]
    found: list[Sentence] = []
    for block, kind, whole in sorted(blocks, key=lambda one: one[0].start):
        if block.start in form_starts:
            continue
        for at, sentence in enumerate(split_sentences(soft, block.start, block.end)):
            if len(found) == MAX_SENTENCES:
                return tuple(found)
            short = Span(sentence.text[:MAX_SENTENCE_LENGTH], sentence.start, sentence.end)
            found.append(Sentence(short, kind, whole and at == 0, prose.find_cues(short.text)))
    return tuple(found)


def _unlabelled_lines(lines: tuple[MessageLine, ...], parts: tuple[UpdatePart, ...]) -> list[Span]:
    """The lines that belong to no part."""
    inside = {part.line_start for part in parts} | {
        item.start for part in parts for item in (*part.items, *part.details)
    }
    return [
        Span("", line.start, line.end)
        for line in lines
        if not (line.empty or line.start in inside or sections.is_heading(line))
    ]
