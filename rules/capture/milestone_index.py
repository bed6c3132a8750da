"""The milestones of a workspace as an index: a name in running text is found without a walk over all of them."""

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
    """A milestone named in a message: its id, and where."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MilestoneIndex:
    """Names and aliases as words, and how long the names are that begin with a word; build it once with `index`."""

    names: Mapping[NameWords, str]
    lengths: Mapping[str, tuple[int, ...]]

    def mentions_in(self, text: str) -> tuple[MilestoneMention, ...]:
        """This will be the milestones named by id, whole name or alias, in order; never a name that two bear."""
        words = (
            [(found[0].lower(), found.start(), found.end()) for found in WORD_PATTERN.finditer(text)]
            if self.names
            else []
        )
        found, at = (
            [MilestoneMention(f"M-{one[1]}", *one.span()) for one in islice(MILESTONE_ID.finditer(text), MAX_MENTIONS)],
            0,
        )
        while at < len(words) and len(found) < MAX_MENTIONS:
            id, size = self._name_at(words, at)
            if id:
                found.append(MilestoneMention(id, words[at][1], words[at + size - 1][2]))
            at += size
        return tuple(sorted(found, key=lambda one: one.start))

    def _name_at(self, words: list[tuple[str, int, int]], position: int) -> tuple[str, int]:
        for size in self.lengths.get(words[position][0], ()):
            id = self.names.get(tuple(word for word, _, _ in words[position : position + size]))
            if id is not None:
                return id, size
        return "", 1


EMPTY_INDEX = MilestoneIndex({}, {})


def index_milestones(milestones: Iterable[tuple[str, str, Iterable[str]]]) -> MilestoneIndex:
    """This will index (id, name, aliases); a name under four letters is never matched in running text."""
    bearers: dict[NameWords, set[str]] = defaultdict(set)
    for id, name, aliases in milestones:
        for each in (name, *aliases):
            if len(each.strip()) >= MIN_NAME_LENGTH and (words := tuple(WORD_PATTERN.findall(each.lower()))):
                bearers[words].add(id)
    lengths: dict[str, set[int]] = defaultdict(set)
    for words in bearers:
        lengths[words[0]].add(len(words))
    names = {words: next(iter(ids)) if len(ids) == 1 else "" for words, ids in bearers.items()}
    return MilestoneIndex(names, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()})
