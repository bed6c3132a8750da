"""Signs that two projects do the same work: like names, like milestones, the same people and the same goal.

Names are compared by their words (Jaccard: shared words ÷ all words), without common ones and plural endings.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import NamedTuple

from rules.plan import Project

# Shares of common words from which names are alike, and of common people.
LIKE_PROJECTS, LIKE_MILESTONES, SAME_PEOPLE = 0.5, 0.6, 0.5
# A project belongs to a goal that it serves with at least this percentage.
MAIN_GOAL = 50.0
# So many like milestones are enough without another sign.
ENOUGH_MILESTONES = 3
# A word that stands in so many names says nothing.
MAX_SHARED_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_COMMON_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "our",
        "the",
        "to",
        "with",
        "new",
        "project",
        "program",
        "phase",
        "stage",
        "part",
        "work",
        "team",
        "v1",
        "v2",
        "v3",
        "1",
        "2",
        "3",
    ]
)


class NamedMilestone(NamedTuple):
    """A milestone as far as it is compared with others."""

    id: str
    project: str
    name: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """A project with its milestones that may be compared, and the people who lead it or own them."""

    project: Project
    milestones: tuple[NamedMilestone, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        users = {self.project.lead, *(milestone.owner for milestone in self.milestones)}
        return frozenset(user for user in users if user)


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Two projects in the order of their ids, with the evidence.

    `milestones` are pairs of like names, `people` are user ids, `goals` those that both serve most.
    """

    first: Project
    second: Project
    like_names: bool
    milestones: tuple[tuple[NamedMilestone, NamedMilestone], ...]
    people: tuple[str, ...]
    goals: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.first.id, self.second.id

    @property
    def signs(self) -> int:
        """The number of kinds of evidence."""
        return sum(map(bool, (self.like_names, self.milestones, self.people, self.goals)))


def pair_of(first: str, second: str) -> tuple[str, str]:
    """Return two ids in the order in which a pair is kept."""
    low, high = sorted((first, second), key=lambda id: (len(id), id))
    return low, high


def words_of(name: str) -> frozenset[str]:
    """Return the words of a name that say what it is about, in lower case and without a plural s."""
    words = (word.casefold() for word in _WORD.findall(name))
    kept = (word for word in words if word not in _COMMON_WORDS)
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in kept)


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of words that two names have in common (Jaccard)."""
    return len(first & second) / len(first | second) if first and second else 0.0


def find_duplicates(
    facts: Sequence[ProjectFacts], *, dismissed: Collection[tuple[str, str]] = (), among: Collection[str] | None = None
) -> tuple[LikelyDuplicate, ...]:
    """Return the pairs with enough evidence, most of it first; with `among`, only pairs with one of these projects.

    A pair needs like names or like milestones, and one more sign or at least three like milestones.
    """
    by_id = {one.project.id: one for one in facts}
    names = {id: words_of(one.project.name) for id, one in by_id.items()}
    pairs = _sharing_words(names, among)
    like = {pair for pair in pairs if likeness(names[pair[0]], names[pair[1]]) >= LIKE_PROJECTS}
    milestones = _like_milestones(facts, among)
    found = []
    for key in like | milestones.keys():
        if key in dismissed:
            continue
        pair = _compare(by_id[key[0]], by_id[key[1]], key in like, milestones.get(key, ()))
        if pair.signs >= 2 or len(pair.milestones) >= ENOUGH_MILESTONES:
            found.append(pair)
    return tuple(sorted(found, key=lambda pair: (-pair.signs, -len(pair.milestones), len(pair.first.id), pair.key)))


def _compare(
    first: ProjectFacts,
    second: ProjectFacts,
    like_names: bool,
    milestones: Iterable[tuple[NamedMilestone, NamedMilestone]],
) -> LikelyDuplicate:
    shared, everyone = first.people & second.people, first.people | second.people
    are_same_people = len(shared) >= 2 and len(shared) / len(everyone) >= SAME_PEOPLE
    return LikelyDuplicate(
        first=first.project,
        second=second.project,
        like_names=like_names,
        milestones=tuple(milestones),
        people=tuple(sorted(shared)) if are_same_people else (),
        goals=tuple(sorted(_main_goals(first.project) & _main_goals(second.project))),
    )


def _main_goals(project: Project) -> set[str]:
    return {goal for goal, share in project.goals.items() if share >= MAIN_GOAL}


def _like_milestones(
    facts: Sequence[ProjectFacts], among: Collection[str] | None
) -> dict[tuple[str, str], list[tuple[NamedMilestone, NamedMilestone]]]:
    """Return, for each pair of projects, the milestones of one that are named like one of the other, each once."""
    milestones = {m.id: m for one in facts for m in one.milestones}
    names = {id: words_of(milestone.name) for id, milestone in milestones.items()}
    wanted = None if among is None else {m.id for m in milestones.values() if m.project in among}
    pairs = [
        (likeness(names[a], names[b]), a, b)
        for a, b in _sharing_words(names, wanted)
        if milestones[a].project != milestones[b].project
    ]
    found: dict[tuple[str, str], list[tuple[NamedMilestone, NamedMilestone]]] = defaultdict(list)
    used: set[tuple[str, str, str]] = set()
    for share, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        key = pair_of(milestones[a].project, milestones[b].project)
        if share < LIKE_MILESTONES or (*key, a) in used or (*key, b) in used:
            continue
        used |= {(*key, a), (*key, b)}
        ordered = (milestones[a], milestones[b]) if milestones[a].project == key[0] else (milestones[b], milestones[a])
        found[key].append(ordered)
    return dict(found)


def _sharing_words(names: Mapping[str, frozenset[str]], among: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """Yield each pair of ids whose names share a word that is not in too many names; with `among`, one is in it."""
    by_word: dict[str, list[str]] = defaultdict(list)
    for id, words in names.items():
        for word in words:
            by_word[word].append(id)
    shared = (ids for ids in by_word.values() if len(ids) <= MAX_SHARED_WORD)
    pairs = chain.from_iterable(_pairs_among(ids, among) for ids in shared)
    yield from dict.fromkeys(pair_of(first, second) for first, second in pairs if first != second)


def _pairs_among(ids: Sequence[str], among: Collection[str] | None) -> Iterator[tuple[str, str]]:
    if among is None:
        return combinations(ids, 2)
    return product([id for id in ids if id in among], ids)
