"""The sentences of a message, each with its part of the update and its cues."""

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
    """Return every sentence outside titles, labels and lines that begin at one of `form_starts`, in order.

    To limit hostile input, only 200 sentences and 700 characters of each are read.
    """
    blocks = [(entry, None, False) for entry in _unlabelled_lines(lines, parts)] + [
        (item, None if part.kind in ("other", "summary") else part.kind, is_item)
        for part in parts
        for items, is_item in ((part.items, True), (part.details, False))
        for item in items
    ]
    sentences: list[Sentence] = []
    for block, kind, is_item in sorted(blocks, key=lambda entry: entry[0].start):
        if block.start in form_starts:
            continue
        for index, sentence in enumerate(split_sentences(soft, block.start, block.end)):
            if len(sentences) == MAX_SENTENCES:
                return tuple(sentences)
            clipped = Span(sentence.text[:MAX_SENTENCE_LENGTH], sentence.start, sentence.end)
            sentences.append(Sentence(clipped, kind, is_item and index == 0, prose.find_cues(clipped.text)))
    return tuple(sentences)


def _unlabelled_lines(lines: tuple[MessageLine, ...], parts: tuple[UpdatePart, ...]) -> list[Span]:
    """Return the lines that belong to no part, and those that only introduce a list ("We are blocked on:")."""
    labelled_starts = {part.line_start for part in parts if part.kind != "other"} | {
        item.start for part in parts for item in (*part.items, *part.details)
    }
    return [
        Span("", line.start, line.end)
        for line in lines
        if not (line.empty or line.start in labelled_starts or sections.is_heading(line))
    ]
