"""An index of a workspace's milestones that finds names in running text without walking over all of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

WORD_PATTERN = re.compile(r"\w+(?:'\w+)?")
MILESTONE_ID = re.compile(r"(?<![\w/-])M-?(\d{1,7})\b(?!-)", re.IGNORECASE)
MIN_NAME_LENGTH = 4
MAX_MENTIONS = 100

NameWords = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MilestoneMention:
    """A milestone named in a message: its id and position."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MilestoneIndex:
    """Names and aliases as words, and the lengths of names by first word; build it with `index_milestones`."""

    names: Mapping[NameWords, str]
    lengths: Mapping[str, tuple[int, ...]]

    def mentions_in(self, text: str) -> tuple[MilestoneMention, ...]:
        """Return the milestones named by id, full name or alias, in order; a name that two share never matches."""
        words = (
            [(found[0].lower(), found.start(), found.end()) for found in WORD_PATTERN.finditer(text)]
            if self.names
            else []
        )
        found, position = (
            [
                MilestoneMention(f"M-{mention[1]}", *mention.span())
                for mention in islice(MILESTONE_ID.finditer(text), MAX_MENTIONS)
            ],
            0,
        )
        while position < len(words) and len(found) < MAX_MENTIONS:
            id, size = self._name_at(words, position)
            if id:
                found.append(MilestoneMention(id, words[position][1], words[position + size - 1][2]))
            position += size
        return tuple(sorted(found, key=lambda mention: mention.start))

    def _name_at(self, words: list[tuple[str, int, int]], position: int) -> tuple[str, int]:
        for size in self.lengths.get(words[position][0], ()):
            id = self.names.get(tuple(word for word, _, _ in words[position : position + size]))
            if id is not None:
                return id, size
        return "", 1


EMPTY_INDEX = MilestoneIndex({}, {})


def index_milestones(milestones: Iterable[tuple[str, str, Iterable[str]]]) -> MilestoneIndex:
    """Index (id, name, aliases); a name under four letters is never matched in running text."""
    ids_by_words: dict[NameWords, set[str]] = defaultdict(set)
    for id, name, aliases in milestones:
        for spelling in (name, *aliases):
            if len(spelling.strip()) >= MIN_NAME_LENGTH and (words := tuple(WORD_PATTERN.findall(spelling.lower()))):
                ids_by_words[words].add(id)
    lengths: dict[str, set[int]] = defaultdict(set)
    for words in ids_by_words:
        lengths[words[0]].add(len(words))
    names = {words: next(iter(ids)) if len(ids) == 1 else "" for words, ids in ids_by_words.items()}
    return MilestoneIndex(names, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()})
