"""Privacy: the one rule for facts captured in channels that not everyone can read (leak rule, docs/behaviours.md).

A fact goes only to readers who may read its source. A *restricted* fact was posted in a private channel: the channel's
members, the people named on it and the leads of its project or program may read it until it is published.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A saved fact: its source channel (None if it came from elsewhere), the people named on it, and its leads."""

    source: str | None = None
    restricted: bool = False
    named: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reader:
    """One person; `member_of` holds the private channels they are in now."""

    id: str
    outsider: bool = False
    member_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelAudience:
    """A channel, whose members all read what is posted there; `external` if other companies share it."""

    id: str
    external: bool = False


# Shown elsewhere in place of words typed in a private channel.
PRIVATE_CHANNEL_PLACEHOLDER = "said in a private channel"
# Shown in place of a text that names what its reader may not know.
WITHHELD_TEXT = f"(withheld: {PRIVATE_CHANNEL_PLACEHOLDER})"

Audience = Reader | ChannelAudience


def includes_outsiders(audience: Audience) -> bool:
    """Return whether people of other companies are among the readers."""
    return audience.external if isinstance(audience, ChannelAudience) else audience.outsider


_ID = re.compile(r"\b[A-Z]{1,4}-\d+\b")


def may_see(fact: Fact, *, by: Audience) -> bool:
    """Return whether the fact may be shown to this person or in this channel."""
    if isinstance(by, ChannelAudience):
        return fact.source == by.id or not (fact.restricted or by.external)
    if by.outsider:
        return by.id in fact.named
    return not fact.restricted or by.id in fact.named | fact.leads or fact.source in by.member_of


@dataclass(frozen=True, slots=True)
class Secrets:
    """Ids and words (names, quotes) that an audience must not read."""

    ids: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ids or self.words)

    def occur_in(self, text: str) -> bool:
        """Return whether a text contains any of them."""
        if not self.ids.isdisjoint(_ID.findall(text)):
            return True
        normalized = " ".join(text.split()).casefold()
        return any(word in normalized for word in self.words)

    def without(self, reason: str) -> str:
        """Return the reason of a colour, as far as the audience may read it."""
        return "because of something said in a private channel" if self and self.occur_in(reason) else reason


# Shorter names are everyday words; the id still identifies those items.
MIN_SECRET_LENGTH = 10
# Enough of a long text to recognise it, even where it was cut.
MAX_SECRET_LENGTH = 60


def collect_secrets(facts: Iterable[tuple[Fact, str, str]], *, by: Audience) -> Secrets:
    """Collect what `by` may not read from (fact, id, words) triples."""
    hidden = [(id, words) for fact, id, words in facts if not may_see(fact, by=by)]
    phrases = (" ".join(words.split()).casefold()[:MAX_SECRET_LENGTH].strip() for _, words in hidden)
    return Secrets(
        frozenset(id for id, _ in hidden if id),
        frozenset(p for p in phrases if len(p) >= MIN_SECRET_LENGTH),
    )


def visible_text(value: object) -> str:
    """Return all text inside a JSON value, in order: shown text, link targets and button values."""
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
