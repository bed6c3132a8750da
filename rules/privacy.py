"""Who may read what: the one rule for facts that were captured where not everybody reads (product.md 6, leak rule).

A fact goes only where every possible reader may read its source. A *restricted* one was said in a closed channel: its
members, the people named on it and those who lead its project or program may read it, until somebody publishes it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """Something kept: the channel it was said in (None: it came from elsewhere), who is named on it, who leads it."""

    source: str | None = None
    restricted: bool = False
    named: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """One person: `member_of` are the closed channels they are in now."""

    id: str
    outsider: bool = False
    member_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelAudience:
    """A channel: everybody in it reads what is posted there; `external`, also people of other companies."""

    id: str
    external: bool = False


PRIVATE_CHANNEL_PLACEHOLDER = "said in a private channel"
"""What stands elsewhere for words that were typed in a closed channel."""

Audience = Reader | ChannelAudience
_ID = re.compile(r"\b[A-Z]{1,4}-\d+\b")


def may_see(fact: Fact, *, by: Audience) -> bool:
    """Whether the fact may be shown to this person, or in this place."""
    if isinstance(by, ChannelAudience):
        return fact.source == by.id or not (fact.restricted or by.external)
    if by.outsider:
        return by.id in fact.named
    return not fact.restricted or by.id in fact.named | fact.leads or fact.source in by.member_of


@dataclass(frozen=True, slots=True)
class Secrets:
    """What an audience may not read: ids, and words (names, what was said) by which the same things would be known."""

    ids: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ids or self.words)

    def occur_in(self, text: str) -> bool:
        """Whether a text names one of these things."""
        if not self.ids.isdisjoint(_ID.findall(text)):
            return True
        plain = " ".join(text.split()).casefold()
        return any(word in plain for word in self.words)


MIN_SECRET_LENGTH = 10  # a shorter name is a word of everyday talk; its id still tells it
MAX_SECRET_LENGTH = 60  # so much of a long text is enough to know it again, also where it was cut


def collect_secrets(facts: Iterable[tuple[Fact, str, str]], *, by: Audience) -> Secrets:
    """This will gather, from (fact, id, words) triples, what `by` may not read."""
    hidden = [(id, words) for fact, id, words in facts if not may_see(fact, by=by)]
    told = (" ".join(words.split()).casefold()[:MAX_SECRET_LENGTH].strip() for _, words in hidden)
    return Secrets(frozenset(id for id, _ in hidden if id), frozenset(w for w in told if len(w) >= MIN_SECRET_LENGTH))


def visible_text(value: object) -> str:
    """Every text inside a JSON value, in its order: what is shown, what a link leads to, what a button carries."""
    return " ".join(_iter_texts(value))


def _iter_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in ("type", "action_id", "block_id", "style"):
                yield from _iter_texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _iter_texts(part)
