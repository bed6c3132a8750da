"""Finding an item by what people call it: id, alias, the start of its words, initials, or a small typo.

A name resolves only when one item fits clearly better than all others; otherwise the likely ones are offered.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

_ID = re.compile(r"([a-z]+)[ -]?0*(\d+)")
_WORD = re.compile(r"[^\W_]+")
_FILLER_WORDS = frozenset({"the", "a", "an", "our", "my", "milestone", "project", "program", "programme"})
_MIN_START_LENGTH = 2
_MIN_TYPO_LENGTH = 4
# A single shorter word ("beat") may well be a different word from the name's ("beta").
_MIN_CERTAIN_TYPO_LENGTH = 6


class NamedItem(Protocol):
    """Anything with an id, a name and aliases."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...


T = TypeVar("T", bound=NamedItem)


@dataclass(frozen=True, slots=True)
class NameMatch(Generic[T]):
    """The result of a lookup: `item` when it is certain, else `candidates`, most likely first.

    `matched_by` is id, name, words, initials, typo or nothing.
    """

    item: T | None
    candidates: tuple[T, ...]
    matched_by: str

    def __bool__(self) -> bool:
        return self.item is not None


def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name without case, accents, possessives and punctuation."""
    text = unicodedata.normalize("NFKD", text[:200].replace("’", "'")).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return tuple(_WORD.findall(re.sub(r"'s\b", "", text)))


def id_key(text: str) -> str:
    """Return the canonical form of a typed id ("M42", "m-42" and "M 042" are the same), or "" if it isn't one."""
    match = _ID.fullmatch(text.strip().casefold())
    return f"{match[1]}-{match[2]}" if match else ""


class NameIndex(Generic[T]):
    """An index of names for many lookups; build it once per list of items."""

    def __init__(self, things: Iterable[T]) -> None:
        self._things = tuple(things)
        self._ids: dict[str, int] = {}
        self._names: dict[tuple[str, ...], set[int]] = {}
        self._initials: dict[str, set[int]] = {}
        self._words: dict[str, set[int]] = {}
        for number, thing in enumerate(self._things):
            self._add_item(number, thing)
        self._sorted = sorted(self._words)
        self._by_start: dict[str, list[str]] = {}
        for word in self._sorted:
            for start in {word[:1], word[1:2]} if word.isalpha() else ():
                self._by_start.setdefault(start, []).append(word)
        self._prefixes = {key.partition("-")[0] for key in self._ids if "-" in key}

    def _add_item(self, n: int, thing: T) -> None:
        self._ids[id_key(thing.id) or thing.id.casefold()] = n
        for name in (thing.name, *thing.aliases):
            words = _meaningful_words(name_words(name))
            if not words:
                continue
            self._names.setdefault(words, set()).add(n)
            for word in words:
                self._words.setdefault(word, set()).add(n)
            if len(words) > 1:
                self._initials.setdefault("".join(w[0] for w in words), set()).add(n)

    def find(self, query: str, *, limit: int = 5) -> NameMatch[T]:
        """Find the item that `query` names; an unknown id of a known kind finds nothing."""
        key = id_key(query) or query.strip().casefold()
        if key in self._ids:
            return NameMatch(self._things[self._ids[key]], (), "id")
        words = _meaningful_words(name_words(query))
        if not words:
            return NameMatch(None, (), "nothing")
        if words in self._names:
            return self._best_match(self._names[words], "name", limit)
        if key.partition("-")[0] in self._prefixes and id_key(query):
            return NameMatch(None, (), "nothing")
        if numbers := self._find_by_words(words):
            return self._best_match(numbers, "words", limit)
        if len(words) == 1 and (numbers := self._initials.get(words[0], set())):
            return self._best_match(numbers, "initials", limit)
        return self._find_by_typo(words, limit)

    def _best_match(self, indices: set[int], matched_by: str, limit: int) -> NameMatch[T]:
        ranked = sorted(indices, key=lambda number: (len(self._things[number].name), number))
        if len(ranked) == 1:
            return NameMatch(self._things[ranked[0]], (), matched_by)
        return NameMatch(None, tuple(self._things[number] for number in ranked[:limit]), matched_by)

    def _find_by_words(self, words: tuple[str, ...]) -> set[int]:
        """Return items whose words begin with every word of the query; prefer whole words to beginnings."""
        if all(word in self._words for word in words) and (
            whole_word_matches := _intersection(self._words[word] for word in words)
        ):
            return whole_word_matches
        return _intersection(self._starting_with(word) for word in words)

    def _starting_with(self, start: str) -> set[int]:
        numbers: set[int] = set(self._words.get(start, ()))
        if len(start) < _MIN_START_LENGTH:
            return numbers
        for i in range(bisect_left(self._sorted, start), len(self._sorted)):
            if not self._sorted[i].startswith(start):
                break
            numbers |= self._words[self._sorted[i]]
        return numbers

    def _find_by_typo(self, words: tuple[str, ...], limit: int) -> NameMatch[T]:
        """Match items for which every word begins a word or is a small typo of one.

        The fewest typos win, and only one item may have that few.
        """
        costs: dict[int, int] | None = None
        for word in words:
            word_costs = self._typo_costs(word)
            costs = (
                word_costs
                if costs is None
                else {number: costs[number] + word_costs[number] for number in costs.keys() & word_costs.keys()}
            )
        if not costs:
            return NameMatch(None, (), "nothing")
        lowest_cost = min(costs.values())
        best_match = self._best_match({number for number, cost in costs.items() if cost == lowest_cost}, "typo", limit)
        is_doubtful = len(words) == 1 and len(words[0]) < _MIN_CERTAIN_TYPO_LENGTH
        return NameMatch(None, (best_match.item,), "typo") if is_doubtful and best_match.item else best_match

    def _typo_costs(self, word: str) -> dict[int, int]:
        """Return items with a word that begins with `word` (cost 0) or is one typo away.

        Words of eight letters or more may be two typos away.
        """
        from jellyfish import damerau_levenshtein_distance as distance

        costs = dict.fromkeys(self._starting_with(word), 0)
        max_typos = 0 if len(word) < _MIN_TYPO_LENGTH or not word.isalpha() else 1 if len(word) < 8 else 2
        if not max_typos:
            return costs
        for other in self._by_start.get(word[0], ()):
            if abs(len(other) - len(word)) > max_typos or not _worth_measuring(word, other):
                continue
            cost = distance(word, other)
            if cost <= max_typos:
                for number in self._words[other]:
                    costs[number] = min(cost, costs.get(number, cost))
        return costs


def build_index(things: Iterable[T]) -> NameIndex[T]:
    """Build an index for many lookups."""
    return NameIndex(things)


def find(query: str, things: Iterable[T], *, limit: int = 5) -> NameMatch[T]:
    """Find which of `things` the query names; for many queries, call `build_index` once."""
    return NameIndex(things).find(query, limit=limit)


def _meaningful_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _FILLER_WORDS) or words


def _worth_measuring(word: str, other: str) -> bool:
    """Return whether two words are close enough to measure; typos rarely hit the first letter."""
    return word[0] == other[0] or word[:2] == other[1::-1] or word[:2] == other[1:3]


def _intersection(sets: Iterable[set[int]]) -> set[int]:
    common: set[int] | None = None
    for members in sets:
        common = set(members) if common is None else common & members
        if not common:
            return set()
    return common or set()
