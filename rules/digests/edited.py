"""Edits of an edition as values (B-88): what people wrote, left out, corrected, added, summarised or reordered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# The items of edits that are about no line and no one section.
SENTENCES_ITEM, SECTIONS_ITEM = "sentences", "sections"


class EditKind(StrEnum):
    """The ways to edit an edition; KEEP takes back, in one voice, what was edited in both."""

    SENTENCE = "sentence"
    REMOVE = "remove"
    CORRECT = "correct"
    ADD = "add"
    SUMMARISE = "summarise"
    ORDER = "order"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class DigestEdit:
    """An edit: its author's id and name, the day, the new words, and those that they replace.

    `item` is the key of a line or a section; `audience` the voice that it is for, or empty for both. `text` is the
    weight of a line that was left out, and the keys, in their new order, of an ORDER.
    """

    kind: EditKind
    item: str
    text: str = ""
    original: str = ""
    audience: str = ""
    by: str = ""
    author: str = ""
    day: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Words that people wrote into an edition, or that Baton drafted for them (then there is no author)."""

    text: str
    author: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CorrectedLine:
    """Words in place of a line. `now` is what the line says by itself, where that has changed since the correction."""

    text: str
    author: str
    day: date | None
    original: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """A line that was left out, with its author."""

    key: str
    author: str


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line that is back because it got worse since its author left it out or summarised it."""

    author: str
    is_summarised: bool = False


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """Words in place of the lines of a section, whose keys are given."""

    text: str
    author: str
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EditedParts:
    """The human part of an edition in one voice; `returned` are lines that have become worse since."""

    sentences: tuple[OwnWords, ...] = ()
    corrected: Mapping[str, CorrectedLine] = field(default_factory=dict)
    left_out: tuple[LeftOutLine, ...] = ()
    returned: Mapping[str, ReturnedLine] = field(default_factory=dict)
    summaries: Mapping[str, SectionSummary] = field(default_factory=dict)
    added: Mapping[str, tuple[OwnWords, ...]] = field(default_factory=dict)
    sections: tuple[str, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """Everyone who corrected, added or summarised something, in the order of the lines."""
        names = [line.author for line in self.corrected.values()]
        names += [words.author for section in self.added.values() for words in section]
        names += [summary.author for summary in self.summaries.values()]
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def left_out_by(self) -> tuple[tuple[str, int], ...]:
        """The number of lines that each author left out."""
        names = [line.author for line in self.left_out]
        return tuple((name, names.count(name)) for name in dict.fromkeys(names))

    @property
    def is_said(self) -> bool:
        """True if people wrote or left out something, so that the edition is not empty."""
        return bool(self.left_out or self.summaries or self.added or any(words.author for words in self.sentences))

    def says_in(self, section: str) -> bool:
        """Return whether people wrote something of their own into a section."""
        return section in self.summaries or section in self.added
