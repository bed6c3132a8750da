"""The milestones of a workspace as an index: a name in running text is found without a walk over all of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

WORD = re.compile(r"\w+(?:'\w+)?")
ID = re.compile(r"(?<![\w/-])M-?(\d{1,7})\b(?!-)", re.IGNORECASE)
SHORTEST, MOST = 4, 100

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A milestone named in a message: its id, and where."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """Names and aliases as words, and how long the names are that begin with a word; build it once with `index`."""

    names: Mapping[Words, str]
    lengths: Mapping[str, tuple[int, ...]]

    def named(self, text: str) -> tuple[Named, ...]:
        """This will be the milestones named by id, whole name or alias, in order; never a name that two bear."""
        words = [(found[0].lower(), found.start(), found.end()) for found in WORD.finditer(text)] if self.names else []
        found, at = [Named(f"M-{one[1]}", *one.span()) for one in islice(ID.finditer(text), MOST)], 0
        while at < len(words) and len(found) < MOST:
            id, size = self._at(words, at)
            if id:
                found.append(Named(id, words[at][1], words[at + size - 1][2]))
            at += size
        return tuple(sorted(found, key=lambda one: one.start))

    def _at(self, words: list[tuple[str, int, int]], at: int) -> tuple[str, int]:
        for size in self.lengths.get(words[at][0], ()):
            id = self.names.get(tuple(word for word, _, _ in words[at : at + size]))
            if id is not None:
                return id, size
        return "", 1


NOTHING = Known({}, {})


def index(milestones: Iterable[tuple[str, str, Iterable[str]]]) -> Known:
    """This will index (id, name, aliases); a name under four letters is never matched in running text."""
    bearers: dict[Words, set[str]] = defaultdict(set)
    for id, name, aliases in milestones:
        for each in (name, *aliases):
            if len(each.strip()) >= SHORTEST and (words := tuple(WORD.findall(each.lower()))):
                bearers[words].add(id)
    lengths: dict[str, set[int]] = defaultdict(set)
    for words in bearers:
        lengths[words[0]].add(len(words))
    names = {words: next(iter(ids)) if len(ids) == 1 else "" for words, ids in bearers.items()}
    return Known(names, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()})
